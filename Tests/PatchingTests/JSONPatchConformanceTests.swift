import SourceModel
import Testing
import YAML

@testable import Patching

/// The tables of the reference tools: document, operations, and the result or the error.
struct JSONPatchConformanceTests {
  @Test func karmada() throws { try run("karmada", .karmada) }
  @Test func kubeFed() throws { try run("kubefed", .kubeFed) }

  private func run(_ tool: String, _ dialect: JSONPatch.Dialect) throws {
    guard let rows = try Conformance.rows("\(tool)/tables/json-patch.jsonl") else { return }
    var passed = 0
    for row in rows {
      let problem = problem(row, dialect)
      if let problem { Issue.record("\(tool) \(json(row)): \(problem)") } else { passed += 1 }
    }
    print("json-patch \(tool): \(passed) of \(rows.count)")
    #expect(rows.count > 200)
  }

  private func problem(_ row: Document, _ dialect: JSONPatch.Dialect) -> String? {
    guard let given = row[row.root, "document"], let operations = row[row.root, "operations"] else {
      return "the row has no document or no operations"
    }
    guard let patch = JSONPatch.decode(row, at: operations, dialect: dialect).value else {
      return "the operations can't be read"
    }
    var document = row.extract(given)
    do throws(Diagnostic) {
      _ = try patch.apply(to: &document, step: Origin(.override, path: row.path), subject: "the row")
    } catch {
      guard let expected = row[row.root, "error"].map(row.string) else { return "fails: \(error.message)" }
      // Go prints a formatting slip behind this one.
      let stable = expected.hasSuffix(": %!w(<nil>)") ? String(expected.dropLast(12)) : expected
      if !error.message.utf8.starts(with: stable.utf8) { return "says: \(error.message)" }
      if json(document) != json(row, given) { return "an operation before the failing one left its mark" }
      return nil
    }
    guard let expected = row[row.root, "result"] else { return "succeeds with \(json(document))" }
    return json(document) == json(row, expected) ? nil : "gives \(json(document))"
  }
}
