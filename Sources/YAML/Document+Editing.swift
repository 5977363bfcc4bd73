package import SourceModel

/// The text and type of a scalar to be written.
package struct ScalarValue: Hashable, Sendable {
  package var text: String
  package var style: ScalarStyle
  package var tag: NodeTag

  package init(_ text: String, style: ScalarStyle = .plain, tag: NodeTag = .none) {
    self.text = text
    self.style = style
    self.tag = tag
  }

  /// A string, whatever it looks like.
  package static func string(_ text: String) -> ScalarValue { ScalarValue(text, tag: .string) }
  /// Text whose type is resolved as if it stood unquoted in a file.
  package static func plain(_ text: String) -> ScalarValue { ScalarValue(text) }
  package static func integer(_ value: Int) -> ScalarValue { ScalarValue(String(value), tag: .integer) }
  package static func boolean(_ value: Bool) -> ScalarValue {
    ScalarValue(value ? "true" : "false", tag: .boolean)
  }
  package static let null = ScalarValue("null", tag: .null)
}

// Every write names its author: there is no setter without one, so provenance cannot be forgotten.
extension Document {
  /// Replaces the text, style and tag of `node` (of any kind) by a scalar; the node keeps its id and its key.
  package mutating func replace(_ node: NodeID, with scalar: ScalarValue, by author: Author) {
    supersede(node, by: author)
    let slice = append(text: scalar.text)
    let index = Int(node.raw)
    nodes[index].kind = .scalar
    nodes[index].value = slice
    nodes[index].style = scalar.style
    nodes[index].tag = scalar.tag
    nodes[index].firstChild = -1
    nodes[index].isFlow = false
  }

  /// Replaces `node` by a copy of `other` from `document`; the node keeps its id and its key.
  ///
  /// The copy keeps the lines of `document`; with `step`, its nodes are marked as written by that step.
  package mutating func replace(
    _ node: NodeID, with other: NodeID, of document: Document, as step: Origin? = nil
  ) {
    let kept = stash(node)
    let copy = graft(other, of: document, as: step)
    var record = self[copy]
    let old = nodes[Int(node.raw)]
    record.key = old.key
    record.keyHash = old.keyHash
    record.keyStyle = old.keyStyle
    record.keyTag = old.keyTag
    record.keyColumn = 0
    record.keyLineDelta = 0
    record.nextSibling = old.nextSibling
    record.previous = kept
    nodes[Int(node.raw)] = record
  }

  /// Makes `node` an empty mapping or sequence, keeping its id and key.
  package mutating func replace(_ node: NodeID, withEmpty kind: NodeKind, by author: Author) {
    supersede(node, by: author)
    let index = Int(node.raw)
    nodes[index].kind = kind
    nodes[index].value = .empty
    nodes[index].style = .plain
    nodes[index].tag = .none
    nodes[index].firstChild = -1
    nodes[index].isFlow = false
  }

  /// Sets the scalar under `key` in `mapping`, appending the key when it is new; returns the node.
  @discardableResult
  package mutating func set(
    _ key: String, in mapping: NodeID, to scalar: ScalarValue, by author: Author
  ) -> NodeID {
    set(MappingKey(key), in: mapping, to: scalar, by: author)
  }

  /// Sets the scalar under `key` in `mapping`, appending the key when it is new; returns the node.
  @discardableResult
  package mutating func set(
    _ key: MappingKey, in mapping: NodeID, to scalar: ScalarValue, by author: Author
  ) -> NodeID {
    if let existing = self[mapping, key] {
      replace(existing, with: scalar, by: author)
      return existing
    }
    let node = makeScalar(scalar, by: author)
    attach(node, to: mapping, key: key)
    return node
  }

  /// Sets the value under `key` to a copy of `other`, appending the key when it is new; returns the node.
  @discardableResult
  package mutating func set(
    _ key: String, in mapping: NodeID, to other: NodeID, of document: Document, as step: Origin? = nil
  ) -> NodeID {
    if let existing = self[mapping, key] {
      replace(existing, with: other, of: document, as: step)
      return existing
    }
    let node = graft(other, of: document, as: step)
    attach(node, to: mapping, key: key)
    return node
  }

