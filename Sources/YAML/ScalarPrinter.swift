/// Appends scalars in the styles of kustomize's output: when to quote, where to fold.
///
/// Source: reference/kustomize.md section 17, conformance table yaml-emit.
struct ScalarPrinter: ~Copyable {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  var output: ByteSink
  /// Where the line that is being written begins.
  var lineStart = 0
  /// The next line has begun: nothing but a break has been written since.
  var isAtLineStart = true
  /// A character has come by that the reference can't carry to its output; whoever reports it clears this.
  var foundUnprintable = false

  private static let foldingColumn = 80
  /// A longer key stands on a line of its own, behind a question mark.
  private static let longestSimpleKey = 128

  init(output: consuming ByteSink) { self.output = output }

  // MARK: - Lines

  @inline(__always) mutating func byte(_ byte: UInt8) { output.append(byte) }

  mutating func endLine() {
    if isAtLineStart { return }
    output.append(0x0A)
    lineStart = output.count
    isAtLineStart = true
  }

  /// Begins a line with `indent` blanks.
  @inline(__always) mutating func beginLine(indent: Int) {
    endLine()
    blanks(indent)
    isAtLineStart = false
  }

  @inline(__always) mutating func blanks(_ count: Int) { output.append(0x20, times: count) }

  /// How many characters the current line has.
  private var column: Int {
    var count = 0
    for index in lineStart..<output.count where output[index] & 0xC0 != 0x80 { count += 1 }
    return count
  }

  // MARK: - Keys and strings

  /// Writes a key that fits on its line, with the colon; false, and nothing, when it needs a question mark.
  mutating func simpleKey(_ text: Bytes) -> Bool {
    if text.count <= ScalarPrinter.longestSimpleKey, ScalarPrinter.isEasy(text) {
      output.append(contentsOf: text)
    } else {
      let layout = ScalarLayout(text)
      if UTF8Scan.survey(text) != .clean { foundUnprintable = true }
      if layout.isMultiline || text.count > ScalarPrinter.longestSimpleKey { return false }
      string(text, layout: layout, isKey: true, indent: 0)
    }
    output.append(UInt8(ascii: ":"))
    return true
  }

  /// Writes a string value, or a key behind a question mark; `indent` is that of continuation lines.
  mutating func string(_ text: Bytes, indent: Int) {
    if ScalarPrinter.isEasy(text) {
      output.append(contentsOf: text)
      return
    }
    if let layout = ScalarLayout(ascii: text) {
      return string(text, layout: layout, isKey: false, indent: indent)
    }
    switch UTF8Scan.survey(text) {
    case .clean: string(text, layout: ScalarLayout(text), isKey: false, indent: indent)
    case .unprintable: foundUnprintable = true
    case .nextLine:
      ScalarPrinter.foldingNextLines(text).withUnsafeBufferPointer {
        string($0, layout: ScalarLayout($0), isKey: false, indent: indent)
      }
    }
  }

  private mutating func string(_ text: Bytes, layout: ScalarLayout, isKey: Bool, indent: Int) {
    if layout.isMultiline, text.next(0x0A, from: 0) < text.count {
      if layout.allowsLiteral && !isKey { return literal(text, indent: indent) }
      return doubleQuoted(text, folds: !isKey, indent: indent)
    }
    if ScalarResolver.looksTyped(text) { return doubleQuoted(text, folds: !isKey, indent: indent) }
    if layout.allowsPlain { return plain(text, folds: !isKey, indent: indent) }
    if layout.allowsSingleQuoted { return singleQuoted(text, folds: !isKey, indent: indent) }
    doubleQuoted(text, folds: !isKey, indent: indent)
  }

