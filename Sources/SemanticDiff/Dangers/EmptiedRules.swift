internal import KubernetesModel

/// Found by `ChangeSet.emptiedEdits`: no single resource shows it.
let clusterEmptied = DangerRule(
  id: "cluster-emptied", severity: .high, title: "a cluster that loses all it had"
) { _ in [] }

/// Found by `ChangeSet.emptiedEdits`.
let applicationRemoval = DangerRule(
  id: "application-removal", severity: .high, title: "an application that is gone from a cluster"
) { _ in [] }

extension ChangeSet {
  /// Clusters, and applications of clusters, that lose all they had; what only moves to another application is not lost.
  ///
  /// A cluster and an application stand as resources of these kinds, without a group and version; applications that differ
  /// only in the name of their cluster are one, as in a heading: `{cluster}-web`.
  func emptiedEdits() -> [DangerousEdit] {
    if emptied.clusters.isEmpty, emptied.cells.isEmpty { return [] }
    var ofClusters: [TextKey: [Int]] = [:]
    var ofCells: [[TextKey]: [Int]] = [:]
    for (index, change) in changes.enumerated() where change.kind == .removed {
      ofClusters[TextKey(change.cluster), default: []].append(index)
      ofCells[[TextKey(change.cluster), TextKey(change.application)], default: []].append(index)
    }
    var edits: [DangerousEdit] = []
    for cluster in emptied.clusters {
      guard let removed = ofClusters[TextKey(cluster)] else { continue }
      let message =
        "the cluster deletes all that it has from here (\(removed.count)); where it was renamed or its labels changed, "
        + "make sure that everything that selects it still does"
      edits.append(edit(clusterEmptied, "Cluster", cluster, message, removed))
    }
    let names = namesOfCells()
    var positions: [TextKey: Int] = [:]
    for (cell, name) in zip(emptied.cells, names) {
      guard let removed = ofCells[[TextKey(cell.cluster), TextKey(cell.application)]] else { continue }
      if let position = positions[TextKey(name)] {
        edits[position].changes = (edits[position].changes + removed).sorted()
        edits[position].clusters.append(cell.cluster)
        continue
      }
      positions[TextKey(name)] = edits.count
      let message =
        "everything that only this application brings is deleted; make sure that it is meant to go"
      edits.append(edit(applicationRemoval, "Application", name, message, removed))
    }
    return edits
  }

  /// What each of the emptied applications is called: those that differ only in the name of their cluster alike, with
  /// `{cluster}` for it.
  private func namesOfCells() -> [String] {
    var byName: [TextKey: Int] = [:]
    var byPattern: [TextKey: Set<TextKey>] = [:]
    for cell in emptied.cells {
      byName[TextKey(cell.application), default: 0] += 1
      byPattern[TextKey(pattern(cell)), default: []].insert(TextKey(cell.application))
    }
    return emptied.cells.map { cell in
      let isShared = byName[TextKey(cell.application), default: 0] > 1
      let pattern = pattern(cell)
      return isShared || (byPattern[TextKey(pattern)]?.count ?? 0) < 2 ? cell.application : pattern
    }
  }

  private func pattern(_ cell: Emptied.Cell) -> String {
    applicationPattern(cell.application, on: cell.cluster)
  }

  private func edit(
    _ rule: DangerRule, _ kind: String, _ name: String, _ message: String, _ removed: [Int]
  ) -> DangerousEdit {
    let first = changes[removed[0]]
    return DangerousEdit(
      rule: rule, message: message,
      resource: ResourceID(group: "", version: "", kind: kind, namespace: "", name: name),
      application: first.application, clusters: [first.cluster], changes: removed, field: nil,
      source: first.source, isSourceBefore: true)
  }
}