  /// The collection under `key`, made empty and appended when the key is absent.
  package mutating func ensure(
    _ key: String, in mapping: NodeID, kind: NodeKind, by author: Author
  ) -> NodeID {
    ensure(MappingKey(key), in: mapping, kind: kind, by: author)
  }

  /// The collection under `key`, made empty and appended when the key is absent.
  package mutating func ensure(
    _ key: MappingKey, in mapping: NodeID, kind: NodeKind, by author: Author
  ) -> NodeID {
    if let existing = self[mapping, key] { return existing }
    let node = makeEmpty(kind, by: author)
    attach(node, to: mapping, key: key)
    return node
  }

  /// Appends `node`, which must be detached, under `key` to a mapping.
  package mutating func attach(_ node: NodeID, to mapping: NodeID, key: String) {
    attach(node, to: mapping, key: MappingKey(key))
  }

  /// Appends `node`, which must be detached, under `key` to a mapping.
  package mutating func attach(_ node: NodeID, to mapping: NodeID, key: MappingKey) {
    let index = Int(node.raw)
    nodes[index].key = append(text: key.text)
    nodes[index].keyHash = key.hash
    nodes[index].keyStyle = .plain
    nodes[index].keyTag = .string
    nodes[index].keyColumn = 0
    nodes[index].keyLineDelta = 0
    append(node, to: mapping)
  }

  /// Appends a detached node that keeps the key it has (copied by `graft`), or an element of a sequence.
  package mutating func append(_ node: NodeID, to parent: NodeID) {
    insert(node, in: parent, after: lastChild(parent))
  }

  /// Inserts a detached node behind `sibling`, or first when that is nil.
  package mutating func insert(_ node: NodeID, in parent: NodeID, after sibling: NodeID?) {
    if let sibling {
      nodes[Int(node.raw)].nextSibling = nodes[Int(sibling.raw)].nextSibling
      nodes[Int(sibling.raw)].nextSibling = node.raw
    } else {
      nodes[Int(node.raw)].nextSibling = nodes[Int(parent.raw)].firstChild
      nodes[Int(parent.raw)].firstChild = node.raw
    }
  }

  /// Makes `order` the children of `parent`: all must be children already or detached.
  package mutating func setChildren(_ parent: NodeID, _ order: [NodeID]) {
    nodes[Int(parent.raw)].firstChild = order.first?.raw ?? -1
    for (index, node) in order.enumerated() {
      nodes[Int(node.raw)].nextSibling = index + 1 < order.count ? order[index + 1].raw : -1
    }
  }

  /// Takes `child` out of `parent` and remembers who did it.
  package mutating func remove(_ child: NodeID, from parent: NodeID, by author: Author) {
    var before: NodeID?
    var current = firstChild(parent)
    while let node = current, node != child {
      before = node
      current = nextSibling(node)
    }
    guard current == child else { return }
    if let before {
      nodes[Int(before.raw)].nextSibling = nodes[Int(child.raw)].nextSibling
    } else {
      nodes[Int(parent.raw)].firstChild = nodes[Int(child.raw)].nextSibling
    }
    nodes[Int(child.raw)].nextSibling = -1
    removals.append(Removal(parent: parent, node: child, author: author))
  }

  /// Gives a child of a mapping another key.
  package mutating func rename(_ node: NodeID, to key: String) {
    let index = Int(node.raw)
    let key = MappingKey(key)
    nodes[index].key = append(text: key.text)
    nodes[index].keyHash = key.hash
  }

  /// Puts a scalar of another document at the beginning of the history of `node`: what was there before all that.
  package mutating func precede(_ node: NodeID, by other: NodeID, of document: Document) {
    let copy = graft(other, of: document)
    var first = node
    while let before = previous(first) { first = before }
    nodes[Int(first.raw)].previous = copy.raw
  }

