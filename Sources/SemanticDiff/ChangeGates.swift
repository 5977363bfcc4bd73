package import KubernetesModel
package import SourceModel

/// How far a change may go before somebody has to look at it.
package struct ChangeGates: Sendable, Equatable {
  package var maxClusters: Int?
  package var maxDeletions: Int?
  /// `dangerous`, or ids of rules.
  package var failOn: [String] = []

  package init(maxClusters: Int? = nil, maxDeletions: Int? = nil, failOn: [String] = []) {
    self.maxClusters = maxClusters
    self.maxDeletions = maxDeletions
    self.failOn = failOn
  }

  /// All that `failOn` may hold.
  package static let failOnWords = [anyDangerous] + DangerRule.all.map(\.id)

  /// What is wrong with a word for `failOn`; nil for a good one.
  package static func problem(withFailOn word: String) -> String? {
    if failOnWords.contains(where: { $0.utf8.elementsEqual(word.utf8) }) { return nil }
    let hint =
      nearMiss(to: word, among: failOnWords).map { "did you mean \($0)?" }
      ?? "give `\(anyDangerous)` or the id of a rule (docs/diff.md lists them)"
    return "there is no rule \"\(word)\" to fail on; \(hint)"
  }

  /// The gates of both, the stricter where they say different things.
  package func stricter(_ other: ChangeGates) -> ChangeGates {
    func smaller(_ a: Int?, _ b: Int?) -> Int? { [a, b].compactMap(\.self).min() }
    let new = other.failOn.filter { word in !failOn.contains { $0.utf8.elementsEqual(word.utf8) } }
    return ChangeGates(
      maxClusters: smaller(maxClusters, other.maxClusters),
      maxDeletions: smaller(maxDeletions, other.maxDeletions), failOn: failOn + new)
  }

  /// These gates, with those of `other` instead where it has one.
  package func overridden(by other: ChangeGates) -> ChangeGates {
    ChangeGates(
      maxClusters: other.maxClusters ?? maxClusters, maxDeletions: other.maxDeletions ?? maxDeletions,
      failOn: other.failOn.isEmpty ? failOn : other.failOn)
  }

  /// What goes too far: one finding for each gate, without a place.
  ///
  /// Emits `diff.max-clusters`, `diff.max-deletions` and `diff.dangerous-edits`.
  package func exceeded(by set: ChangeSet) -> [Diagnostic] {
    let radius = BlastRadius(set)
    var findings: [Diagnostic] = []
    if let limit = maxClusters, radius.clusters > limit {
      let names = unique(set.changes.map(\.cluster))
      findings.append(
        .error(
          tooManyClusters,
          "the change reaches \(radius.clusters) of \(radius.fleet.clusters) clusters, and at most \(limit) may be: "
            + "\(shortList(names)); split it, or raise --max-clusters"))
    }
    if let limit = maxDeletions, radius.deletions > limit {
      let names = set.changes.compactMap { change in
        change.deletedID.map { "\($0) on \(change.cluster)" }
      }
      findings.append(
        .error(
          tooManyDeletions,
          "the change deletes \(radius.deletions) of \(radius.fleet.resources) resources, and at most \(limit) may be: "
            + "\(shortList(names)); keep them, or raise --max-deletions"))
    }
    if !failOn.isEmpty {
      let edits = set.dangerousEdits().filter(isRefused)
      if !edits.isEmpty {
        let names = edits.map { "\($0.rule.id) of \($0.resource) on \(shortList($0.clusters))" }
        findings.append(
          .error(
            dangerousEdits,
            "the change holds \(edits.count == 1 ? "an edit" : "\(edits.count) edits") to fail on: \(shortList(names))"
          ))
      }
    }
    return findings
  }

  private func isRefused(_ edit: DangerousEdit) -> Bool {
    failOn.contains { word in
      word.utf8.elementsEqual(ChangeGates.anyDangerous.utf8)
        ? edit.rule.isDangerous : word.utf8.elementsEqual(edit.rule.id.utf8)
    }
  }

  private static let anyDangerous = "dangerous"
}

extension ResourceChange {
  /// The identity that the cluster deletes; nil when it deletes none.
  package var deletedID: ResourceID? {
    switch kind {
    case .removed: id
    case .renamed: previousID
    case .added, .changed, .moved: nil
    }
  }
}

/// `a, b, c and 7 more`
private func shortList(_ names: [String]) -> String {
  names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
}

private func unique(_ names: [String]) -> [String] {
  var result: [String] = []
  for name in names where result.last.map({ !$0.utf8.elementsEqual(name.utf8) }) ?? true {
    result.append(name)
  }
  return result
}

private let tooManyClusters = "diff.max-clusters"
private let tooManyDeletions = "diff.max-deletions"
private let dangerousEdits = "diff.dangerous-edits"
