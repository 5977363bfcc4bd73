internal import Glibc

/// Whether two texts have the same bytes; `==` asks for canonical equivalence, which is another thing.
package func haveSameBytes(_ a: String, _ b: String) -> Bool {
  let count = a.utf8.count
  guard count == b.utf8.count else { return false }
  // Not `withUTF8`, which needs copies that may change.
  let result = unsafe a.utf8.withContiguousStorageIfAvailable { left in
    unsafe b.utf8.withContiguousStorageIfAvailable { right in
      guard let left = left.baseAddress, let right = right.baseAddress else { return true }
      return unsafe left == right || memcmp(left, right, count) == 0
    }
  }
  return (result ?? nil) ?? a.utf8.elementsEqual(b.utf8)
}

/// Whether `a` comes before `b`, byte by byte.
package func comesBefore(_ a: String, _ b: String) -> Bool {
  let result = unsafe a.utf8.withContiguousStorageIfAvailable { left in
    unsafe b.utf8.withContiguousStorageIfAvailable { right in
      guard let first = left.baseAddress, let second = right.baseAddress else {
        return left.count < right.count
      }
      let order = unsafe memcmp(first, second, min(left.count, right.count))
      return order == 0 ? left.count < right.count : order < 0
    }
  }
  return (result ?? nil) ?? a.utf8.lexicographicallyPrecedes(b.utf8)
}

/// Text as a key, compared byte by byte: `String` takes `é` in one or two code points as the same.
package struct ByteKey: Hashable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (a: ByteKey, b: ByteKey) -> Bool { haveSameBytes(a.text, b.text) }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
