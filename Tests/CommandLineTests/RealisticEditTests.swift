import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What every form of `diff` says of edits that people make.
struct RealisticEditTests {
  @Test func everyEditInEveryForm() throws {
    let repository = try TemporaryRepository()
    for (path, text) in RealisticEdits.files {
      let file = repository.checkout.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    try repository.require(
      "git init --quiet --initial-branch main && fleetfold render --diff none && git add --all && git commit --quiet -m fleet"
    )
    for edit in RealisticEdits.all { try check(edit, repository) }
  }

  private func check(_ edit: RealisticEdits.Edit, _ repository: TemporaryRepository) throws {
    let out = repository.folder.appending(path: "reports")
    try repository.require(
      "git reset --quiet --hard && git clean --quiet --force -d && rm -rf ../reports && mkdir ../reports")
    try repository.require(edit.script)
    let forms = ["json", "markdown", "html", "gitlab", "sarif", "junit", "patch", "github"]
    let text = try repository.require(
      "fleetfold diff --show-secrets" + forms.map { " --report \($0)=../reports/\($0)" }.joined())
    func report(_ form: String) throws -> String {
      try String(contentsOf: out.appending(path: form), encoding: .utf8)
    }
    expectText(text, of: edit)
    expectMarkdown(try report("markdown"))
    expectPage(try report("html"))
    try expectJSON(try report("json"), of: edit)
    try expectCommands(try report("github"), repository)
    try expectIssues(try report("gitlab"), repository)
    let log = try JSONSerialization.jsonObject(with: Data(try report("sarif").utf8))
    #expect(SARIFShape.log.mistakes(in: log, at: "$") == [])
    #expect(XMLParser(data: Data(try report("junit").utf8)).parse())
    // Applied, the patch is what would have been rendered.
    try repository.require("git apply ../reports/patch && fleetfold render --check")
    for form in forms where form != "patch" {
      let held = try report(form)
      #expect(!held.contains("SECRET-CANARY") && !held.contains("swordfish"), "\(edit.name), \(form)")
      let isClean = held.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control || $0 == "\n" }
      #expect(isClean, "\(edit.name), \(form)")
    }
  }

  private func expectText(_ text: String, of edit: RealisticEdits.Edit) {
    #expect(text.contains(edit.shows), "\(edit.name): \(text)")
    #expect(text.utf8.count < 8_000, "\(edit.name): \(text)")
    #expect(!text.contains("SECRET-CANARY") && !text.contains("swordfish"))
    let rules = text.split(separator: "\n").filter { $0.hasPrefix("  ! ") }.compactMap { line in
      line.split(separator: " [").last.map { String($0.dropLast()) }
    }
    #expect(rules == edit.dangers, "\(edit.name): \(text)")
    let headings = text.split(separator: "\n").filter { $0.contains(" on ") && $0.first?.isLetter ?? false }
    #expect(headings.count == edit.sections, "\(edit.name): \(text)")
  }

  private func expectMarkdown(_ text: String) {
    #expect(text.hasPrefix("<!-- fleetfold:diff -->\n### Fleet diff: "))
    #expect(text.utf8.count <= 65_536)
    var fence: Substring?
    var open = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let ticks = line.prefix { $0 == "`" }
      if let own = fence {
        if ticks.count >= own.count, line == ticks { fence = nil }
        continue
      }
      if ticks.count >= 3 { fence = ticks }
      open += line.ranges(of: "<details>").count - line.ranges(of: "</details>").count
      // Outside a fence all text of the repository stands in <code>.
      #expect(!line.contains("::error"))
    }
    #expect(fence == nil && open == 0)
  }

  private func expectPage(_ text: String) {
    #expect(text.ranges(of: "<script").count == 1 && text.ranges(of: "</script>").count == 1)
    #expect(text.ranges(of: "<details").count == text.ranges(of: "</details>").count)
    #expect(!text.contains("src=\"http") && !text.contains("href=\"http"))
  }

  private func expectJSON(_ text: String, of edit: RealisticEdits.Edit) throws {
    let report = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let changes = try #require(report["changes"] as? [[String: Any]])
    let groups = try #require(report["groups"] as? [[String: Any]])
    // Each change stands in one group.
    let members = groups.flatMap { $0["changes"] as? [Int] ?? [] }
    #expect(members.sorted() == Array(changes.indices) && !members.isEmpty)
    let rules = (report["dangerous"] as? [[String: Any]] ?? []).filter { $0["severity"] as? String != "low" }
    #expect(rules.compactMap { $0["rule"] as? String } == edit.dangers)
  }

  private func expectCommands(_ text: String, _ repository: TemporaryRepository) throws {
    let command = /::(?:error|warning|notice) file=([^,:]+),line=(\d+),col=\d+,title=[a-z-]+::.+/
    for line in text.split(separator: "\n") {
      let parts = try #require(line.wholeMatch(of: command), "\(line)")
      try expectLine(Int(parts.2) ?? 0, of: String(parts.1), repository)
    }
  }

  private func expectIssues(_ text: String, _ repository: TemporaryRepository) throws {
    let issues = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    var fingerprints: Set<String> = []
    for issue in issues {
      #expect((issue["description"] as? String)?.isEmpty == false)
      #expect(["info", "minor", "major", "critical", "blocker"].contains(issue["severity"] as? String))
      fingerprints.insert(try #require(issue["fingerprint"] as? String))
      let location = try #require(issue["location"] as? [String: Any])
      let line = (location["lines"] as? [String: Any])?["begin"] as? Int
      try expectLine(line ?? 0, of: try #require(location["path"] as? String), repository)
    }
    #expect(fingerprints.count == issues.count)
  }

  /// A line that there is, or was before the change.
  private func expectLine(_ line: Int, of path: String, _ repository: TemporaryRepository) throws {
    let file = repository.checkout.appending(path: path)
    let text =
      try FileManager.default.fileExists(atPath: file.path)
      ? String(contentsOf: file, encoding: .utf8) : repository.require("git show 'HEAD:\(path)'")
    #expect(
      (1...text.split(separator: "\n", omittingEmptySubsequences: false).count).contains(line),
      "\(path):\(line)")
  }
}