  /// The text with each run of U+0085 and blanks around it folded: one becomes a blank, several become newlines.
  ///
  /// The reference carries its output through JSON that it reads as YAML, where U+0085 is a line break.
  private static func foldingNextLines(_ text: Bytes) -> [UInt8] {
    var result: [UInt8] = []
    var blanks = 0
    var breaks = 0
    var index = 0
    func finish(_ result: inout [UInt8]) {
      if breaks == 0 {
        result.append(contentsOf: repeatElement(0x20, count: blanks))
      } else if breaks == 1 {
        result.append(0x20)
      } else {
        result.append(contentsOf: repeatElement(0x0A, count: breaks - 1))
      }
    }
    while index < text.count {
      if text[index] == 0x20 {
        blanks += 1
      } else if text[index] == 0xC2, text[index + 1] == 0x85 {
        breaks += 1
        index += 1
      } else {
        finish(&result)
        (blanks, breaks) = (0, 0)
        result.append(text[index])
      }
      index += 1
    }
    finish(&result)
    return result
  }

  /// Whether the text is plain at first sight: printable ASCII without blanks, no indicator, no other type.
  @inline(__always) static func isEasy(_ text: Bytes) -> Bool {
    guard let first = text.first else { return false }
    for byte in text where byte <= 0x20 || byte >= 0x7F { return false }
    switch first {
    case 0x61...0x7A, 0x41...0x5A, UInt8(ascii: "/"), UInt8(ascii: "$"), UInt8(ascii: "("), UInt8(ascii: "_"):
      break
    default: return false
    }
    if text[text.count - 1] == UInt8(ascii: ":") { return false }
    return ScalarResolver.hint(first) == .none || text.count > 5
  }

  // MARK: - Styles

  /// Breaks the line at a blank and goes on at `indent`.
  private mutating func fold(indent: Int) {
    output.append(0x0A)
    lineStart = output.count
    blanks(indent)
  }

  /// Copies a break; LS and PS stay what they are.
  private mutating func copyBreak(_ text: Bytes, _ index: Int) {
    output.append(contentsOf: text[index..<index + UTF8Scan.width(text[index])])
    lineStart = output.count
  }

  private mutating func plain(_ text: Bytes, folds: Bool, indent: Int) {
    // Plain text has no breaks.
    var start = 0
    let mayFold = folds && output.count - lineStart + text.count > ScalarPrinter.foldingColumn
    guard mayFold else {
      output.append(contentsOf: text)
      return
    }
    var column = column
    var afterSpace = false
    for index in text.indices {
      let byte = text[index]
      if byte == 0x20 {
        if !afterSpace, column > ScalarPrinter.foldingColumn, index + 1 < text.count, text[index + 1] != 0x20
        {
          output.append(contentsOf: text[start..<index])
          fold(indent: indent)
          column = indent
          start = index + 1
        } else {
          column += 1
        }
        afterSpace = true
      } else {
        if byte & 0xC0 != 0x80 { column += 1 }
        afterSpace = false
      }
    }
    output.append(contentsOf: text[start...])
  }

