internal import KubernetesModel
internal import SemanticDiff

/// The folded changes in the order in which people read them: sections of what changes on the same clusters.
struct FoldedDiff {
  struct Section {
    /// `guestbook`, or `{cluster}-guestbook` where the names differ only in the cluster's.
    var applications: String
    var clusters: [String]
    /// Positions of representatives in the change set.
    var changes: [Int]
    /// The patterns of the applications of all that these stand for, sorted; see `applicationPattern`.
    var patterns: [String]
  }

  let changeSet: ChangeSet
  private(set) var sections: [Section] = []

  init(_ changeSet: ChangeSet) {
    self.changeSet = changeSet
    var positions: [String: Int] = [:]
    for group in changeSet.folded() {
      let members = group.members.map { changeSet.changes[$0] }
      var clusters: [String] = []
      for member in members where clusters.last != member.cluster { clusters.append(member.cluster) }
      let applications = applicationLabel(members.map { ($0.cluster, $0.application) })
      let key = ([applications] + clusters).joined(separator: "\u{0}")
      if let position = positions[key] {
        sections[position].changes.append(group.members[0])
        sections[position].patterns = unique(sections[position].patterns + members.map(applicationPattern))
      } else {
        positions[key] = sections.count
        sections.append(
          Section(
            applications: applications, clusters: clusters, changes: [group.members[0]],
            patterns: unique(members.map(applicationPattern))))
      }
    }
    // The odd ones out come first: a change on few clusters is the one that may be a mistake.
    sections.sort { a, b in
      if a.clusters.count != b.clusters.count { return a.clusters.count < b.clusters.count }
      if a.applications != b.applications {
        return a.applications.utf8.lexicographicallyPrecedes(b.applications.utf8)
      }
      return a.clusters.lexicographicallyPrecedes(b.clusters) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
  }
}

/// What the applications of the members of a group are called together.
func applicationLabel(_ members: [(cluster: String, application: String)]) -> String {
  let names = unique(members.map(\.application))
  if names.count == 1 { return names[0] }
  let patterns = unique(members.map { applicationPattern($0.application, on: $0.cluster) })
  if patterns.count == 1 { return patterns[0] }
  return names.count <= 3
    ? names.joined(separator: ", ")
    : names.prefix(2).joined(separator: ", ") + " and \(names.count - 2) more applications"
}

/// The application of a change, with `{cluster}` where its name has the cluster's.
func applicationPattern(_ change: ResourceChange) -> String {
  applicationPattern(change.application, on: change.cluster)
}

/// Each once, sorted bytewise.
private func unique(_ names: [String]) -> [String] {
  Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
