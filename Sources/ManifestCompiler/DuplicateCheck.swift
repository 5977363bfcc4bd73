internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Finds resources that two applications would write to one cluster.
///
/// Emits `fleet.resource-conflict`, at one of the two manifests, naming the other.
enum DuplicateCheck {
  static func run(_ sets: [ClusterResourceSet]) -> [Diagnostic] {
    run(
      sets.lazy.map { set in
        (
          cluster: set.cluster, application: set.application,
          resources: set.resources.lazy.map { PlacedIdentity($0) }
        )
      })
  }

  /// The first of several in `sets` is the owner.
  static func run<Sets: Sequence, Resources: Sequence<PlacedIdentity>>(_ sets: Sets) -> [Diagnostic]
  where Sets.Element == (cluster: String, application: String, resources: Resources) {
    var owners: [Key: (application: String, location: SourceLocation)] = [:]
    var diagnostics: [Diagnostic] = []
    for set in sets {
      for resource in set.resources {
        let id = resource.id
        let key = Key(
          cluster: set.cluster,
          id: ResourceID(
            group: id.group, version: "", kind: id.kind, namespace: id.namespace, name: id.name))
        guard let owner = owners[key] else {
          owners[key] = (set.application, resource.location)
          continue
        }
        let subject =
          owner.application.utf8.elementsEqual(set.application.utf8)
          ? "the application \(set.application) makes it twice"
          : "the applications \(owner.application) and \(set.application) both make it"
        diagnostics.append(
          .error(
            conflict, "\(id) would be written twice to cluster \(set.cluster): \(subject); keep one",
            at: resource.location, notes: [.init("the other one is here", at: owner.location)]))
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
