/// What the characters of a string allow: which styles can hold it in block context.
///
/// Source: reference/kustomize.md section 17, conformance table yaml-emit.
struct ScalarLayout {
  private(set) var allowsPlain = true
  private(set) var allowsSingleQuoted = true
  private(set) var allowsLiteral = true
  /// Has a line break of any kind: such a key can't stand on one line.
  private(set) var isMultiline = false

  /// The layout of printable ASCII with newlines, found in a fraction of the time; nil for other texts.
  init?(ascii text: UnsafeBufferPointer<UInt8>) {
    guard let first = text.first, let last = text.last else { return nil }
    var odd: UInt8 = 0
    for byte in text { odd |= (byte &- 0x20 > 0x5E && byte != 0x0A) ? 1 : 0 }
    guard odd == 0 else { return nil }
    func isBlankOrEnd(_ index: Int) -> Bool {
      index >= text.count || text[index] == 0x20 || text[index] == 0x0A
    }
    var indicators =
      text.count >= 3 && ScalarLayout.isDocumentMark(text) || ScalarLayout.isLeadingIndicator(first)
      || (first == UInt8(ascii: "?") || first == UInt8(ascii: ":") || first == UInt8(ascii: "-"))
        && isBlankOrEnd(1)
    var breakThenSpace = false
    var spaceThenBreak = false
    for index in text.indices where text[index] <= UInt8(ascii: ":") {
      switch text[index] {
      case UInt8(ascii: ":"): if index > 0, isBlankOrEnd(index + 1) { indicators = true }
      case UInt8(ascii: "#"): if index > 0, isBlankOrEnd(index - 1) { indicators = true }
      case 0x20: if index > 0, text[index - 1] == 0x0A { breakThenSpace = true }
      case 0x0A:
        isMultiline = true
        if index > 0, text[index - 1] == 0x20 { spaceThenBreak = true }
      default: break
      }
    }
    decide(
      firstIsBlank: first == 0x20 || first == 0x0A, lastIsSpace: last == 0x20, lastIsBreak: last == 0x0A,
      indicators: indicators, breakThenSpace: breakThenSpace, isUnprintable: spaceThenBreak)
  }

  private mutating func decide(
    firstIsBlank: Bool, lastIsSpace: Bool, lastIsBreak: Bool, indicators: Bool, breakThenSpace: Bool,
    isUnprintable: Bool
  ) {
    if firstIsBlank || lastIsSpace || lastIsBreak || isMultiline || indicators { allowsPlain = false }
    if lastIsSpace { allowsLiteral = false }
    if breakThenSpace {
      allowsPlain = false
      allowsSingleQuoted = false
    }
    if isUnprintable {
      allowsPlain = false
      allowsSingleQuoted = false
      allowsLiteral = false
    }
  }

  init(_ text: UnsafeBufferPointer<UInt8>) {
    guard !text.isEmpty else {
      allowsLiteral = false
      return
    }
    var indicators = text.count >= 3 && ScalarLayout.isDocumentMark(text)
    var special = false
    var breakThenSpace = false
    var spaceThenBreak = false
    var previousSpace = false
    var previousBreak = false
    var afterBlank = true
    var index = 0
    var lastIsSpace = false
    var lastIsBreak = false
    while index < text.count {
      let byte = text[index]
      let width = UTF8Scan.width(byte)
      let isBreak = UTF8Scan.isBreak(text, index)
      let isSpace = byte == 0x20
      if byte < 0x80 {
        let beforeBlank = UTF8Scan.isBlankOrEnd(text, index + 1)
        if index == 0 {
          indicators =
            indicators || ScalarLayout.isLeadingIndicator(byte)
            || (beforeBlank
              && (byte == UInt8(ascii: "?") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "-")))
        } else if byte == UInt8(ascii: ":") {
          if beforeBlank { indicators = true }
        } else if byte == UInt8(ascii: "#"), afterBlank {
          indicators = true
        }
      }
      if !UTF8Scan.isPrintable(text, index) { special = true }
      if isBreak { isMultiline = true }
      if isSpace {
        if previousBreak { breakThenSpace = true }
      } else if isBreak {
        if previousSpace { spaceThenBreak = true }
      }
      previousSpace = isSpace
      previousBreak = isBreak
      lastIsSpace = isSpace
      lastIsBreak = isBreak
      afterBlank = isSpace || isBreak || byte == 0x09 || byte == 0
      index += width
    }
    decide(
      firstIsBlank: text[0] == 0x20 || UTF8Scan.isBreak(text, 0), lastIsSpace: lastIsSpace,
      lastIsBreak: lastIsBreak, indicators: indicators, breakThenSpace: breakThenSpace,
      isUnprintable: spaceThenBreak || special)
  }

  private static func isDocumentMark(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let byte = text[0]
    return (byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")) && text[1] == byte && text[2] == byte
  }

  @inline(__always) static func isLeadingIndicator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
      UInt8(ascii: "}"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
      UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
      UInt8(ascii: "`"):
      true
    default: false
    }
  }
}

