import KubernetesModel
import SourceModel
import Testing
import YAML

@testable import ApplicationSets

@Suite struct ExpansionTests {
  private func expand(
    _ generators: String, name: String = "'{{name}}'", extra: String = "", strict: Bool = false
  ) throws -> Compiled<[GeneratedApplication]> {
    let text = """
      apiVersion: argoproj.io/v1alpha1
      kind: ApplicationSet
      metadata: {name: demo}
      spec:
        generators: \(generators)
        template:
          metadata: {name: \(name)}
          spec:
            project: default
            destination: {name: in-cluster}
            source: {repoURL: https://git.example.com/r.git, path: x}
      \(extra)
      """
    let path = try #require(SourcePath("set.yaml"))
    let parsed = YAMLParser(duplicateKeys: .lastWins, dialect: .yaml11).parse(Array(text.utf8), path: path)
    var options = ApplicationSetOptions()
    options.unknownFields = strict ? .error : .warning
    return ApplicationSetExpander(inventory: [], options: options).expand(
      try #require(parsed.documents.first))
  }

  @Test func substitutedTextComesFromTheElement() throws {
    let result = try expand("[{list: {elements: [{name: a}, {name: b}]}}]")
    let generated = try #require(result.value?.last)
    let document = generated.application.document
    let node = try #require(document[document.root, ["metadata", "name"]])
    #expect(document.string(node) == "b")
    #expect(document.origin(node).kind == .templateParameter)
    #expect(document.location(node) == generated.sources[0].location)
    #expect(generated.sources[0].description == "element 2")
    let before = try #require(document.previous(node))
    #expect(document.string(before) == "{{name}}")
    #expect(document.location(before).line == 7)
  }

  @Test func unknownFieldsAreNamed() throws {
    let generators = "[{list: {elements: [], elementYaml: ''}}]"
    let lenient = try expand(generators)
    #expect(lenient.diagnostics.map(\.severity) == [.warning])
    #expect(lenient.diagnostics.first?.message.contains("did you mean \"elementsYaml\"?") ?? false)
    let strict = try expand(generators, strict: true)
    #expect(strict.value == nil)
    #expect(strict.diagnostics.map(\.id) == ["applicationset.unknown-field"])
  }

  /// A template that no set is rendered with is not parsed.
  @Test func errorsOfAnUnusedTemplateDoNotCount() throws {
    for mode in ["", "  goTemplate: true\n"] {
      let result = try expand("[{list: {elements: []}}]", name: "'{{ .name '", extra: mode)
      #expect(result.value?.isEmpty ?? false)
      #expect(result.diagnostics.isEmpty)
    }
    let used = try expand(
      "[{list: {elements: [{name: a}]}}]", name: "'{{ .name '", extra: "  goTemplate: true\n")
    #expect(used.diagnostics.map(\.id) == ["applicationset.template"])
  }

  /// As the API server does before it checks anything.
  @Test func nullsOfKnownFieldsAreDropped() throws {
    let result = try expand(
      "[{list: {elements: [{name: a}], template: null}, selector: }]", extra: "  syncPolicy: null\n")
    #expect(result.diagnostics.isEmpty)
    #expect(result.value?.map(\.application.name) == ["a"])
    let required = try expand("null")
    #expect(required.diagnostics.map(\.id) == ["applicationset.missing-field"])
  }

  /// What stands in a matrix inside a matrix is decoded by types, and not by what is required.
  @Test func nestedGeneratorsAreDecoded() throws {
    func matrix(_ elements: String) -> String {
      "[{matrix: {generators: [{merge: {mergeKeys: [name], other: 1, generators: [{list: {elements: \(elements)}}, "
        + "{list: {elements: [{name: b}]}}]}}, {list: {elements: [{d: e}]}}]}}]"
    }
    #expect(try expand(matrix("[{name: a}]")).value?.map(\.application.name) == ["a"])
    #expect(try expand(matrix("{name: a}")).diagnostics.map(\.id) == ["applicationset.field-type"])
  }

  @Test(arguments: [
    ("apps/[[:alpha:]]/x", "apps/a/x", true), ("apps/[[:alpha:]]/x", "apps/1/x", false),
    ("apps/[![:digit:]_]/x", "apps/_/x", false), ("apps/[[:digit:]a-c]/x", "apps/b/x", true),
    ("apps/[[:nothing:]]/x", "apps/a/x", false),
  ]) func pathspecsKnowNamedClasses(pattern: String, path: String, matches: Bool) throws {
    #expect(try GitPathspec(pattern).matches(path) == matches)
  }

  @Test func duplicateNamesNameBothElements() throws {
    let result = try expand("[{list: {elements: [{name: a}, {name: a}]}}]")
    #expect(result.diagnostics.map(\.id) == ["applicationset.duplicate-name"])
    #expect(result.diagnostics.first?.notes.count == 2)
  }

  @Test func hugeProductsEndInALimit() throws {
    let elements = (0..<1000).map { "{n\($0): a}" }.joined(separator: ", ")
    let list = "{list: {elements: [\(elements)]}}"
    let clock = ContinuousClock()
    var result = Compiled<[GeneratedApplication]>(nil)
    let time = try clock.measure {
      result = try expand("[{matrix: {generators: [{matrix: {generators: [\(list), \(list)]}}, \(list)]}}]")
    }
    #expect(result.diagnostics.map(\.id) == ["applicationset.too-many-sets"])
    #expect(time < .seconds(20))
  }

  @Test func liveGeneratorsAreNamed() throws {
    let result = try expand("[{plugin: {configMapRef: {name: x}}}]")
    #expect(result.diagnostics.map(\.id) == ["applicationset.unrecorded-generator"])
  }

  static let globs: [(String, String, Bool)] = [
    ("apps/*", "apps/a", true), ("apps/*", "apps/a/b", false), ("*", "apps", true), ("a?c", "abc", true),
    ("a?c", "a/c", false), ("[a-c]x", "bx", true), ("[^a-c]x", "bx", false), ("a\\*", "a*", true),
    ("a\\*", "ab", false),
    ("[", "[", false), ("**", "a/b", false),
  ]

  @Test(arguments: globs.indices) func directoryPatterns(index: Int) {
    let (pattern, path, matches) = ExpansionTests.globs[index]
    #expect(PathGlob(pattern).matches(path) == matches, "\(pattern) \(path)")
  }

  static let patterns: [(String, String, Bool, Bool)] = [
    ("a/*.json", "a/b.json", true, true), ("a/*.json", "a/b/c.json", true, false),
    ("a", "a/b/c.json", true, false),
    ("a/**/c.json", "a/c.json", false, true), ("**/c.json", "c.json", false, true),
    ("**/c.json", "x/y/c.json", true, true),
    ("a/{b,c}.json", "a/b.json", false, true), ("a/**", "a/b/c", true, true),
  ]

  @Test(arguments: patterns.indices) func filePatterns(index: Int) throws {
    let (pattern, path, asPathspec, asDoublestar) = ExpansionTests.patterns[index]
    #expect(try GitPathspec(pattern).matches(path) == asPathspec, "\(pattern) \(path)")
    #expect(DoublestarPattern(pattern).matches(path) == asDoublestar, "\(pattern) \(path)")
  }

  /// What `git ls-files` 2.47 lists of one of two paths.
  static let pathspecs: [(String, String, Bool)] = [
    (":(glob)a/*.yaml", "a/b/c.yaml", false), (":(glob)a/**/c.yaml", "a/c.yaml", true),
    (":(icase)A/C.YAML", "a/c.yaml", true), (":(icase)[A]/*", "a/c.yaml", true),
    (":(literal)a/*", "a/*/c", true), (":(literal)a/*", "a/b", false), (":!a", "a/b", false),
    (":!a", "b", true), (":^*.json", "a.yaml", true), (":/a", "a/b", true), (":", "a", true),
    ("a/", "a/b", true), ("c.yaml/", "c.yaml", false), ("c.*/", "c.yaml", false),
    ("./a//b/../c", "a/c", true),
    ("?/c", "é/c", false), ("??/c", "é/c", true), (".", "a/b", true),
  ]

  @Test(arguments: pathspecs.indices) func pathspecMagic(index: Int) throws {
    let (pattern, path, matches) = ExpansionTests.pathspecs[index]
    #expect(try GitPathspec(pattern).matches(path) == matches, "\(pattern) \(path)")
  }

  @Test(arguments: ["../a", "/a", ":(nope)a", ":(glob", ":#a", ":(glob,literal)a", "a/../.."])
  func pathspecsThatGitRefuses(pattern: String) {
    #expect(throws: GitPathspec.Problem.self) { try GitPathspec(pattern) }
  }

  @Test func doublestarKnowsTheRoot() {
    #expect(DoublestarPattern("**").matchesRoot)
    #expect(!DoublestarPattern("*").matchesRoot)
    #expect(DoublestarPattern("./a//x/../c.yaml").matches("a/c.yaml"))
    #expect(!DoublestarPattern("../c.yaml").matches("c.yaml"))
  }

  @Test func anEmptyFlatListIsNull() throws {
    let text = "[{clusters: {flatList: true, selector: {matchLabels: {no: match}}}}]"
    let name = "'{{ toJson .clusters }}{{ typeOf .clusters }}{{ len .clusters }}'"
    let result = try expand(text, name: name, extra: "  goTemplate: true")
    #expect(result.value?.map(\.application.name) == ["null[]map[string]interface {}0"])
  }

  @Test(arguments: ["{metadata: {}}", "{\"metadata\": {},}", "{} {}"]) func aPatchWithABraceIsJSON(
    patch: String
  ) throws {
    let result = try expand("[{list: {elements: [{name: a}]}}]", extra: "  templatePatch: '\(patch)'")
    #expect(result.diagnostics.map(\.id) == ["applicationset.template-patch"])
  }
}
