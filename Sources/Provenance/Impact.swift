package import KubernetesModel

/// What comes from a file, or from one line of it: in which clusters, resources and fields.
package struct Impact: Sendable {
  /// How a resource depends on the file; the strongest of several.
  package enum Relation: Int, Sendable {
    /// It says which cluster gets the resource, or takes part in the build of all of its application.
    case decides
    /// It lists the file or folder that the resource comes from.
    case lists
    /// It writes fields of the resource.
    case writes
  }

  package struct Effect: Sendable {
    package var cluster: String
    package var application: String
    package var resource: ResourceID
    package var relation: Relation
    /// The fields that it writes, in the order of the document; empty where it only lists or decides.
    package var fields: [String]
  }

  /// By cluster, application and resource, as the fleet has them.
  package var effects: [Effect] = []

  /// The same effect on several clusters.
  package struct Group: Sendable {
    /// Positions in `effects`, ascending; never empty.
    package var members: [Int]
  }

  /// Each effect in exactly one group; those of few clusters first among the same resource.
  package func folded() -> [Group] {
    struct Key: Hashable {
      var resource: ResourceID
      var relation: Relation
      var fields: [String]
    }
    var positions: [Key: Int] = [:]
    var groups: [Group] = []
    for (index, effect) in effects.enumerated() {
      let key = Key(resource: effect.resource, relation: effect.relation, fields: effect.fields)
      if let position = positions[key] {
        groups[position].members.append(index)
      } else {
        positions[key] = groups.count
        groups.append(Group(members: [index]))
      }
    }
    return groups.sorted { a, b in
      let (one, other) = (effects[a.members[0]], effects[b.members[0]])
      if one.resource != other.resource { return one.resource < other.resource }
      if a.members.count != b.members.count { return a.members.count < b.members.count }
      return a.members[0] < b.members[0]
    }
  }
}
