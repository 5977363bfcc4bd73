package import KubernetesModel
package import SourceModel

/// Where Karmada or KubeFed puts objects and why, for people and for programs.
package struct PlacementReport {
  private let decisions: [PlacementDecision]
  private let display: (SourcePath) -> String

  /// `display` is what the person sees of a path.
  package init(
    _ decisions: [PlacementDecision] = [], display: @escaping (SourcePath) -> String = { $0.description }
  ) {
    self.decisions = decisions
    self.display = display
  }

  // MARK: - Text

  /// All decisions, with an empty line between them.
  package var text: String { decisions.map { text($0) }.joined(separator: "\n") }

  private func place(_ location: SourceLocation?) -> String {
    guard let location else { return "" }
    let position = location.line == 0 ? "" : ":\(location.line):\(location.column)"
    return " (\(display(location.path))\(position))"
  }

  /// One decision, with all clusters that were looked at or with one of them.
  package func text(_ decision: PlacementDecision, on only: String? = nil) -> String {
    var lines = ["\(decision.object)\(place(decision.location))"]
    switch decision.outcome {
    case .placed: break
    case .unmatched: lines.append("  goes nowhere: no propagation policy selects it")
    case .skipped(let why): lines.append("  goes nowhere: \(why)")
    case .failed(let why): lines.append("  can't be placed: \(why)")
    }
    if let policy = decision.policy {
      lines.append("  \(policy.name)\(place(policy.location)): \(policy.reason)")
    }
    for loser in decision.losers {
      lines.append("  not \(loser.name)\(place(loser.location)): \(loser.reason)")
    }
    lines += decision.notes.map { "  \($0)" }
    for cluster in clusters(of: decision, on: only) where isTold(cluster, decision.outcome) {
      let share = cluster.replicas.map { " \(counted(Int($0), "replica"))," } ?? ""
      let verdict = cluster.isTarget ? "yes,\(share) \(cluster.reason)" : "no, \(cluster.reason)"
      lines.append("  \(cluster.cluster): \(verdict)\(place(cluster.location))")
      for override in cluster.overrides {
        lines.append("    \(override.policy)\(place(override.location)): \(override.action)")
        lines += override.changes.map { "      \(text($0))" }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Clusters of what has no policy are not worth a line each.
  private func isTold(_ cluster: ClusterDecision, _ outcome: PlacementDecision.Outcome) -> Bool {
    switch outcome {
    case .placed: true
    case .failed: cluster.isTarget || !cluster.reason.isEmpty
    case .unmatched, .skipped: cluster.isTarget
    }
  }

  private func clusters(of decision: PlacementDecision, on only: String?) -> [ClusterDecision] {
    guard let only else { return decision.clusters }
    return decision.clusters.filter { $0.cluster.utf8.elementsEqual(only.utf8) }
  }

  private func text(_ change: FieldEdit) -> String {
    switch (change.before, change.after) {
    case (let before?, let after?): "\(change.path): \(before) → \(after)"
    case (nil, let after?): "\(change.path): added \(after)"
    case (let before?, nil): "\(change.path): removed \(before)"
    case (nil, nil): change.path
    }
  }

  // MARK: - JSON

  private func value(_ changes: [FieldEdit]) -> JSONValue {
    .array(
      changes.map { change in
        .object([
          ("path", .string(change.path)), ("before", change.before.map { .string($0) } ?? .null),
          ("after", change.after.map { .string($0) } ?? .null),
        ])
      })
  }

  /// A list of all decisions.
  package var json: String { JSONValue.array(decisions.map { value($0) }).text }

  private func location(_ location: SourceLocation?) -> JSONValue {
    guard let location else { return .null }
    return .object([
      ("file", .string(display(location.path))), ("line", .integer(location.line)),
      ("column", .integer(location.column)),
    ])
  }

  /// One decision as JSON, as `text(_:on:)`.
  package func value(_ decision: PlacementDecision, on only: String? = nil) -> JSONValue {
    var fields: [(key: String, value: JSONValue)] = [
      ("resource", .string(decision.object.description)), ("location", location(decision.location)),
    ]
    switch decision.outcome {
    case .placed: fields.append(("outcome", .string("placed")))
    case .unmatched: fields.append(("outcome", .string("unmatched")))
    case .skipped(let why): fields += [("outcome", .string("skipped")), ("reason", .string(why))]
    case .failed(let why): fields += [("outcome", .string("failed")), ("reason", .string(why))]
    }
    func policy(_ policy: PlacementDecision.Policy) -> JSONValue {
      .object([
        ("name", .string(policy.name)), ("location", location(policy.location)),
        ("reason", .string(policy.reason)),
      ])
    }
    let notes: [JSONValue] = decision.notes.map { .string($0) }
    fields += [
      ("policy", decision.policy.map(policy) ?? .null), ("others", .array(decision.losers.map(policy))),
      ("notes", .array(notes)), ("clusters", .array(clusters(of: decision, on: only).map { value($0) })),
    ]
    return .object(fields)
  }

  private func value(_ cluster: ClusterDecision) -> JSONValue {
    let overrides: [JSONValue] = cluster.overrides.map { override in
      .object([
        ("policy", .string(override.policy)), ("action", .string(override.action)),
        ("location", location(override.location)), ("changes", value(override.changes)),
      ])
    }
    let replicas: JSONValue = cluster.replicas.map { .integer(Int($0)) } ?? .null
    return .object([
      ("cluster", .string(cluster.cluster)), ("target", .boolean(cluster.isTarget)), ("replicas", replicas),
      ("reason", .string(cluster.reason)), ("location", location(cluster.location)),
      ("overrides", .array(overrides)),
    ])
  }
}
