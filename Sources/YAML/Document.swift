package import SourceModel

/// One YAML document as a flat arena: records with index links, and the text they point into.
///
/// A value: copying shares the buffers until one side writes. Nodes that were replaced or removed stay in the
/// arena, so that `previous` and `removals` can tell what was there before.
package struct Document: Sendable {
  @usableFromInline package internal(set) var nodes: ContiguousArray<NodeRecord>
  @usableFromInline package internal(set) var text: ContiguousArray<UInt8>
  /// The steps that wrote nodes; index 0 is the file that the document was read from.
  package internal(set) var origins: [Origin]
  /// What was taken out, oldest first.
  package internal(set) var removals: [Removal]
  /// The comments that kustomize would read as a schema of a node: JSON objects, in few documents.
  package internal(set) var comments: [NodeID: String] = [:]
  package var root: NodeID

  /// A node taken out of a mapping or sequence, and who took it out.
  package struct Removal: Sendable {
    package var parent: NodeID
    package var node: NodeID
    package var author: Author
  }

  /// An arena with nothing in it but an empty mapping as root.
  package init(path: SourcePath) {
    nodes = [NodeRecord(kind: .mapping)]
    text = []
    origins = [Origin(.parsed, path: path)]
    removals = []
    root = NodeID(0)
  }

  /// An arena with nothing in it but an empty mapping as root, which `author` wrote.
  package init(by author: Author) {
    self.init(path: author.origin.path)
    var record = nodes[0]
    sign(&record, author)
    nodes[0] = record
  }

  /// An arena for a reader to fill; `root` is the first node that it adds.
  init(path: SourcePath, nodeCapacity: Int, text: ContiguousArray<UInt8>) {
    nodes = []
    nodes.reserveCapacity(nodeCapacity)
    self.text = text
    origins = [Origin(.parsed, path: path)]
    removals = []
    root = NodeID(0)
  }

  /// The file that the document was read from.
  package var path: SourcePath { origins[0].path }
}

// MARK: - Reading

extension Document {
  @inlinable package subscript(node: NodeID) -> NodeRecord { nodes[Int(node.raw)] }

  @inlinable package func kind(_ node: NodeID) -> NodeKind { nodes[Int(node.raw)].kind }
  @inlinable package func isMapping(_ node: NodeID) -> Bool { nodes[Int(node.raw)].kind == .mapping }
  @inlinable package func isSequence(_ node: NodeID) -> Bool { nodes[Int(node.raw)].kind == .sequence }
  @inlinable package func isScalar(_ node: NodeID) -> Bool { nodes[Int(node.raw)].kind == .scalar }

  @inlinable package func firstChild(_ node: NodeID) -> NodeID? {
    let link = nodes[Int(node.raw)].firstChild
    return link < 0 ? nil : NodeID(link)
  }

  @inlinable package func nextSibling(_ node: NodeID) -> NodeID? {
    let link = nodes[Int(node.raw)].nextSibling
    return link < 0 ? nil : NodeID(link)
  }

  /// The children in order; none for a scalar.
  @inlinable package func children(_ node: NodeID) -> ChildSequence {
    ChildSequence(nodes: nodes, next: nodes[Int(node.raw)].firstChild)
  }

  /// Whether a node is a null, or was one between the brackets where the reader makes an empty text of it.
  package func isNullAnywhere(_ node: NodeID) -> Bool {
    guard isScalar(node) else { return false }
    let record = nodes[Int(node.raw)]
    return record.isFlow && record.value.length == 0 || isNull(node)
  }

  /// How many children there are; walks them.
  package func childCount(_ node: NodeID) -> Int {
    var count = 0
    var link = nodes[Int(node.raw)].firstChild
    while link >= 0 {
      count += 1
      link = nodes[Int(link)].nextSibling
    }
    return count
  }

