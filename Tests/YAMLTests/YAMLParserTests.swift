import SourceModel
import TestSupport
import Testing
import YAML

struct YAMLParserTests {
  private func parse(_ source: MarkedYAML, _ parser: YAMLParser = YAMLParser()) throws -> Document {
    let result = parser.parse(source.bytes, path: source.path)
    #expect(result.diagnostics.isEmpty)
    return try #require(result.documents.first)
  }

  private func diagnostics(_ source: MarkedYAML, _ parser: YAMLParser = YAMLParser()) -> [Diagnostic] {
    parser.parse(source.bytes, path: source.path).diagnostics
  }

  @Test func positionsOfKeysAndValues() throws {
    let source: MarkedYAML = """
      # comment
      1️⃣a: 2️⃣x
      b:
        - 3️⃣y
        - 4️⃣c: 5️⃣'z'
          6️⃣d: 7️⃣[8️⃣e, {}]
      """
    let document = try parse(source)
    let root = document.root
    let a = try #require(document[root, "a"])
    #expect(document.location(root) == source[1])
    #expect(document.keyLocation(a) == source[1])
    #expect(document.location(a) == source[2])
    let b = try #require(document[root, "b"])
    let y = try #require(document.child(b, at: 0))
    #expect(document.location(y) == source[3])
    #expect(document.keyLocation(y) == source[3])
    let map = try #require(document.child(b, at: 1))
    #expect(document.location(map) == source[4])
    #expect(document.location(try #require(document[map, "c"])) == source[5])
    let d = try #require(document[map, "d"])
    #expect(document.keyLocation(d) == source[6])
    #expect(document.location(d) == source[7])
    #expect(document.location(try #require(document.child(d, at: 0))) == source[8])
  }

  @Test func columnsCountUnicodeScalars() throws {
    let source: MarkedYAML = "{é😀e\u{301}: 1️⃣x, 日本: 2️⃣y}\n"
    let document = try parse(source)
    let children = Array(document.children(document.root))
    #expect(children.map(document.location) == [source[1], source[2]])
    #expect(source[1].column == 8)
  }

  @Test func keyAndValueOnDifferentLines() throws {
    let source: MarkedYAML = """
      1️⃣a:
        2️⃣b:
          3️⃣c: 4️⃣>
            text
      """
    let document = try parse(source)
    let a = try #require(document[document.root, "a"])
    #expect(document.keyLocation(a) == source[1])
    #expect(document.location(a) == source[2])
    let c = try #require(document[document.root, ["a", "b", "c"]])
    #expect(document.keyLocation(c) == source[3])
    #expect(document.location(c) == source[4])
  }

  @Test func firstLineShiftsPositions() throws {
    let result = YAMLParser().parse(Array("a: x\nb: c: d".utf8), path: .root, firstLine: 10)
    #expect(result.diagnostics.first?.location?.line == 11)
  }

  @Test func duplicateKeysAreRefusedWhereTheyStand() throws {
    let source: MarkedYAML = "1️⃣a: 1\nb: 2\n2️⃣a: 3\n"
    let found = diagnostics(source)
    #expect(found.map(\.id) == ["yaml.duplicate-key"])
    #expect(found.first?.location == source[2])
    #expect(found.first?.notes.first?.location == source[1])
  }

  @Test func lastOfEqualKeysWins() throws {
    let document = try parse("a: 1\nb: 2\na: 3\na: 4\n", YAMLParser(duplicateKeys: .lastWins))
    #expect(document.json() == #"{"a":4,"b":2}"#)
  }

  @Test func keptDuplicatesAreFoundByThePrinter() throws {
    let source: MarkedYAML = "1️⃣a: 1\nb: 2\n2️⃣a: 3\n"
    let document = try parse(source, YAMLParser(duplicateKeys: .keep))
    var output: [UInt8] = []
    let found = YAMLPrinter.print(document, into: &output)
    #expect(found.map(\.id) == ["yaml.duplicate-key"])
    #expect(Set([found.first?.location, found.first?.notes.first?.location]) == [source[1], source[2]])
  }

