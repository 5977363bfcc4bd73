internal import KubernetesModel
package import SourceModel
package import YAML

extension JSONPatch {
  /// Applies the operations in order; `subject` names the resource in messages.
  ///
  /// When an operation fails `target` stays as it was. In the dialect of kustomize the whole result passes through
  /// JSON. Emits `json-patch.not-applicable`, `json-patch.test-failed`, `json-patch.too-deep`, `json-patch.too-large`
  /// and the warning `json-patch.number-damaged`.
  package func apply(
    to target: inout Document, step: Origin, subject: String
  ) throws(Diagnostic) -> [Diagnostic] {
    if let fault = faults.first { throw fault }
    if operations.isEmpty { return [] }
    var application = JSONPatchApplication(target: target, patch: self, step: step, subject: subject)
    if dialect == .kustomize { application.target.settleStyles(below: target.root) }
    for operation in operations { try application.apply(operation) }
    target = application.target
    return dialect == .kustomize ? target.roundTripThroughJSON(subject: subject) : []
  }
}

/// One patch being applied to one document.
private struct JSONPatchApplication {
  var target: Document
  let patch: JSONPatch
  let step: Origin
  let subject: String

  /// The value that an operation writes: a node, and the document that holds it.
  private struct Value {
    var node: NodeID
    var document: Document
    /// Who writes it; nil leaves the origins as they are.
    var step: Origin?

    init(node: NodeID, document: Document, step: Origin?) {
      self.node = node
      self.document = document
      self.step = step
    }

    init(rootOf document: Document) { self.init(node: document.root, document: document, step: nil) }
  }

  mutating func apply(_ operation: JSONPatch.Operation) throws(Diagnostic) {
    let path = JSONPointer(operation.path)
    switch operation.kind {
    case .add: try write(operation, path, value(of: operation), replaces: false)
    case .replace: try write(operation, path, value(of: operation), replaces: true)
    case .remove: try remove(operation, path)
    case .test: try test(operation, path)
    case .move, .copy: try transfer(operation, path, JSONPointer(operation.from ?? ""))
    }
    if target.nodes.count > largestDocument {
      throw failure(tooLarge, "the document grows to more than \(largestDocument) nodes", operation)
    }
  }

  // MARK: - Operations

  private mutating func write(
    _ operation: JSONPatch.Operation, _ path: JSONPointer, _ value: Value, replaces: Bool
  ) throws(Diagnostic) {
    try checkDepth(path, value, operation)
    let kind = operation.kind.rawValue
    if operation.path.isEmpty {
      if try replaceRoot(operation, value) { return }
    } else if case .karmada = patch.dialect, path.steps.count > 1, path.steps.first?.isEmpty == true {
      // Karmada's library works on a copy of the document that it then forgets.
      var scratch = self
      var rest = path
      rest.steps.removeFirst()
      return try scratch.write(operation, rest, value, replaces: replaces)
    }
    guard let key = path.steps.last, let parent = container(of: path) else {
      let place = replaces ? operation.path : "\"\(operation.path)\""
      throw failure(
        notApplicable, "\(kind) operation does not apply: doc is missing path: \(place): missing value",
        operation)
    }
    if target.isMapping(parent) {
      let existing = target.child(parent, key: key[...])
      if replaces, existing == nil, !addsOnReplace(key) {
        throw failure(
          notApplicable,
          "replace operation does not apply: doc is missing key: \(operation.path): missing value", operation,
          hint: hint(for: key, in: parent))
      }
      if let existing {
        set(existing, value)
      } else {
        attach(value, to: parent, key: key)
      }
      return
    }
    if replaces {
      set(try existingElement(key, in: parent, operation), value)
    } else {
      let index = try insertionIndex(key, in: parent, operation)
      let node = graft(value)
      target.insert(node, in: parent, after: index == 0 ? nil : target.child(parent, at: index - 1))
    }
  }

  private mutating func remove(_ operation: JSONPatch.Operation, _ path: JSONPointer) throws(Diagnostic) {
    var path = path
    if case .karmada = patch.dialect {
      if operation.path.isEmpty {
        path.steps = [[]]
      } else if path.steps.count > 1, path.steps.first?.isEmpty == true {
        var scratch = self
        path.steps.removeFirst()
        return try scratch.remove(operation, path)
      }
    }
    guard let key = path.steps.last, let parent = container(of: path) else {
      throw failure(
        notApplicable,
        "remove operation does not apply: doc is missing path: \"\(operation.path)\": missing value",
        operation)
    }
    let child = try removable(key, in: parent, "error in remove for path: '\(operation.path)'", operation)
    target.remove(child, from: parent, by: author(operation))
  }

