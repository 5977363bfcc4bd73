/// Finds the escape `\/`, which libyaml takes and the readers of the reference refuse.
struct EscapeCheck {
  private let input: UnsafeBufferPointer<UInt8>
  private var cursor: CharacterCursor

  /// Nil when there is nothing to look for.
  init?(_ input: UnsafeBufferPointer<UInt8>) {
    self.input = input
    cursor = CharacterCursor(input)
    var index = 0
    while index + 1 < input.count {
      if input[index + 1] == UInt8(ascii: "/"), input[index] == UInt8(ascii: "\\") { return }
      index += 1
    }
    return nil
  }

  /// Whether the double-quoted scalar between two marks of libyaml has the escape.
  mutating func hasSlash(from start: Int, to end: Int) -> Bool {
    cursor.advance(to: start)
    var escaped = false
    while !cursor.isAtEnd, cursor.character < end {
      let current = input[cursor.byte]
      if escaped {
        if current == UInt8(ascii: "/") { return true }
        escaped = false
      } else if current == UInt8(ascii: "\\") {
        escaped = true
      }
      cursor.step()
    }
    return false
  }
}
