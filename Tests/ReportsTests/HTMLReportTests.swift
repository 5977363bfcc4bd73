internal import Foundation
internal import SemanticDiff
internal import TestSupport
internal import Testing

@testable internal import Reports

@Suite struct HTMLReportTests {
  private let report = HTMLReport(base: "main", head: "HOSTILE<script>'\"&", version: "1.2.3")

  @Test func theSharedChanges() throws {
    let text = report.text(ReportFixture.handMade)
    try ReportFixture.expect(body(text), in: "diff-body.html")
    #expect(!text.contains("CANARY"))
    #expect(
      report.text(
        FleetDiff().compare(compiledFleet([:], clusters: ["a"]), compiledFleet([:], clusters: ["a"]))
      ).contains("Nothing changes."))
  }

  /// The policy names the digests of exactly what stands in the page (`openssl dgst -sha256 -binary | base64`).
  @Test func digestsAreInBase64() {
    #expect(HTMLReport.digest("") == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    #expect(HTMLReport.digest("abc") == "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
    let text = report.text(ReportFixture.handMade)
    #expect(text.contains("script-src '\(HTMLReport.digest(HTMLScript.text))'"))
    #expect(
      text.contains("<script>\(HTMLScript.text)</script>")
        && text.contains("<style>\(HTMLStyle.text)</style>"))
  }

  @Test func nothingIsFetched() {
    let text = report.text(ReportFixture.handMade)
    for word in ["src=", "href=", "url(", "@import", "http:", "https:", "fetch(", "innerHTML", "eval("] {
      #expect(!text.contains(word), "\(word)")
    }
  }

  /// Known tags only, each closed, no attribute that runs anything: hostile text makes no markup.
  /// By name: an argument is printed with its test, and a set of changes is megabytes of it.
  @Test(arguments: ["made by hand", "hostile", "large"])
  func onlyOurOwnMarkup(name: String) {
    let sets = ["made by hand": ReportFixture.handMade, "hostile": ReportFixture.hostile]
    let text = body(report.text(sets[name] ?? ReportFixture.large(clusters: 30)))
    let tags: Set = [
      "article", "b", "body", "button", "code", "details", "div", "footer", "form", "h1", "h2", "h3",
      "header", "input",
      "label", "li", "main", "output", "p", "pre", "section", "span", "summary", "table", "tbody", "td", "th",
      "thead",
      "tr", "ul",
    ]
    let attributes: Set = [
      "aria-label", "checked", "class", "data-cluster", "data-clusters", "data-column", "data-columns",
      "hidden", "id",
      "name", "open", "placeholder", "scope", "title", "type", "value",
    ]
    var open: [Substring] = []
    for part in text.split(separator: "<") {
      guard let end = part.firstIndex(of: ">") else {
        Issue.record("a < without its >: \(part.prefix(80))")
        return
      }
      let tag = part[..<end]
      if tag.first == "/" {
        #expect(open.popLast() == tag.dropFirst(), "\(tag)")
        continue
      }
      let name = tag.prefix { $0 != " " }
      #expect(tags.contains(String(name)), "\(tag.prefix(80))")
      if name != "input" { open.append(name) }
      let bare = tag.dropFirst(name.count).replacing(/="[^"]*"/, with: "")
      for attribute in bare.split(separator: " ") {
        #expect(attributes.contains(String(attribute)), "\(tag.prefix(80))")
      }
      #expect(!part[end...].dropFirst().contains(">"), "a bare >: \(part.prefix(80))")
    }
    #expect(open.isEmpty, "\(open)")
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
  }

  @Test func aThousandClustersFold() {
    let text = report.text(ReportFixture.large(clusters: 1_000))
    #expect(text.utf8.count < 1_500_000)
    #expect(text.contains("more alike</span>"))
  }

  /// The body without its script.
  private func body(_ text: String) -> String {
    guard let start = text.range(of: "<body>"),
      let end = text.range(of: "<script>\(HTMLScript.text.prefix(20))")
    else { return "no body" }
    return text[start.lowerBound..<end.lowerBound] + "</body>\n"
  }
}
