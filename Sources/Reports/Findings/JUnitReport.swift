internal import SourceModel

/// Findings as JUnit XML: errors and warnings are tests that fail.
package enum JUnitReport {
  /// A suite `name`; without a failure and without `passed` it holds one test, `idle`, that passes: many readers take
  /// a suite without tests for a fault.
  package static func text(_ findings: [Finding], name: String, passed: [String] = [], idle: String) -> String
  {
    let failures = findings.count { $0.level != .note }
    let names = failures == 0 && passed.isEmpty && findings.isEmpty ? [idle] : passed
    let counts = "tests=\"\(findings.count + names.count)\" failures=\"\(failures)\" errors=\"0\""
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<testsuites name=\"fleetfold\" \(counts)>\n"
    text += "  <testsuite name=\"\(markup(name))\" \(counts) skipped=\"0\">\n"
    for finding in findings { text += test(finding) }
    for passing in names {
      text += "    <testcase classname=\"\(markup(name))\" name=\"\(markup(passing))\"/>\n"
    }
    return text + "  </testsuite>\n</testsuites>\n"
  }

  private static func test(_ finding: Finding) -> String {
    let place = finding.place
    var attributes = "classname=\"\(markup(finding.rule))\""
    attributes +=
      " name=\"\(markup("\(place): \(finding.message)"))\" file=\"\(markup(place.path.description))\""
    if place.line > 0 { attributes += " line=\"\(place.line)\"" }
    let body = ([place.description] + finding.lines).map(markup).joined(separator: "\n")
    let content =
      switch finding.level {
      case .error, .warning:
        "<failure type=\"\(markup(finding.rule))\" message=\"\(markup(finding.message))\">\(body)</failure>"
      case .note: "<system-out>\(body)</system-out>"
      }
    return "    <testcase \(attributes)>\n      \(content)\n    </testcase>\n"
  }
}