  @Test(arguments: [.refuse, .lastWins] as [DuplicateKeys])
  func manyKeysAreIndexed(_ policy: DuplicateKeys) throws {
    let lines = (0..<40).map { "k\($0): \($0)\n" } + ["k3: x\n", "k39: y\n", "k3: z\n"]
    let result = YAMLParser(duplicateKeys: policy).parse(Array(lines.joined().utf8), path: .root)
    let document = try #require(result.documents.first)
    #expect(document.childCount(document.root) == 40)
    #expect(result.diagnostics.count == (policy == .refuse ? 3 : 0))
    let value = document.string(try #require(document[document.root, "k3"]))
    #expect(value == (policy == .refuse ? "3" : "z"))
    #expect(document.string(try #require(document[document.root, "k39"])) == (policy == .refuse ? "39" : "y"))
  }

  @Test func aliasesAreCopies() throws {
    let source: MarkedYAML = "a: &x 1️⃣{b: 1}\nc: *x\nd: [*x]\n2️⃣e: &y v\n*y : w\n"
    let document = try parse(source)
    #expect(document.json() == #"{"a":{"b":1},"c":{"b":1},"d":[{"b":1}],"e":"v","v":"w"}"#)
    let c = try #require(document[document.root, "c"])
    #expect(document.location(c).line == source[1].line)
    let d = try #require(document[document.root, "d"])
    let inList = try #require(document.child(d, at: 0))
    #expect(document.key(inList).isEmpty)
  }

  @Test func unknownAnchorsAndRecursion() {
    let unknown: MarkedYAML = "a: 1️⃣*x\n"
    #expect(diagnostics(unknown).map(\.id) == ["yaml.unknown-anchor"])
    #expect(diagnostics(unknown).first?.location == unknown[1])
    let recursive: MarkedYAML = "a: &x\n  b: 1️⃣*x\n"
    #expect(diagnostics(recursive).map(\.id) == ["yaml.recursive-alias"])
    #expect(diagnostics(recursive).first?.location == recursive[1])
  }

  @Test func mergesInResources() throws {
    let document = try parse("x: &x {a: 1, b: 1}\ny: &y {a: 2, c: 2}\nz:\n  b: 3\n  <<: [*x, *y]\n  d: 4\n")
    let z = try #require(document[document.root, "z"])
    #expect(document.json(z) == #"{"a":1,"b":3,"c":2,"d":4}"#)
  }

  @Test func mergesInYAML11WinOverWhatStandsBefore() throws {
    let parser = YAMLParser(duplicateKeys: .lastWins, dialect: .yaml11)
    let source: MarkedYAML = "x: &x {a: 1, b: 1}\nz:\n  b: 3\n  <<: *x\n  a: 4\n  <<: {d: 5, a: 6}\n"
    let document = try parse(source, parser)
    let z = try #require(document[document.root, "z"])
    #expect(document.json(z) == #"{"a":6,"b":1,"d":5}"#)
  }

  @Test func badMerges() {
    let two: MarkedYAML = "x: &x {a: 1}\ny:\n  <<: *x\n  1️⃣<<: *x\n"
    #expect(diagnostics(two).map(\.id) == ["yaml.two-merges"])
    let text: MarkedYAML = "y:\n  <<: 1️⃣a\n"
    #expect(diagnostics(text).map(\.id) == ["yaml.merge-value"])
    #expect(diagnostics(text).first?.location == text[1])
  }

  @Test func collectionsAreNoKeys() {
    let source: MarkedYAML = "a: 1\n? 1️⃣[b]\n: c\n"
    #expect(diagnostics(source).map(\.id) == ["yaml.complex-key"])
    #expect(diagnostics(source).first?.location == source[1])
  }

  @Test(
    arguments: [
      "a: 1️⃣\"x\\/y\"\n", "é: {k: 'x\\/y', l: 1️⃣\"é\\\\\\/\"}\n", "\u{FEFF}a: 1️⃣\"\\/\"\n", "a: [1️⃣b?c]\n",
    ] as [MarkedYAML])
  func whatOnlyLibyamlTakes(_ source: MarkedYAML) {
    let found = diagnostics(source)
    #expect(found.map(\.id) == ["yaml.syntax"])
    let column = source[1].column - (source.text.unicodeScalars.first == "\u{FEFF}" ? 1 : 0)
    #expect(found.first?.location?.column == column)
  }

  @Test func slashesThatAreNoEscape() throws {
    let document = try parse("a: 'x\\/y'\nb: x\\/y\nc: \"\\\\/\"\n")
    #expect(document.json() == #"{"a":"x\\/y","b":"x\\/y","c":"\\/"}"#)
  }

  @Test func syntaxErrorsSayWhere() {
    let source: MarkedYAML = "a: b\n  c1️⃣: d\n"
    let found = diagnostics(source)
    #expect(found.map(\.id) == ["yaml.syntax"])
    #expect(found.first?.location == source[1])
  }

  @Test func controlCharactersAndBadUTF8SayWhere() {
    let control: MarkedYAML = "a: 1\né: x1️⃣\u{0}y\n"
    #expect(diagnostics(control).first?.location == control[1])
    let bytes = Array("a: é".utf8) + [0xFF, 0x0A]
    let found = YAMLParser().parse(bytes, path: .root).diagnostics
    #expect(found.first?.location == SourceLocation(path: .root, line: 1, column: 5))
  }

  @Test func documentsBeforeAnErrorAreKept() {
    let result = YAMLParser().parse(Array("a: 1\n---\nb: [\n".utf8), path: .root)
    #expect(result.documents.count == 1)
    #expect(result.diagnostics.count == 1)
  }

  @Test func keysOfYAML11AreText() throws {
    let document = try parse(
      "y: a\n0x10: b\n1.0: c\n'y': d\n", YAMLParser(duplicateKeys: .lastWins, dialect: .yaml11))
    #expect(document.children(document.root).map(document.key) == ["true", "16", "1", "y"])
    let null: MarkedYAML = "a: 1\n1️⃣~: b\n"
    let found = diagnostics(null, YAMLParser(dialect: .yaml11))
    #expect(found.map(\.id) == ["yaml.key-type"])
    #expect(found.first?.location == null[1])
  }

  @Test func typesOfYAML11Stay() throws {
    let document = try parse("a: yes\nb: 2001-01-01\nc: '1'\nd: n\n", YAMLParser(dialect: .yaml11))
    #expect(document.json(as: .kustomizeResource) == #"{"a":true,"b":"2001-01-01","c":"1","d":false}"#)
    #expect(document.yaml() == "a: true\nb: \"2001-01-01\"\nc: \"1\"\nd: false\n")
  }
}
