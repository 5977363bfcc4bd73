import Foundation
import Testing

/// The folder of a corpus, and the cases of it that are known to fail.
struct ConformanceCorpus {
  let root: String
  let cases: [String]
  private let known: Set<String>

  init?(_ suite: String) {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let given = ProcessInfo.processInfo.environment["FLEETFOLD_CONFORMANCE"]
    let candidates =
      [given].compactMap { $0 }
      + ["../shared/conformance", "../../shared/conformance"].map { package.path + "/" + $0 }
    guard
      let root = candidates.map({ $0 + "/" + suite }).first(where: {
        FileManager.default.fileExists(atPath: $0)
      })
    else { return nil }
    self.root = root
    var cases: [String] = []
    for group in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] {
      for name in (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + group)) ?? []
      where FileManager.default.fileExists(atPath: "\(root)/\(group)/\(name)/case.json") {
        cases.append("\(group)/\(name)")
      }
    }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    where name.hasSuffix(".jsonl") {
      cases.append(name)
    }
    self.cases = cases.sorted()
    let list = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "known-failures.txt")
    let text = (try? String(contentsOf: list, encoding: .utf8)) ?? ""
    // One list for both suites: cases of ApplicationSets are paths.
    let isTemplates = suite == "gotemplate"
    known = Set(
      text.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
        .filter { $0.contains("/") != isTemplates })
  }

  /// Fails for a case that is not known to fail, and for a known one that passes.
  func compare(_ failures: [String: String]) {
    for name in failures.keys.sorted() {
      print("- \(name): \(failures[name] ?? "")")
      if !known.contains(name) { Issue.record("\(name): \(failures[name] ?? "")") }
    }
    for name in known.sorted() where failures[name] == nil {
      Issue.record("\(name) passes; take it out of known-failures.txt")
    }
  }
}
