internal import SourceModel
internal import YAML

/// Decodes the fields of one mapping of a configuration file as kustomize's decoder does: names match without
/// regard to case, nothing is coerced, null leaves the default.
///
/// Every field that is asked for is known; `finish` reports the others. Emits `kustomize.unknown-field`,
/// `kustomize.wrong-type`. Source: reference/kustomize.md section 2.
struct FieldReader {
  let document: Document
  let node: NodeID
  /// What the mapping is, for messages: `the kustomization`, `an entry of "images"`.
  let owner: String
  /// Plugin configurations are decoded leniently by kustomize: what is unknown there is a warning.
  let isStrict: Bool
  /// Plugin configurations pass through the reader of resources first.
  let dialect: YAMLDialect
  private(set) var findings: [Diagnostic] = []
  private var known: [String] = []
  private var fields: [Field] = []
  /// Of the fields.
  private var marks: [Mark] = []
  /// A bit for each mark: most names that are asked for have none.
  private var present: UInt64 = 0
  /// Whether a field that was asked for had a value that is neither null nor an empty text.
  private(set) var hasContent = false

  /// A field of the mapping.
  private struct Field {
    let node: NodeID
    let key: String
    /// The key, in lower case where that is more than another bit in letters of ASCII.
    let folded: String
    var isTaken = false

    init(_ node: NodeID, _ key: String) {
      self.node = node
      self.key = key
      folded = key.utf8.contains { $0 >= 0x80 } ? key.lowercased() : key
    }

    /// Whether the key is `name`, a word of ASCII, but for the case of its letters.
    func isCalled(_ name: String) -> Bool {
      same(folded, name)
        || zip(folded.utf8, name.utf8).allSatisfy { Mark.lowered($0) == Mark.lowered($1) }
    }
  }

  /// Tells most names from most keys without a look at either.
  private struct Mark: Equatable {
    let length: Int
    let first: UInt8

    init(_ text: String) {
      length = text.utf8.count
      first = text.utf8.first.map(Mark.lowered) ?? 0
    }

    var bit: UInt64 { 1 << UInt64((length &* 7 &+ Int(first)) & 63) }

    static func lowered(_ byte: UInt8) -> UInt8 {
      byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
  }

  /// Nil, with a finding for the caller, when `node` is no mapping.
  init(
    _ document: Document, _ node: NodeID, owner: String, isStrict: Bool = true, dialect: YAMLDialect = .yaml11
  ) {
    self.dialect = dialect
    self.document = document
    self.node = node
    self.owner = owner
    self.isStrict = isStrict
    known.reserveCapacity(16)
    if document.isMapping(node) {
      fields = document.children(node).map { child in
        Field(child, ConfigurationScalar.keyText(document, child, dialect))
      }
      marks = fields.map { Mark($0.folded) }
      for mark in marks { present |= mark.bit }
    } else if scalar(node) != .null {
      findings.append(
        .error(
          wrongType, "\(owner) must be a mapping, not \(shape(node))", at: document.location(node)))
    }
  }

  private func scalar(_ node: NodeID) -> ConfigurationScalar { ConfigurationScalar(document, node, dialect) }

  var location: SourceLocation { document.location(node) }

  func location(of field: NodeID) -> SourceLocation { document.location(field) }

  // MARK: - Fields

  /// The value under `name`, whatever it is; nil when absent or null.
  mutating func value(_ name: String) -> NodeID? {
    known.append(name)
    let mark = Mark(name)
    if present & mark.bit == 0 { return nil }
    var found: NodeID?
    var foundIsExact = false
    for index in marks.indices where marks[index] == mark && fields[index].isCalled(name) {
      let isExact = same(fields[index].key, name)
      fields[index].isTaken = true
      if isExact || !foundIsExact {
        found = fields[index].node
        foundIsExact = foundIsExact || isExact
      }
    }
    guard let found, scalar(found) != .null else { return nil }
    if !(document.isScalar(found) && document[found].value.length == 0) { hasContent = true }
    return found
  }

  mutating func text(_ name: String) -> Located<String>? {
    value(name).flatMap { text(at: $0, named: name) }
  }

  /// Like `text`, where an empty text means that nothing is given.
  mutating func nonEmptyText(_ name: String) -> Located<String>? {
    text(name).flatMap { $0.value.utf8.isEmpty ? nil : $0 }
  }

  /// Like `nonEmptyText`, where blanks are nothing either.
  mutating func nonBlankText(_ name: String) -> Located<String>? {
    text(name).flatMap { text in
      text.value.utf8.allSatisfy { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) } ? nil : text
    }
  }

  mutating func texts(_ name: String) -> [Located<String>] {
    elements(name).compactMap { text(at: $0, named: "an entry of \"\(name)\"", quoted: false) }
  }

  mutating func boolean(_ name: String) -> Bool? {
    guard let node = value(name) else { return nil }
    if case .boolean(let value) = scalar(node) { return value }
    mismatch(node, "\"\(name)\"", "true or false")
    return nil
  }

