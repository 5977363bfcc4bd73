package import SemanticDiff

/// Says on which clusters something is.
package struct PlacesText: Sendable {
  private let sets: ClusterSets
  /// Cluster names in one text, before the rest is counted.
  private let limit: Int
  /// Makes a name fit to show.
  private let safe: @Sendable (String) -> String

  package init(_ changeSet: ChangeSet, limit: Int = 8, safe: @escaping @Sendable (String) -> String = visible)
  {
    self.init(ClusterSets(changeSet), limit: limit, safe: safe)
  }

  package init(
    _ sets: ClusterSets, limit: Int = 8, safe: @escaping @Sendable (String) -> String = visible
  ) {
    self.sets = sets
    self.limit = limit
    self.safe = safe
  }

  /// `prod-east, prod-west (2 of 8 clusters)`, `37 of 120 clusters: all production; not prod-east`, `all 120 clusters`;
  /// the names alone in a fleet of one.
  package func text(_ clusters: [String]) -> String {
    let set = sets.describe(clusters)
    if set.total <= 1 { return list(set.also.isEmpty ? clusters : set.also) }
    let form: String
    switch set.form {
    case .names: return "\(list(set.also)) (\(set.count) of \(set.total) clusters)"
    case .everything where set.except.isEmpty: return "all \(set.total) clusters"
    case .everything: form = "all"
    case .any(let labels): form = "all \(labels.map(word).joined(separator: ", "))"
    case .every(let labels): form = "all \(labels.map(word).joined(separator: " with "))"
    }
    var text = "\(set.count) of \(set.total) clusters: \(form)"
    if !set.except.isEmpty { text += "; not \(list(set.except))" }
    if !set.also.isEmpty { text += "; also \(list(set.also))" }
    return text
  }

  private func word(_ label: ClusterSetDescription.Label) -> String {
    safe(label.isPlainValue ? label.value : "\(label.key)=\(label.value)")
  }

  private func list(_ names: [String]) -> String {
    let shown = names.prefix(names.count == limit + 1 ? limit + 1 : limit).map(safe).joined(separator: ", ")
    return names.count > limit + 1 ? "\(shown) and \(names.count - limit) more" : shown
  }
}
