internal import KubernetesModel
internal import SourceModel

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
  /// A cluster and an application stand as resources of these kinds, without a group and version. Several clusters are one
  /// edit, and so are applications that differ only in the name of their cluster: `{cluster}-web`, as in a heading.
  func emptiedEdits() -> [DangerousEdit] {
    if emptied.clusters.isEmpty, emptied.cells.isEmpty { return [] }
    var ofClusters: [TextKey: [Int]] = [:]
    var ofCells: [[TextKey]: [Int]] = [:]
    for (index, change) in changes.enumerated() where change.kind == .removed {
      ofClusters[TextKey(change.cluster), default: []].append(index)
      ofCells[[TextKey(change.cluster), TextKey(change.application)], default: []].append(index)
    }
    let clusters = emptied.clusters.compactMap { cell in
      ofClusters[TextKey(cell.cluster)].map { Loss(cell: cell, removed: $0) }
    }
    let total = clusters.reduce(0) { $0 + $1.removed.count }
    let whole = clusters.count > 1 ? "{cluster}" : clusters.first?.cell.cluster ?? ""
    let subject =
      clusters.count > 1 ? "each cluster deletes all that it has" : "the cluster deletes all that it has"
    let edits = [
      edit(
        clusterEmptied, "Cluster", whole,
        "\(subject) from here (\(total) \(total == 1 ? "resource" : "resources")); where it was renamed or its labels "
          + "changed, make sure that everything that selects it still does", clusters)
    ].compactMap(\.self)
    var ofNames: [TextKey: Int] = [:]
    var applications: [(name: String, losses: [Loss])] = []
    for (cell, name) in zip(emptied.cells, namesOfCells()) {
      guard let removed = ofCells[[TextKey(cell.cluster), TextKey(cell.application ?? "")]] else { continue }
      let position = ofNames[TextKey(name), default: applications.count]
      if position == applications.count {
        ofNames[TextKey(name)] = position
        applications.append((name, []))
      }
      applications[position].losses.append(Loss(cell: cell, removed: removed))
    }
    let message = "everything that only this application brings is deleted; make sure that it is meant to go"
    return edits
      + applications.compactMap { edit(applicationRemoval, "Application", $0.name, message, $0.losses) }
      .sorted(by: precedes)
  }

  /// What goes with a cell: positions in `changes`.
  private struct Loss {
    var cell: Emptied.Cell
    var removed: [Int]
  }

  /// What each of the emptied applications is called: those that differ only in the name of their cluster alike, with
  /// `{cluster}` for it.
  private func namesOfCells() -> [String] {
    var byName: [TextKey: Int] = [:]
    var byPattern: [TextKey: Set<TextKey>] = [:]
    for cell in emptied.cells {
      byName[TextKey(cell.application ?? ""), default: 0] += 1
      byPattern[TextKey(pattern(cell)), default: []].insert(TextKey(cell.application ?? ""))
    }
    return emptied.cells.map { cell in
      let isShared = byName[TextKey(cell.application ?? ""), default: 0] > 1
      let pattern = pattern(cell)
      return isShared || (byPattern[TextKey(pattern)]?.count ?? 0) < 2 ? cell.application ?? "" : pattern
    }
  }

  private func pattern(_ cell: Emptied.Cell) -> String {
    applicationPattern(cell.application ?? "", on: cell.cluster)
  }

  /// Nil without losses; its places are where the cells were defined, else where the first thing that goes was written.
  private func edit(
    _ rule: DangerRule, _ kind: String, _ name: String, _ message: String, _ losses: [Loss]
  ) -> DangerousEdit? {
    guard let loss = losses.first else { return nil }
    let first = changes[loss.removed[0]]
    func place(_ loss: Loss) -> FieldSource {
      guard let place = loss.cell.place else { return changes[loss.removed[0]].source }
      return FieldSource(location: place, origin: Origin(.parsed, path: place.path))
    }
    var edit = DangerousEdit(
      rule: rule, message: message,
      resource: ResourceID(group: "", version: "", kind: kind, namespace: "", name: name),
      application: first.application, clusters: losses.map(\.cell.cluster),
      changes: losses.flatMap(\.removed).sorted(), field: nil, source: place(loss), isSourceBefore: true)
    edit.otherPlaces = losses.dropFirst().map { place($0).location }
    edit.settlePlaces()
    return edit
  }
}
