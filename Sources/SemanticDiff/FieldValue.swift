package import SourceModel
package import YAML

/// A value as it is printed: its text and type. The value of a Secret never gets in here.
package enum FieldValue: Hashable, Sendable {
  case string(String)
  /// Digits, as printed.
  case number(String)
  case boolean(Bool)
  case null
  /// A mapping or a list.
  case collection(Snippet)
  /// What identifies the items of a list, in order.
  case order([String])
  /// Held back: it is or may be secret.
  case masked

  /// A subtree; equal to another when the values are, whatever their style.
  package struct Snippet: Hashable, Sendable {
    /// The subtree is the root; what is secret in it reads `(masked)`.
    package let document: Document
    package let fingerprint: ContentFingerprint

    init(_ document: Document) {
      self.document = document
      fingerprint = document.valueFingerprint(document.root)
    }

    package static func == (a: Snippet, b: Snippet) -> Bool { a.fingerprint == b.fingerprint }
    package func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
  }
}

extension FieldValue {
  /// The value of a node of a document in which secrets are masked already.
  package init(_ document: Document, _ node: NodeID) {
    guard document.isScalar(node) else {
      self = .collection(Snippet(document.extract(node)))
      return
    }
    switch document.resolved(node, as: .kustomizeResource) {
    case .null: self = .null
    case .boolean(let value): self = .boolean(value)
    case .integer(let value): self = .number(String(value))
    case .unsigned(let value): self = .number(String(value))
    case .float: self = .number(printed(document, node))
    case .timestamp(let text), .binary(let text): self = .string(text)
    case .string, .invalid: self = .string(document.string(node))
    }
  }

  /// Bytes that are equal when the values are.
  var encoded: [UInt8] {
    func text(_ tag: UInt8, _ text: String) -> [UInt8] { [tag] + Array(text.utf8) + [0] }
    switch self {
    case .string(let value): return text(1, value)
    case .number(let value): return text(2, value)
    case .boolean(let value): return [3, value ? 1 : 0]
    case .null: return [4]
    case .collection(let snippet): return text(5, snippet.fingerprint.description)
    case .order(let names): return [6] + names.flatMap { text(1, $0) } + [0]
    case .masked: return [7]
    }
  }
}

/// The printed form of a scalar without its line feed.
private func printed(_ document: Document, _ node: NodeID) -> String {
  var bytes: [UInt8] = []
  let diagnostics = YAMLPrinter.print(document, node: node, into: &bytes)
  guard diagnostics.isEmpty else { return document.string(node) }
  if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
  return String(decoding: bytes, as: UTF8.self)
}