  /// Takes the last write of `node` out of its history when it wrote the text that was there before.
  ///
  /// For a patch that names the resource which it is for: its name and kind decide nothing.
  package mutating func disown(_ node: NodeID) {
    let record = self[node]
    guard record.kind == .scalar, record.previous >= 0 else { return }
    let before = nodes[Int(record.previous)]
    guard before.kind == .scalar, text[before.value.range].elementsEqual(text[record.value.range]) else {
      return
    }
    let index = Int(node.raw)
    nodes[index].origin = before.origin
    nodes[index].line = before.line
    nodes[index].column = before.column
    nodes[index].keyLineDelta = before.keyLineDelta
    nodes[index].keyColumn = before.keyColumn
    nodes[index].previous = before.previous
  }

  /// Sets how a scalar is written without changing its text.
  package mutating func setStyle(_ node: NodeID, _ style: ScalarStyle, tag: NodeTag) {
    nodes[Int(node.raw)].style = style
    nodes[Int(node.raw)].tag = tag
  }

  /// Forgets all comments, as kustomize does with what passes through JSON.
  package mutating func dropComments() { comments = [:] }

  /// Forgets the comment beside one node.
  package mutating func dropComment(of node: NodeID) { comments[node] = nil }

  /// Says whether a collection is written between brackets: in such a one the reference writes some scalars otherwise.
  package mutating func setFlow(_ node: NodeID, _ isFlow: Bool) {
    nodes[Int(node.raw)].isFlow = isFlow
  }

  /// Gives the scalars below `node` the text that the writer of the reference makes of them: literal texts of the
  /// folded ones, texts of the nulls and times between brackets. No collection is between brackets afterwards.
  package mutating func settleStyles(below node: NodeID) {
    var pending = [(node, false)]
    while let (node, isInFlow) = pending.popLast() {
      let index = Int(node.raw)
      guard isScalar(node) else {
        for child in children(node) { pending.append((child, isInFlow || nodes[index].isFlow)) }
        nodes[index].isFlow = false
        continue
      }
      nodes[index].settleNull(inFlow: isInFlow || nodes[index].isFlow)
      if isInFlow, isTimeWithColon(nodes[index]) { nodes[index].tag = .string }
      guard nodes[index].style == .folded else { continue }
      if !isInFlow, let text = withText(self[node].value, { FoldedScalar.rewritten($0) }) {
        nodes[index].value = append(text: text)
      }
      nodes[index].style = .literal
    }
  }

  /// Makes the text of scalars that say the same one piece of the arena.
  package mutating func shareText(of node: NodeID, with others: [NodeID]) {
    for other in others { nodes[Int(other.raw)].value = nodes[Int(node.raw)].value }
  }

  /// A new scalar that is not in the tree yet.
  package mutating func makeScalar(_ scalar: ScalarValue, by author: Author) -> NodeID {
    var record = NodeRecord(kind: .scalar)
    record.value = append(text: scalar.text)
    record.style = scalar.style
    record.tag = scalar.tag
    sign(&record, author)
    return append(record)
  }

  /// A new empty collection that is not in the tree yet.
  package mutating func makeEmpty(_ kind: NodeKind, by author: Author) -> NodeID {
    var record = NodeRecord(kind: kind)
    sign(&record, author)
    return append(record)
  }