  private mutating func singleQuoted(_ text: Bytes, folds: Bool, indent: Int) {
    output.append(UInt8(ascii: "'"))
    var column = column
    var afterSpace = false
    var afterBreak = false
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == 0x20 {
        let breaksHere =
          folds && !afterSpace && column > ScalarPrinter.foldingColumn && index > 0
          && index + 1 < text.count && text[index + 1] != 0x20
        if breaksHere {
          fold(indent: indent)
          column = indent
        } else {
          output.append(byte)
          column += 1
        }
        afterSpace = true
        index += 1
        continue
      }
      if byte >= 0xC2, UTF8Scan.isBreak(text, index) {
        copyBreak(text, index)
        column = 0
        afterBreak = true
        index += UTF8Scan.width(byte)
        continue
      }
      if afterBreak {
        blanks(indent)
        column = indent
      }
      if byte == UInt8(ascii: "'") {
        output.append(byte)
        column += 1
      }
      output.append(byte)
      if byte & 0xC0 != 0x80 { column += 1 }
      afterSpace = false
      afterBreak = false
      index += 1
    }
    output.append(UInt8(ascii: "'"))
  }

  private mutating func doubleQuoted(_ text: Bytes, folds: Bool, indent: Int) {
    output.append(UInt8(ascii: "\""))
    var column = column
    var afterSpace = false
    var index = 0
    // The emitter of the reference takes every character of a text that begins with one for a byte order mark.
    let escapesAll = text.starts(with: [0xEF, 0xBB, 0xBF])
    while index < text.count {
      let byte = text[index]
      let width = UTF8Scan.width(byte)
      if byte == 0x20, !escapesAll {
        if folds, !afterSpace, column > ScalarPrinter.foldingColumn, index > 0, index + 1 < text.count {
          fold(indent: indent)
          column = indent
          if text[index + 1] == 0x20 {
            output.append(UInt8(ascii: "\\"))
            column += 1
          }
        } else {
          output.append(byte)
          column += 1
        }
        afterSpace = true
        index += 1
        continue
      }
      if escapesAll || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
        || !UTF8Scan.isPrintable(text, index) || UTF8Scan.isBreak(text, index)
      {
        column += escape(UTF8Scan.scalar(text, index))
      } else {
        output.append(contentsOf: text[index..<index + width])
        column += 1
      }
      afterSpace = false
      index += width
    }
    output.append(UInt8(ascii: "\""))
  }

  /// Writes an escape sequence and returns how many characters it has.
  private mutating func escape(_ scalar: UInt32) -> Int {
    output.append(UInt8(ascii: "\\"))
    if let letter = ScalarPrinter.escapeLetter(scalar) {
      output.append(letter)
      return 2
    }
    let (letter, digits) =
      scalar <= 0xFF
      ? (UInt8(ascii: "x"), 2) : scalar <= 0xFFFF ? (UInt8(ascii: "u"), 4) : (UInt8(ascii: "U"), 8)
    output.append(letter)
    for place in (0..<digits).reversed() {
      let digit = UInt8(truncatingIfNeeded: scalar >> UInt32(4 * place)) & 15
      output.append(digit < 10 ? 48 + digit : 55 + digit)
    }
    return 2 + digits
  }

  private static func escapeLetter(_ scalar: UInt32) -> UInt8? {
    switch scalar {
    case 0: UInt8(ascii: "0")
    case 7: UInt8(ascii: "a")
    case 8: UInt8(ascii: "b")
    case 9: UInt8(ascii: "t")
    case 10: UInt8(ascii: "n")
    case 11: UInt8(ascii: "v")
    case 12: UInt8(ascii: "f")
    case 13: UInt8(ascii: "r")
    case 0x1B: UInt8(ascii: "e")
    case 0x22: UInt8(ascii: "\"")
    case 0x5C: UInt8(ascii: "\\")
    case 0x85: UInt8(ascii: "N")
    case 0xA0: UInt8(ascii: "_")
    case 0x2028: UInt8(ascii: "L")
    case 0x2029: UInt8(ascii: "P")
    default: nil
    }
  }

  private mutating func literal(_ text: Bytes, indent: Int) {
    output.append(UInt8(ascii: "|"))
    if text[0] == 0x20 || UTF8Scan.isBreak(text, 0) { output.append(UInt8(ascii: "2")) }
    let last = ScalarPrinter.lastCharacter(text, before: text.count)
    let endsInBreak = UTF8Scan.isBreak(text, last)
    if !endsInBreak {
      output.append(UInt8(ascii: "-"))
    } else if last == 0 || UTF8Scan.isBreak(text, ScalarPrinter.lastCharacter(text, before: last)) {
      output.append(UInt8(ascii: "+"))
    }
    output.append(0x0A)
    var start = 0
    var index = 0
    while index < text.count {
      guard UTF8Scan.isBreak(text, index) else {
        index += 1
        continue
      }
      if index > start {
        blanks(indent)
        output.append(contentsOf: text[start..<index])
      }
      copyBreak(text, index)
      index += UTF8Scan.width(text[index])
      start = index
    }
    if start < text.count {
      blanks(indent)
      output.append(contentsOf: text[start...])
    }
    lineStart = output.count
    isAtLineStart = endsInBreak
  }

  private static func lastCharacter(_ text: Bytes, before end: Int) -> Int {
    var index = end - 1
    while index > 0, text[index] & 0xC0 == 0x80 { index -= 1 }
    return index
  }
}
