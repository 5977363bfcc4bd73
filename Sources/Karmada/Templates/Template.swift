internal import KubernetesModel
internal import SourceModel
internal import YAML

/// A resource template as the control plane's API server would hold it.
struct Template {
  /// Scalars as JSON, the namespace and the defaults that steer replicas written.
  var resource: Resource
  var labels: Labels
  var workload = Workload()
  var location: SourceLocation
  /// The object can't be used; diagnostics say why.
  var isBroken = false

  var id: ResourceID { resource.id }

  init(_ original: Resource, scopes: ScopeTable) {
    resource = original
    location = original.document.location(original.document.root)
    resource.document.normalizeScalars(below: resource.document.root)
    if resource.id.namespace.isEmpty, !scopes.isClusterScoped(resource.id) {
      let author = Author(.defaulted, step: "Kubernetes default", at: location)
      let root = resource.document.root
      let metadata = resource.document.ensure("metadata", in: root, kind: .mapping, by: author)
      if resource.document.isMapping(metadata) {
        resource.document.set("namespace", in: metadata, to: .string("default"), by: author)
      }
    }
    resource.refreshIdentity()
    let document = resource.document
    labels = Labels(document, document[document.root, ["metadata", "labels"]])
  }

  func annotation(_ key: String) -> String {
    let document = resource.document
    guard let node = document[document.root, ["metadata", "annotations", key]], document.isScalar(node) else {
      return ""
    }
    return document.string(node)
  }

  /// Why policies never propagate this object; nil when they may. Source: reference/karmada.md section 3.
  var exclusion: String? {
    if isReserved(namespace: id.namespace) { return "the namespace \(id.namespace) is Karmada's own" }
    if id.namespace.utf8.starts(with: "kube-".utf8) { return "Karmada leaves namespaces called kube-* alone" }
    if isKarmadaObject {
      return "objects of \(id.group) are Karmada's own"
    }
    let isEvent = id.group == "events.k8s.io" || (id.apiVersion == "v1" && id.kind == "Event")
    if isEvent || id.apiVersion == "coordination.k8s.io/v1" {
      return "Karmada does not propagate \(id.kind) objects"
    }
    if let owner = labels[Bookkeeping.claimedBy], !owner.isEmpty {
      return "its label \(Bookkeeping.claimedBy) gives it to \(owner)"
    }
    return nil
  }

  /// Whether the object belongs to Karmada's own API, so that it stays on the control plane.
  var isKarmadaObject: Bool {
    let groups = ["cluster", "policy", "work", "config", "networking", "autoscaling", "remedy", "apps"]
    return groups.contains { same(id.group, "\($0).karmada.io") }
  }

  /// Whether a Namespace goes to every cluster by itself. Source: reference/karmada.md section 12.
  var isAutoPropagatedNamespace: Bool {
    guard id.group.isEmpty, id.kind == "Namespace" else { return false }
    if id.name == "default" || isReserved(namespace: id.name) || id.name.utf8.starts(with: "kube-".utf8) {
      return false
    }
    return labels["namespace.karmada.io/skip-auto-propagation"]?.lowercased() != "true"
  }

  private func isReserved(namespace: String) -> Bool {
    namespace == "karmada-system" || namespace == "karmada-cluster"
      || namespace.utf8.starts(with: "karmada-es-".utf8)
  }
}
