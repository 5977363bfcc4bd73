internal import RegularExpression
internal import SourceModel
internal import YAML

extension DottedPath {
  /// Why a path leads nowhere.
  enum Failure: Error {
    /// A step asks for something that this node is not.
    case wrongShape(NodeID)
    case outOfRange(index: Int, count: Int)
    case wildcard
    case malformed
    case badPattern(String)
  }

  /// The one node that the path leads to, as sources and vars look it up; nil where it is missing or null - unless the last
  /// step may find a null.
  func lookup(in document: Document, acceptsNull: Bool = false) throws(Failure) -> NodeID? {
    var node = document.root
    for (index, part) in parts.enumerated() {
      switch Step(part) {
      case .every: throw .wildcard
      case .malformed: throw .malformed
      case .index(let index):
        guard document.isSequence(node) else { throw .wrongShape(node) }
        guard let element = document.child(node, at: index) else { return nil }
        node = element
      case .matching(let field, let value):
        guard document.isSequence(node) else { throw .wrongShape(node) }
        let found = document.children(node).first { element in
          guard !field.isEmpty else {
            return document.isScalar(element) && document.valueEquals(element, value)
          }
          guard let known = document[element, field] else { return false }
          return document.isScalar(known) && document.valueEquals(known, value)
        }
        guard let found else { return nil }
        node = found
      case .field("-"):
        // The last element; targets have no such step.
        guard let element = document.children(node).reversed().first, document.isSequence(node) else {
          throw .wrongShape(node)
        }
        node = element
      case .field(let key):
        guard document.isMapping(node) else { throw .wrongShape(node) }
        guard let found = document[node, key] else { return nil }
        node = found
      }
      if document.isScalar(node), document.isNull(node) {
        return acceptsNull && index == parts.count - 1 ? node : nil
      }
    }
    return node
  }

  /// Every node that the path leads to, as targets look it up; with `created`, what is missing is made.
  func matches(in document: inout Document, created: NodeKind?, by author: Author) throws(Failure) -> [NodeID]
  {
    try matches(in: &document, from: document.root, parts[...], created, author)
  }

  func matches(
    in document: inout Document, from node: NodeID, _ rest: ArraySlice<String>, _ created: NodeKind?,
    _ author: Author
  ) throws(Failure) -> [NodeID] {
    guard let part = rest.first else { return [node] }
    let next = rest.dropFirst()
    switch Step(part) {
    case .field(let key):
      return try fieldMatches(key, in: &document, node, next, created, author)
    case .index(let index):
      guard document.isSequence(node) else { throw .wrongShape(node) }
      var count = document.childCount(node)
      if count == index, let created {
        document.append(make(next, created, author, &document), to: node)
        count += 1
      }
      guard let element = document.child(node, at: index) else {
        throw .outOfRange(index: index, count: count)
      }
      return try matches(in: &document, from: element, next, created, author)
    case .every:
      guard document.isSequence(node) else { throw .wrongShape(node) }
      var result: [NodeID] = []
      for element in Array(document.children(node)) {
        result += try matches(in: &document, from: element, next, created, author)
      }
      return result
    case .malformed: throw .malformed
    case .matching(let field, let value):
      return try elementMatches(field, value, in: &document, node, next, created, author)
    }
  }

  private func fieldMatches(
    _ key: String, in document: inout Document, _ node: NodeID, _ rest: ArraySlice<String>,
    _ created: NodeKind?,
    _ author: Author
  ) throws(Failure) -> [NodeID] {
    if document.isScalar(node), document.isNull(node), let created {
      document.replace(node, withEmpty: .mapping, by: author)
      return try fieldMatches(key, in: &document, node, rest, created, author)
    }
    guard document.isMapping(node), !key.isEmpty else { throw .wrongShape(node) }
    if let found = document[node, key] {
      return try matches(in: &document, from: found, rest, created, author)
    }
    guard let created else { return [] }
    let field = make(rest, created, author, &document)
    document.attach(field, to: node, key: key)
    return try matches(in: &document, from: field, rest, created, author)
  }

  private func elementMatches(
    _ field: String, _ value: String, in document: inout Document, _ node: NodeID, _ rest: ArraySlice<String>,
    _ created: NodeKind?, _ author: Author
  ) throws(Failure) -> [NodeID] {
    guard document.isSequence(node) else { throw .wrongShape(node) }
    let pattern: Pattern
    do throws(PatternError) {
      pattern = try Pattern(value)
    } catch {
      throw .badPattern(error.message)
    }
    var result: [NodeID] = []
    var isFound = false
    for element in Array(document.children(node)) {
      let subject = field.isEmpty ? element : document[element, field]
      guard let subject, document.isScalar(subject), pattern.matches(document.string(subject)) else {
        continue
      }
      isFound = true
      if field.isEmpty {
        result.append(element)
      } else {
        result += try matches(in: &document, from: element, rest, created, author)
      }
    }
    guard !isFound, created != nil else { return result }
    let scalar = document.makeScalar(ScalarValue(value), by: author)
    if field.isEmpty {
      document.append(scalar, to: node)
      return [scalar]
    }
    let element = document.makeEmpty(.mapping, by: author)
    document.attach(scalar, to: element, key: field)
    document.append(element, to: node)
    return try matches(in: &document, from: element, rest, created, author)
  }

  /// A new node, detached, that the next step of the path can look into, or that takes the value.
  private func make(
    _ rest: ArraySlice<String>, _ created: NodeKind, _ author: Author, _ document: inout Document
  ) -> NodeID {
    guard let next = rest.first else {
      return created == .scalar
        ? document.makeScalar(ScalarValue(""), by: author) : document.makeEmpty(created, by: author)
    }
    return document.makeEmpty(Step(next).container == .mapping ? .mapping : .sequence, by: author)
  }
}
