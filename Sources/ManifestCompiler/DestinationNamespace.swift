internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Gives the namespace of an Application's destination to resources that have none, as Argo CD does when it applies them.
///
/// Cluster-scoped kinds are left alone: the built-in ones, and those whose CustomResourceDefinition is among the resources.
/// Every other kind counts as namespaced, as in kustomize.
struct DestinationNamespace {
  private let namespace: String
  private let author: Author

  init(_ namespace: String, _ location: SourceLocation) {
    self.namespace = namespace
    author = Author(.defaulted, step: "destination.namespace", at: location)
  }

  func apply(to resources: inout [Resource]) {
    let defined = clusterScopedDefinitions(in: resources)
    for index in resources.indices {
      let resource = resources[index]
      guard resource.id.namespace.isEmpty, !isClusterScoped(resource.id, defined) else { continue }
      let root = resource.document.root
      guard let metadata = resource.document[root, "metadata"] else { continue }
      resources[index].document.set("namespace", in: metadata, to: .string(namespace), by: author)
      resources[index].id.namespace = namespace
    }
  }

  private func isClusterScoped(_ id: ResourceID, _ defined: Set<String>) -> Bool {
    ResourceScope.isClusterScoped(apiVersion: id.apiVersion, kind: id.kind)
      ?? defined.contains("\(id.kind).\(id.group)")
  }

  /// `Kind.group` of each CustomResourceDefinition with cluster scope.
  private func clusterScopedDefinitions(in resources: [Resource]) -> Set<String> {
    var result: Set<String> = []
    for resource in resources where resource.id.kind == "CustomResourceDefinition" {
      let document = resource.document
      guard let spec = document[document.root, "spec"], let scope = document[spec, "scope"],
        document.valueEquals(scope, "Cluster"), let group = document[spec, "group"],
        let kind = document[spec, ["names", "kind"]]
      else { continue }
      result.insert("\(document.string(kind)).\(document.string(group))")
    }
    return result
  }
}
