internal import SourceModel

/// Findings as commands of a GitHub Actions workflow, which shows them at their lines.
package enum GitHubReport {
  /// One line for each finding: `::error file=a.yaml,line=3,col=5,title=rule::message`.
  package static func text(_ findings: [Finding]) -> String {
    var text = ""
    for finding in findings {
      var properties: [String] = []
      if let location = finding.location {
        properties.append("file=\(property(location.path.description))")
        if location.line > 0 { properties.append("line=\(location.line)") }
        if location.line > 0, location.column > 0 { properties.append("col=\(location.column)") }
      }
      properties.append("title=\(property(finding.rule))")
      let message = finding.lines.map(data).joined(separator: "%0A")
      text += "::\(command(finding.level)) \(properties.joined(separator: ","))::\(message)\n"
    }
    return text
  }

  private static func command(_ level: Finding.Level) -> String {
    switch level {
    case .error: "error"
    case .warning: "warning"
    case .note: "notice"
    }
  }

  /// The runner decodes `%25`, `%0D` and `%0A` in a message; control characters are shown as escapes.
  private static func data(_ text: String) -> String { visible(text).replacing("%", with: "%25") }

  /// In a property also `%3A` and `%2C`.
  private static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
