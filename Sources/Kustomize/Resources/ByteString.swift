internal import SourceModel

/// A text as a dictionary key: equal only when the bytes are (`String` compares canonical equivalence).
struct ByteString: Hashable, Sendable {
  let string: String

  init(_ string: String) { self.string = string }

  static func == (a: ByteString, b: ByteString) -> Bool { haveSameBytes(a.string, b.string) }

  func hash(into hasher: inout Hasher) {
    var text = string
    text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// Whether two texts have the same bytes.
@inline(__always)
func same(_ a: String, _ b: String) -> Bool { haveSameBytes(a, b) }
