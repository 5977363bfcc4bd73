internal import KubernetesModel
internal import SourceModel

/// The same change on any number of clusters.
package struct ChangeGroup: Sendable {
  /// Positions in the change set, ascending; never empty.
  package var members: [Int]
}

extension ChangeSet {
  /// All changes folded: each belongs to exactly one group, so expanding the groups gives the change set again.
  ///
  /// Groups come in the order of their resource, those of few clusters first among the same resource: the odd ones
  /// are what a reader looks for.
  package func folded() -> [ChangeGroup] {
    var positions: [ContentFingerprint: Int] = [:]
    var groups: [ChangeGroup] = []
    for (index, change) in changes.enumerated() {
      let key = change.contentKey
      if let position = positions[key] {
        groups[position].members.append(index)
      } else {
        positions[key] = groups.count
        groups.append(ChangeGroup(members: [index]))
      }
    }
    return groups.sorted { a, b in
      let (one, other) = (changes[a.members[0]], changes[b.members[0]])
      if one.id != other.id { return one.id < other.id }
      if a.members.count != b.members.count { return a.members.count < b.members.count }
      return a.members[0] < b.members[0]
    }
  }
}
