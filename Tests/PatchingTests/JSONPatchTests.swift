import KubernetesModel
import SourceModel
import Testing
import YAML

@testable import Patching

struct JSONPatchTests {
  private let base = """
    apiVersion: example.com/v1
    kind: Foo
    metadata:
      name: f
    spec:
      replicas: 1
      args: [a, b, c]
      big: 9007199254740993
      date: 2001-01-01
      flag: "yes"
    """

  private func decoded(_ text: String, _ dialect: JSONPatch.Dialect = .kustomize) throws -> Compiled<
    JSONPatch
  > {
    let document = try value(text)
    return JSONPatch.decode(document, at: document.root, dialect: dialect)
  }

  private func patched(
    _ text: String, _ dialect: JSONPatch.Dialect = .kustomize
  ) throws -> (document: Document, warnings: [Diagnostic]) {
    let patch = try #require(try decoded(text, dialect).value)
    var document = try resource(base)
    let warnings = try patch.apply(
      to: &document, step: Origin(.patch, path: path("patch.yaml"), step: "patches[1]"), subject: "Foo f")
    return (document, warnings)
  }

  private func failure(_ text: String, _ dialect: JSONPatch.Dialect = .kustomize) throws -> Diagnostic? {
    do {
      _ = try patched(text, dialect)
      return nil
    } catch let error as Diagnostic {
      return error
    }
  }

  // MARK: - Reading