  mutating func integer(_ name: String) -> Located<Int>? {
    guard let node = value(name) else { return nil }
    if case .integer(let value) = scalar(node) {
      return Located(value, at: document.location(node))
    }
    mismatch(node, "\"\(name)\"", "a whole number")
    return nil
  }

  mutating func pairs(_ name: String) -> Located<[TextPair]>? {
    guard let node = value(name) else { return nil }
    guard document.isMapping(node) else {
      mismatch(node, "\"\(name)\"", "a mapping of texts")
      return nil
    }
    var pairs: [TextPair] = []
    for child in document.children(node) {
      let key = ConfigurationScalar.keyText(document, child, dialect)
      if scalar(child) == .null {
        pairs.append(TextPair(key, "", at: document.location(child)))
      } else if let text = text(at: child, named: "\(name).\(key)") {
        pairs.append(TextPair(key, text.value, at: text.location))
      }
    }
    return Located(pairs, at: document.location(node))
  }

  mutating func object<Value>(_ name: String, _ decode: (inout FieldReader) -> Value) -> Value? {
    guard let node = value(name) else { return nil }
    return read(node, owner: "\"\(name)\"", decode)
  }

  mutating func objects<Value>(_ name: String, _ decode: (inout FieldReader) -> Value) -> [Value] {
    elements(name).map { read($0, owner: "an entry of \"\(name)\"", decode) }
  }

  /// The elements of a list; an empty list when the field is absent.
  mutating func elements(_ name: String) -> [NodeID] {
    guard let node = value(name) else { return [] }
    guard document.isSequence(node) else {
      mismatch(node, "\"\(name)\"", "a list")
      return []
    }
    return Array(document.children(node))
  }

  // MARK: - Findings

  /// Decodes a mapping that is not a field of this one but belongs to it, such as an element of a list.
  mutating func read<Value>(_ node: NodeID, owner: String, _ decode: (inout FieldReader) -> Value) -> Value {
    var reader = FieldReader(document, node, owner: owner, isStrict: isStrict, dialect: dialect)
    let value = decode(&reader)
    reader.finish()
    findings += reader.findings
    return value
  }

  mutating func report(_ finding: Diagnostic) { findings.append(finding) }

  /// Accepts fields that have no meaning here.
  mutating func ignore(_ names: String...) { for name in names { _ = value(name) } }

  /// Reports the fields that nobody asked for.
  mutating func finish() {
    for field in fields where !field.isTaken {
      let hint = nearMiss(to: field.key, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
      findings.append(
        Diagnostic(
          isStrict ? .error : .warning, unknownField, "\(owner) has no field \"\(field.key)\"\(hint)",
          at: document.keyLocation(field.node)))
    }
  }

  mutating func mismatch(_ node: NodeID, _ name: String, _ expected: String) {
    findings.append(
      .error(wrongType, "\(name) must be \(expected), not \(shape(node))", at: document.location(node)))
  }

  private mutating func text(at node: NodeID, named name: String, quoted: Bool = true) -> Located<String>? {
    if case .text(let value) = scalar(node) {
      return Located(printable(value, named: name, quoted: quoted, at: node), at: document.location(node))
    }
    if scalar(node) == .null { return Located("", at: document.location(node)) }
    if !isStrict, let text = scalar(node).coerced { return Located(text, at: document.location(node)) }
    let advice = document.isScalar(node) ? "; write it in quotes" : ""
    findings.append(
      .error(
        wrongType, "\(quoted ? "\"\(name)\"" : name) must be a text, not \(shape(node))\(advice)",
        at: document.location(node)))
    return nil
  }

  /// The text as kustomize reads it back after writing the configuration of a step out as YAML.
  private mutating func printable(
    _ text: String, named name: String, quoted: Bool, at node: NodeID
  ) -> String {
    if text.utf8.allSatisfy({ $0 < 0x7F }) { return text }
    let refused: Set<Unicode.Scalar> = ["\u{7F}", "\u{FFFE}", "\u{FFFF}"]
    if let scalar = text.unicodeScalars.first(where: refused.contains) {
      let code = String(scalar.value, radix: 16, uppercase: true)
      findings.append(
        .error(
          controlCharacter,
          "\(quoted ? "\"\(name)\"" : name) holds U+\(code.count < 4 ? "00" + code : code), which YAML can't hold; "
            + "take it from a file", at: document.location(node)))
    }
    guard text.unicodeScalars.contains("\u{85}") else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\u{85}" ? " " : $0 }))
  }

  private func shape(_ node: NodeID) -> String {
    switch document.kind(node) {
    case .mapping: return "a mapping"
    case .sequence: return "a list"
    case .scalar:
      switch scalar(node) {
      case .boolean: return "a boolean"
      case .integer, .float: return "a number"
      case .null: return "null"
      default: return "a text"
      }
    }
  }
}

private let unknownField = "kustomize.unknown-field"
private let controlCharacter = "kustomize.control-character"
private let wrongType = "kustomize.wrong-type"
