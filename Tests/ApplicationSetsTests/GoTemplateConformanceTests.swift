import Foundation
import Testing

@testable import ApplicationSets
@testable import GoTemplate

/// Every template of the corpus, against what Go gives: the text, or the error in Go's words.
///
/// Here and not beside GoTemplate, because the corpus uses the functions that Argo CD adds.
@Suite struct GoTemplateConformanceTests {
  @Test func corpus() throws {
    guard let corpus = ConformanceCorpus("gotemplate") else {
      print("gotemplate: the corpus is not here, skipped")
      return
    }
    var failures: [String: String] = [:]
    for file in corpus.cases {
      let text = try String(contentsOfFile: corpus.root + "/" + file, encoding: .utf8)
      var counts = (passed: 0, all: 0)
      for line in text.split(separator: "\n") {
        counts.all += 1
        guard case .map(let json) = try JSONReader.value(of: String(line)) else { continue }
        if isTooSlow(json) {
          counts.all -= 1
          print("gotemplate/\(json["id"]?.stringValue ?? ""): skipped, too slow without optimisation")
        } else if let problem = problem(json) {
          failures[json["id"]?.stringValue ?? ""] = problem
        } else {
          counts.passed += 1
        }
      }
      print("gotemplate/\(file): \(counts.passed) of \(counts.all)")
    }
    corpus.compare(failures)
  }

  /// Templates that a fuzzer made of words that matter, and what Go 1.26 with Sprig 3 printed for them.
  @Test func probes() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Templates/probes.jsonl")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count > 1000)
    for line in lines {
      guard case .map(let json) = try JSONReader.value(of: String(line)), let problem = problem(json) else {
        continue
      }
      Issue.record("\(json["id"]?.stringValue ?? ""): \(problem)")
    }
  }

  /// `derivePassword` mixes 32 MiB twice: half a minute in a debug build.
  private func isTooSlow(_ json: MapValue) -> Bool {
    #if DEBUG
      return json["template"]?.stringValue.contains("derivePassword 1 \"long") ?? false
        || json["template"]?.stringValue.contains("derivePassword 2") ?? false
    #else
      return false
    #endif
  }

  private func problem(_ json: MapValue) -> String? {
    let text = json["template"]?.stringValue ?? ""
    let wanted = json["output"]?.stringValue
    let expected = json["error"]?.stringValue
    var options: [String] = []
    if case .list(let items, _)? = json["options"] { options = items.map(\.stringValue) }
    do {
      let template = try Template(name: "base", text: text, functions: .argoCD)
      let output = try template.execute(json["data"] ?? .null, options: options)
      if let wanted, output.utf8.elementsEqual(wanted.utf8) { return nil }
      return "\(text): wanted \(wanted ?? "error \(expected ?? "")"), got \(output)"
    } catch {
      guard let expected else { return "\(text): failed: \(error.message)" }
      return isSame(error.message, expected) ? nil : "\(text): wanted error \(expected), got \(error.message)"
    }
  }

  /// Texts of Go's runtime are its own: there, only the place counts. So is the depth of recursion.
  private func isSame(_ got: String, _ wanted: String) -> Bool {
    if got.utf8.elementsEqual(wanted.utf8) { return true }
    for text in [
      "runtime error:", "interface conversion:", "reflect", "index out of range:", "exceeded maximum",
    ] {
      guard let range = wanted.range(of: text) else { continue }
      return got.hasPrefix(wanted[..<range.lowerBound])
    }
    return false
  }
}
