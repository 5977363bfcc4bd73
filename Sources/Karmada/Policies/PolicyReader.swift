internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Reads the fields of a policy by its schema; what the API server would refuse is an error, what it would drop
/// silently a warning.
///
/// Emits `karmada.field-type`, `karmada.required-field`, `karmada.field-value`, `karmada.unknown-field`.
/// Source: reference/karmada.md section 2.4.
struct PolicyReader {
  let document: Document
  /// `PropagationPolicy demo/nginx`.
  let subject: String
  private(set) var diagnostics: [Diagnostic] = []

  init(_ document: Document, subject: String) {
    self.document = document
    self.subject = subject
  }

  /// Whether `node` is a mapping; its fields outside `known` are reported.
  mutating func checkFields(of node: NodeID, _ path: String, _ known: [String]) -> Bool {
    guard document.isMapping(node) else {
      wrongType(node, path, "a mapping")
      return false
    }
    for child in document.children(node) {
      let key = document.key(child)
      if known.contains(where: { $0.utf8.elementsEqual(key.utf8) }) { continue }
      let hint = nearMiss(to: key, among: known).map { "; did you mean \($0)?" } ?? "; remove it"
      diagnostics.append(
        .warning(
          unknownField, "\(subject): Karmada has no field \(join(path, key)) and drops it\(hint)",
          at: document.keyLocation(child)))
    }
    return true
  }

  /// The path of a field; that of the object itself is empty.
  private func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// The value under `key`; nil when absent or null, as the API server prunes nulls.
  mutating func value(_ node: NodeID, _ key: String, _ path: String, required: Bool = false) -> NodeID? {
    if let value = document[node, key], document.kubernetesScalar(value) != .null { return value }
    if required {
      diagnostics.append(
        .error(
          requiredField, "\(subject): \(join(path, key)) is required", at: document.location(node)))
    }
    return nil
  }

  /// The mapping under `key`, whose fields must be among `known`.
  mutating func mapping(
    _ node: NodeID, _ key: String, _ path: String, _ known: [String], required: Bool = false
  ) -> NodeID? {
    guard let value = value(node, key, path, required: required) else { return nil }
    return checkFields(of: value, join(path, key), known) ? value : nil
  }

  /// The text under `key`; empty when absent.
  mutating func text(
    _ node: NodeID, _ key: String, _ path: String, required: Bool = false, oneOf allowed: [String] = []
  ) -> String {
    guard let value = value(node, key, path, required: required) else { return "" }
    guard let text = text(value, join(path, key)) else { return "" }
    if !allowed.isEmpty, !allowed.contains(text) {
      let hint = nearMiss(to: text, among: allowed).map { "; did you mean \($0)?" } ?? ""
      refuse(
        value,
        "\(join(path, key)) can't be \"\(text)\"; it is one of \(allowed.joined(separator: ", "))\(hint)")
    }
    return text
  }

  private mutating func text(_ value: NodeID, _ path: String) -> String? {
    if document.kubernetesScalar(value) == .string { return document.string(value) }
    let hint = document.isScalar(value) ? ", not \(document.string(value)); put it in quotes" : ""
    diagnostics.append(
      .error(fieldType, "\(subject): \(path) must be a string\(hint)", at: document.location(value)))
    return nil
  }

  mutating func integer(_ node: NodeID, _ key: String, _ path: String, required: Bool = false) -> Int64? {
    guard let value = value(node, key, path, required: required) else { return nil }
    if let integer = document.kubernetesInteger(value) { return integer }
    wrongType(value, join(path, key), "an integer")
    return nil
  }

  mutating func boolean(_ node: NodeID, _ key: String, _ path: String) -> Bool? {
    guard let value = value(node, key, path) else { return nil }
    if case .boolean(let boolean)? = document.kubernetesScalar(value) { return boolean }
    wrongType(value, join(path, key), "true or false")
    return nil
  }

  /// The items of the list under `key`; none when absent.
  mutating func items(_ node: NodeID, _ key: String, _ path: String, required: Bool = false) -> [NodeID] {
    guard let value = value(node, key, path, required: required) else { return [] }
    guard document.isSequence(value) else {
      wrongType(value, join(path, key), "a list")
      return []
    }
    return Array(document.children(value))
  }

  mutating func texts(_ node: NodeID, _ key: String, _ path: String, required: Bool = false) -> [String] {
    items(node, key, path, required: required).enumerated().compactMap { index, item in
      text(item, "\(path).\(key)[\(index)]")
    }
  }

  /// The string entries of the mapping under `key`, with their nodes.
  mutating func pairs(
    _ node: NodeID, _ key: String, _ path: String, required: Bool = false
  ) -> [(key: String, value: String, node: NodeID)] {
    guard let value = value(node, key, path, required: required) else { return [] }
    guard document.isMapping(value) else {
      wrongType(value, join(path, key), "a mapping of strings")
      return []
    }
    return document.children(value).compactMap { child in
      let name = document.key(child)
      return text(child, "\(path).\(key).\(name)").map { (name, $0, child) }
    }
  }

  mutating func wrongType(_ node: NodeID, _ path: String, _ wanted: String) {
    diagnostics.append(
      .error(fieldType, "\(subject): \(path) must be \(wanted)", at: document.location(node)))
  }

  /// Reports a value that the API server or Karmada's admission refuses; `message` starts with the path.
  mutating func refuse(_ node: NodeID, _ message: String) {
    diagnostics.append(.error(fieldValue, "\(subject): \(message)", at: document.location(node)))
  }

  mutating func warn(_ node: NodeID, _ id: String, _ message: String) {
    diagnostics.append(.warning(id, "\(subject): \(message)", at: document.location(node)))
  }
}

private let fieldType = "karmada.field-type"
private let requiredField = "karmada.required-field"
private let fieldValue = "karmada.field-value"
private let unknownField = "karmada.unknown-field"
