internal import SourceModel

/// Reads a scalar once more in the file that holds it, beside its text, to find where each part of the text stands.
///
/// It trusts nothing: where file and text do not agree, it finds nothing. Source: YAML 1.2.2, chapters 7.3, 8.1 and 8.2.
struct ScalarTextReader {
  /// Line and column of the text, line and column of the file.
  private(set) var runs: [(Int, Int, Int, Int)] = []
  private let file: [UInt8]
  private let value: [UInt8]
  private var line: Int
  private var column = 1
  private var position = 0
  /// What comes next in the text.
  private var next = 0
  private var textLine = 1
  private var textColumn = 1
  private var needsRun = true

  init(_ file: [UInt8], line: Int, column: Int, value: some StringProtocol) {
    self.file = file
    self.value = Array(value.utf8)
    self.line = 1
    while self.line < line, position < file.count { skipLine() }
    while self.column < column, position < file.count, file[position] != newline { advance() }
    if self.line < line { position = file.count }
  }

  /// False where the text does not stand there.
  mutating func read() -> Bool {
    skipProperties()
    guard position < file.count, !value.isEmpty else { return false }
    switch file[position] {
    case UInt8(ascii: "|"): return readBlock(isFolded: false)
    case UInt8(ascii: ">"): return readBlock(isFolded: true)
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      let quote = file[position]
      advance()
      return readFlow(quote: quote)
    default: return readFlow(quote: nil)
    }
  }

  // MARK: - The file

  private mutating func advance() {
    if file[position] == newline {
      line += 1
      column = 1
    } else if file[position] & 0xC0 != 0x80 {
      column += 1
    }
    position += 1
    // The other bytes of a character belong to it.
    while position < file.count, file[position] & 0xC0 == 0x80 { position += 1 }
  }

  private mutating func skipLine() {
    while position < file.count, file[position] != newline { position += 1 }
    if position < file.count { position += 1 }
    line += 1
    column = 1
  }

  /// An anchor and a tag.
  private mutating func skipProperties() {
    while position < file.count, file[position] == UInt8(ascii: "&") || file[position] == UInt8(ascii: "!") {
      while position < file.count, !isBlank(file[position]), file[position] != newline { advance() }
      while position < file.count, isBlank(file[position]) || file[position] == newline { advance() }
    }
  }

  // MARK: - The text

  private mutating func note() {
    if needsRun { runs.append((textLine, textColumn, line, column)) }
    needsRun = false
  }

  /// Steps over one character of the text; false at its end.
  private mutating func take() -> Bool {
    guard next < value.count else { return false }
    if value[next] == newline {
      textLine += 1
      textColumn = 1
      needsRun = true
    } else {
      textColumn += 1
    }
    next += 1
    while next < value.count, value[next] & 0xC0 == 0x80 { next += 1 }
    return true
  }

  private mutating func takeNewlines() {
    while next < value.count, value[next] == newline { _ = take() }
  }

  // MARK: - Block scalars

  private mutating func readBlock(isFolded: Bool) -> Bool {
    skipLine()
    guard let indentation = indentation() else { return false }
    var isFirst = true
    while next < value.count, position < file.count {
      var end = position
      while end < file.count, file[end] != newline { end += 1 }
      var last = end
      if last > position, file[last - 1] == carriageReturn { last -= 1 }
      let content = file[position..<last].dropFirst(indentation)
      let isIndented = file[position..<last].prefix(indentation).allSatisfy { $0 == blank }
      let isEmpty = content.allSatisfy { isBlank($0) }
      if !isIndented, !isEmpty { break }
      if !isEmpty || !isFolded {
        if isFolded {
          let before = next
          takeNewlines()
          // A single line break was made a blank.
          if before == next, !isFirst {
            guard value[next] == blank, take() else { return false }
          }
        }
        if !content.isEmpty {
          guard value[next...].starts(with: content) else { return false }
          needsRun = true
          column = indentation + 1
          note()
          let stop = next + content.count
          while next < stop { _ = take() }
        }
        // At the end of the text a line break may have been cut off.
        if !isFolded, next < value.count {
          guard value[next] == newline, take() else { return false }
        }
        isFirst = false
      }
      position = end
      skipLine()
    }
    takeNewlines()
    return next == value.count
  }

  /// The blanks before each line: those of the first line with content, less what the text keeps of them.
  private func indentation() -> Int? {
    func blanks(_ bytes: ArraySlice<UInt8>) -> Int? {
      for line in bytes.split(separator: newline, omittingEmptySubsequences: true) {
        let count = line.prefix { $0 == blank }.count
        if count < line.count, line[line.startIndex + count] != carriageReturn { return count }
      }
      return nil
    }
    guard let inFile = blanks(file[min(position, file.count)...]), let inText = blanks(value[...]) else {
      return nil
    }
    return inFile >= inText ? inFile - inText : nil
  }

  // MARK: - Quoted and plain scalars

  private mutating func readFlow(quote: UInt8?) -> Bool {
    while next < value.count {
      guard position < file.count else { return false }
      let byte = file[position]
      if isBlank(byte) || byte == newline || byte == carriageReturn {
        guard readBlanks() else { return false }
      } else if quote == UInt8(ascii: "\""), byte == UInt8(ascii: "\\") {
        guard readEscape() else { return false }
      } else if byte == quote {
        // Two single quotes are one.
        guard quote == UInt8(ascii: "'"), position + 1 < file.count, file[position + 1] == byte else {
          return false
        }
        note()
        advance()
        advance()
        guard take() else { return false }
        needsRun = true
      } else {
        note()
        guard value[next] == byte else { return false }
        advance()
        guard take() else { return false }
      }
    }
    return true
  }

  /// Blanks inside a line are kept; those around line breaks are folded into one blank, or one break less.
  private mutating func readBlanks() -> Bool {
    var end = position
    while end < file.count, isBlank(file[end]) || file[end] == carriageReturn { end += 1 }
    guard end < file.count, file[end] == newline else {
      while position < end {
        note()
        advance()
        guard take() else { return false }
      }
      return true
    }
    var breaks = 0
    while position < file.count,
      isBlank(file[position]) || file[position] == newline || file[position] == carriageReturn
    {
      if file[position] == newline { breaks += 1 }
      advance()
    }
    for _ in 0..<max(1, breaks - 1) { guard take() else { return false } }
    needsRun = true
    return true
  }

  private mutating func readEscape() -> Bool {
    note()
    needsRun = true
    advance()
    guard position < file.count else { return false }
    let letter = file[position]
    if letter == newline || letter == carriageReturn {
      while position < file.count,
        isBlank(file[position]) || file[position] == newline || file[position] == carriageReturn
      {
        advance()
      }
      return true
    }
    advance()
    let digits =
      switch letter {
      case UInt8(ascii: "x"): 2
      case UInt8(ascii: "u"): 4
      case UInt8(ascii: "U"): 8
      default: 0
      }
    for _ in 0..<digits where position < file.count { advance() }
    return take()
  }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == blank || byte == UInt8(ascii: "\t") }

private let blank = UInt8(ascii: " ")
private let newline = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
