internal import Crypto

extension FunctionLibrary {
  mutating func defineEncodings() {
    define("b64enc", [.string]) { .string(Radix.base64.encode(Array($0[0].stringValue.utf8))) }
    define("b32enc", [.string]) { .string(Radix.base32.encode(Array($0[0].stringValue.utf8))) }
    for (name, radix) in [("b64dec", Radix.base64), ("b32dec", Radix.base32)] {
      define(name, [.string]) { arguments in
        // Sprig hands out the error as the text.
        switch radix.decode(Array(arguments[0].stringValue.utf8)) {
        case .success(let bytes): return .string(goString(bytes))
        case .failure(let problem):
          return .string("illegal \(radix.name) data at input byte \(problem.offset)")
        }
      }
    }
    define("sha1sum", [.string]) {
      .string(hexadecimalDigest(Insecure.SHA1.hash(data: Array($0[0].stringValue.utf8))))
    }
    define("sha256sum", [.string]) {
      .string(hexadecimalDigest(SHA256.hash(data: Array($0[0].stringValue.utf8))))
    }
    define("sha512sum", [.string]) {
      .string(hexadecimalDigest(SHA512.hash(data: Array($0[0].stringValue.utf8))))
    }
    define("adler32sum", [.string]) { arguments in
      var (low, high): (UInt32, UInt32) = (1, 0)
      for byte in arguments[0].stringValue.utf8 {
        low = (low + UInt32(byte)) % 65521
        high = (high + low) % 65521
      }
      return .string(String(high << 16 | low))
    }
    defineMetered("derivePassword", [.int, .string, .string, .string, .string]) { arguments, steps in
      // Its very purpose is to take long, two thirds of a second: three of them are enough for one text.
      try spend(600_000, of: &steps)
      let texts = arguments.dropFirst().map(\.stringValue)
      return .string(
        MasterPassword(counter: UInt32(truncatingIfNeeded: arguments[0].integerValue), kind: texts[0]).derive(
          password: texts[1], user: texts[2], site: texts[3]))
    }
  }
}

private func hexadecimalDigest(_ digest: some Sequence<UInt8>) -> String {
  digest.map { hexadecimal(UInt32($0), digits: 2) }.joined()
}

/// Base 64 and base 32 with padding.
private struct Radix: Sendable {
  struct Problem: Error {
    var offset: Int
  }

  var name: String
  var alphabet: [UInt8]
  var bits: Int
  /// Characters in one group.
  var group: Int

  static let base64 = Radix(
    name: "base64", alphabet: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8),
    bits: 6,
    group: 4)
  static let base32 = Radix(
    name: "base32", alphabet: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8), bits: 5, group: 8)

  func encode(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    var buffer: UInt32 = 0
    var count = 0
    for byte in bytes {
      buffer = buffer << 8 | UInt32(byte)
      count += 8
      while count >= bits {
        count -= bits
        result.append(alphabet[Int(buffer >> UInt32(count)) & (1 << bits - 1)])
      }
      buffer &= 1 << UInt32(count) - 1
    }
    if count > 0 { result.append(alphabet[Int(buffer << UInt32(bits - count)) & (1 << bits - 1)]) }
    while result.count % group != 0 { result.append(UInt8(ascii: "=")) }
    return String(decoding: result, as: UTF8.self)
  }

  func decode(_ text: [UInt8]) -> Result<[UInt8], Problem> {
    var result: [UInt8] = []
    var buffer: UInt32 = 0
    var count = 0
    var index = 0
    var inGroup = 0
    func skipLines() { while index < text.count, text[index] == 10 || text[index] == 13 { index += 1 } }
    while true {
      skipLines()
      guard index < text.count else { break }
      if text[index] == UInt8(ascii: "=") {
        let start = index
        let allowed = bits == 6 ? [2, 3] : [2, 4, 5, 7]
        guard allowed.contains(inGroup) else { return .failure(Problem(offset: start)) }
        var padding = 0
        while inGroup + padding < group {
          guard index < text.count else { return .failure(Problem(offset: text.count)) }
          guard text[index] == UInt8(ascii: "=") else { return .failure(Problem(offset: index)) }
          padding += 1
          index += 1
          skipLines()
        }
        if index < text.count { return .failure(Problem(offset: index)) }
        inGroup = 0
        break
      }
      guard let value = alphabet.firstIndex(of: text[index]) else { return .failure(Problem(offset: index)) }
      buffer = buffer << UInt32(bits) | UInt32(value)
      count += bits
      if count >= 8 {
        count -= 8
        result.append(UInt8(truncatingIfNeeded: buffer >> UInt32(count)))
        buffer &= 1 << UInt32(count) - 1
      }
      inGroup = (inGroup + 1) % group
      index += 1
    }
    if inGroup != 0 { return .failure(Problem(offset: text.count - inGroup)) }
    return .success(result)
  }
}