  private mutating func test(_ operation: JSONPatch.Operation, _ path: JSONPointer) throws(Diagnostic) {
    let wanted = value(of: operation)
    var found: NodeID?
    if operation.path.isEmpty {
      found = target.root
    } else {
      guard let key = path.steps.last, let parent = container(of: path) else {
        throw failure(
          notApplicable, "test operation does not apply: is missing path: \(operation.path): missing value",
          operation)
      }
      if target.isMapping(parent) {
        found = target.child(parent, key: key[...])
      } else {
        found = try element(key, in: parent, "error in test for path: '\(operation.path)'", operation)
      }
    }
    // A missing key counts as null.
    let equal =
      found.map { target.jsonEquals($0, wanted.node, of: wanted.document) }
      ?? (patch.dialect != .strict && wanted.document.isNullScalar(wanted.node))
    if !equal {
      throw failure(testFailed, "testing value \(operation.path) failed: test failed", operation)
    }
  }

  private mutating func transfer(
    _ operation: JSONPatch.Operation, _ path: JSONPointer, _ from: JSONPointer
  ) throws(Diagnostic) {
    let kind = operation.kind.rawValue
    let source = operation.from ?? ""
    guard let key = from.steps.last, let parent = container(of: from) else {
      throw failure(
        notApplicable, "\(kind) operation does not apply: doc is missing from path: \(source): missing value",
        operation)
    }
    let value: Value
    if operation.kind == .move {
      let place = String(decoding: key, as: UTF8.self)
      let child = try removable(key, in: parent, "error in move for path: '\(place)'", operation)
      value = Value(rootOf: target.extract(child))
      target.remove(child, from: parent, by: author(operation))
    } else if target.isMapping(parent) {
      if let child = target.child(parent, key: key[...]) {
        value = Value(rootOf: target.extract(child))
      } else if patch.dialect == .strict {
        throw failure(
          notApplicable, "copy operation does not apply: doc is missing key: \(source): missing value",
          operation,
          hint: hint(for: key, in: parent))
      } else {
        value = null(operation)
      }
    } else {
      let child = try element(key, in: parent, "error in copy for from: '\(source)'", operation)
      value = Value(rootOf: target.extract(child))
    }
    try checkDepth(path, value, operation)
    guard path.steps.last != nil, container(of: path) != nil else {
      throw failure(
        notApplicable,
        "\(kind) operation does not apply: doc is missing destination path: \(operation.path): missing value",
        operation)
    }
    try write(operation, path, value, replaces: false)
  }

  /// `add` and `replace` of the whole document; false when the dialect knows no such thing.
  private mutating func replaceRoot(_ operation: JSONPatch.Operation, _ value: Value) throws(Diagnostic)
    -> Bool
  {
    let isCollection = !value.document.isScalar(value.node)
    switch (patch.dialect, operation.kind) {
    case (.strict, _): set(target.root, value)
    case (.karmada, .replace), (.karmada, .add):
      guard isCollection else { throw failure(notApplicable, rootMessage(operation, value), operation) }
      set(target.root, value)
    case (.kustomize, .replace), (.kubeFed, .replace):
      // A scalar is silently ignored.
      if isCollection { set(target.root, value) }
    default: return false
    }
    return true
  }

  private func rootMessage(_ operation: JSONPatch.Operation, _ value: Value) -> String {
    if operation.kind == .replace { return "replace operation value must be object or array" }
    let type: String
    switch value.document.jsonScalar(value.node, reader: .yaml11) {
    case .null:
      return "json: error calling MarshalJSON for type *jsonpatch.partialDoc: invalid value, expected object"
    case .boolean: type = "bool"
    case .string: type = "string"
    default: type = "number"
    }
    return "json: cannot unmarshal \(type) into Go value of type map[string]*jsonpatch.lazyNode"
  }

  // MARK: - Places

  /// The collection that holds the last step; nil where the way there is missing.
  private func container(of path: JSONPointer) -> NodeID? {
    if path.steps.isEmpty { return nil }
    var current = target.root
    for step in path.steps.dropLast() {
      if target.isMapping(current) {
        if step.isEmpty, patch.dialect == .karmada { return nil }
        guard let next = target.child(current, key: step[...]) else { return nil }
        current = next
      } else {
        guard target.isSequence(current), case .number(let number) = ListIndex(step),
          let next = child(at: number, step, of: current)
        else { return nil }
        current = next
      }
    }
    return target.isScalar(current) ? nil : current
  }

  /// The element at an index that may be negative.
  private func child(at index: Int, _ step: [UInt8], of list: NodeID) -> NodeID? {
    if patch.dialect == .strict, !isStrictIndex(step) { return nil }
    let count = target.childCount(list)
    guard index >= -count, index < count else { return nil }
    return target.child(list, at: index < 0 ? index + count : index)
  }

  private func isStrictIndex(_ step: [UInt8]) -> Bool {
    guard let first = step.first, first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9") else { return false }
    return step.count == 1 || first != UInt8(ascii: "0")
  }

  /// The element that `remove`, `move`, `test` or `copy` names.
  private func element(
    _ step: [UInt8], in list: NodeID, _ prefix: String, _ operation: JSONPatch.Operation
  ) throws(Diagnostic) -> NodeID {
    switch ListIndex(step) {
    case .invalid(let reason): throw failure(notApplicable, "\(prefix): \(reason)", operation)
    case .number(let index):
      if let child = child(at: index, step, of: list) { return child }
      throw failure(
        notApplicable, "\(prefix): Unable to access invalid index: \(index): invalid index referenced",
        operation,
        hint: size(of: list))
    }
  }

