import SourceModel
import Testing
import YAML

/// The short way through simple texts must find what libyaml finds: the same nodes at the same places.
struct BlockReaderTests {
  private static let texts = [
    "a: b\n", "a: b", "a:\n", "a:", "a:\n  b:\n  c: d\n", "a:\n- b\n- c\nd: e\n",
    "a:\n  - b\n  - c: d\n    e: f\n  -\n    g: h\n",
    "- a\n- - b\n  - c\n- d: e\n", "  a: b\n  c: d\n", "---\na: b\n", "# c\n\n---\na: b # c\n# d\n",
    "a: 'x''y'\nb: \"x\\ny\\\"\"\n",
    "a: \"\\x41\"\n", "\"a b\": c\n'd': e\n\"\\n\": f\n", "a b: c d\n", "a : b\n",
    "a: {}\nb: []\nc: [d, 'e', \"f\", -1, --g=h]\n",
    "a: [b, ]\n", "a: [ b , c ]  # d\n", "a: [b\n  , c]\n", "a: [b: c]\n", "a: [[b]]\n", "a: [b c]\n",
    "a: [,]\n", "a: [b]c\n",
    "a: |\n  x\n  y\n", "a: |-\n  x\n\n   y\n\n\nb: c\n", "a: |+\n  x\n\n\nb: c\n", "a: |\n\n  x\n",
    "a: |\n    \n  x\n", "a: |2\n   x\n  y\n",
    "a: |2-\n\n    x\n", "a: |\n  x", "a: |+\n  x\n\n", "a: |\nb: c\n", "a: |\n",
    "a: | # c\n  x\n# d\nb: c\n", "a: |\n  x\n #d\nb: c\n",
    "- |\n  x\n- |\n x\n", "- a: |\n    x\n  b: c\n", "a: |1\n  x\n", "a: |\n  x\n  \n    \nb: c\n",
    "a: |\n  x\n    ", "a: >\n  x\n",
    "a: b\n  c\n", "a: b\n  c: d\n", "a:\n    b: c\n  d: e\n", "a: b: c\n", "a: - b\n", "a: -b\n", "a: -\n",
    "- - - a\n    - b\n", "-a: b\n",
    "a: \"b\" c\n", "a: \"b\"#c\n", "a: b#c\n", "a: b #c\n", "a: #c\n  b\n", "a: &x b\n", "a: *x\n",
    "a: !!str b\n", "? a\n: b\n", "<<: {a: b}\n",
    "a: 1\na: 2\n", "a: 1\n\"a\": 2\n", "a: b\n---\nc: d\n", "a: b\n...\n", "a: b\n--- c\n",
    "%YAML 1.1\n---\na: b\n", "a:\n- b\n c: d\n", "a:\n  b: c\n d: e\n",
    "- a\nb: c\n", "a: b\n- c\n", "a: b\n c\n", "a\n", "a:b\n", "a:b: c\n", ":a: b\n", "a: é\n", "é: a\n",
    "a:\tb\n", "a: b\t\n", "\ta: b\n", "a: b\r\n", "a: x:\n",
    "a: http://x:80/?q#f\n", "a: yes\ny: 2001-01-01\n", "1: a\n~: b\n", "a:\n  -\n  - \n  - b\n",
    "a:\n\n\n  # c\n\n  b: c\n", "a: ''\nb: \"\"\n", "'a': 'b", "", "\n", "# c\n", "---\n",
    "a:\n  - b\n  c: d\n", "a:\n- b\n  - c\n", "- a:\n  - b\n  c: d\n", "- a:\n    - b\n  - c\n",
    "a: {b: c}\n", "a: {b: c, d: 'e', \"f\": [g, {h: i}], j: {}, k: []}  # l\n",
    "- {a: b, c: -1}\n- {d: e}\n",
    "a: { b: c , d : e }\n", "a: {b: c,}\n", "a: {b, c: d}\n", "a: {b: }\n", "a: {b: , c: d}\n", "a: {b:c}\n",
    "a: {b: http://c:80/d, e: f:1.2}\n", "a: {\"b\":c}\n", "a: {b: c}: d\n", "- {a: b}: c\n",
    "a: {b: c\n  , d: e}\n",
    "a: {b: c]\n", "a: [b}\n", "a: {b: c}d\n", "a: {<<: {b: c}}\n", "a: {\"<<\": {b: c}}\n",
    "\"<<\": {b: c}\n",
    "a: {b: c?}\n", "a: {b: 1, b: 2}\n", "a: {y: yes, 1: 2001-01-01}\n", "a: {b: x y}\n", "a: {b c: d}\n",
    "a: {b: [c, [d, {e: {}}]], f: \"g\\n\"}\n", "a: [--b, -c, - d]\n", "a: {'b''c': d}\n", "a: {b: - c}\n",
    "a: {? b: c}\n", "a: {b: &x c}\n", "a: {b: *x}\n", "a: {: b}\n", "a: {b: c:, d: e}\n", "a: [b:c]\n",
    "a: {b: ~, c: null, d: ''}\n", "- [a, b]\n- [c]: d\n", "- [a]\n- {}\n", "{a: b}\n", "[a, b]\n",
    "a: ^b\n", "a: \\b\n", "a: .b\n", "a: @b\n", "a: %b\n", "a: 'b' # c\n'd' : e\n",
    "a: [\"b\", 'it''s', \"c\\td\"]\n", "a: |-2\n    x\n", "a: |0\n x\n", "a:\n- |2\n   x\n- c\n",
    "a: '''b'''\n", "a: ''''\n", "a: '''\n",
  ]

