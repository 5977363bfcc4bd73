internal import KubernetesModel
internal import SemanticDiff
internal import SourceModel

/// The dangerous edits of a change set as lines for a terminal.
struct DangerText {
  var detail: TextDiffReport.Detail
  var paint: Paint
  var places: PlacesText

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
    for edit in shown { lines += self.lines(edit) }
    if shown.count < dangerous.count {
      lines.append(paint("  ... \(counted(dangerous.count - shown.count, "more dangerous edit"))", .dim))
    }
    if detail == .full { lines += notes(edits.filter { !$0.rule.isDangerous }) }
    return lines.map { $0 + "\n" }.joined() + (lines.isEmpty ? "" : "\n")
  }

  private func lines(_ edit: DangerousEdit) -> [String] {
    let places = places.text(edit.clusters)
    let tone: Paint.Tone = edit.rule.severity == .high ? .red : .yellow
    let field = edit.field.map { " \(visible($0.description))" } ?? ""
    var lines = [
      "  \(paint("! \(visible(edit.resource.displayName))\(field)", tone)) on \(places) "
        + paint("[\(edit.rule.id)]", .dim),
      "      \(visible(edit.message))",
    ]
    if edit.source.location.line > 0 { lines.append("      " + paint("at \(edit.placesText)", .dim)) }
    return lines
  }

  private func notes(_ edits: [DangerousEdit]) -> [String] {
    edits.countsByRule.map { paint("note: \($0.title), \(counted($1, "time")) [\($0.id)]", .dim) }
  }
}

extension DangerousEdit {
  /// Where it is written: `a.yaml:3:5, b.yaml:3:5 and 4 more places`, fit to show.
  var placesText: String {
    let all = [source.location] + otherPlaces
    var text = all.prefix(3).map { visible($0.description) }.joined(separator: ", ")
    if all.count > 3 { text += " and \(counted(all.count - 3, "more place"))" }
    return isSourceBefore ? text + ", before the change" : text
  }
}

extension Sequence<DangerousEdit> {
  /// How many there are of each rule, in the order of the documentation.
  var countsByRule: [(rule: DangerRule, count: Int)] {
    DangerRule.all.compactMap { rule in
      let count = count { $0.rule.id == rule.id }
      return count == 0 ? nil : (rule, count)
    }
  }
}
