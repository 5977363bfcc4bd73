/// Reads a table that is built in as a text: thousands of literals take the compiler minutes.
///
/// Byte by byte and without slices, because every start of the program pays for it.
package struct TableText {
  private let bytes: [UInt8]
  private var position = 0

  package init(_ text: String) { bytes = Array(text.utf8) }

  /// The byte that comes next; nil at the end.
  package var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Steps over `byte` where it comes next.
  package mutating func skip(_ byte: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: byte) else { return false }
    position += 1
    return true
  }

  /// What comes before the next of these bytes, or before the end of the line.
  package mutating func word(before stops: Stops) -> ArraySlice<UInt8> {
    let start = position
    while position < bytes.count, !stops.contains(bytes[position]) { position += 1 }
    return bytes[start..<position]
  }

  /// The same as text.
  package mutating func text(before stops: Stops) -> String {
    String(decoding: word(before: stops), as: UTF8.self)
  }

  /// The number that comes next.
  package mutating func number() -> Int32 {
    var value: Int32 = 0
    while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      value = value &* 10 &+ Int32(byte - UInt8(ascii: "0"))
      position += 1
    }
    return value
  }

  /// ASCII bytes at which a word ends; a newline is always one of them.
  package struct Stops {
    private var low: UInt64 = 1 << 10
    private var high: UInt64 = 0

    package init(_ scalars: Unicode.Scalar...) {
      for scalar in scalars {
        if scalar.value < 64 {
          low |= 1 << UInt64(scalar.value)
        } else {
          high |= 1 << UInt64(scalar.value & 63)
        }
      }
    }

    @inline(__always) fileprivate func contains(_ byte: UInt8) -> Bool {
      byte < 0x80 && (byte < 64 ? low : high) & (1 << UInt64(byte & 63)) != 0
    }
  }
}