  private func tree(_ result: (documents: [Document], diagnostics: [Diagnostic])) -> String {
    var lines = result.diagnostics.map { "\($0)" }
    for document in result.documents {
      lines.append("document")
      var pending = [document.root]
      while let node = pending.popLast() {
        var record = document[node]
        lines.append("\(document.key(node)) = \(document.string(node))")
        // Where the text lies and which nodes come first is up to each reader.
        (record.key, record.value, record.firstChild, record.nextSibling) = (.empty, .empty, 0, 0)
        lines.append("\(record)")
        pending += document.children(node)
      }
    }
    return lines.joined(separator: "\n")
  }

  private func expectSame(_ bytes: [UInt8]) {
    for dialect in [YAMLDialect.kustomizeResource, .yaml11] {
      for duplicates in [DuplicateKeys.keep, .refuse, .lastWins] {
        var parser = YAMLParser(duplicateKeys: duplicates, dialect: dialect)
        let short = tree(parser.parse(bytes, path: .root, firstLine: 3))
        parser.usesBlockReader = false
        let long = tree(parser.parse(bytes, path: .root, firstLine: 3))
        #expect(
          short == long, "\(String(decoding: bytes, as: UTF8.self).debugDescription) \(dialect) \(duplicates)"
        )
      }
    }
  }

  @Test(arguments: texts)
  func sameAsLibyaml(_ text: String) { expectSame(Array(text.utf8)) }

  @Test func sameAsLibyamlOnMixtures() {
    var generator = SeededGenerator(state: 7)
    for _ in 0..<2_000 {
      var lines = (0..<Int.random(in: 1...6, using: &generator)).flatMap { _ in
        (BlockReaderTests.texts.randomElement(using: &generator) ?? "").split(
          separator: "\n", omittingEmptySubsequences: false)
      }
      if lines.count > 2 { lines.removeSubrange(0..<Int.random(in: 0..<2, using: &generator)) }
      let indent = String(repeating: " ", count: Int.random(in: 0...2, using: &generator))
      let text = lines.map { Bool.random(using: &generator) ? indent + $0 : String($0) }.joined(
        separator: "\n")
      expectSame(Array(text.utf8))
    }
  }

  @Test func depthIsLimitedAlike() {
    for depth in [511, 512, 513] {
      expectSame(Array((0..<depth).map { _ in "- " }.joined().utf8) + Array("a\n".utf8))
      expectSame(Array((0..<depth).map { String(repeating: " ", count: $0) + "a:\n" }.joined().utf8))
      expectSame(Array((1..<depth).map { _ in "- " }.joined().utf8) + Array("[a]\n".utf8))
      let brackets = String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1)
      expectSame(Array("a: \(brackets)\n".utf8))
    }
  }
}

@Suite(.enabled(if: ConformanceCorpus.root != nil, "the conformance corpus is not on this machine"))
struct BlockReaderCorpusTests {
  @Test func filesAreReadAlike() throws {
    let files = ConformanceCorpus.yamlFiles(in: "kustomize")
    #expect(files.count > 1000)
    var same = 0
    for (name, bytes) in files {
      var parser = YAMLParser(duplicateKeys: .keep)
      let short = parser.parse(bytes, path: .root).documents
      parser.usesBlockReader = false
      let long = parser.parse(bytes, path: .root).documents
      let areEqual = short.map { $0.json() ?? "" } == long.map { $0.json() ?? "" }
      #expect(areEqual, "\(name)")
      if areEqual { same += 1 }
    }
    print("block reader: \(same) of \(files.count)")
  }
}