  /// Copies a subtree of another document (or of this one) into the arena, detached; keys and lines are kept.
  ///
  /// With `step`, every copied node is marked as written by that step, its lines still meaning the file that it
  /// came from.
  package mutating func graft(_ node: NodeID, of document: Document, as step: Origin? = nil) -> NodeID {
    if document.nodes[Int(node.raw)].firstChild < 0 { return graft(leaf: node, of: document, as: step) }
    let hasComments = !document.comments.isEmpty
    var originMap = [UInt32?](repeating: nil, count: document.origins.count)
    func origin(_ old: UInt32, _ target: inout Document) -> UInt32 {
      if let known = originMap[Int(old)] { return known }
      var origin = document.origins[Int(old)]
      if let step { origin = Origin(step.kind, path: origin.path, step: step.step) }
      let new = target.intern(origin)
      originMap[Int(old)] = new
      return new
    }
    func copy(_ source: Int32, _ target: inout Document) -> Int32 {
      var record = document.nodes[Int(source)]
      if record.key.length > 0 { record.key = target.append(text: document.text[record.key.range]) }
      record.value = record.value.length > 0 ? target.append(text: document.text[record.value.range]) : .empty
      record.origin = origin(record.origin, &target)
      record.previous = -1
      let index = Int32(target.nodes.count)
      target.nodes.append(record)
      if hasComments { target.comments[NodeID(index)] = document.comments[NodeID(source)] }
      return index
    }
    // An explicit stack: the depth of hostile input must not be the depth of ours.
    let top = copy(node.raw, &self)
    nodes[Int(top)].nextSibling = -1
    var pending = [(source: document.nodes[Int(node.raw)].firstChild, parent: top)]
    while let (first, parent) = pending.popLast() {
      var source = first
      var before: Int32 = -1
      nodes[Int(parent)].firstChild = -1
      while source >= 0 {
        let new = copy(source, &self)
        nodes[Int(new)].nextSibling = -1
        if before < 0 {
          nodes[Int(parent)].firstChild = new
        } else {
          nodes[Int(before)].nextSibling = new
        }
        before = new
        let child = document.nodes[Int(source)].firstChild
        if child >= 0 { pending.append((child, new)) }
        source = document.nodes[Int(source)].nextSibling
      }
    }
    return NodeID(top)
  }

  /// Copies a scalar or an empty collection, which needs none of the tables of `graft`.
  private mutating func graft(leaf node: NodeID, of document: Document, as step: Origin?) -> NodeID {
    var record = document.nodes[Int(node.raw)]
    let origin = document.origins[Int(record.origin)]
    record.key = record.key.length > 0 ? append(text: document.text[record.key.range]) : record.key
    record.value = record.value.length > 0 ? append(text: document.text[record.value.range]) : .empty
    record.origin = intern(step.map { Origin($0.kind, path: origin.path, step: $0.step) } ?? origin)
    record.previous = -1
    record.nextSibling = -1
    return append(record)
  }

  /// A document of its own that holds a copy of the subtree at `node`.
  package func extract(_ node: NodeID) -> Document {
    var result = Document(path: path)
    result.nodes = []
    result.origins = origins
    result.root = result.graft(node, of: self)
    result.nodes[Int(result.root.raw)].key = .empty
    result.nodes[Int(result.root.raw)].keyHash = 0
    return result
  }
}

// MARK: - Arena

extension Document {
  /// The last child; walks them all.
  package func lastChild(_ node: NodeID) -> NodeID? {
    var last: NodeID?
    var link = nodes[Int(node.raw)].firstChild
    while link >= 0 {
      last = NodeID(link)
      link = nodes[Int(link)].nextSibling
    }
    return last
  }

  mutating func append(_ record: NodeRecord) -> NodeID {
    nodes.append(record)
    return NodeID(Int32(nodes.count - 1))
  }

  mutating func append(text: String) -> TextSlice {
    let offset = UInt32(self.text.count)
    self.text.append(contentsOf: text.utf8)
    return TextSlice(offset: offset, length: UInt32(self.text.count) - offset)
  }

  mutating func append(text bytes: some Collection<UInt8>) -> TextSlice {
    let offset = UInt32(text.count)
    text.append(contentsOf: bytes)
    return TextSlice(offset: offset, length: UInt32(bytes.count))
  }

  mutating func intern(_ origin: Origin) -> UInt32 {
    if let index = origins.lastIndex(of: origin) { return UInt32(index) }
    origins.append(origin)
    return UInt32(origins.count - 1)
  }

  mutating func sign(_ record: inout NodeRecord, _ author: Author) {
    record.origin = intern(author.origin)
    record.line = UInt32(clamping: author.line)
    record.column = UInt16(clamping: author.column)
  }

  /// Keeps the record as it is in a place of its own and returns its index.
  private mutating func stash(_ node: NodeID) -> Int32 {
    nodes.append(nodes[Int(node.raw)])
    return Int32(nodes.count - 1)
  }

  private mutating func supersede(_ node: NodeID, by author: Author) {
    let kept = stash(node)
    var record = nodes[Int(node.raw)]
    sign(&record, author)
    record.keyLineDelta = 0
    record.keyColumn = 0
    record.previous = kept
    nodes[Int(node.raw)] = record
  }
}
