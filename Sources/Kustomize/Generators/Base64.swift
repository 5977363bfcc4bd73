/// Base64 as kustomize writes it.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// On one line, or, when longer than 70 characters, in lines of 70 that all end in a newline.
  static func kustomizeText(_ content: [UInt8]) -> String {
    let encoded = encode(content)
    let width = 70
    guard encoded.count > width else { return String(decoding: encoded, as: UTF8.self) }
    var lines: [UInt8] = []
    lines.reserveCapacity(encoded.count + encoded.count / width + 1)
    var start = 0
    while start < encoded.count {
      lines += encoded[start..<min(start + width, encoded.count)]
      lines.append(UInt8(ascii: "\n"))
      start += width
    }
    return String(decoding: lines, as: UTF8.self)
  }

  static func encode(_ content: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity((content.count + 2) / 3 * 4)
    var index = 0
    while index < content.count {
      let count = min(3, content.count - index)
      var word = UInt32(content[index]) << 16
      if count > 1 { word |= UInt32(content[index + 1]) << 8 }
      if count > 2 { word |= UInt32(content[index + 2]) }
      for position in 0..<4 {
        result.append(
          position <= count ? alphabet[Int(word >> UInt32(18 - 6 * position) & 63)] : UInt8(ascii: "="))
      }
      index += 3
    }
    return result
  }
}
