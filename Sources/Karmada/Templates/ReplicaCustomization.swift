internal import KubernetesModel
internal import SourceModel
internal import YAML

/// What a ResourceInterpreterCustomization says about the replicas of one kind, as far as it only names fields.
///
/// Lua is not run. Two shapes of script are understood because they only name a field: `return obj.spec.size, nil`
/// and `obj.spec.size = desired; return obj`. Everything else is refused by name.
struct ReplicaCustomization {
  var apiVersion: String
  var kind: String
  var location: SourceLocation
  /// The field that holds the count; nil when the customization says nothing about it.
  var replicas: [String]?
  /// The field that gets a cluster's share.
  var revision: [String]?
  /// The customizations that would need a Lua engine: `replicaResource`.
  var undecidable: [(field: String, location: SourceLocation)] = []

  /// Reads one ResourceInterpreterCustomization; nil when it names no target.
  init?(_ document: Document) {
    let root = document.root
    func text(_ path: [String]) -> String {
      guard let node = document[root, path], document.isScalar(node) else { return "" }
      return document.string(node)
    }
    apiVersion = text(["spec", "target", "apiVersion"])
    kind = text(["spec", "target", "kind"])
    location = document.location(root)
    guard !kind.isEmpty, let customizations = document[root, ["spec", "customizations"]] else { return nil }
    for customization in document.children(customizations) {
      let field = document.key(customization)
      let script = document[customization, "luaScript"]
      var lines = LuaLines(script.map { document.string($0) } ?? "")
      switch field {
      case "replicaResource": replicas = lines.returnedField()
      case "replicaRevision": revision = lines.assignedField()
      // These concern a live object or its status, never what is written to a cluster first.
      case "retention", "statusReflection", "statusAggregation", "healthInterpretation", "componentResource":
        continue
      default: break
      }
      let isUnderstood =
        (field == "replicaResource" && replicas != nil) || (field == "replicaRevision" && revision != nil)
      if !isUnderstood { undecidable.append((field, document.location(script ?? customization))) }
    }
  }
}

/// The statements of a Lua function, for the two shapes that are understood.
private struct LuaLines {
  private var statements: [[Substring]] = []
  private var parameters: [Substring] = []

  init(_ script: String) {
    for line in script.split(whereSeparator: { $0 == "\n" || $0 == ";" }) {
      let code = line.split(separator: "--", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
      let spaced = code.map { "=,()".contains($0) ? " \($0) " : String($0) }.joined()
      let words = spaced.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" }).map {
        Substring($0)
      }
      if !words.isEmpty { statements.append(words) }
    }
    guard let head = statements.first, head.first == "function" else {
      statements = []
      return
    }
    parameters = head.dropFirst(2).filter { !["(", ",", ")"].contains($0) }
    statements.removeFirst()
    if statements.last == ["end"] { statements.removeLast() } else { statements = [] }
  }

  private func field(_ expression: Substring) -> [String]? {
    let steps = expression.split(separator: ".", omittingEmptySubsequences: false)
    guard steps.count > 1, steps.first == parameters.first else { return nil }
    let isName = steps.allSatisfy { step in
      !step.isEmpty && step.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "_") || isLetter($0) }
    }
    return isName ? steps.dropFirst().map(String.init) : nil
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  /// `return obj.spec.size`, with or without `, nil` or `, {}`.
  mutating func returnedField() -> [String]? {
    guard statements.count == 1, let words = statements.first, words.first == "return", words.count > 1 else {
      return nil
    }
    let rest = words.dropFirst(2)
    guard rest.isEmpty || Array(rest) == [",", "nil"] || Array(rest) == [",", "{}"] else { return nil }
    return field(words[1])
  }

  /// `obj.spec.size = desired` and `return obj`.
  mutating func assignedField() -> [String]? {
    guard statements.count == 2, parameters.count == 2, statements[0].count == 3, statements[0][1] == "=",
      statements[0][2] == parameters[1], statements[1] == ["return", parameters[0]]
    else { return nil }
    return field(statements[0][0])
  }
}
