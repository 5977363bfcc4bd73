internal import KubernetesModel
package import SourceModel
package import YAML

/// A list of operations after RFC 6902, with the habits of the tool that is imitated.
///
/// Source: reference/kustomize.md section 10, reference/karmada.md section 10.7, reference/kubefed.md section 4.
package struct JSONPatch: Sendable {
  /// Which tool's reading of the RFC is meant.
  package enum Dialect: Sendable {
    /// kustomize 5.8.1: `replace` of a missing key adds it; numbers are 64-bit floats.
    case kustomize
    /// Karmada: missing keys can't be replaced; an empty step is a missing path.
    case karmada
    /// KubeFed: as kustomize, but only the values pass through floats.
    case kubeFed
    /// RFC 6902 to the letter.
    case strict
  }

  package enum Operator: String, Sendable, CaseIterable {
    case add
    case remove
    case replace
    case move
    case copy
    case test
  }

  package struct Operation: Sendable {
    package var kind: Operator
    /// The path as it is written.
    package var path: String
    /// The source of `move` and `copy`; nil when absent.
    package var from: String?
    /// The value, a node of the patch's document; nil when absent, which means null.
    package var value: NodeID?
    /// Where the operation stands: diagnostics and `explain` point there.
    package var location: SourceLocation

    package init(
      _ kind: Operator, path: String, from: String? = nil, value: NodeID? = nil, at location: SourceLocation
    ) {
      self.kind = kind
      self.path = path
      self.from = from
      self.value = value
      self.location = location
    }
  }

  /// Holds the values of the operations, their types already as the dialect has them.
  package private(set) var document: Document
  package private(set) var operations: [Operation]
  package let dialect: Dialect
  /// What is wrong with operations that only fail when they are applied: with kustomize a patch that selects nothing
  /// may hold any nonsense.
  private(set) var faults: [Diagnostic] = []
  /// Whether there is no operation at all, right or wrong.
  package var isEmpty: Bool { operations.isEmpty && faults.isEmpty }

  /// A patch of operations whose values are nodes of `document`.
  package init(_ operations: [Operation], valuesOf document: Document, dialect: Dialect) {
    self.document = document
    self.operations = operations
    self.dialect = dialect
    if dialect == .strict { return }
    let rounds = dialect == .kustomize || dialect == .kubeFed
    for operation in operations {
      guard let value = operation.value else { continue }
      self.document.takeJSONTypes(below: value, reader: .yaml11, roundsNumbers: rounds)
    }
  }
}

// MARK: - Decoding

extension JSONPatch {
  /// Reads the list of operations at `node`; nil when an error is among the diagnostics.
  ///
  /// Emits `json-patch.not-a-list`, `json-patch.operation-type`, `json-patch.unknown-operation`,
  /// `json-patch.missing-field`, `json-patch.field-type`, and the warnings `json-patch.unknown-field` and
  /// `json-patch.unused-value`.
  package static func decode(
    _ document: Document, at node: NodeID, dialect: Dialect
  ) -> Compiled<JSONPatch> {
    var decoder = Decoder(document: document, dialect: dialect)
    guard document.isSequence(node) else {
      let message = "a JSON patch is a list of operations; write \"- op: ...\""
      return Compiled(nil, [.error(notAList, message, at: document.location(node))])
    }
    var operations: [Operation] = []
    for child in document.children(node) {
      if let operation = decoder.operation(child) { operations.append(operation) }
    }
    if decoder.isBroken { return Compiled(nil, decoder.diagnostics) }
    var patch = JSONPatch(operations, valuesOf: document, dialect: dialect)
    patch.faults = decoder.diagnostics.filter { $0.severity == .error }
    return Compiled(patch, decoder.diagnostics.filter { $0.severity != .error })
  }

  private struct Decoder {
    let document: Document
    let dialect: Dialect
    var diagnostics: [Diagnostic] = []
    /// Something is wrong that is noticed even when no operation is applied.
    var isBroken = false

    mutating func operation(_ node: NodeID) -> Operation? {
      guard document.isMapping(node) else {
        report(operationType, "an operation is a mapping with \"op\" and \"path\"", at: node)
        return nil
      }
      for field in document.children(node) {
        let key = document.key(field)
        if fieldNames.contains(where: { $0.utf8.elementsEqual(key.utf8) }) { continue }
        let hint =
          nearMiss(to: key, among: fieldNames).map { "; did you mean \"\($0)\"?" } ?? "; it is ignored"
        diagnostics.append(
          .warning(
            unknownField, "an operation has no field \"\(key)\"\(hint)", at: document.keyLocation(field)))
      }
      guard let kind = kind(node), let path = text("path", of: node, kind) else { return nil }
      var from: String?
      if kind == .move || kind == .copy {
        from = text("from", of: node, kind)
        if from == nil { return nil }
      }
      let value = document[node, "value"]
      let needsValue = kind == .test || (dialect == .strict && (kind == .add || kind == .replace))
      if value == nil, needsValue {
        report(missingField, "the operation \"\(kind.rawValue)\" needs a \"value\"", at: node)
        return nil
      }
      if let value, kind == .remove, !document.isNullScalar(value) {
        diagnostics.append(
          .warning(
            unusedValue, "\"remove\" takes no value; remove it, or write \"test\" before",
            at: document.keyLocation(value)))
      }
      return Operation(kind, path: path, from: from, value: value, at: document.location(node))
    }

    private mutating func kind(_ node: NodeID) -> Operator? {
      let known = Operator.allCases.map(\.rawValue)
      guard let op = document[node, "op"] else {
        report(
          missingField, "Unexpected kind: unknown: the operation has no \"op\"; write one of \(list(known))",
          at: node)
        return nil
      }
      let word = document.string(op)
      if let kind = Operator.allCases.first(where: { $0.rawValue.utf8.elementsEqual(word.utf8) }) {
        return kind
      }
      let hint = nearMiss(to: word, among: known).map { "; did you mean \"\($0)\"?" }
      report(
        unknownOperation,
        "Unexpected kind: \(word): there is no such operation\(hint ?? "; write one of \(list(known))")",
        at: op)
      return nil
    }

    private mutating func text(_ key: String, of node: NodeID, _ kind: Operator) -> String? {
      guard let value = document[node, key], !document.isNullScalar(value) else {
        report(missingField, "the operation \"\(kind.rawValue)\" needs a \"\(key)\"", at: node)
        return nil
      }
      guard document.isScalar(value), document.jsonScalar(value, reader: .yaml11) == .string else {
        report(fieldType, "\"\(key)\" must be text such as \"/spec/replicas\"", at: value)
        return nil
      }
      return document.string(value)
    }

    private func list(_ words: [String]) -> String { words.joined(separator: ", ") }

    /// With kustomize only what is no mapping is noticed before the operation is applied.
    private mutating func report(_ id: String, _ message: String, at node: NodeID) {
      isBroken = isBroken || dialect != .kustomize || id == operationType
      diagnostics.append(.error(id, message, at: document.location(node)))
    }
  }
}

private let fieldNames = ["op", "path", "from", "value"]

private let notAList = "json-patch.not-a-list"
private let operationType = "json-patch.operation-type"
private let unknownOperation = "json-patch.unknown-operation"
private let missingField = "json-patch.missing-field"
private let fieldType = "json-patch.field-type"
private let unknownField = "json-patch.unknown-field"
private let unusedValue = "json-patch.unused-value"
