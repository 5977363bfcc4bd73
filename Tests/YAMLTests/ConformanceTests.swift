import SourceModel
import Testing
import YAML

/// The tables that were made with the reference tools: every entry must come out the same.
@Suite(.enabled(if: ConformanceCorpus.root != nil, "the conformance corpus is not on this machine"))
struct ConformanceTests {
  @Test func yamlEmit() throws {
    let table = try #require(ConformanceCorpus.table("yaml-emit"))
    var passed = 0
    var failed: [String] = []
    for entry in table.children(table.root) {
      let value = try #require(table[entry, "json"])
      let expected = table.string(try #require(table[entry, "yaml"]))
      let printed = table.yaml(value)
      if let printed, printed.utf8.elementsEqual(expected.utf8) {
        passed += 1
      } else {
        failed.append(
          "\(table.json(value) ?? "?") => \(printed?.debugDescription ?? "nil"), not \(expected.debugDescription)"
        )
      }
    }
    report("yaml-emit", passed, failed)
  }

  @Test func yamlRead() throws {
    let table = try #require(ConformanceCorpus.table("yaml-read"))
    var passed = 0
    var failed: [String] = []
    for entry in table.children(table.root) {
      let text = input(table, try #require(table[entry, "yaml"]))
      let isError = table[entry, "error"] != nil
      let expected = isError ? nil : table[entry, "docs"].map { table.json($0) ?? "?" }
      let found = objects(of: text)
      if found == expected {
        passed += 1
      } else {
        failed.append(
          "\(String(decoding: text, as: UTF8.self).debugDescription) => \(found ?? "error"), not \(expected ?? "error")"
        )
      }
    }
    report("yaml-read", passed, failed)
  }

  @Test func yaml11Read() throws {
    let table = try #require(ConformanceCorpus.table("yaml11-read"))
    var passed = 0
    var failed: [String] = []
    for entry in table.children(table.root) {
      let text = input(table, try #require(table[entry, "yaml"]))
      let expected = table[entry, "json"].map { table.json($0) ?? "?" }
      let result = YAMLStream.parse11(text, path: .root)
      let found = result.value.flatMap { $0.json(as: .yaml11) }
      // What the 1.1 reader found must mean the same to whoever takes it for part of a resource.
      let inResource = result.value.flatMap { $0.json(as: .kustomizeResource) }
      if found == expected, inResource == expected {
        passed += 1
      } else {
        failed.append(
          "\(String(decoding: text, as: UTF8.self).debugDescription) => \(found ?? "error") \(inResource ?? "error"), not \(expected ?? "error") \(result.diagnostics)"
        )
      }
    }
    report("yaml11-read", passed, failed)
  }

  /// The text of an entry; U+FFFD stands for a byte that is no UTF-8, which JSON can't hold.
  private func input(_ table: Document, _ node: NodeID) -> [UInt8] {
    table.string(node).unicodeScalars.flatMap { $0 == "\u{FFFD}" ? [0xFF] : Array(String($0).utf8) }
  }

  private func report(_ name: String, _ passed: Int, _ failed: [String]) {
    print("\(name): \(passed) of \(passed + failed.count)")
    #expect(passed > 0)
    #expect(failed.isEmpty, "\(failed.prefix(40).joined(separator: "\n"))")
  }

  /// The objects of a resource file as a JSON list; nil for an error. Lists are unwrapped as the table does.
  private func objects(of bytes: [UInt8]) -> String? {
    let result = YAMLStream.parseResources(bytes, path: .root)
    if !result.diagnostics.isEmpty { return nil }
    if result.documents.count == 1, let only = result.documents.first,
      let kind = only[only.root, "kind"], only.string(kind).hasSuffix("List"),
      let items = only[only.root, "items"]
    {
      return only.json(items)
    }
    var parts: [String] = []
    for document in result.documents {
      guard !document.isScalar(document.root), let json = document.json() else { return nil }
      parts.append(json)
    }
    return "[" + parts.joined(separator: ",") + "]"
  }
}
