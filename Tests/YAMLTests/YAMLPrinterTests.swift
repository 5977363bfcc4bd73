import SourceModel
import TestSupport
import Testing
import YAML

struct YAMLPrinterTests {
  private func parse(_ source: MarkedYAML) throws -> Document {
    let result = YAMLStream.parseResources(source.bytes, path: source.path)
    #expect(result.diagnostics.isEmpty)
    return try #require(result.documents.first)
  }

  private func diagnostics(_ source: MarkedYAML) throws -> [Diagnostic] {
    var output: [UInt8] = []
    let document = try parse(source)
    let found = YAMLPrinter.print(document, into: &output)
    #expect(YAMLPrinter.findings(document) == found)
    return found
  }

  @Test func annotationsAreStrings() throws {
    let document = try parse(
      """
      metadata:
        labels: {a: 1}
        annotations: {a: true, b: 1.50, c: null, d: ~, e: 2001-01-01, f: [x], g: "s"}
      spec: {metadata: {annotations: {a: 1}}}
      """)
    let expected = """
      metadata:
        annotations:
          a: "true"
          b: "1.50"
          c: "null"
          d: "~"
          e: "2001-01-01"
          f: ""
          g: s
        labels:
          a: 1
      spec:
        metadata:
          annotations:
            a: 1

      """
    #expect(document.yaml(resourceAnnotations: true) == expected)
    #expect(document.yaml()?.contains("a: true") == true)
  }

  @Test(arguments: ["{}", "null", "", "[]"])
  func annotationsVanish(_ value: String) throws {
    let document = try parse(MarkedYAML("metadata:\n  annotations: \(value)\n"))
    #expect(document.yaml(resourceAnnotations: true) == "metadata: {}\n")
    #expect(document.yaml()?.contains("annotations") == true)
  }

  @Test func streams() throws {
    let result = YAMLStream.parseResources(Array("a: 1\n---\nb: |\n  x\n\n---\nc: d\n".utf8), path: .root)
    var output: [UInt8] = []
    #expect(YAMLPrinter.print(result.documents, into: &output).isEmpty)
    #expect(String(decoding: output, as: UTF8.self) == "a: 1\n---\nb: |\n  x\n---\nc: d\n")
    var none: [UInt8] = []
    #expect(YAMLPrinter.print([Document](), into: &none).isEmpty)
    #expect(none.isEmpty)
  }

  @Test func outputIsAppended() throws {
    var output = Array("# head\n".utf8)
    #expect(
      YAMLPrinter.print(
        try parse(MarkedYAML("a: long \(String(repeating: "word ", count: 40))end\n")), into: &output
      )
      .isEmpty)
    let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
    #expect(lines.first == "# head")
    #expect(lines.count == 4)
  }

  @Test func whatCanNotBePrinted() throws {
    let source: MarkedYAML = """
      a: 1️⃣.inf
      b: 2️⃣!!int x
      c:
        3️⃣true: 1
        d: 4️⃣"\\x7f"
        5️⃣"\\uFFFE": 1
        6️⃣~: 1
      7: fine at the top
      """
    let found = try diagnostics(source).inReportOrder()
    #expect(
      found.map(\.id) == [
        "yaml.number-not-finite", "yaml.tag-mismatch", "yaml.key-type", "yaml.unprintable",
        "yaml.unprintable",
        "yaml.key-type",
      ])
    #expect(found.map(\.location) == (1...6).map { source[$0] })
  }

  @Test func keysThatAreTooLong() throws {
    let fits = String(repeating: "é", count: 1022)
    #expect(try diagnostics(MarkedYAML("? \(fits)\n: 1\n")).isEmpty)
    #expect(try diagnostics(MarkedYAML("? \(fits)x\n: 1\n")).map(\.id) == ["yaml.key-length"])
  }

  @Test func subtreesAndScalars() throws {
    let document = try parse("a:\n  b: [x, {}]\nc: 'yes'\n")
    #expect(document.yaml(try #require(document[document.root, "a"]) as NodeID) == "b:\n- x\n- {}\n")
    #expect(document.yaml(try #require(document[document.root, "c"]) as NodeID) == "\"yes\"\n")
    #expect(document.yaml(try #require(document[document.root, ["a", "b"]]) as NodeID) == "- x\n- {}\n")
  }

  @Test func deepTreesDoNotRecurse() {
    let author = Author(.defaulted, step: "", at: SourceLocation(path: .root))
    var document = Document(path: .root)
    var node = document.root
    for _ in 0..<10_000 { node = document.ensure("a", in: node, kind: .mapping, by: author) }
    #expect(document.json()?.utf8.count == 10_000 * 6 + 2)
    let copy = document.extract(document.root)
    #expect(copy.nodes.count == 10_001)
  }

  @Test func keyOrderOfNumbersAndLetters() throws {
    let document = try parse("{ab: , a10: , a9: , aB: , a01: , a1: , a-1: , a: , é: , 日: , a²: }")
    let keys = document.yaml()?.split(separator: "\n").map { $0.prefix { $0 != ":" } }
    #expect(keys?.prefix(8) == ["a", "a-1", "a²", "a1", "a01", "a9", "a10", "aB"])
  }
}

/// Properties of every YAML file at hand.
@Suite(.enabled(if: ConformanceCorpus.root != nil, "the conformance corpus is not on this machine"))
struct RoundTripTests {
  @Test(arguments: ["kustomize", "../examples"])
  func printedFilesReadTheSame(_ folder: String) throws {
    var files = 0
    var documents = 0
    for (name, bytes) in ConformanceCorpus.yamlFiles(in: folder) {
      let result = YAMLStream.parseResources(bytes, path: .root)
      files += 1
      for document in result.documents {
        var output: [UInt8] = []
        let findings = YAMLPrinter.print(document, into: &output)
        #expect(YAMLPrinter.findings(document) == findings, "\(name)")
        guard findings.isEmpty else { continue }
        documents += 1
        let again = YAMLStream.parseResources(output, path: .root)
        let second = try #require(
          again.documents.first ?? (document.isScalar(document.root) ? document : nil), "\(name)")
        #expect(again.diagnostics.isEmpty, "\(name)")
        #expect(
          second.yaml().map { $0.utf8.elementsEqual(output) } == true, "\(name) is printed another way again")
        #expect(second.sameValues(as: document), "\(name)")
      }
    }
    print("round trip of \(folder): \(documents) documents in \(files) files")
    #expect(files > 0)
  }
}
