internal import KubernetesModel
internal import SourceModel
internal import YAML

/// The value of a replacement: a node of the source's document.
///
/// It is not a copy for kustomize: what a replacement writes into its own source is what it writes from then on.
///
/// Emits `kustomize.replacement-rule`, `kustomize.replacement-source`, `kustomize.replacement-target`.
struct ReplacementValue {
  private(set) var document: Document
  let node: NodeID
  /// The position of the resource that holds the value; nil for a value of its own.
  private(set) var position: Int?
  /// Who wrote the value where it was taken from.
  let source: Author

  var kind: NodeKind { document.kind(node) }
  /// The text of a scalar; empty for collections.
  var text: String { document.string(node) }

  init(_ rule: ReplacementRule, _ resources: ResourceMap) throws(Diagnostic) {
    if rule.source == nil && rule.sourceValue == nil || rule.targets.isEmpty {
      throw .error(
        replacementRule, "a replacement needs a \"source\" (or \"sourceValue\") and \"targets\"",
        at: rule.location)
    }
    if let value = rule.sourceValue {
      if rule.source != nil {
        throw .error(
          replacementRule, "a replacement has a \"source\" or a \"sourceValue\", not both", at: value.location
        )
      }
      var document = Document(path: value.location.path)
      let author = Author(.replacement, step: "sourceValue", at: value.location)
      document.replace(document.root, with: ScalarValue(value.value), by: author)
      self.init(document: document, node: document.root, source: author)
      return
    }
    guard let source = rule.source else { preconditionFailure("internal error: a rule without a source") }
    try self.init(source, resources)
  }

  private init(_ source: ReplacementRule.Source, _ resources: ResourceMap) throws(Diagnostic) {
    let position = try ReplacementValue.select(source, resources)
    var resource = resources[position]
    let path = source.fieldPath.isEmpty ? "metadata.name" : source.fieldPath
    let dotted = DottedPath(path).cleaned
    if dotted.concernsAnnotations {
      BuildAnnotations.write(to: &resource, by: Author(.replacement, step: "source", at: source.location))
    }
    var document = resource.document
    let found: NodeID?
    do throws(DottedPath.Failure) {
      found = try dotted.lookup(in: document)
    } catch {
      throw .error(
        replacementSource, "\"\(path)\" can't be reached in \(resource.id): \(error.text(document))",
        at: source.location, notes: [.init("the source", at: resource.location)])
    }
    guard let found, !document.isEmptyNode(found) else {
      throw .error(
        replacementSource, "there is no value at \"\(path)\" in \(resource.id)", at: source.location,
        notes: [.init("the source", at: resource.location)])
    }
    let place = Author(.replacement, step: "replacement source", at: document.location(found))
    if let options = source.options, !options.delimiter.isEmpty {
      guard document.isScalar(found) else {
        throw .error(
          replacementSource, "\"delimiter\" splits a text, but \"\(path)\" is none", at: source.location)
      }
      let parts = ReplacementValue.split(document.string(found), at: options.delimiter)
      guard options.index >= 0, options.index < parts.count else {
        throw .error(
          replacementSource,
          "\"index: \(options.index)\" is out of range: the value has \(parts.count) parts",
          at: source.location)
      }
      let old = document[found]
      let author = Author(.replacement, step: "source", at: source.location)
      document.replace(
        found, with: ScalarValue(parts[options.index], style: old.style, tag: document.fixedTag(found)),
        by: author)
    }
    let isCopy = source.options.map { !$0.delimiter.isEmpty } ?? false
    self.init(document: document, node: found, source: place)
    if !isCopy, !dotted.concernsAnnotations { self.position = position }
  }

  private init(document: Document, node: NodeID, source: Author) {
    self.document = document
    self.node = node
    self.source = source
  }