  /// The child at `index`, from 0; nil past the end.
  package func child(_ node: NodeID, at index: Int) -> NodeID? {
    var link = nodes[Int(node.raw)].firstChild
    var left = index
    while link >= 0, left > 0 {
      left -= 1
      link = nodes[Int(link)].nextSibling
    }
    return link < 0 || index < 0 ? nil : NodeID(link)
  }

  /// The value at a path of keys below `node`; nil where a step is missing.
  package subscript(node: NodeID, path: [String]) -> NodeID? {
    var current = node
    for key in path {
      guard let next = self[current, key] else { return nil }
      current = next
    }
    return current
  }

  /// The value under the key with these bytes.
  package func child(_ node: NodeID, key: ArraySlice<UInt8>) -> NodeID? {
    guard isMapping(node) else { return nil }
    return find(node, hash: keyHash(key)) { text[$0.range].elementsEqual(key) }
  }

  /// The child of `node` that has the same key as `other` has in `document`.
  package func child(_ node: NodeID, matchingKeyOf other: NodeID, in document: Document) -> NodeID? {
    guard isMapping(node) else { return nil }
    let record = document[other]
    return find(node, hash: record.keyHash) {
      text[$0.range].elementsEqual(document.text[record.key.range])
    }
  }

  @inlinable func find(_ node: NodeID, hash: UInt32, where matches: (TextSlice) -> Bool) -> NodeID? {
    var link = nodes[Int(node.raw)].firstChild
    while link >= 0 {
      let record = nodes[Int(link)]
      if record.keyHash == hash, matches(record.key) { return NodeID(link) }
      link = record.nextSibling
    }
    return nil
  }

  /// The unescaped text of a scalar; empty for collections.
  package func string(_ node: NodeID) -> String { string(self[node].value) }

  /// The key of a child of a mapping.
  package func key(_ node: NodeID) -> String { string(self[node].key) }

  /// The text of a slice.
  package func string(_ slice: TextSlice) -> String { String(decoding: text[slice.range], as: UTF8.self) }

  @inlinable package func bytes(_ slice: TextSlice) -> ArraySlice<UInt8> { ArraySlice(text[slice.range]) }

  /// Whether the scalar's text is the same as that of `other` in `document`.
  package func valueEquals(_ node: NodeID, _ other: NodeID, in document: Document) -> Bool {
    text[self[node].value.range].elementsEqual(document.text[document[other].value.range])
  }

  /// Where the value of a node stands, in the file of the step that wrote it.
  package func location(_ node: NodeID) -> SourceLocation {
    let record = self[node]
    return SourceLocation(
      path: origins[Int(record.origin)].path, line: Int(record.line), column: Int(record.column))
  }

  /// Where the key of a node stands; the node's own place where it has none.
  package func keyLocation(_ node: NodeID) -> SourceLocation {
    let record = self[node]
    if record.keyColumn == 0 { return location(node) }
    return SourceLocation(
      path: origins[Int(record.origin)].path, line: Int(record.line) - Int(record.keyLineDelta),
      column: Int(record.keyColumn))
  }

  /// The step that wrote a node.
  package func origin(_ node: NodeID) -> Origin { origins[Int(self[node].origin)] }

  /// The node that this one replaced; it is in the arena but no longer in the tree.
  package func previous(_ node: NodeID) -> NodeID? {
    let link = self[node].previous
    return link < 0 ? nil : NodeID(link)
  }
}

/// The children of a node, in order.
package struct ChildSequence: Sequence, IteratorProtocol {
  @usableFromInline let nodes: ContiguousArray<NodeRecord>
  @usableFromInline var link: Int32

  @inlinable init(nodes: ContiguousArray<NodeRecord>, next: Int32) {
    self.nodes = nodes
    link = next
  }

  @inlinable package mutating func next() -> NodeID? {
    if link < 0 { return nil }
    let node = NodeID(link)
    link = nodes[Int(link)].nextSibling
    return node
  }
}
