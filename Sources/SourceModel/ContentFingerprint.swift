/// A name for bytes: 128 bits that are the same in every process and on every machine.
///
/// MurmurHash3 x64 128 with seed 0. It answers "are these the bytes that were here before?" at memory speed, where
/// SHA-256 costs as much as printing the manifests did (performance.md point 2). It proves nothing against
/// somebody who looks for a collision on purpose, so nothing that must be proved rests on it.
package struct ContentFingerprint: Hashable, Sendable {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The bytes from `start` on.
  package init(of bytes: [UInt8], from start: Int = 0) {
    let size = bytes.count - start
    let firstFactor: UInt64 = 0x87c3_7b91_1142_53d5
    let secondFactor: UInt64 = 0x4cf5_ad43_2745_937f
    var first: UInt64 = 0
    var second: UInt64 = 0
    func mixFirst(_ word: UInt64) -> UInt64 { (word &* firstFactor).rotated(left: 31) &* secondFactor }
    func mixSecond(_ word: UInt64) -> UInt64 { (word &* secondFactor).rotated(left: 33) &* firstFactor }

    let blocks = size / 16
    // Unaligned 64-bit loads: byte by byte the hash would cost more than printing what it names.
    unsafe bytes.withUnsafeBytes { buffer in
      for block in 0..<blocks {
        let offset = start + block * 16
        let left = unsafe UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        let right = unsafe UInt64(
          littleEndian: buffer.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
        first = ((first ^ mixFirst(left)).rotated(left: 27) &+ second) &* 5 &+ 0x52dc_e729
        second = ((second ^ mixSecond(right)).rotated(left: 31) &+ first) &* 5 &+ 0x3849_5ab5
      }
    }
    var left: UInt64 = 0
    var right: UInt64 = 0
    for (index, byte) in bytes[(start + blocks * 16)...].enumerated() {
      if index < 8 {
        left |= UInt64(byte) << UInt64(index * 8)
      } else {
        right |= UInt64(byte) << UInt64((index - 8) * 8)
      }
    }
    second ^= mixSecond(right)
    first ^= mixFirst(left)

    first ^= UInt64(size)
    second ^= UInt64(size)
    first = first &+ second
    second = second &+ first
    first = first.finallyMixed
    second = second.finallyMixed
    first = first &+ second
    second = second &+ first
    high = first
    low = second
  }

  /// Reads the 32 hexadecimal digits that `description` writes; nil for anything else.
  package init?(_ text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 32 else { return nil }
    var words: [UInt64] = [0, 0]
    for (index, digit) in digits.enumerated() {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      default: return nil
      }
      words[index / 16] = words[index / 16] << 4 | UInt64(value)
    }
    self.init(high: words[0], low: words[1])
  }
}

extension ContentFingerprint: CustomStringConvertible {
  /// 32 lower-case hexadecimal digits.
  package var description: String {
    func padded(_ word: UInt64) -> String {
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
    return padded(high) + padded(low)
  }
}

extension UInt64 {
  fileprivate func rotated(left count: UInt64) -> UInt64 { self << count | self >> (64 - count) }

  fileprivate var finallyMixed: UInt64 {
    var word = self
    word ^= word >> 33
    word = word &* 0xff51_afd7_ed55_8ccd
    word ^= word >> 33
    word = word &* 0xc4ce_b9fe_1a85_ec53
    word ^= word >> 33
    return word
  }
}
