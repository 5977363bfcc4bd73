package import KubernetesModel
internal import YAML

/// Which changes to look at.
package struct ChangeFilter: Sendable {
  /// Whether a `Kind` or `Kind.group` is wanted; nil for all.
  package var kind: (@Sendable (String) -> Bool)?
  /// Selectors over the labels of the resource, all of which must hold on one side of the change.
  package var labels: [SelectorText] = []

  package init(kind: (@Sendable (String) -> Bool)? = nil, labels: [SelectorText] = []) {
    self.kind = kind
    self.labels = labels
  }

  package var selectsAll: Bool { kind == nil && labels.isEmpty }

  package func selects(_ change: ResourceChange) -> Bool {
    selects(change.id)
      && (labels.isEmpty
        || [change.versions.before, change.versions.after].contains { $0.map(hasLabels) ?? false })
  }

  /// The part of a fleet that is selected.
  package func selected(of fleet: CompiledFleet) -> CompiledFleet {
    if selectsAll { return fleet }
    let sets = fleet.sets.map { set in
      var part = set
      part.resources = set.resources.filter { selects($0.id) && (labels.isEmpty || hasLabels($0.document)) }
      return part
    }
    return CompiledFleet(clusters: fleet.clusters, sets: sets)
  }

  private func selects(_ id: ResourceID) -> Bool {
    guard let kind else { return true }
    return kind(id.kind) || (!id.group.isEmpty && kind("\(id.kind).\(id.group)"))
  }

  private func hasLabels(_ document: Document) -> Bool {
    let own = Labels(document, document[document.root, ["metadata", "labels"]])
    return labels.allSatisfy { $0.matches(own) }
  }
}

extension ChangeSet {
  /// The changes that a filter selects, in the same fleet.
  package func filtered(_ filter: ChangeFilter) -> ChangeSet {
    filter.selectsAll
      ? self
      : ChangeSet(changes: changes.filter(filter.selects), clusters: clusters, labels: labels, fleet: fleet)
  }
}
