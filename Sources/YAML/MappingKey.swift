internal import Glibc

/// A key to look for in mappings, with its hash: made once for the keys that are looked for in many documents.
package struct MappingKey: Hashable, Sendable {
  package let text: String
  let hash: UInt32

  package init(_ text: String) {
    self.text = text
    hash = text.utf8.withContiguousStorageIfAvailable { keyHash($0) } ?? keyHash(text.utf8)
  }
}

extension Document {
  /// The value under `key` in the mapping `node`; nil when absent or when `node` is no mapping.
  package subscript(node: NodeID, key: MappingKey) -> NodeID? {
    guard isMapping(node) else { return nil }
    return nodes.withUnsafeBufferPointer { nodes in
      var link = nodes[Int(node.raw)].firstChild
      while link >= 0 {
        let index = Int(link)
        if nodes[index].keyHash == key.hash, equals(nodes[index].key, key.text) { return NodeID(link) }
        link = nodes[index].nextSibling
      }
      return nil
    }
  }

  /// The value under `key` in the mapping `node`; nil when absent or when `node` is no mapping.
  package subscript(node: NodeID, key: String) -> NodeID? { self[node, MappingKey(key)] }

  /// Whether the scalar's text has exactly these bytes.
  package func valueEquals(_ node: NodeID, _ other: String) -> Bool { equals(self[node].value, other) }

  /// Whether the key of a child of a mapping has exactly these bytes.
  package func keyEquals(_ node: NodeID, _ other: String) -> Bool { equals(self[node].key, other) }

  /// Whether a child of a mapping has this key.
  package func keyEquals(_ node: NodeID, _ key: MappingKey) -> Bool {
    let index = Int(node.raw)
    return nodes[index].keyHash == key.hash && equals(nodes[index].key, key.text)
  }

  /// Whether a slice of the text has exactly these bytes.
  package func equals(_ slice: TextSlice, _ other: String) -> Bool {
    guard other.utf8.count == Int(slice.length) else { return false }
    let result = other.utf8.withContiguousStorageIfAvailable { other in
      text.withUnsafeBufferPointer { text in
        guard let text = text.baseAddress, let other = other.baseAddress else { return true }
        return memcmp(text + Int(slice.offset), other, Int(slice.length)) == 0
      }
    }
    return result ?? text[slice.range].elementsEqual(other.utf8)
  }
}