  @Test func mistakesAreNamedTogether() throws {
    let found = try decoded(
      """
      - op: add
        pth: /spec/x
        value: 1
      - op: replcae
        path: /spec/x
      - path: /spec/x
      - op: move
        path: /spec/x
      - 5
      - op: test
        path: /spec/x
      - op: add
        path: 5
      """)
    #expect(found.value == nil)
    #expect(
      found.diagnostics.map(shown) == [
        #"patch.yaml:2:3: warning: an operation has no field "pth"; did you mean "path"? [json-patch.unknown-field]"#,
        #"patch.yaml:1:3: error: the operation "add" needs a "path" [json-patch.missing-field]"#,
        #"patch.yaml:4:7: error: Unexpected kind: replcae: there is no such operation; did you mean "replace"? [json-patch.unknown-operation]"#,
        #"patch.yaml:6:3: error: Unexpected kind: unknown: the operation has no "op"; write one of add, remove, replace, move, copy, test [json-patch.missing-field]"#,
        #"patch.yaml:7:3: error: the operation "move" needs a "from" [json-patch.missing-field]"#,
        #"patch.yaml:9:3: error: an operation is a mapping with "op" and "path" [json-patch.operation-type]"#,
        #"patch.yaml:10:3: error: the operation "test" needs a "value" [json-patch.missing-field]"#,
        #"patch.yaml:13:9: error: "path" must be text such as "/spec/replicas" [json-patch.field-type]"#,
      ])
  }

  @Test func aMappingIsNoPatch() throws {
    #expect(try decoded("op: add\npath: /x\n").diagnostics.map(\.id) == ["json-patch.not-a-list"])
  }

  // MARK: - Failing

  @Test func failuresPointAtTheOperation() throws {
    let error = try #require(
      try failure("- op: add\n  path: /spec/x\n  value: 1\n- op: remove\n  path: /spec/replica\n"))
    #expect(
      shown(error) == """
        patch.yaml:4:3: error: error in remove for path: '/spec/replica': Unable to remove nonexistent key: replica: \
        missing value; "remove /spec/replica" can't be applied to Foo f: did you mean "replicas"? \
        [json-patch.not-applicable]
        """)
  }

  @Test func indexesOutOfBoundsTellTheLength() throws {
    let error = try #require(try failure("- {op: add, path: /spec/args/9, value: x}\n"))
    #expect(
      error.message.hasPrefix("error in add for path: '/spec/args/9': Unable to access invalid index: 9"))
    #expect(error.message.hasSuffix("the list has 3 elements"))
  }

  @Test func nothingHappensWhenALaterOperationFails() throws {
    let patch = try #require(
      try decoded("- {op: remove, path: /spec/args}\n- {op: test, path: /spec/replicas, value: 2}\n").value)
    var document = try resource(base)
    let before = json(document)
    #expect(throws: Diagnostic.self) {
      try patch.apply(to: &document, step: Origin(.patch, path: path("patch.yaml")), subject: "Foo f")
    }
    #expect(json(document) == before)
    #expect(document.removals.isEmpty)
  }

  @Test(arguments: [
    ("{op: add, path: '', value: {a: 1}}", #"doc is missing path: "": missing value"#),
    ("{op: remove, path: ''}", #"doc is missing path: "": missing value"#),
    (
      "{op: copy, from: '', path: /spec/q}",
      "copy operation does not apply: doc is missing from path: : missing value"
    ),
    (
      "{op: copy, from: /spec/args/9, path: /x}",
      "error in copy for from: '/spec/args/9': Unable to access invalid index: 9"
    ),
    (
      "{op: move, from: /spec/zz, path: /x}",
      "error in move for path: 'zz': Unable to remove nonexistent key: zz"
    ),
    (
      "{op: move, from: /spec, path: /spec/x}",
      "move operation does not apply: doc is missing destination path: /spec/x"
    ),
    (
      "{op: test, path: /spec/q/r, value: 1}",
      "test operation does not apply: is missing path: /spec/q/r: missing value"
    ),
    (
      "{op: test, path: /spec/args/-, value: 1}",
      #"error in test for path: '/spec/args/-': strconv.Atoi: parsing "-""#
    ),
    (
      "{op: replace, path: /spec/args/-, value: 1}",
      "replace operation does not apply: doc is missing key: /spec/args/-"
    ),
  ])
  func kustomizeSays(_ operation: String, _ text: String) throws {
    let error = try #require(try failure("- \(operation)\n"))
    #expect(error.message.contains(text), "\(error.message)")
  }

  // MARK: - Succeeding

  @Test(arguments: [
    ("{op: copy, from: /spec/args, path: /spec/list}", ["spec", "list"], #"["a","b","c"]"#),
    ("{op: copy, from: /spec/zz, path: /spec/q}", ["spec", "q"], "null"),
    ("{op: move, from: /spec/args/0, path: /spec/args/-}", ["spec", "args"], #"["b","c","a"]"#),
    ("{op: add, path: /spec/args/-4, value: x}", ["spec", "args"], #"["x","a","b","c"]"#),
    (
      "{op: replace, path: /spec/new, value: [yes, 0o17, 2001-01-01]}", ["spec", "new"],
      #"[true,15,"2001-01-01"]"#
    ),
    ("{op: test, path: /spec/q, value: null}", ["spec", "replicas"], "1"),
    ("{op: replace, path: '', value: 7}", ["spec", "replicas"], "1"),
    ("{op: add, path: /spec/replicas}", ["spec", "replicas"], "null"),
  ])
  func kustomizeDoes(_ operation: String, _ place: [String], _ text: String) throws {
    let document = try patched("- \(operation)\n").document
    let node = try #require(document[document.root, place])
    #expect(json(document, node) == text)
  }

  @Test func everythingPassesThroughFloats() throws {
    let result = try patched("- {op: add, path: /spec/x, value: 1}\n")
    #expect(
      result.warnings.map(shown) == [
        """
        base.yaml:8:8: warning: a JSON patch of Foo f turns 9007199254740993 into 9007199254740992, because all numbers \
        of the resource become 64-bit floats; quote the number, or use a strategic merge patch \
        [json-patch.number-damaged]
        """
      ])
    let spec = try #require(result.document[result.document.root, "spec"])
    #expect(
      json(result.document, spec)
        == #"{"args":["a","b","c"],"big":9007199254740992,"date":"2001-01-01T00:00:00Z","flag":"yes","replicas":1,"x":1}"#
    )
  }

  @Test func aPatchWithoutOperationsChangesNothing() throws {
    #expect(json(try patched("[]\n").document) == json(try resource(base)))
  }

  @Test func whatIsWrittenPointsAtTheValue() throws {
    let document = try patched(
      "- op: replace\n  path: /spec/replicas\n  value: 3\n- op: remove\n  path: /spec/flag\n"
    )
    .document
    let replicas = try #require(document[document.root, ["spec", "replicas"]])
    #expect(document.location(replicas).description == "patch.yaml:3:10")
    #expect(document.origin(replicas) == Origin(.patch, path: path("patch.yaml"), step: "patches[1]"))
    let previous = try #require(document.previous(replicas))
    #expect(document.location(previous).description == "base.yaml:6:13")
    #expect(document.removals.map(\.author.location.description) == ["patch.yaml:4:3"])
  }

  @Test func movedValuesKeepTheirOrigin() throws {
    let document = try patched("- {op: move, from: /spec/args, path: /spec/list}\n").document
    let list = try #require(document[document.root, ["spec", "list"]])
    #expect(document.location(list).description == "base.yaml:7:9")
  }

  // MARK: - The letter of the RFC

  @Test(arguments: [
    "{op: add, path: /spec/args/-1, value: x}", "{op: add, path: /spec/args/01, value: x}",
    "{op: replace, path: /spec/new, value: x}", "{op: remove, path: /spec/args/-1}",
    "{op: copy, from: /spec/zz, path: /spec/q}", "{op: test, path: /spec/zz, value: null}",
  ])
  func strictRefuses(_ operation: String) throws {
    #expect(try failure("- \(operation)\n", .strict) != nil)
    #expect(try failure("- \(operation)\n", .kustomize) == nil)
  }

  @Test func strictReplacesTheWhole() throws {
    #expect(json(try patched("- {op: replace, path: '', value: [1]}\n", .strict).document) == "[1]")
  }

  // MARK: - Properties

  @Test(arguments: [
    ("{op: add, path: /spec/x, value: {a: [1]}}", "{op: remove, path: /spec/x}"),
    ("{op: add, path: /spec/args/1, value: x}", "{op: remove, path: /spec/args/1}"),
    ("{op: remove, path: /spec/args/2}", "{op: add, path: /spec/args/-, value: c}"),
    ("{op: replace, path: /spec/replicas, value: 2}", "{op: replace, path: /spec/replicas, value: 1}"),
    ("{op: move, from: /spec/replicas, path: /x}", "{op: move, from: /x, path: /spec/replicas}"),
  ])
  func theInverseUndoes(_ operation: String, _ inverse: String) throws {
    let document = try patched("- \(operation)\n- \(inverse)\n", .karmada).document
    #expect(json(document) == json(try resource(base)))
  }

  @Test func doublingOverAndOverIsStopped() throws {
    let text =
      "- {op: add, path: /x, value: {a: 1}}\n"
      + String(repeating: "- {op: copy, from: /x, path: /x/y}\n", count: 2)
      + String(
        repeating: "- {op: copy, from: /spec, path: /spec/c}\n- {op: move, from: /spec, path: /s}\n"
          + "- {op: add, path: /spec, value: {}}\n- {op: copy, from: /s, path: /spec/l}\n- {op: move, from: /s, path: /spec/r}\n",
        count: 40)
    let error = try #require(try failure(text))
    #expect(["json-patch.too-large", "json-patch.too-deep"].contains(error.id))
  }
}
