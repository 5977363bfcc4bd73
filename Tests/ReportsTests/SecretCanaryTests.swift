internal import SemanticDiff
internal import TestSupport
internal import Testing

@testable internal import Reports

@Suite struct SecretCanaryTests {
  /// A thousand values in Secrets that come, go, change, move and stay: none is in any report.
  @Test func noSecretValueGetsOut() {
    var base: [String: String] = [:]
    var head: [String: String] = [:]
    var canaries: [String] = []
    func canary() -> String {
      canaries.append("CANARY-\(canaries.count)-\(UInt64.random(in: 0...UInt64.max))")
      return canaries[canaries.count - 1]
    }
    func secret(_ name: String, _ fields: String) -> String {
      "---\napiVersion: v1\nkind: Secret\nmetadata: {name: \(name), namespace: n}\n\(fields)\n"
    }
    for number in 0..<100 {
      let place = "c\(number % 7)/app\(number)"
      let kept = canary()
      let wrapped = "{apiVersion: v1, kind: Secret, metadata: {name: w}, data: {k: \(canary())}}"
      base[place] =
        secret("changed", "data: {a: \(canary()), b: \(kept)}\nstringData: {c: \(canary())}")
        + secret("gone", "stringData: {a: \(canary())}") + secret("moved-\(number)", "data: {a: \(kept)}")
        + secret("hashed-7bkk2g6f5t", "data: {a: \(canary())}")
        + "---\nkind: List\nmetadata: {name: list}\nitems: [\(wrapped)]\n"
      head[place] =
        secret("changed", "data: {a: \(canary()), b: \(kept), d: [\(canary())]}\nstringData: \(canary())")
        + secret("hashed-9d8h2mc4k6", "data: {a: \(canary()), z: \(canary())}")
        + "---\nkind: List\nmetadata: {name: list}\nitems: []\n"
      head["c\(number % 7)/new\(number)"] =
        secret("moved-\(number)", "data: {a: \(kept)}") + secret("new", "data: {a: \(canary())}")
    }
    #expect(canaries.count >= 1000)
    let changes = FleetDiff().compare(compiledFleet(base), compiledFleet(head))
    let findings = changes.notices(limit: .max) + changes.dangers
    let reports = [
      TextDiffReport(detail: .full).text(changes),
      TextDiffReport(detail: .summary, color: true).text(changes),
      JSONDiffReport.text(changes),
      MarkdownReport().text(changes),
      HTMLReport(base: "a", head: "b", version: "1").text(changes),
      GitHubReport.text(findings), GitLabReport.text(findings), SARIFReport(version: "1").text(findings),
      JUnitReport.text(findings, name: "a", passed: changes.headings, idle: "none"),
    ]
    for report in reports {
      #expect(report.contains("changed"))
      #expect(!report.contains("CANARY"))
    }
    #expect(BlastRadius(changes).moved == 100)
  }
}
