internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Finds resources that two applications would write to one cluster.
///
/// Emits `fleet.resource-conflict`, at one of the two manifests, naming the other.
enum DuplicateCheck {
  static func run(_ sets: [ClusterResourceSet]) -> [Diagnostic] {
    var owners: [Key: (application: String, resource: Resource)] = [:]
    var diagnostics: [Diagnostic] = []
    for set in sets {
      for resource in set.resources {
        let id = resource.id
        let key = Key(
          cluster: set.cluster,
          id: ResourceID(
            group: id.group, version: "", kind: id.kind, namespace: id.namespace, name: id.name))
        guard let owner = owners[key] else {
          owners[key] = (set.application, resource)
          continue
        }
        let other = owner.resource.document
        let subject =
          owner.application.utf8.elementsEqual(set.application.utf8)
          ? "the application \(set.application) makes it twice"
          : "the applications \(owner.application) and \(set.application) both make it"
        diagnostics.append(
          .error(
            conflict, "\(id) would be written twice to cluster \(set.cluster): \(subject); keep one",
            at: resource.document.location(resource.document.root),
            notes: [.init("the other one is here", at: other.location(other.root))]))
      }
    }
    return diagnostics
  }

  private struct Key: Hashable {
    var cluster: String
    var id: ResourceID
  }
}

private let conflict = "fleet.resource-conflict"
