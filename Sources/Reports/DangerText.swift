internal import KubernetesModel
internal import SemanticDiff
internal import SourceModel

/// The dangerous edits of a change set as lines for a terminal.
struct DangerText {
  var detail: TextDiffReport.Detail
  var paint: Paint
  var clusterLimit: Int

  /// Edits shown in a summary.
  private let summaryLimit = 5

  /// A block with a line feed after each line; empty when there is nothing to say.
  ///
  /// What is only worth knowing is counted by rule, and left out of a summary.
  func text(_ changeSet: ChangeSet) -> String {
    let edits = changeSet.dangerousEdits()
    let dangerous = edits.filter(\.rule.isDangerous)
    let shown = detail == .summary ? Array(dangerous.prefix(summaryLimit)) : dangerous
    var lines: [String] = []
    if !dangerous.isEmpty { lines.append(paint(counted(dangerous.count, "dangerous edit"), .boldRed)) }
    for edit in shown { lines += self.lines(edit, of: changeSet.clusters.count) }
    if shown.count < dangerous.count {
      lines.append(paint("  ... \(counted(dangerous.count - shown.count, "more dangerous edit"))", .dim))
    }
    if detail == .full { lines += notes(edits.filter { !$0.rule.isDangerous }) }
    return lines.map { $0 + "\n" }.joined() + (lines.isEmpty ? "" : "\n")
  }

  private func lines(_ edit: DangerousEdit, of total: Int) -> [String] {
    let places = placesText(edit.clusters, of: total, limit: clusterLimit)
    let tone: Paint.Tone = edit.rule.severity == .high ? .red : .yellow
    let field = edit.field.map { " \(visible($0.description))" } ?? ""
    var lines = [
      "  \(paint("! \(visible(edit.resource.displayName))\(field)", tone)) on \(places) "
        + paint("[\(edit.rule.id)]", .dim),
      "      \(visible(edit.message))",
    ]
    if edit.source.location.line > 0 {
      lines.append("      " + paint("at \(visible(edit.source.location.description))", .dim))
    }
    return lines
  }

  private func notes(_ edits: [DangerousEdit]) -> [String] {
    DangerRule.all.compactMap { rule in
      let count = edits.count { $0.rule.id == rule.id }
      return count == 0 ? nil : paint("note: \(rule.title), \(counted(count, "time")) [\(rule.id)]", .dim)
    }
  }
}

/// `a, b (2 of 8 clusters)`, or how many where there are more than `limit`; `safe` makes a name fit to show.
func placesText(
  _ clusters: [String], of total: Int, limit: Int, safe: (String) -> String = visible
) -> String {
  if clusters.count == total, total > 1 { return "all \(total) clusters" }
  var names = clusters.prefix(limit).map(safe).joined(separator: ", ")
  if clusters.count > limit { names += " and \(clusters.count - limit) more" }
  return total > 1 ? "\(names) (\(clusters.count) of \(total) clusters)" : names
}
