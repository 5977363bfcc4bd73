internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Brings an object into the shape in which Argo CD's types hold and print it.
///
/// Source: reference/applicationset.md sections 10.1, 13; the field table of the API types.
struct ObjectShape {
  /// Leaves nulls and large numbers in arbitrary JSON alone.
  var keepsJSON = false
  private let schema = Schema.argoCD

  init(keepsJSON: Bool = false) { self.keepsJSON = keepsJSON }

  /// Drops nulls and unknown fields below `node`, and gives every scalar the type that its field has.
  ///
  /// Entries of arbitrary JSON that are null are dropped too; null items of its lists stay.
  func prune(_ document: inout Document, _ node: NodeID, _ type: FieldType) {
    switch type {
    case .string: document.setStyle(node, document[node].style, tag: .string)
    case .boolean, .integer, .integerOrString: document.normalizeScalars(below: node)
    case .any: pruneJSON(&document, node)
    case .list(let element):
      for child in document.children(node) { prune(&document, child, element) }
    case .map(let element):
      keep(&document, node) { document, child in !isNull(document, child) }
      for child in document.children(node) { prune(&document, child, element) }
    case .object(let index):
      keep(&document, node) { document, child in
        !isNull(document, child) && schema.field(index, of: child, in: document) != nil
      }
      for child in document.children(node) {
        if let field = schema.field(index, of: child, in: document) { prune(&document, child, field.type) }
      }
    }
  }

  private func pruneJSON(_ document: inout Document, _ node: NodeID) {
    document.normalizeScalars(below: node)
    if keepsJSON { return }
    var pending = [node]
    while let current = pending.popLast() {
      if document.isMapping(current) {
        keep(&document, current) { document, child in !isNull(document, child) }
      } else if document.isScalar(current) {
        roundNumber(&document, current)
      }
      pending.append(contentsOf: document.children(current))
    }
  }

  /// Numbers of arbitrary JSON pass through a 64-bit float.
  private func roundNumber(_ document: inout Document, _ node: NodeID) {
    let value: Double
    switch document.kubernetesScalar(node) {
    case .integer(let integer)? where integer.magnitude > 1 << 53: value = Double(integer)
    case .unsigned(let integer)?: value = Double(integer)
    default: return
    }
    let place = document.location(node)
    let author = Author(document.origin(node), line: place.line, column: place.column)
    let text = KubernetesScalar.double(value).jsonText ?? "0"
    let isInteger = Int64(text) != nil || UInt64(text) != nil
    document.replace(node, with: ScalarValue(text, tag: isInteger ? .integer : .float), by: author)
  }

  /// Drops the nulls that the API server drops before it checks anything: those of known fields, and of maps with
  /// known values. Null items of lists, and all of arbitrary JSON, stay.
  ///
  /// Source: Kubernetes 0.36, pruning of nulls that a schema has no default for.
  func dropNulls(_ document: inout Document, _ node: NodeID, _ type: FieldType) {
    switch type {
    case .list(let element):
      for child in document.children(node) { dropNulls(&document, child, element) }
    case .map(let element):
      if case .any = element { return }
      keep(&document, node) { document, child in !isNull(document, child) }
      for child in document.children(node) { dropNulls(&document, child, element) }
    case .object(let index):
      keep(&document, node) { document, child in
        guard let field = schema.field(index, of: child, in: document) else { return true }
        if case .any = field.type { return true }
        return !isNull(document, child)
      }
      for child in document.children(node) {
        if let field = schema.field(index, of: child, in: document) {
          dropNulls(&document, child, field.type)
        }
      }
    default: break
    }
  }

  /// Drops null entries and the directives of patches below `node`.
  func removeNulls(_ document: inout Document, _ node: NodeID) {
    var pending = [node]
    while let current = pending.popLast() {
      keep(&document, current) { document, child in
        !isNull(document, child) && document.text[document[child].key.range].first != UInt8(ascii: "$")
      }
      pending.append(contentsOf: document.children(current))
    }
  }

  /// Adds the fields that are always written and drops those that are empty.
  func finish(_ document: inout Document, _ node: NodeID, _ type: FieldType, by author: Author) {
    switch type {
    case .list(let element):
      guard case .object = element else { return }
      for child in document.children(node) { finish(&document, child, element, by: author) }
    case .object(let index):
      for field in schema.types[index] where field.isEmitted && document[node, field.name] == nil {
        add(field, to: node, &document, author)
      }
      for child in document.children(node) {
        if let field = schema.field(index, of: child, in: document) {
          finish(&document, child, field.type, by: author)
        }
      }
      keep(&document, node) { document, child in
        guard let field = schema.field(index, of: child, in: document) else { return true }
        return field.isEmitted || field.isOptional || !isEmpty(document, child)
      }
    default: break
    }
  }

  private func add(_ field: Field, to node: NodeID, _ document: inout Document, _ author: Author) {
    switch field.type {
    case .object, .map, .any: _ = document.ensure(field.name, in: node, kind: .mapping, by: author)
    case .list: _ = document.ensure(field.name, in: node, kind: .sequence, by: author)
    case .boolean: document.set(field.name, in: node, to: .boolean(false), by: author)
    case .integer: document.set(field.name, in: node, to: .integer(0), by: author)
    case .string, .integerOrString: document.set(field.name, in: node, to: .string(""), by: author)
    }
  }

  /// Whether Go's `omitempty` leaves it out: "", 0, false, and a list or mapping without entries.
  func isEmpty(_ document: Document, _ node: NodeID) -> Bool {
    switch document.kubernetesScalar(node) {
    case nil: document.firstChild(node) == nil
    case .null?, .boolean(false)?, .integer(0)?: true
    case .string?: document[node].value.length == 0
    default: false
    }
  }

  func isNull(_ document: Document, _ node: NodeID) -> Bool { document.kubernetesScalar(node) == .null }

  private func keep(
    _ document: inout Document, _ node: NodeID, where condition: (Document, NodeID) -> Bool
  ) {
    guard document.isMapping(node) else { return }
    let children = Array(document.children(node))
    let kept = children.filter { condition(document, $0) }
    if kept.count < children.count { document.setChildren(node, kept) }
  }
}
