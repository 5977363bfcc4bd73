/// Finds the escape `\/`, which libyaml takes and the readers of the reference refuse.
///
/// libyaml counts characters where we have bytes, so the two are walked along together, forwards only.
struct EscapeCheck {
  private let input: UnsafeBufferPointer<UInt8>
  private var byte = 0
  private var character = 0

  /// Nil when there is nothing to look for.
  init?(_ input: UnsafeBufferPointer<UInt8>) {
    self.input = input
    var index = 0
    while index + 1 < input.count {
      if input[index + 1] == UInt8(ascii: "/"), input[index] == UInt8(ascii: "\\") { return }
      index += 1
    }
    return nil
  }

  /// Whether the double-quoted scalar between two marks of libyaml has the escape.
  mutating func hasSlash(from start: Int, to end: Int) -> Bool {
    advance(to: start)
    var escaped = false
    while byte < input.count, character < end {
      let current = input[byte]
      if escaped {
        if current == UInt8(ascii: "/") { return true }
        escaped = false
      } else if current == UInt8(ascii: "\\") {
        escaped = true
      }
      step()
    }
    return false
  }

  private mutating func advance(to index: Int) {
    while byte < input.count, character < index { step() }
  }

  private mutating func step() {
    // libyaml does not count a byte order mark, and it counts CR LF as two characters, as we do.
    if byte == 0, input.starts(with: [0xEF, 0xBB, 0xBF]) { byte = 3 }
    byte = min(byte + UTF8Scan.width(input[min(byte, input.count - 1)]), input.count)
    character += 1
  }
}
