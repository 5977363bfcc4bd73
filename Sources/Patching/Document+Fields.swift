internal import SourceModel
internal import YAML

// What patches ask of documents, all of it cheap.
extension Document {
  /// The children as an array: walking them this way does not keep the arena shared while it is edited.
  func childList(_ node: NodeID) -> [NodeID] {
    var list: [NodeID] = []
    list.reserveCapacity(childCount(node))
    var next = firstChild(node)
    while let child = next {
      list.append(child)
      next = nextSibling(child)
    }
    return list
  }

  /// Another name for the same value, for grafting a document into itself.
  var snapshot: Document { self }

  /// Whether a node is a null, in every dialect; a collection is one that is tagged so.
  func isNullScalar(_ node: NodeID) -> Bool {
    let record = self[node]
    guard record.kind == .scalar else { return record.tag == .null }
    switch record.tag {
    case .null: return true
    // A null in a flow collection, which the reader marks because it will be printed as an empty string.
    case .string where record.isFlow: return record.value.length == 0
    case .none where record.style == .plain:
      switch record.value.length {
      case 0: return true
      case 1: return valueEquals(node, "~")
      case 4: return valueEquals(node, "null") || valueEquals(node, "Null") || valueEquals(node, "NULL")
      default: return false
      }
    default: return false
    }
  }

  /// Takes a child out without a record of it: for nodes that a patch brought along only to be obeyed.
  mutating func unlink(_ child: NodeID, from parent: NodeID) {
    setChildren(parent, childList(parent).filter { $0 != child })
  }

  /// What a node is, in words.
  func kindName(_ node: NodeID) -> String {
    switch kind(node) {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .scalar: isNullScalar(node) ? "null" : "a scalar"
    }
  }
}

/// Finds the children of one mapping by key, by a table once there are many of them.
///
/// Holds no document: that would make the next edit copy it.
struct FieldIndex {
  private let node: NodeID
  private var table: [UInt32: [NodeID]]?

  init(_ document: Document, _ node: NodeID) {
    self.node = node
    let children = document.childList(node)
    if children.count > 32 { table = Dictionary(grouping: children) { document[$0].keyHash } }
  }

  /// The child (in `document`) with the key that `other` has in `source`.
  func find(keyOf other: NodeID, of source: Document, in document: Document) -> NodeID? {
    guard let table else { return document.child(node, matchingKeyOf: other, in: source) }
    let record = source[other]
    return table[record.keyHash]?.first {
      document.bytes(document[$0].key).elementsEqual(source.bytes(record.key))
    }
  }
}

/// Nodes that have been seen, by a table once there are many of them.
struct MetNodes {
  private var few: [NodeID] = []
  private var many: Set<NodeID> = []

  init() { few.reserveCapacity(4) }

  mutating func insert(_ node: NodeID) {
    if few.count < 16 { few.append(node) } else { many.insert(node) }
  }

  func contains(_ node: NodeID) -> Bool { few.contains(node) || (!many.isEmpty && many.contains(node)) }
}
