/// How much there is in a fleet.
package struct FleetSize: Sendable, Equatable {
  package var clusters: Int
  /// By name: an application on several clusters counts once.
  package var applications: Int
  package var resources: Int

  package init(clusters: Int, applications: Int, resources: Int) {
    self.clusters = clusters
    self.applications = applications
    self.resources = resources
  }
}

/// How much of a fleet a change set touches.
package struct BlastRadius: Sendable, Equatable {
  package var clusters = 0
  /// By name: an application on several clusters counts once.
  package var applications = 0
  package var resources = 0
  package var fields = 0
  package var added = 0
  package var removed = 0
  package var changed = 0
  package var renamed = 0
  package var moved = 0
  /// What all this is part of.
  package var fleet: FleetSize

  /// The resources that clusters delete: a renamed one is deleted under its old name.
  package var deletions: Int { removed + renamed }

  package init(_ set: ChangeSet) {
    fleet = set.fleet
    clusters = Set(set.changes.map { TextKey($0.cluster) }).count
    applications = Set(set.changes.map { TextKey($0.application) }).count
    resources = set.changes.count
    for change in set.changes {
      fields += change.fields.count
      switch change.kind {
      case .added: added += 1
      case .removed: removed += 1
      case .changed: changed += 1
      case .renamed: renamed += 1
      case .moved: moved += 1
      }
    }
  }
}