  private func removable(
    _ key: [UInt8], in parent: NodeID, _ prefix: String, _ operation: JSONPatch.Operation
  ) throws(Diagnostic) -> NodeID {
    guard target.isMapping(parent) else { return try element(key, in: parent, prefix, operation) }
    if let child = target.child(parent, key: key[...]) { return child }
    let unable = patch.dialect == .karmada ? "unable" : "Unable"
    let name = String(decoding: key, as: UTF8.self)
    throw failure(
      notApplicable, "\(prefix): \(unable) to remove nonexistent key: \(name): missing value", operation,
      hint: hint(for: key, in: parent))
  }

  private func existingElement(
    _ step: [UInt8], in list: NodeID, _ operation: JSONPatch.Operation
  ) throws(Diagnostic) -> NodeID {
    if step.isEmpty, patch.dialect == .karmada {
      // The test of existence takes the list itself for the element, so that only the write fails.
      return try element(step, in: list, "error in remove for path: '\(operation.path)'", operation)
    }
    if case .number(let index) = ListIndex(step), let child = child(at: index, step, of: list) {
      return child
    }
    throw failure(
      notApplicable, "replace operation does not apply: doc is missing key: \(operation.path): missing value",
      operation, hint: size(of: list))
  }

  private func insertionIndex(
    _ step: [UInt8], in list: NodeID, _ operation: JSONPatch.Operation
  ) throws(Diagnostic) -> Int {
    let count = target.childCount(list)
    if step.elementsEqual("-".utf8) { return count }
    let prefix = "error in add for path: '\(operation.path)'"
    switch ListIndex(step) {
    case .invalid(let reason):
      let text = String(decoding: step, as: UTF8.self)
      throw failure(
        notApplicable, "\(prefix): value was not a proper array index: '\(text)': \(reason)", operation)
    case .number(let index):
      let isFine =
        index >= -(count + 1) && index <= count && (patch.dialect != .strict || isStrictIndex(step))
      if isFine { return index < 0 ? index + count + 1 : index }
      throw failure(
        notApplicable, "\(prefix): Unable to access invalid index: \(index): invalid index referenced",
        operation,
        hint: size(of: list))
    }
  }

  /// Whether `replace` of this missing key adds it.
  private func addsOnReplace(_ key: [UInt8]) -> Bool {
    switch patch.dialect {
    case .kustomize, .kubeFed: true
    // The test of existence takes the mapping itself for the value under the empty key.
    case .karmada: key.isEmpty
    case .strict: false
    }
  }

  // MARK: - Values

  private func value(of operation: JSONPatch.Operation) -> Value {
    guard let node = operation.value else { return null(operation) }
    return Value(node: node, document: patch.document, step: step)
  }

  private func null(_ operation: JSONPatch.Operation) -> Value {
    var document = Document(path: operation.location.path)
    document.replace(document.root, with: .null, by: author(operation))
    return Value(node: document.root, document: document, step: step)
  }

  private mutating func set(_ node: NodeID, _ value: Value) {
    target.replace(node, with: value.node, of: value.document, as: value.step)
  }

  private mutating func graft(_ value: Value) -> NodeID {
    target.graft(value.node, of: value.document, as: value.step)
  }

  private mutating func attach(_ value: Value, to parent: NodeID, key: [UInt8]) {
    target.attach(graft(value), to: parent, key: String(decoding: key, as: UTF8.self))
  }

  private func checkDepth(
    _ path: JSONPointer, _ value: Value, _ operation: JSONPatch.Operation
  ) throws(Diagnostic) {
    if path.steps.count + value.document.depth(of: value.node) > greatestDepth {
      throw failure(tooDeep, "the document gets more than \(greatestDepth) levels deep", operation)
    }
  }

  private func author(_ operation: JSONPatch.Operation) -> Author {
    Author(step.kind, step: step.step, at: operation.location)
  }

  // MARK: - Messages

  private func failure(
    _ id: String, _ message: String, _ operation: JSONPatch.Operation, hint: String? = nil
  ) -> Diagnostic {
    let place = "\(operation.kind.rawValue) \(operation.path)"
    return .error(
      id, "\(message); \"\(place)\" can't be applied to \(subject)\(hint.map { ": \($0)" } ?? "")",
      at: operation.location)
  }

  private func hint(for key: [UInt8], in parent: NodeID) -> String? {
    let word = String(decoding: key, as: UTF8.self)
    return nearMiss(to: word, among: target.childList(parent).map(target.key)).map {
      "did you mean \"\($0)\"?"
    }
  }

  private func size(of list: NodeID) -> String {
    let count = target.childCount(list)
    return count == 1 ? "the list has 1 element" : "the list has \(count) elements"
  }
}

/// Limits on what a chain of operations can build.
private let largestDocument = 2_000_000
private let greatestDepth = 1_000

private let notApplicable = "json-patch.not-applicable"
private let testFailed = "json-patch.test-failed"
private let tooDeep = "json-patch.too-deep"
private let tooLarge = "json-patch.too-large"
