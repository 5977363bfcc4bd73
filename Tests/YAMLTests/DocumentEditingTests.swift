import SourceModel
import TestSupport
import Testing
import YAML

struct DocumentEditingTests {
  private let author = Author(
    .transformer, step: "images", at: SourceLocation(path: .root, line: 7, column: 3))

  private func parse(_ text: String) throws -> Document {
    let result = YAMLParser().parse(Array(text.utf8), path: try #require(SourcePath("in.yaml")))
    #expect(result.diagnostics.isEmpty)
    return try #require(result.documents.first)
  }

  @Test func setReplacesAndRemembers() throws {
    var document = try parse("a: 1\nb: 2\n")
    let before = try #require(document[document.root, "a"])
    let node = document.set("a", in: document.root, to: .string("x"), by: author)
    #expect(node == before)
    #expect(document.json() == #"{"a":"x","b":2}"#)
    #expect(document.location(node) == author.location)
    #expect(document.origin(node) == author.origin)
    let previous = try #require(document.previous(node))
    #expect(document.string(previous) == "1")
    #expect(document.location(previous).description == "in.yaml:1:4")
    #expect(document.previous(previous) == nil)
  }

  @Test func setAppendsNewKeys() throws {
    var document = try parse("a: 1\n")
    document.set("true", in: document.root, to: .integer(5), by: author)
    let node = try #require(document[document.root, "true"])
    #expect(document.previous(node) == nil)
    // A key that was set is a string, whatever it looks like.
    let inner = document.ensure("m", in: document.root, kind: .mapping, by: author)
    document.set("1", in: inner, to: .null, by: author)
    #expect(document.yaml() == "a: 1\nm:\n  \"1\": null\n\"true\": 5\n")
  }

  @Test func ensureKeepsWhatIsThere() throws {
    var document = try parse("a: {b: 1}\n")
    let a = try #require(document[document.root, "a"])
    #expect(document.ensure("a", in: document.root, kind: .mapping, by: author) == a)
    #expect(document.json() == #"{"a":{"b":1}}"#)
  }

  @Test func replaceByASubtreeOfAnotherDocument() throws {
    var document = try parse("a: 1\nb: {c: d}\nz: 9\n")
    let other = try parse("x:\n- k: [1, {l: m}]\n  n: o\n")
    let b = try #require(document[document.root, "b"])
    let x = try #require(other[other.root, "x"])
    let step = Origin(.patch, path: .root, step: "patches[0]")
    document.replace(b, with: x, of: other, as: step)
    #expect(document.json() == #"{"a":1,"b":[{"k":[1,{"l":"m"}],"n":"o"}],"z":9}"#)
    #expect(document.origin(b).kind == .patch)
    #expect(document.origin(b).path.string == "in.yaml")
    let old = try #require(document.previous(b))
    #expect(document.json(old) == #"{"c":"d"}"#)
  }

  @Test func replaceByAPartOfItself() throws {
    var document = try parse("a: {b: {c: 1}}\nd: 2\n")
    let a = try #require(document[document.root, "a"])
    let d = try #require(document[document.root, "d"])
    document.replace(d, with: a, of: document)
    #expect(document.json() == #"{"a":{"b":{"c":1}},"d":{"b":{"c":1}}}"#)
    document.set("b", in: d, to: .string("x"), by: author)
    #expect(document.json() == #"{"a":{"b":{"c":1}},"d":{"b":"x"}}"#)
  }

  @Test func replaceByAnEmptyCollection() throws {
    var document = try parse("a: [1, 2]\nb: 3\n")
    let a = try #require(document[document.root, "a"])
    document.replace(a, withEmpty: .mapping, by: author)
    #expect(document.json() == #"{"a":{},"b":3}"#)
    #expect(document.json(try #require(document.previous(a)) as NodeID) == "[1,2]")
  }

  @Test func removeTellsWho() throws {
    var document = try parse("a: 1\nb: 2\nc: 3\n")
    for key in ["b", "a", "c"] {
      let node = try #require(document[document.root, key])
      document.remove(node, from: document.root, by: author)
      #expect(document[document.root, key] == nil)
    }
    #expect(document.json() == "{}")
    #expect(document.removals.map { document.key($0.node) } == ["b", "a", "c"])
    #expect(document.removals.allSatisfy { $0.author == author && $0.parent == document.root })
    let stray = document.makeScalar(.null, by: author)
    document.remove(stray, from: document.root, by: author)
    #expect(document.removals.count == 3)
  }

  @Test func insertAndReorder() throws {
    var document = try parse("[b]\n")
    let root = document.root
    let b = try #require(document.child(root, at: 0))
    let a = document.makeScalar(.string("a"), by: author)
    let c = document.makeScalar(.string("c"), by: author)
    document.insert(a, in: root, after: nil)
    document.append(c, to: root)
    #expect(document.json() == #"["a","b","c"]"#)
    document.setChildren(root, [c, b, a])
    #expect(document.json() == #"["c","b","a"]"#)
    #expect(document.lastChild(root) == a)
    document.insert(document.makeEmpty(.sequence, by: author), in: root, after: b)
    #expect(document.json() == #"["c","b",[],"a"]"#)
    #expect(document.childCount(root) == 4)
    document.setChildren(root, [])
    #expect(document.json() == "[]")
  }

  @Test func rename() throws {
    var document = try parse("a: 1\nb: 2\n")
    let a = try #require(document[document.root, "a"])
    document.rename(a, to: "ü")
    #expect(document[document.root, "a"] == nil)
    #expect(document[document.root, "ü"] == a)
    #expect(document[document.root, "u\u{308}"] == nil)
  }

  @Test func extractStandsAlone() throws {
    let document = try parse("a: 1\nb: &x {c: [d, e]}\n")
    let b = try #require(document[document.root, "b"])
    let part = document.extract(b)
    #expect(part.json() == #"{"c":["d","e"]}"#)
    #expect(part.key(part.root).isEmpty)
    #expect(part.location(part.root) == document.location(b))
    #expect(part.path == document.path)
  }

  @Test func graftsKeepTheirLines() throws {
    let other = try parse("a:\n  b: 1\n")
    var document = Document(path: try #require(SourcePath("out.yaml")))
    document.set("x", in: document.root, to: try #require(other[other.root, "a"]) as NodeID, of: other)
    let b = try #require(document[document.root, ["x", "b"]])
    #expect(document.location(b).description == "in.yaml:2:6")
    #expect(document.keyLocation(b).description == "in.yaml:2:3")
  }

  @Test func styles() throws {
    var document = try parse("a: 1\n")
    let a = try #require(document[document.root, "a"])
    document.setStyle(a, .plain, tag: .string)
    #expect(document.json() == #"{"a":"1"}"#)
    #expect(document.valueEquals(a, "1"))
  }

  @Test func copiesAreValues() throws {
    let first = try parse("a: 1\n")
    var second = first
    second.set("a", in: second.root, to: .boolean(true), by: author)
    #expect(first.json() == #"{"a":1}"#)
    #expect(second.json() == #"{"a":true}"#)
  }

  @Test func childAccess() throws {
    let document = try parse("[a, b]\n")
    #expect(document.child(document.root, at: 1).map(document.string) == "b")
    #expect(document.child(document.root, at: 2) == nil)
    #expect(document.child(document.root, at: -1) == nil)
    #expect(document[document.root, "a"] == nil)
  }
}
