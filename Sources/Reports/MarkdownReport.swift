internal import KubernetesModel
package import SemanticDiff
internal import SourceModel

/// A change set as Markdown for the comment of a pull request or the summary of a job.
///
/// Text from the repository stands in `<code>` within blocks of HTML, where Markdown means nothing and where GitHub
/// and GitLab make neither mentions nor links, and in fences that are longer than any run of backticks in them. What
/// does not fit is folded further, section by section; no line is cut.
package struct MarkdownReport {
  /// Bytes that the text has at most: GitHub takes 65,536 characters in a comment.
  package var limit = 65_536
  /// Where the whole report is, for what does not fit: an address or words.
  package var fullReport: String?

  /// The first line of the text, by which a job finds the comment that it wrote before.
  package static let marker = "<!-- fleetfold:diff -->"

  package init() {}

  package func text(_ changeSet: ChangeSet) -> String {
    let head = "\(MarkdownReport.marker)\n\(headline(changeSet))"
    if changeSet.isEmpty { return head }
    let dangers = self.dangers(changeSet)
    let sections = MarkdownSections(changeSet, full: fullReport)
    let whole = head + (dangers?.text(limit: .max) ?? "") + sections.whole
    if whole.utf8.count <= limit { return whole }
    let list = dangers?.text(limit: (limit - head.utf8.count) / 2) ?? ""
    let isCut = list.utf8.count < (dangers?.text(limit: .max).utf8.count ?? 0)
    let text = head + list
    return text + sections.fitting(limit - text.utf8.count, isCut: isCut)
  }

  private func headline(_ changeSet: ChangeSet) -> String {
    let radius = BlastRadius(changeSet)
    let fleet = counted(radius.fleet.clusters, "cluster")
    if changeSet.isEmpty { return "### Fleet diff: nothing changes on \(fleet)\n" }
    var text =
      "### Fleet diff: \(radius.clusters) of \(fleet) \(radius.clusters == 1 ? "changes" : "change")\n\n"
    let kinds = [
      (radius.added, "added"), (radius.changed, "changed"), (radius.removed, "removed"),
      (radius.renamed, "renamed"), (radius.moved, "moved"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    text +=
      "\(counted(radius.resources, "resource")) of \(counted(radius.applications, "application")): \(kinds)"
    if radius.deletions > 0 { text += "; **\(counted(radius.deletions, "deletion"))**" }
    return text + ".\n"
  }

  /// The dangerous edits; what is only worth knowing is counted.
  private func dangers(_ changeSet: ChangeSet) -> MarkdownList? {
    let all = changeSet.dangerousEdits()
    let edits = all.filter(\.rule.isDangerous)
    let notes = all.filter { !$0.rule.isDangerous }.countsByRule.map {
      "<li>\($0.title): \(counted($1, "time"))</li>\n"
    }
    if edits.isEmpty, notes.isEmpty { return nil }
    let places = PlacesText(changeSet, safe: code)
    let lines = edits.map { edit in
      let field = edit.field.map { " \(code($0.description))" } ?? ""
      return
        "<li><b>\(edit.rule.severity.word)</b> \(code(edit.resource.displayName))\(field) on \(places.text(edit.clusters)): "
        + "\(code(edit.message)) <i>\(edit.rule.id)</i>, \(code(edit.placesText))</li>\n"
    }
    let heading = edits.isEmpty ? "Worth knowing" : counted(edits.count, "dangerous edit")
    return MarkdownList(heading: "\n#### \(heading)", lines: lines + notes)
  }
}

/// Text from the repository within a block of HTML.
func code(_ text: String) -> String { "<code>\(markup(text))</code>" }
