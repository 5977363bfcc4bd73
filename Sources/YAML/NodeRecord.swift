/// The index of a node in the arena of its document.
package struct NodeID: Hashable, Sendable {
  package let raw: Int32

  @inlinable package init(_ raw: Int32) { self.raw = raw }
}

/// The three shapes of a YAML node.
package enum NodeKind: UInt8, Sendable {
  case mapping
  case sequence
  case scalar
}

/// How a scalar was written.
package enum ScalarStyle: UInt8, Sendable {
  case plain
  case singleQuoted
  case doubleQuoted
  case literal
  case folded
}

/// The explicit tag of a node; `none` leaves the type to the resolution of plain scalars.
package enum NodeTag: UInt8, Sendable {
  case none
  case string
  case integer
  case float
  case boolean
  case null
  case timestamp
  case binary
  case mapping
  case sequence
  case merge
  /// A tag that YAML does not define.
  case other
}

/// A run of bytes in the text of a document.
package struct TextSlice: Hashable, Sendable {
  package var offset: UInt32
  package var length: UInt32

  @inlinable package init(offset: UInt32, length: UInt32) {
    self.offset = offset
    self.length = length
  }

  @inlinable package var range: Range<Int> { Int(offset)..<Int(offset) + Int(length) }

  package static let empty = TextSlice(offset: 0, length: 0)
}

/// One node: 52 bytes, no references. Links are -1 where there is none.
package struct NodeRecord: Sendable {
  package var kind: NodeKind
  package var style: ScalarStyle
  package var tag: NodeTag
  /// Written as `{}` or `[]`; of a scalar: a null between such brackets, which is read as an empty text.
  package var isFlow: Bool
  package var keyStyle: ScalarStyle
  package var keyTag: NodeTag
  /// Lines from the key down to the value; saturates.
  package var keyLineDelta: UInt16
  /// Line of the value, from 1; 0 for nodes that no file holds.
  package var line: UInt32
  /// Column of the value, from 1, in Unicode scalars; saturates.
  package var column: UInt16
  package var keyColumn: UInt16
  package var keyHash: UInt32
  /// The key under which the parent mapping holds this node; empty elsewhere.
  package var key: TextSlice
  /// The unescaped text of a scalar; empty for collections.
  package var value: TextSlice
  package var firstChild: Int32
  package var nextSibling: Int32
  /// Index into the origins of the document: which step wrote this, and in which file its line is.
  package var origin: UInt32
  /// The node that this one replaced (kept in the arena, out of the tree), or -1.
  package var previous: Int32

  package init(kind: NodeKind) {
    self.kind = kind
    style = .plain
    tag = .none
    isFlow = false
    keyStyle = .plain
    keyTag = .none
    keyLineDelta = 0
    line = 0
    column = 0
    keyColumn = 0
    keyHash = 0
    key = .empty
    value = .empty
    firstChild = -1
    nextSibling = -1
    origin = 0
    previous = -1
  }
}

/// FNV-1a over the bytes: the same in every process, so that it may be stored.
@inlinable package func keyHash(_ bytes: some Sequence<UInt8>) -> UInt32 {
  var hash: UInt32 = 2_166_136_261
  for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
  return hash
}
