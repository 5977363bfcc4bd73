internal import KubernetesModel
internal import YAML

/// An object that a template needs beside it, in its own namespace.
struct Dependency: Hashable {
  var apiVersion: String
  var kind: String
  /// Empty when it is found by its label.
  var name: String
  /// The value of `kubernetes.io/service-name`, for EndpointSlices.
  var serviceName: String = ""
}

/// Finds what a template refers to. Source: reference/karmada.md section 9.
struct DependencyReader {
  private let document: Document
  private var found: [Dependency] = []

  /// The dependencies of a template, each once, in the order of appearance.
  static func dependencies(of template: Resource) -> [Dependency] {
    var reader = DependencyReader(document: template.document)
    reader.read(template.id)
    return reader.found
  }

  private init(document: Document) { self.document = document }

  private mutating func read(_ id: ResourceID) {
    if let pod = podSpec(of: id, in: document) {
      readPod(pod, claimTemplates: claimTemplates(id))
      return
    }
    let root = document.root
    switch (id.group, id.kind) {
    case ("networking.k8s.io", "Ingress") where id.version == "v1":
      each(document[root, ["spec", "tls"]]) { $0.add("Secret", $0.text($1, "secretName")) }
    case ("multicluster.x-k8s.io", "ServiceImport") where id.version == "v1alpha1":
      add("Service", "derived-\(id.name)")
      append(
        Dependency(
          apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", name: "",
          serviceName: "derived-\(id.name)"))
    case ("apps.kruise.io", "SidecarSet"): readPod(document[root, "spec"], claimTemplates: [])
    case ("argoproj.io", "Workflow"): readWorkflow()
    case ("kubeflow.org", _), ("ray.io", _): readPodTemplates(below: root)
    default:
      if id.group.hasSuffix(".toolkit.fluxcd.io") { readFlux(id) }
    }
  }

  /// Claims of a StatefulSet that it makes itself.
  private func claimTemplates(_ id: ResourceID) -> [String] {
    guard id.kind == "StatefulSet", let templates = document[document.root, ["spec", "volumeClaimTemplates"]]
    else {
      return []
    }
    return document.children(templates).compactMap {
      document[$0, ["metadata", "name"]].map(document.string)
    }
  }

  // MARK: - Pods

  private mutating func readPod(_ pod: NodeID?, claimTemplates: [String]) {
    guard let pod, document.isMapping(pod) else { return }
    for list in ["containers", "initContainers", "ephemeralContainers"] {
      each(document[pod, list]) { $0.readContainer($1) }
    }
    each(document[pod, "volumes"]) { $0.readVolume($1, claimTemplates) }
    each(document[pod, "imagePullSecrets"]) { $0.add("Secret", $0.text($1, "name")) }
    let account = text(pod, "serviceAccountName")
    if account != "default" { add("ServiceAccount", account) }
  }

  private mutating func readContainer(_ container: NodeID) {
    each(document[container, "env"]) { reader, item in
      reader.add("ConfigMap", reader.text(item, ["valueFrom", "configMapKeyRef", "name"]))
      reader.add("Secret", reader.text(item, ["valueFrom", "secretKeyRef", "name"]))
    }
    each(document[container, "envFrom"]) { reader, item in
      reader.add("ConfigMap", reader.text(item, ["configMapRef", "name"]))
      reader.add("Secret", reader.text(item, ["secretRef", "name"]))
    }
  }

  private mutating func readVolume(_ volume: NodeID, _ claimTemplates: [String]) {
    add("ConfigMap", text(volume, ["configMap", "name"]))
    add("Secret", text(volume, ["secret", "secretName"]))
    each(document[volume, ["projected", "sources"]]) { reader, source in
      reader.add("ConfigMap", reader.text(source, ["configMap", "name"]))
      reader.add("Secret", reader.text(source, ["secret", "name"]))
    }
    add("Secret", text(volume, ["csi", "nodePublishSecretRef", "name"]))
    add("Secret", text(volume, ["azureFile", "secretName"]))
    for kind in ["cephfs", "cinder", "flexVolume", "rbd", "scaleIO", "iscsi", "storageos"] {
      add("Secret", text(volume, [kind, "secretRef", "name"]))
    }
    let claim = text(volume, ["persistentVolumeClaim", "claimName"])
    if !claimTemplates.contains(where: { same($0, claim) }) { add("PersistentVolumeClaim", claim) }
  }

  // MARK: - Other kinds

  private mutating func readWorkflow() {
    let spec = ["spec"]
    each(document[document.root, spec + ["volumes"]]) { $0.readVolume($1, []) }
    each(document[document.root, spec + ["volumeClaimTemplates"]]) {
      $0.add("PersistentVolumeClaim", $0.text($1, ["metadata", "name"]))
    }
    each(document[document.root, spec + ["imagePullSecrets"]]) { $0.add("Secret", $0.text($1, "name")) }
    let accounts = [spec, spec + ["executor"]].map { text(document.root, $0 + ["serviceAccountName"]) }
    for account in accounts where account != "default" { add("ServiceAccount", account) }
  }

  /// Jobs of Kubeflow and Ray hold pod templates in places of their own: every mapping with `containers` is one.
  private mutating func readPodTemplates(below root: NodeID) {
    var pending = [root]
    while let node = pending.popLast() {
      if let containers = document[node, "containers"], document.isSequence(containers) {
        readPod(node, claimTemplates: [])
      } else {
        pending.append(contentsOf: Array(document.children(node)).reversed())
      }
    }
  }

  private mutating func readFlux(_ id: ResourceID) {
    let spec = document[document.root, "spec"]
    guard let spec else { return }
    switch id.kind {
    case "GitRepository", "Bucket", "HelmRepository", "HelmChart", "OCIRepository":
      for field in ["secretRef", "certSecretRef", "proxySecretRef"] {
        add("Secret", text(spec, [field, "name"]))
      }
      add("Secret", text(spec, ["verify", "secretRef", "name"]))
    case "HelmRelease":
      each(document[spec, "valuesFrom"]) { reader, item in
        let kind = reader.text(item, "kind")
        if kind == "ConfigMap" || kind == "Secret" { reader.add(kind, reader.text(item, "name")) }
      }
      add("Secret", text(spec, ["chart", "spec", "verify", "secretRef", "name"]))
      add("Secret", text(spec, ["kubeConfig", "secretRef", "name"]))
    case "Kustomization":
      add("Secret", text(spec, ["decryption", "secretRef", "name"]))
      add("Secret", text(spec, ["kubeConfig", "secretRef", "name"]))
    default: return
    }
    add("ServiceAccount", text(spec, "serviceAccountName"))
  }

  // MARK: - Fields

  private func text(_ node: NodeID, _ key: String) -> String { text(node, [key]) }

  private func text(_ node: NodeID, _ path: [String]) -> String {
    guard let value = document[node, path], document.isScalar(value),
      document.kubernetesScalar(value) != .null
    else { return "" }
    return document.string(value)
  }

  private mutating func each(_ list: NodeID?, _ body: (inout DependencyReader, NodeID) -> Void) {
    guard let list, document.isSequence(list) else { return }
    for item in document.children(list) { body(&self, item) }
  }

  private mutating func add(_ kind: String, _ name: String) {
    if !name.isEmpty { append(Dependency(apiVersion: "v1", kind: kind, name: name)) }
  }

  private mutating func append(_ dependency: Dependency) {
    if !found.contains(dependency) { found.append(dependency) }
  }
}
