internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Finds resources that two applications would write to one cluster.
///
/// Emits `fleet.resource-conflict`, at one of the two manifests, naming the other and the two applications.
enum DuplicateCheck {
  /// `places` says where each application is defined, and is only asked when there is a conflict.
  static func run(
    _ sets: [ClusterResourceSet], _ places: @autoclosure () -> [ByteKey: SourceLocation]
  ) -> [Diagnostic] {
    run(
      sets.lazy.map { set in
        (
          cluster: set.cluster, application: set.application,
          resources: set.resources.lazy.map { PlacedIdentity($0) }
        )
      }, places())
  }

  /// The first of several in `sets` is the owner.
  static func run<Sets: Sequence, Resources: Sequence<PlacedIdentity>>(
    _ sets: Sets, _ places: @autoclosure () -> [ByteKey: SourceLocation]
  ) -> [Diagnostic]
  where Sets.Element == (cluster: String, application: String, resources: Resources) {
    var owners: [Key: Owner] = [:]
    var conflicts: [Conflict] = []
    for set in sets {
      for resource in set.resources {
        let id = resource.id
        let key = Key(
          cluster: set.cluster,
          id: ResourceID(
            group: id.group, version: "", kind: id.kind, namespace: id.namespace, name: id.name))
        let present = Owner(application: set.application, resource: resource)
        if let owner = owners[key] {
          conflicts.append(Conflict(cluster: set.cluster, first: owner, second: present))
        } else {
          owners[key] = present
        }
      }
    }
    if conflicts.isEmpty { return [] }
    let known = places()
    return conflicts.map { $0.diagnostic(known) }
  }

  private struct Owner {
    var application: String
    var resource: PlacedIdentity
  }

  private struct Conflict {
    var cluster: String
    var first: Owner
    var second: Owner

    func diagnostic(_ places: [ByteKey: SourceLocation]) -> Diagnostic {
      let isOne = first.application.utf8.elementsEqual(second.application.utf8)
      let subject =
        isOne
        ? "the application \(first.application) makes it twice"
        : "the applications \(first.application) and \(second.application) both make it"
      var notes: [Diagnostic.Note] = []
      if first.resource.location != second.resource.location {
        notes.append(.init("the other one is here", at: first.resource.location))
      }
      for application in isOne ? [] : [first.application, second.application] {
        guard let place = places[ByteKey(application)] else { continue }
        notes.append(.init("the application \(application) comes from here", at: place))
      }
      return .error(
        conflict,
        "\(second.resource.id) would be written twice to cluster \(cluster): \(subject); keep one",
        at: second.resource.location, notes: notes)
    }
  }

  private struct Key: Hashable {
    var cluster: String
    var id: ResourceID
  }
}

private let conflict = "fleet.resource-conflict"
