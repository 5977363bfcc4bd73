import SourceModel
import TestSupport
import Testing
import YAML

struct YAMLStreamTests {
  @Test func linesAreThoseOfTheFile() throws {
    let source: MarkedYAML = "# c\n---\na: 1️⃣1\n--- # x\n\n---\nb:\n  2️⃣c: 3️⃣d\n---\n"
    let result = YAMLStream.parseResources(source.bytes, path: source.path)
    #expect(result.diagnostics.isEmpty)
    #expect(result.documents.count == 2)
    let a = try #require(result.documents.first)
    #expect(a.location(try #require(a[a.root, "a"])) == source[1])
    let b = try #require(result.documents.last)
    let c = try #require(b[b.root, ["b", "c"]])
    #expect(b.keyLocation(c) == source[2])
    #expect(b.location(c) == source[3])
  }

  @Test func everyBrokenPartIsReported() {
    let source: MarkedYAML = "a: [1\n1️⃣---\nb: 2\n---\nc: 2️⃣*x\n"
    let result = YAMLStream.parseResources(source.bytes, path: source.path)
    #expect(result.documents.count == 1)
    #expect(result.diagnostics.map { $0.location?.line } == [source[1].line, source[2].line])
    #expect(result.diagnostics.last?.location == source[2])
  }

  @Test func separatorsTakeOnlyComments() {
    let source: MarkedYAML = "a: 'x\n---1️⃣ y'\n"
    let result = YAMLStream.parseResources(source.bytes, path: source.path)
    #expect(result.diagnostics.map(\.id) == ["yaml.separator"])
    #expect(result.diagnostics.first?.location == source[1])
  }

  @Test(arguments: [
    ("a: 1\r\n---\r\nb: |\r\n  x\r\n  y\r\n", #"{"a":1} {"b":"x\ny\n"}"#),
    ("\n---\n---\na: 1\n", #"{"a":1}"#),
    ("a: 1\n...\nthis is: not: read\n", #"{"a":1}"#),
    ("a: |\n  ---\n  x\n", #"{"a":"---\nx\n"}"#),
    ("a: {b: , c: ~}\nd:\n", #"{"a":{"b":"","c":null},"d":null}"#),
    ("null\n---\n~\n---\n# c\n---\na: 1", #"{"a":1}"#),
    ("a:\n  \"<<\": {b: 1}\n  c: 1\n", #"{"a":{"c":1}}"#),
    ("a: >\n  x\n   y\nb: >-\n  x\n\n  y\n", #"{"a":"x\n\n y\n","b":"x\ny"}"#),
  ])
  func resources(_ text: String, _ expected: String) {
    let result = YAMLStream.parseResources(Array(text.utf8), path: .root)
    #expect(result.diagnostics.isEmpty)
    #expect(result.documents.map { $0.json() ?? "error" }.joined(separator: " ") == expected)
  }

  @Test func only11ReadsTheFirstDocument() throws {
    let document = try #require(YAMLStream.parse11(Array("a: y\n--- x\n[".utf8), path: .root).value)
    #expect(document.json() == #"{"a":true}"#)
    #expect(YAMLStream.parse11([], path: .root).value?.json() == "null")
  }

  @Test func all11() {
    let result = YAMLStream.parseAll11(Array("a: y\n---\n---\nb: 2\n".utf8), path: .root)
    #expect(result.documents.map { $0.json() } == [#"{"a":true}"#, #"{"b":2}"#])
  }
}
