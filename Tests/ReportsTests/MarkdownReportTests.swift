internal import SemanticDiff
internal import TestSupport
internal import Testing

@testable internal import Reports

@Suite struct MarkdownReportTests {
  @Test func theSharedChanges() throws {
    let text = MarkdownReport().text(ReportFixture.handMade)
    try ReportFixture.expect(text, in: "diff.md")
    #expect(!text.contains("CANARY"))
    let nothing = FleetDiff().compare(
      compiledFleet([:], clusters: ["a"]), compiledFleet([:], clusters: ["a"]))
    #expect(
      MarkdownReport().text(nothing).hasPrefix("<!-- fleetfold:diff -->\n### Fleet diff: nothing changes"))
  }

  /// Whatever the limit, the text fits, each line of it is one of the whole text or counts what is left out.
  @Test(arguments: [2_000, 3_000, 5_000, 20_000, 65_536])
  func whatDoesNotFitIsFolded(limit: Int) {
    var report = MarkdownReport()
    report.limit = limit
    report.fullReport = "https://ci.example/42?a=b&c"
    for set in [ReportFixture.large(clusters: 60), ReportFixture.hostile, ReportFixture.handMade] {
      let text = report.text(set)
      #expect(text.utf8.count <= limit)
      check(text)
      report.limit = .max
      let whole = report.text(set)
      report.limit = limit
      if whole.utf8.count > limit {
        #expect(text.contains("<a href=\"https://ci.example/42?a=b&amp;c\">"))
      } else {
        #expect(text == whole)
      }
    }
  }

  @Test func tenThousandChangesFit() {
    var base = ""
    var head = ""
    for number in 0..<10_000 {
      let name = "---\nkind: A\nmetadata: {name: a\(number)}\nx: "
      base += "\(name)1\n"
      head += "\(name)\(number + 2)\n"
    }
    let set = FleetDiff().compare(compiledFleet(["c/a": base]), compiledFleet(["c/a": head]))
    let text = MarkdownReport().text(set)
    #expect(text.utf8.count <= 65_536 && text.utf8.count > 50_000)
    #expect(text.contains("more resources\n```"))
    check(text)
  }

  @Test func hostileTextStaysText() {
    var report = MarkdownReport()
    report.limit = .max
    check(report.text(ReportFixture.hostile))
  }

  /// Text from the repository stands in fences that it does not close, or in `<code>` of a block of HTML.
  private func check(_ text: String) {
    var fence: String?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if let open = fence {
        if line == open { fence = nil }
        let trimmed = line.drop { $0 == " " }
        #expect(line == open || !trimmed.hasPrefix(open), "closes the fence: \(line.prefix(80))")
        continue
      }
      if line.hasPrefix("```") {
        fence = String(line.prefix { $0 == "`" })
        #expect(line.hasSuffix("diff"))
        continue
      }
      #expect(!line.replacing(/<code>[^<]*<\/code>/, with: "").contains("HOSTILE"), "\(line.prefix(200))")
      let starts = ["<!-- fleetfold", "#", "<details>", "</details>", "<ul>", "</ul>", "<li>", "<p>"]
      let isText = line.isEmpty || line.first?.isNumber == true || line.hasPrefix("Not all of it")
      #expect(isText || starts.contains { line.hasPrefix($0) }, "\(line.prefix(80))")
    }
    #expect(fence == nil, "a fence stays open")
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
  }
}
