package import SourceModel
package import YAML

/// Reads the fields of one mapping with their types, and reports what it does not know.
///
/// Every `take…` notes the key as known; `finish` reports the others with a near-miss hint. Emits `<prefix>.field-type`,
/// `<prefix>.missing-field` and `<prefix>.unknown-field`. Scalars are taken as text, whatever their YAML type, except
/// booleans: a name such as `1.10` means what is written.
package struct MappingReader {
  package let document: Document
  package let node: NodeID
  package private(set) var diagnostics: [Diagnostic] = []
  private let subject: String
  private let prefix: String
  private var known: [String] = []

  /// Reads `node`, called `subject` in messages; reports and reads as empty what is no mapping.
  package init(_ document: Document, _ node: NodeID, subject: String, prefix: String) {
    self.document = document
    self.node = node
    self.subject = subject
    self.prefix = prefix
    if !document.isMapping(node), !isNull(node) {
      diagnostics.append(
        .error("\(prefix).field-type", "\(subject) must be a mapping", at: document.location(node)))
    }
  }

  /// The node under `key`; nil when absent or null.
  package mutating func take(_ key: String) -> NodeID? {
    known.append(key)
    guard let value = document[node, key], !isNull(value) else { return nil }
    return value
  }

  package mutating func takeString(_ key: String) -> String? {
    guard let value = take(key) else { return nil }
    return text(value, key)
  }

  /// As `takeString`; an absent field is reported.
  package mutating func requireString(_ key: String) -> String? {
    if let value = takeString(key) { return value }
    if document[node, key].map(isNull) ?? true {
      diagnostics.append(
        .error(
          "\(prefix).missing-field", "\(subject) needs the field \"\(key)\"", at: document.location(node)))
    }
    return nil
  }

  package mutating func takeBoolean(_ key: String) -> Bool? {
    guard let value = take(key) else { return nil }
    if document.isScalar(value), document[value].style == .plain {
      if document.valueEquals(value, "true") { return true }
      if document.valueEquals(value, "false") { return false }
    }
    wrongType(value, key, "true or false")
    return nil
  }

  package mutating func takeStrings(_ key: String) -> [(text: String, location: SourceLocation)] {
    takeSequence(key).compactMap { item in text(item, key).map { ($0, document.location(item)) } }
  }

  /// The items of the list under `key`; none when absent.
  package mutating func takeSequence(_ key: String) -> [NodeID] {
    guard let value = take(key) else { return [] }
    guard document.isSequence(value) else {
      wrongType(value, key, "a list")
      return []
    }
    return Array(document.children(value))
  }

  package mutating func takeMapping(_ key: String) -> NodeID? {
    guard let value = take(key) else { return nil }
    guard document.isMapping(value) else {
      wrongType(value, key, "a mapping")
      return nil
    }
    return value
  }

  /// The string entries of the mapping under `key`.
  package mutating func takeLabels(_ key: String) -> Labels {
    guard let mapping = takeMapping(key) else { return Labels() }
    for child in document.children(mapping) where !document.isScalar(child) {
      wrongType(child, "\(key).\(document.key(child))", "text")
    }
    return Labels(document, mapping)
  }

  /// Reports a problem of the value at `node`.
  package mutating func report(_ name: String, _ message: String, at node: NodeID) {
    diagnostics.append(.error("\(prefix).\(name)", message, at: document.location(node)))
  }

  /// Reports the fields that nobody took, and gives back all diagnostics.
  package mutating func finish() -> [Diagnostic] {
    guard document.isMapping(node) else { return diagnostics }
    for child in document.children(node) {
      let key = document.key(child)
      if known.contains(where: { $0.utf8.elementsEqual(key.utf8) }) { continue }
      let hint = nearMiss(to: key, among: known).map { "; did you mean \"\($0)\"?" } ?? "; remove it"
      diagnostics.append(
        .error(
          "\(prefix).unknown-field", "\(subject) has no field \"\(key)\"\(hint)",
          at: document.keyLocation(child)))
    }
    return diagnostics
  }

  private mutating func text(_ value: NodeID, _ key: String) -> String? {
    guard document.isScalar(value) else {
      wrongType(value, key, "text")
      return nil
    }
    return document.string(value)
  }

  private mutating func wrongType(_ value: NodeID, _ key: String, _ wanted: String) {
    diagnostics.append(
      .error(
        "\(prefix).field-type", "\"\(key)\" of \(subject) must be \(wanted)", at: document.location(value)))
  }

  private func isNull(_ value: NodeID) -> Bool {
    guard document.isScalar(value), document[value].style == .plain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains { document.valueEquals(value, $0) }
  }
}
