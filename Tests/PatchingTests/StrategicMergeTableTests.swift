import Foundation
import KubernetesModel
import SourceModel
import Testing
import YAML

@testable import Patching

/// Merges that kustomize was asked for: `strategic-merge.jsonl` has target, patch, and the result or "error".
///
/// FLEETFOLD_MERGE_TABLE names another table of the same form, for comparing many random merges.
struct StrategicMergeTableTests {
  @Test func table() throws {
    let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Fixtures/patching/strategic-merge.jsonl").path
    let file = ProcessInfo.processInfo.environment["FLEETFOLD_MERGE_TABLE"] ?? own
    let data = try #require(FileManager.default.contents(atPath: file))
    var passed = 0
    var count = 0
    for line in data.split(separator: UInt8(ascii: "\n")) {
      count += 1
      let row = try #require(
        JSONText.parse([UInt8](line), path: path("table"), places: TextPlaces(firstLine: count)).value)
      if let problem = try problem(row) {
        Issue.record("line \(count): \(String(decoding: line, as: UTF8.self)): \(problem)")
      } else {
        passed += 1
      }
    }
    print("strategic-merge table: \(passed) of \(count)")
    #expect(count > 100)
  }

  private func problem(_ row: Document) throws -> String? {
    func text(_ key: String) throws -> String { row.string(try #require(row[row.root, key])) }
    let wanted = row[row.root, "result"]
    guard var target = try read(text("target")), let patch = try read(text("patch"), at: "patch.yaml") else {
      return wanted == nil ? nil : "can't be read"
    }
    do throws(Diagnostic) {
      let result = try StrategicMergePatch.apply(
        patch, patchRoot: patch.root, to: &target, schema: .builtIn,
        step: Origin(.patch, path: patch.path, step: "patches[0]"))
      if result.outcome == .deleted { return "deleted" }
    } catch {
      return wanted == nil ? nil : "fails: \(shown(error))"
    }
    guard let wanted else { return "succeeds with \(json(target))" }
    let got = json(target)
    return got == json(row, wanted) ? nil : "gives \(got)"
  }

  private func read(_ text: String, at file: String = "base.yaml") -> Document? {
    let result = YAMLStream.parseResources(Array(text.utf8), path: path(file))
    return result.diagnostics.isEmpty ? result.documents.first : nil
  }
}
