internal import Foundation
internal import SemanticDiff
internal import SourceModel
internal import TestSupport
internal import Testing

@testable internal import Reports

#if canImport(FoundationXML)
  internal import FoundationXML
#endif

@Suite struct FindingReportTests {
  private let shared =
    ReportFixture.findings + ReportFixture.handMade.dangers
    + ReportFixture.handMade.notices()
  /// Hostile ids, messages, notes and paths.
  private let hostile: [Finding] = (ReportFixture.hostileTexts + ["\u{0}\u{FFFE}\u{7}"]).flatMap { text in
    let path = SourcePath.root.child(text)
    let location = SourceLocation(path: path, line: 3, column: 4)
    return [
      Finding(.error(text, text, at: location, notes: [.init(text, at: location)])),
      Finding(.warning("a.b", text)),
    ]
  }

  @Test func github() throws {
    try ReportFixture.expect(GitHubReport.text(shared), in: "github.txt")
    #expect(GitHubReport.text([]) == "")
    let lines = GitHubReport.text(hostile).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == hostile.count + 1 && lines.last?.isEmpty == true)
    for line in lines.dropLast() {
      #expect(line.hasPrefix("::error file=") || line.hasPrefix("::warning title="))
      // The properties end at the first `::`: none of them holds one.
      let properties = line.dropFirst(2).split(separator: "::", maxSplits: 1)[0].drop { $0 != " " }
        .dropFirst()
      let names = properties.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.prefix { $0 != "=" }
      }
      #expect(names == ["file", "line", "col", "title"] || names == ["title"], "\(line.prefix(100))")
      #expect(line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }
  }

  @Test func noticesNameTheEditedLines() {
    let notices = ReportFixture.handMade.notices(limit: 3)
    #expect(notices.count == 3)
    #expect(notices.allSatisfy { $0.level == .note && ($0.location?.line ?? 0) > 0 })
    #expect(!GitHubReport.text(ReportFixture.handMade.notices()).contains("CANARY"))
  }

  @Test func gitlab() throws {
    try ReportFixture.expect(GitLabReport.text(shared), in: "gitlab.json")
    #expect(GitLabReport.text([]) == "[]\n")
    let parsed = try JSONSerialization.jsonObject(with: Data(GitLabReport.text(hostile).utf8))
    let issues = try #require(parsed as? [[String: Any]])
    #expect(issues.count == hostile.count)
    #expect(Set(issues.compactMap { $0["fingerprint"] as? String }).count == hostile.count)
  }

  /// A finding keeps its name when its line moves, and equal findings of a file have names of their own.
  @Test func fingerprintsAreStable() {
    let path = SourcePath.root.child("a.yaml")
    func findings(_ lines: Int...) -> [Finding] {
      lines.map { Finding(.error("a.b", "bad", at: SourceLocation(path: path, line: $0))) }
    }
    #expect(findings(1).fingerprints == findings(7).fingerprints)
    #expect(findings(1, 2).fingerprints == findings(5, 9).fingerprints)
    #expect(Set(findings(1, 2, 3).fingerprints).count == 3)
    #expect(findings(1).fingerprints != [Finding(.error("a.c", "bad", at: nil))].fingerprints)
  }

  @Test func junit() throws {
    let passed = ReportFixture.handMade.headings
    let text = JUnitReport.text(shared, name: "fleetfold diff", passed: passed, idle: "nothing to report")
    try ReportFixture.expect(text, in: "junit.xml")
    for findings in [shared, hostile, []] {
      let text = JUnitReport.text(
        findings, name: "a", passed: ReportFixture.hostile.headings, idle: "nothing to report")
      let reader = TestCounter()
      let parser = XMLParser(data: Data(text.utf8))
      parser.delegate = reader
      #expect(parser.parse(), "\(String(describing: parser.parserError))")
      #expect(reader.tests == findings.count + ReportFixture.hostile.headings.count)
      #expect(reader.failures == findings.count { $0.level != .note })
    }
    #expect(JUnitReport.text([], name: "a", idle: "all is well").contains("name=\"all is well\"/>"))
  }

  @Test func sarif() throws {
    try ReportFixture.expect(SARIFReport(version: "1.2.3").text(shared), in: "sarif.json")
    for findings in [shared, hostile, []] {
      let text = SARIFReport(version: "1.2.3").text(findings)
      let log = try JSONSerialization.jsonObject(with: Data(text.utf8))
      #expect(SARIFShape.log.mistakes(in: log, at: "$") == [])
      let runs = try #require((log as? [String: Any])?["runs"] as? [[String: Any]])
      #expect((runs[0]["results"] as? [Any])?.count == findings.count)
    }
    var few = SARIFReport(version: "1")
    few.limit = 2
    #expect(few.text(shared).contains("more findings are left out"))
  }

  @Test func theShapeFindsMistakes() {
    #expect(
      SARIFShape.log.mistakes(in: ["version": "2.0.0", "runs": [["tool": [:], "x": 1]]], at: "$").sorted()
        == [
          "$.runs[0].tool: driver is missing", "$.runs[0]: results is missing", "$.runs[0]: x is unknown",
          "$.version: not 2.1.0",
        ])
  }

  private final class TestCounter: NSObject, XMLParserDelegate {
    var tests = 0
    var failures = 0

    func parser(
      _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String] = [:]
    ) {
      if elementName == "testcase" { tests += 1 }
      if elementName == "failure" { failures += 1 }
    }
  }
}
