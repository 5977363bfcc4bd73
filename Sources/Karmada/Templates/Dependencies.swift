internal import KubernetesModel
internal import SourceModel
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

/// Finds what a template refers to, by the versions of kinds that Karmada's interpreters know.
///
/// Source: reference/karmada.md section 9.
struct DependencyReader {
  private let document: Document
  private var found: [(dependency: Dependency, location: SourceLocation)] = []

  /// The dependencies of a template, each once, in the order of appearance, with the place that names it.
  ///
  /// A script may say that they are those of the pod template at a field.
  static func dependencies(
    of template: Resource, podTemplate: [String]?
  ) -> [(dependency: Dependency, location: SourceLocation)] {
    var reader = DependencyReader(document: template.document)
    if let podTemplate {
      reader.readPod(template.document[template.document.root, podTemplate + ["spec"]])
    } else {
      reader.read(template.id)
    }
    return reader.found
  }

  private init(document: Document) { self.document = document }

  private mutating func read(_ id: ResourceID) {
    let root = document.root
    switch (id.apiVersion, id.kind) {
    // The count of a notebook is known, its dependencies are not.
    case ("kubeflow.org/v1", "Notebook"): return
    case ("apps/v1", "StatefulSet"): readPod(podSpec(of: id, in: document), claimTemplates: claimTemplates)
    case ("networking.k8s.io/v1", "Ingress"):
      each(document[root, ["spec", "tls"]]) { $0.add("Secret", $1, ["secretName"]) }
    case ("multicluster.x-k8s.io/v1alpha1", "ServiceImport"):
      let service = "derived-\(id.name)"
      append(Dependency(apiVersion: "v1", kind: "Service", name: service), root)
      append(
        Dependency(apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", name: "", serviceName: service),
        root)
    case ("apps.kruise.io/v1alpha1", "SidecarSet"): readSidecars()
    case ("argoproj.io/v1alpha1", "Workflow"): readWorkflow()
    case ("source.toolkit.fluxcd.io/v1", "GitRepository"): addSecrets(["secretRef"], ["verify", "secretRef"])
    case ("source.toolkit.fluxcd.io/v1beta2", "Bucket"),
      ("source.toolkit.fluxcd.io/v1beta2", "HelmRepository"):
      addSecrets(["secretRef"])
    case ("source.toolkit.fluxcd.io/v1beta2", "HelmChart"): addSecrets(["verify", "secretRef"])
    case ("source.toolkit.fluxcd.io/v1beta2", "OCIRepository"):
      addSecrets(["secretRef"], ["verify", "secretRef"], ["certSecretRef"])
      addServiceAccount()
    case ("helm.toolkit.fluxcd.io/v2beta1", "HelmRelease"):
      each(document[root, ["spec", "valuesFrom"]]) { reader, item in
        let kind = reader.text(item, "kind")
        if kind == "ConfigMap" || kind == "Secret" { reader.add(kind, item, ["name"]) }
      }
      addSecrets(["chart", "spec", "verify", "secretRef"], ["kubeConfig", "secretRef"])
      addServiceAccount()
    case ("kustomize.toolkit.fluxcd.io/v1", "Kustomization"):
      addSecrets(["decryption", "secretRef"], ["kubeConfig", "secretRef"])
      addServiceAccount()
    default:
      readPod(podSpec(of: id, in: document))
      for pod in jobPodSpecs(of: id, in: document) { readPod(pod) }
    }
  }

  /// Claims that a StatefulSet makes itself.
  private var claimTemplates: [String] {
    document.items(document[document.root, ["spec", "volumeClaimTemplates"]]).compactMap {
      document[$0, ["metadata", "name"]].map(document.string)
    }
  }

  // MARK: - Pods

  private mutating func readPod(_ pod: NodeID?, claimTemplates: [String] = []) {
    guard let pod, document.isMapping(pod) else { return }
    for list in ["containers", "initContainers", "ephemeralContainers"] {
      each(document[pod, list]) { $0.readContainer($1) }
    }
    each(document[pod, "volumes"]) { $0.readVolume($1, claimTemplates) }
    each(document[pod, "imagePullSecrets"]) { $0.add("Secret", $1, ["name"]) }
    addPodAccount(pod)
  }

  private mutating func readContainer(_ container: NodeID) {
    each(document[container, "env"]) { reader, item in
      reader.add("ConfigMap", item, ["valueFrom", "configMapKeyRef", "name"])
      reader.add("Secret", item, ["valueFrom", "secretKeyRef", "name"])
    }
    each(document[container, "envFrom"]) { reader, item in
      reader.add("ConfigMap", item, ["configMapRef", "name"])
      reader.add("Secret", item, ["secretRef", "name"])
    }
  }

  private mutating func readVolume(
    _ volume: NodeID, _ claimTemplates: [String], secretName: String = "secretName"
  ) {
    readConfiguration(volume, secretName: secretName)
    add("Secret", volume, ["csi", "nodePublishSecretRef", "name"])
    add("Secret", volume, ["azureFile", "secretName"])
    for kind in ["cephfs", "cinder", "flexVolume", "rbd", "scaleIO", "iscsi", "storageos"] {
      add("Secret", volume, [kind, "secretRef", "name"])
    }
    let path = ["persistentVolumeClaim", "claimName"]
    let claim = text(volume, path)
    if !claimTemplates.contains(where: { same($0, claim) }) { add("PersistentVolumeClaim", volume, path) }
  }

  /// Every namespace has an account called `default`.
  private mutating func addPodAccount(_ pod: NodeID) {
    if text(pod, "serviceAccountName") != "default" { add("ServiceAccount", pod, ["serviceAccountName"]) }
  }

  /// The ConfigMaps and Secrets that a volume holds.
  private mutating func readConfiguration(_ volume: NodeID, secretName: String = "secretName") {
    add("ConfigMap", volume, ["configMap", "name"])
    add("Secret", volume, ["secret", secretName])
    each(document[volume, ["projected", "sources"]]) { reader, source in
      reader.add("ConfigMap", source, ["configMap", "name"])
      reader.add("Secret", source, ["secret", "name"])
    }
  }

  // MARK: - Other kinds

  private mutating func readSidecars() {
    each(document[document.root, ["spec", "containers"]]) { $0.readContainer($1) }
    each(document[document.root, ["spec", "volumes"]]) { $0.readConfiguration($1) }
  }

  private mutating func readWorkflow() {
    let spec = ["spec"]
    // Karmada looks for the Secret of a volume under a name that Kubernetes does not use.
    each(document[document.root, spec + ["volumes"]]) { $0.readVolume($1, [], secretName: "name") }
    each(document[document.root, spec + ["volumeClaimTemplates"]]) {
      $0.add("PersistentVolumeClaim", $1, ["metadata", "name"])
    }
    each(document[document.root, spec + ["imagePullSecrets"]]) { $0.add("Secret", $1, ["name"]) }
    add("ServiceAccount", document.root, spec + ["executor", "serviceAccountName"])
    if let node = document[document.root, spec] { addPodAccount(node) }
  }

  /// The Secrets that references below `spec` name.
  private mutating func addSecrets(_ references: [String]...) {
    for reference in references { add("Secret", document.root, ["spec"] + reference + ["name"]) }
  }

  private mutating func addServiceAccount() {
    add("ServiceAccount", document.root, ["spec", "serviceAccountName"])
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
    for item in document.items(list) { body(&self, item) }
  }

  /// Adds the object that a field names, where there is one.
  private mutating func add(_ kind: String, _ node: NodeID, _ path: [String]) {
    let name = text(node, path)
    guard !name.isEmpty, let place = document[node, path] else { return }
    append(Dependency(apiVersion: "v1", kind: kind, name: name), place)
  }

  private mutating func append(_ dependency: Dependency, _ place: NodeID) {
    if found.contains(where: { $0.dependency == dependency }) { return }
    found.append((dependency, document.location(place)))
  }
}
