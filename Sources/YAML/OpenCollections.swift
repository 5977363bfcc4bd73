/// The key that has been read while its value has not.
struct PendingKey {
  var slice: TextSlice
  var style: ScalarStyle
  var tag: NodeTag
  var line: Int
  var column: Int
}

/// The collections of a document that is being read whose ends have not been seen.
///
/// Adding an entry takes constant time however large its mapping is and whatever keys it has.
struct OpenCollections {
  private var stack: [Collection] = []
  /// What few mappings need: the keys of large ones, superseded entries, merge keys.
  private var details: [Details] = []

  /// Without references, for a stack that is copied cheaply.
  private struct Collection {
    var node: NodeID
    var isMapping: Bool
    var hasKey = false
    var lastChild: Int32 = -1
    var childCount: Int32 = 0
    var details: Int32 = -1
    var key = PendingKey(slice: .empty, style: .plain, tag: .none, line: 0, column: 0)
  }

  struct Details {
    fileprivate var owner: NodeID
    fileprivate var index: [[UInt8]: NodeID] = [:]
    fileprivate var superseded: Set<NodeID> = []
    /// Values of `<<`, not among the children.
    var mergeKeys: [NodeID] = []
  }

  /// A mapping is searched child by child up to this size.
  private static let indexedSize = 32

  var isEmpty: Bool { stack.isEmpty }
  var count: Int { stack.count }
  /// Nil when nothing is open.
  var innermostIsMapping: Bool? { stack.last?.isMapping }
  var innermostIsEmpty: Bool? { stack.last.map { $0.childCount == 0 } }
  /// Whether the next scalar is a key.
  var expectsKey: Bool { stack.last.map { $0.isMapping && !$0.hasKey } ?? false }
  var innermost: NodeID? { stack.last?.node }

  func contains(_ node: NodeID) -> Bool { stack.contains { $0.node == node } }

  mutating func removeAll() {
    stack.removeAll(keepingCapacity: true)
    details.removeAll()
  }

  mutating func push(_ node: NodeID, isMapping: Bool) {
    stack.append(Collection(node: node, isMapping: isMapping))
  }

  mutating func setKey(_ key: PendingKey) {
    stack[stack.count - 1].key = key
    stack[stack.count - 1].hasKey = true
  }

  /// What to do with the key `<<`.
  enum MergeKeys {
    /// It is a key like others.
    case none
    /// Merged when unquoted.
    case expanded
    /// The same, and left out when it is a string.
    case expandedOrDropped
  }

  /// What came of adding a node.
  enum Addition {
    case added
    /// The node is not in the tree: the key is there already.
    case refused(earlier: NodeID)
    /// The value of a `<<`, to be kept by `keepMergeKey`.
    case mergeKey
    /// The value of a key that is the string `<<`, which the reader of resources drops.
    case dropped
  }

  /// Hangs a finished or just opened node under the innermost collection, or makes it the root.
  mutating func add(
    _ node: NodeID, to document: inout Document, duplicates: DuplicateKeys, mergeKeys: MergeKeys = .none
  ) -> Addition {
    guard !stack.isEmpty else {
      document.root = node
      return .added
    }
    let top = stack.count - 1
    if stack[top].isMapping {
      stack[top].hasKey = false
      setKey(of: node, to: stack[top].key, in: &document)
      if mergeKeys != .none, stack[top].key.slice.length == 2,
        OpenCollections.isMerge(stack[top].key, in: document)
      {
        return .mergeKey
      }
      if mergeKeys == .expandedOrDropped, document.textEquals(stack[top].key.slice, "<<") { return .dropped }
      if duplicates != .keep, let earlier = register(node, in: document) {
        if duplicates == .refuse { return .refused(earlier: earlier) }
        let index = detailsIndex(of: top)
        details[index].superseded.insert(earlier)
      }
    }
    let last = stack[top].lastChild
    if last < 0 {
      document.nodes[Int(stack[top].node.raw)].firstChild = node.raw
    } else {
      document.nodes[Int(last)].nextSibling = node.raw
    }
    stack[top].lastChild = node.raw
    stack[top].childCount &+= 1
    return .added
  }

