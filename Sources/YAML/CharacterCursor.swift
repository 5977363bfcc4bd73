/// Walks a text along with libyaml, which counts characters where we have bytes; forwards only.
struct CharacterCursor {
  private let input: UnsafeBufferPointer<UInt8>
  private(set) var byte = 0
  private(set) var character = 0

  init(_ input: UnsafeBufferPointer<UInt8>) { self.input = input }

  var isAtEnd: Bool { byte >= input.count }

  mutating func advance(to index: Int) {
    while byte < input.count, character < index { step() }
  }

  mutating func step() {
    // libyaml does not count a byte order mark, and it counts CR LF as two characters, as we do.
    if byte == 0, input.starts(with: [0xEF, 0xBB, 0xBF]) { byte = 3 }
    byte = min(byte + UTF8Scan.width(input[min(byte, input.count - 1)]), input.count)
    character += 1
  }
}
