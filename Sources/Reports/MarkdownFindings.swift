package import SourceModel

/// Diagnostics as Markdown for the summary of a job.
package struct MarkdownFindings {
  private let diagnostics: [Diagnostic]

  package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics.inReportOrder() }

  /// A list of at most `limit` bytes; what does not fit is counted.
  package func text(limit: Int) -> String {
    if diagnostics.isEmpty { return "### Fleet check: nothing is wrong\n" }
    let summary = DiagnosticReport(diagnostics).summary
    let lines = diagnostics.map { diagnostic in
      let severity = diagnostic.severity == .error ? "error" : "warning"
      let place = diagnostic.location.map { "\(code($0.description)): " } ?? ""
      return
        "<li>\(place)<b>\(severity)</b> \(code(diagnostic.message)) <i>\(markup(diagnostic.id))</i></li>\n"
    }
    return MarkdownList(heading: "### Fleet check: \(summary)", lines: lines).text(limit: limit)
  }
}

/// A heading and a list of HTML, cut between its lines where it would be too long.
struct MarkdownList {
  var heading: String
  var lines: [String]

  func text(limit: Int) -> String {
    var text = "\(heading)\n\n<ul>\n"
    let end = "</ul>\n"
    let size = lines.reduce(text.utf8.count + end.utf8.count) { $0 + $1.utf8.count }
    if size <= limit { return text + lines.joined() + end }
    var shown = 0
    for line in lines {
      // Room for the line that counts the rest.
      if text.utf8.count + line.utf8.count + end.utf8.count + 40 > limit { break }
      text += line
      shown += 1
    }
    return text + "<li>and \(lines.count - shown) more</li>\n" + end
  }
}