  /// The one resource that is or was what the source says.
  private static func select(
    _ source: ReplacementRule.Source, _ resources: ResourceMap
  ) throws(Diagnostic) -> Int {
    var found: Int?
    for (position, resource) in resources.resources.enumerated() {
      let isSelected = resource.identities.contains { identity in
        (source.name.isEmpty || same(source.name, identity.name))
          && (source.namespace.isEmpty
            || same(source.namespace, identity.namespace.isEmpty ? "default" : identity.namespace))
          && source.type.selects(group: resource.id.group, version: resource.id.version, kind: identity.kind)
      }
      guard isSelected else { continue }
      if let found = found.map({ resources[$0] }) {
        throw .error(
          replacementSource, "the source matches several resources; it must match one", at: source.location,
          notes: [.init("\(found.id)", at: found.location), .init("\(resource.id)", at: resource.location)])
      }
      found = position
    }
    guard let found else {
      let names = resources.resources.filter {
        source.type.kind.isEmpty || same($0.id.kind, source.type.kind)
      }.map(\.id.name)
      let hint = nearMiss(to: source.name, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
      throw .error(replacementSource, "the source matches no resource\(hint)", at: source.location)
    }
    return found
  }

  /// The value as it is by now in the document that holds it.
  func read(again document: Document) -> ReplacementValue {
    var result = self
    result.document = document
    return result
  }

  // MARK: - Writing

  /// Puts the value, or its part, at `target`.
  ///
  /// Over a scalar only the text is copied; the old quoting and type stay.
  func write(
    to target: NodeID, options: ReplacementRule.FieldOptions?, in other: inout Document, _ author: Author
  ) throws(Diagnostic) {
    var text = text
    if let options, !options.delimiter.isEmpty {
      guard other.isScalar(target) else {
        throw .error(
          replacementTarget, "\"delimiter\" splits a text, but the field is none", at: author.location,
          notes: [.init("the field", at: other.location(target))])
      }
      var parts = ReplacementValue.split(other.string(target), at: options.delimiter)
      switch options.index {
      case ..<0: parts.insert(text, at: 0)
      case parts.count...: parts.append(text)
      default: parts[options.index] = text
      }
      text = parts.joined(separator: options.delimiter)
    }
    if other.isScalar(target) {
      let isUntyped = other.isUntyped(target) || other.wasCreated(target, by: author)
      let tag = isUntyped ? .none : other.fixedTag(target)
      let style = other[target].style
      // What was read, and where, is a step of its own in the history of the field.
      other.replace(target, with: ScalarValue(self.text), by: source)
      other.replace(target, with: ScalarValue(text, style: style, tag: tag), by: author)
    } else if kind == .scalar {
      let tag = document.fixedTag(node)
      other.replace(target, with: ScalarValue(self.text), by: source)
      other.replace(target, with: ScalarValue(text, style: document[node].style, tag: tag), by: author)
    } else {
      other.replace(target, with: node, of: document, as: author.origin)
    }
  }

  static func split(_ text: String, at delimiter: String) -> [String] {
    let bytes = Array(text.utf8)
    let mark = Array(delimiter.utf8)
    var parts: [String] = []
    var start = 0
    var index = 0
    while index + mark.count <= bytes.count {
      if bytes[index..<index + mark.count].elementsEqual(mark) {
        parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
        index += mark.count
        start = index
      } else {
        index += 1
      }
    }
    parts.append(String(decoding: bytes[start...], as: UTF8.self))
    return parts
  }
}

extension Document {
  /// Whether a node is null or an empty collection; an empty text is a value.
  fileprivate func isEmptyNode(_ node: NodeID) -> Bool {
    switch kind(node) {
    case .scalar: isNull(node)
    case .mapping, .sequence: firstChild(node) == nil
    }
  }

  /// The tag that says what the scalar is now, whatever text it takes next.
  func fixedTag(_ node: NodeID) -> NodeTag {
    let record = self[node]
    if record.tag != .none || record.style != .plain { return record.tag }
    switch resolved(node, as: .kustomizeResource) {
    case .null: return .null
    case .boolean: return .boolean
    case .integer, .unsigned: return .integer
    case .float: return .float
    case .timestamp: return .timestamp
    default: return .string
    }
  }

  /// Whether the path made this node just now, so that it has no type yet.
  fileprivate func wasCreated(_ node: NodeID, by author: Author) -> Bool {
    let record = self[node]
    return record.tag == .none && record.style == .plain && record.previous < 0
      && origin(node) == author.origin
  }
}

private let replacementRule = "kustomize.replacement-rule"
private let replacementSource = "kustomize.replacement-source"
private let replacementTarget = "kustomize.replacement-target"