extension ScalarStyle {
  /// How the printer writes a string on a line of its own; block scalars count as quoted.
  package init(printing text: String) {
    var text = text
    self = text.withUTF8 { bytes in
      if ScalarResolver.looksTyped(bytes) { return .doubleQuoted }
      let layout = ScalarLayout(bytes)
      if layout.allowsPlain { return .plain }
      if layout.isMultiline, layout.allowsLiteral { return .literal }
      return layout.allowsSingleQuoted ? .singleQuoted : .doubleQuoted
    }
  }
}

/// Questions about one character of valid UTF-8, asked of its bytes.
enum UTF8Scan {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  @inline(__always) static func width(_ byte: UInt8) -> Int {
    byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
  }

  /// LF, CR, NEL, LS or PS.
  @inline(__always) static func isBreak(_ text: Bytes, _ index: Int) -> Bool {
    switch text[index] {
    case 0x0A, 0x0D: true
    case 0xC2: index + 1 < text.count && text[index + 1] == 0x85
    case 0xE2: index + 2 < text.count && text[index + 1] == 0x80 && text[index + 2] & 0xFE == 0xA8
    default: false
    }
  }

  @inline(__always) static func isBlankOrEnd(_ text: Bytes, _ index: Int) -> Bool {
    guard index < text.count else { return true }
    let byte = text[index]
    return byte == 0x20 || byte == 0x09 || byte == 0 || isBreak(text, index)
  }

  /// Can stand unescaped in the output; characters beyond U+FFFF can't.
  static func isPrintable(_ text: Bytes, _ index: Int) -> Bool {
    let byte = text[index]
    if byte < 0x80 { return byte == 0x0A || (byte >= 0x20 && byte <= 0x7E) }
    guard index + 1 < text.count else { return false }
    let second = text[index + 1]
    switch byte {
    case 0xC2: return second >= 0xA0
    case 0xC3...0xEC, 0xEE: return true
    case 0xED: return second < 0xA0
    case 0xEF:
      guard index + 2 < text.count else { return false }
      let third = text[index + 2]
      return !(second == 0xBB && third == 0xBF) && !(second == 0xBF && third >= 0xBE)
    default: return false
    }
  }

  /// What a text has that does not get through the reference unharmed.
  enum Survey { case clean, nextLine, unprintable }

  /// Looks for U+0085, and for U+007F to U+009F, U+FFFE and U+FFFF, which the reference refuses to print.
  static func survey(_ text: Bytes) -> Survey {
    var result = Survey.clean
    for index in text.indices {
      switch text[index] {
      case 0x7F: return .unprintable
      case 0xC2 where index + 1 < text.count && text[index + 1] < 0xA0:
        if text[index + 1] != 0x85 { return .unprintable }
        result = .nextLine
      case 0xEF where index + 2 < text.count && text[index + 1] == 0xBF && text[index + 2] >= 0xBE:
        return .unprintable
      default: break
      }
    }
    return result
  }

  /// The code point at `index`.
  static func scalar(_ text: Bytes, _ index: Int) -> UInt32 {
    let byte = text[index]
    let width = width(byte)
    guard width > 1, index + width <= text.count else { return UInt32(byte) }
    var value = UInt32(byte) & (width == 2 ? 0x1F : width == 3 ? 0x0F : 0x07)
    for offset in 1..<width { value = value << 6 | UInt32(text[index + offset] & 0x3F) }
    return value
  }
}