  /// Remembers the value of a `<<` of the innermost mapping.
  mutating func keepMergeKey(_ node: NodeID) {
    guard !stack.isEmpty else { return }
    let index = detailsIndex(of: stack.count - 1)
    details[index].mergeKeys.append(node)
  }

  /// What was closed: a collection and, of a mapping that needs more work, its details.
  struct Closed {
    var node: NodeID
    var lastChild: Int32
    var mergeKeys: [NodeID]
  }

  /// Takes the innermost collection off; entries that a later one superseded leave the tree.
  mutating func close(in document: inout Document) -> Closed? {
    guard let closed = stack.popLast() else { return nil }
    guard closed.details >= 0, let extra = details.popLast() else {
      return Closed(node: closed.node, lastChild: closed.lastChild, mergeKeys: [])
    }
    var last = closed.lastChild
    if !extra.superseded.isEmpty {
      let kept = document.children(closed.node).filter { !extra.superseded.contains($0) }
      document.setChildren(closed.node, kept)
      last = kept.last?.raw ?? -1
    }
    return Closed(node: closed.node, lastChild: last, mergeKeys: extra.mergeKeys)
  }

  // MARK: - Keys

  private func setKey(of node: NodeID, to key: PendingKey, in document: inout Document) {
    let hash = document.withText(key.slice) { keyHash($0) }
    let index = Int(node.raw)
    document.nodes[index].key = key.slice
    document.nodes[index].keyStyle = key.style
    document.nodes[index].keyTag = key.tag
    document.nodes[index].keyHash = hash
    // An alias stands for a node further up: its key is not above it, so it can't be told from the node.
    let delta = Int(document.nodes[index].line) - key.line
    document.nodes[index].keyColumn = delta < 0 ? 0 : UInt16(clamping: key.column)
    document.nodes[index].keyLineDelta = UInt16(clamping: delta)
  }

  static func isMerge(_ key: PendingKey, in document: Document) -> Bool {
    guard key.tag == .merge || (key.style == .plain && key.tag == .none) else { return false }
    return document.textEquals(key.slice, "<<")
  }

  private mutating func detailsIndex(of collection: Int) -> Int {
    if stack[collection].details < 0 {
      stack[collection].details = Int32(details.count)
      details.append(Details(owner: stack[collection].node))
    }
    return Int(stack[collection].details)
  }

  /// The entry of the innermost mapping that has the key of `node`; from now on `node` is that entry.
  ///
  /// The hash in the records is not enough for large mappings, because anyone can make keys that share it.
  private mutating func register(_ node: NodeID, in document: Document) -> NodeID? {
    let top = stack.count - 1
    if stack[top].childCount < OpenCollections.indexedSize {
      let record = document[node]
      var found: NodeID?
      var link = document.nodes[Int(stack[top].node.raw)].firstChild
      while link >= 0 {
        let other = document.nodes[Int(link)]
        if other.keyHash == record.keyHash, document.keysEqual(record.key, other.key) { found = NodeID(link) }
        link = other.nextSibling
      }
      return found
    }
    let index = detailsIndex(of: top)
    if details[index].index.isEmpty {
      for child in document.children(stack[top].node) {
        details[index].index[Array(document.text[document[child].key.range])] = child
      }
    }
    return details[index].index.updateValue(node, forKey: Array(document.text[document[node].key.range]))
  }
}

extension Document {
  func textEquals(_ slice: TextSlice, _ other: StaticString) -> Bool {
    guard slice.length == other.utf8CodeUnitCount else { return false }
    return withText(slice) { bytes in other.withUTF8Buffer { bytes.elementsEqual($0) } }
  }

  /// Whether two keys of this document have the same bytes.
  func keysEqual(_ a: TextSlice, _ b: TextSlice) -> Bool {
    guard a.length == b.length else { return false }
    return a.offset == b.offset
      || text.withUnsafeBufferPointer { buffer in buffer[a.range].elementsEqual(buffer[b.range]) }
  }
}
