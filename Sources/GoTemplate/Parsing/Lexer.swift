/// Cuts a template into tokens, by the rules and with the error texts of Go's `text/template/parse`.
struct Lexer {
  private let bytes: [UInt8]
  private var position = 0
  private var start = 0
  private var line = 1
  private var startLine = 1
  private var parenthesisDepth = 0
  private(set) var tokens: [Token] = []
  private let allowsLoopControl: (break: Bool, continue: Bool)

  private static let keywords: [String: Token.Kind] = [
    "block": .keywordBlock, "break": .keywordBreak, "continue": .keywordContinue, "define": .keywordDefine,
    "else": .keywordElse, "end": .keywordEnd, "if": .keywordIf, "range": .keywordRange, "nil": .null,
    "template": .keywordTemplate, "with": .keywordWith,
  ]

  private init(_ text: String, breaks: Bool, continues: Bool) {
    bytes = Array(text.utf8)
    allowsLoopControl = (breaks, continues)
  }

  /// All tokens; the last is the end or an error.
  static func tokens(of text: String, breaks: Bool = true, continues: Bool = true) -> [Token] {
    var lexer = Lexer(text, breaks: breaks, continues: continues)
    lexer.run()
    return lexer.tokens
  }

  private mutating func run() {
    while lexText() {
      guard lexLeftDelimiter() else { return }
    }
  }

  // MARK: - Reading

  private func has(_ prefix: String, at index: Int) -> Bool {
    index + prefix.utf8.count <= bytes.count && bytes[index...].starts(with: prefix.utf8)
  }

  private func find(_ word: String, from index: Int) -> Int? {
    guard let first = word.utf8.first else { return nil }
    var at = index
    while let next = bytes[at...].firstIndex(of: first) {
      if has(word, at: next) { return next }
      at = next + 1
    }
    return nil
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }

  /// The scalar here and its length; nil at the end.
  private func peek() -> (scalar: Unicode.Scalar, length: Int)? {
    guard position < bytes.count else { return nil }
    if bytes[position] < 0x80 { return (Unicode.Scalar(bytes[position]), 1) }
    var iterator = bytes[position..<min(position + 4, bytes.count)].makeIterator()
    var decoder = UTF8()
    if case .scalarValue(let scalar) = decoder.decode(&iterator) {
      return (scalar, UTF8.width(scalar))
    }
    return ("\u{FFFD}", 1)
  }

  private mutating func next() -> Unicode.Scalar? {
    guard let (scalar, length) = peek() else { return nil }
    position += length
    if scalar == "\n" { line += 1 }
    return scalar
  }

  private mutating func emit(_ kind: Token.Kind) {
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    tokens.append(Token(kind: kind, position: start, text: text, line: startLine))
    ignore()
  }

  private mutating func ignore() {
    start = position
    startLine = line
  }

  private mutating func fail(_ message: String) -> Bool {
    tokens.append(Token(kind: .error, position: start, text: message, line: startLine))
    return false
  }

  private mutating func skip(to index: Int) {
    line += bytes[position..<index].count { $0 == 10 }
    position = index
  }

  // MARK: - Text, delimiters, comments

  private mutating func lexText() -> Bool {
    guard let open = find("{{", from: position) else {
      skip(to: bytes.count)
      if position > start { emit(.text) }
      emit(.end)
      return false
    }
    skip(to: open)
    var end = open
    if hasLeftTrim(open + 2) { while end > start, isSpace(bytes[end - 1]) { end -= 1 } }
    if end > start {
      let text = String(decoding: bytes[start..<end], as: UTF8.self)
      tokens.append(Token(kind: .text, position: start, text: text, line: startLine))
    }
    ignore()
    return true
  }

  private func hasLeftTrim(_ index: Int) -> Bool {
    index + 1 < bytes.count && bytes[index] == UInt8(ascii: "-") && isSpace(bytes[index + 1])
  }

  private func hasRightTrim(_ index: Int) -> Bool {
    index + 1 < bytes.count && isSpace(bytes[index]) && bytes[index + 1] == UInt8(ascii: "-")
  }

  private func rightDelimiter() -> (isHere: Bool, trims: Bool) {
    if hasRightTrim(position), has("}}", at: position + 2) { return (true, true) }
    return (has("}}", at: position), false)
  }

  private mutating func lexLeftDelimiter() -> Bool {
    let trims = hasLeftTrim(position + 2)
    let after = position + 2 + (trims ? 2 : 0)
    if has("/*", at: after) {
      skip(to: after)
      ignore()
      return lexComment()
    }
    position += 2
    emit(.leftDelimiter)
    skip(to: after)
    ignore()
    parenthesisDepth = 0
    while true {
      let (isHere, trims) = rightDelimiter()
      if isHere {
        if parenthesisDepth > 0 { return fail("unclosed left paren") }
        lexRightDelimiter(trims)
        return true
      }
      guard lexInside() else { return false }
    }
  }

  private mutating func lexComment() -> Bool {
    guard let close = find("*/", from: position) else { return fail("unclosed comment") }
    skip(to: close + 2)
    let (isHere, trims) = rightDelimiter()
    guard isHere else { return fail("comment ends before closing delimiter") }
    skip(to: position + (trims ? 4 : 2))
    if trims { skipSpace() }
    ignore()
    return true
  }

  private mutating func lexRightDelimiter(_ trims: Bool) {
    if trims {
      skip(to: position + 2)
      ignore()
    }
    position += 2
    emit(.rightDelimiter)
    if trims {
      skipSpace()
      ignore()
    }
  }

  private mutating func skipSpace() {
    var index = position
    while index < bytes.count, isSpace(bytes[index]) { index += 1 }
    skip(to: index)
  }

  // MARK: - Inside an action

  private mutating func lexInside() -> Bool {
    guard let (scalar, _) = peek() else { return fail("unclosed action") }
    switch scalar {
    case " ", "\t", "\r", "\n":
      lexSpace()
      return true
    case "=": return single(.assign)
    case ":":
      position += 1
      guard next() == "=" else { return fail("expected :=") }
      emit(.declare)
      return true
    case "|": return single(.pipe)
    case "\"": return lexQuote()
    case "`": return lexRawQuote()
    case "$":
      position += 1
      if isAtTerminator {
        emit(.variable)
        return true
      }
      return lexName(.variable)
    case "'": return lexCharacter()
    case ".":
      let isDigit = position + 1 < bytes.count && (48...57).contains(bytes[position + 1])
      if isDigit || position + 1 >= bytes.count { return lexNumber() }
      position += 1
      return lexField()
    case "+", "-", "0"..."9": return lexNumber()
    case "(":
      parenthesisDepth += 1
      return single(.leftParenthesis)
    case ")":
      parenthesisDepth -= 1
      if parenthesisDepth < 0 { return fail("unexpected right paren") }
      return single(.rightParenthesis)
    default: return lexOther(scalar)
    }
  }

  private mutating func lexOther(_ scalar: Unicode.Scalar) -> Bool {
    if isWord(scalar) { return lexIdentifier() }
    if scalar.isASCII, scalar.value > 32, scalar.value < 127 { return single(.character) }
    return fail("unrecognized character in action: \(unicodeName(scalar))")
  }

  private mutating func single(_ kind: Token.Kind) -> Bool {
    position += 1
    emit(kind)
    return true
  }

  private mutating func lexSpace() {
    var end = position
    while end < bytes.count, isSpace(bytes[end]) { end += 1 }
    // A space before "-}}" belongs to the delimiter.
    if hasRightTrim(end - 1), has("}}", at: end + 1) { end -= 1 }
    if end == position { return }
    skip(to: end)
    emit(.space)
  }

  private func isWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      switch scalar {
      case "_", "0"..."9", "a"..."z", "A"..."Z": return true
      default: return false
      }
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
      return true
    default: return false
    }
  }

  private var isAtTerminator: Bool {
    guard let (scalar, _) = peek() else { return true }
    switch scalar {
    case " ", "\t", "\r", "\n", ".", ",", "|", ":", ")", "(": return true
    default: return has("}}", at: position)
    }
  }

  /// Takes letters and digits; false after reporting what may not follow them.
  private mutating func lexWord() -> Bool {
    while let (scalar, length) = peek(), isWord(scalar) { position += length }
    if isAtTerminator { return true }
    let scalar = peek()?.scalar ?? " "
    return fail("bad character \(unicodeName(scalar))")
  }

  private mutating func lexIdentifier() -> Bool {
    guard lexWord() else { return false }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
    switch Lexer.keywords[word] {
    case .keywordBreak? where !allowsLoopControl.break: emit(.identifier)
    case .keywordContinue? where !allowsLoopControl.continue: emit(.identifier)
    case let keyword?: emit(keyword)
    case nil: emit(word == "true" || word == "false" ? .bool : .identifier)
    }
    return true
  }

  private mutating func lexField() -> Bool {
    if isAtTerminator {
      emit(.dot)
      return true
    }
    return lexName(.field)
  }

  private mutating func lexName(_ kind: Token.Kind) -> Bool {
    guard lexWord() else { return false }
    emit(kind)
    return true
  }

  private mutating func lexCharacter() -> Bool {
    position += 1
    while true {
      switch next() {
      case "\\":
        if let escaped = next(), escaped != "\n" { continue }
        return fail("unterminated character constant")
      case nil, "\n": return fail("unterminated character constant")
      case "'":
        emit(.characterConstant)
        return true
      default: continue
      }
    }
  }

  private mutating func lexQuote() -> Bool {
    position += 1
    while true {
      switch next() {
      case "\\":
        if let escaped = next(), escaped != "\n" { continue }
        return fail("unterminated quoted string")
      case nil, "\n": return fail("unterminated quoted string")
      case "\"":
        emit(.string)
        return true
      default: continue
      }
    }
  }

  private mutating func lexRawQuote() -> Bool {
    position += 1
    while let scalar = next() {
      if scalar == "`" {
        emit(.rawString)
        return true
      }
    }
    return fail("unterminated raw quoted string")
  }

  // MARK: - Numbers

  private mutating func lexNumber() -> Bool {
    guard scanNumber() else { return badNumber() }
    if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
      guard scanNumber(), bytes[position - 1] == UInt8(ascii: "i") else { return badNumber() }
      emit(.complex)
    } else {
      emit(.number)
    }
    return true
  }

  private mutating func badNumber() -> Bool {
    fail("bad number syntax: " + quotedText(String(decoding: bytes[start..<position], as: UTF8.self)))
  }

  private mutating func accept(_ set: String) -> Bool {
    guard position < bytes.count, set.utf8.contains(bytes[position]) else { return false }
    position += 1
    return true
  }

  private mutating func acceptRun(_ set: String) { while accept(set) {} }

  private mutating func scanNumber() -> Bool {
    _ = accept("+-")
    var digits = "0123456789_"
    var isHexadecimal = false
    if accept("0") {
      if accept("xX") {
        digits = "0123456789abcdefABCDEF_"
        isHexadecimal = true
      } else if accept("oO") {
        digits = "01234567_"
      } else if accept("bB") {
        digits = "01_"
      }
    }
    acceptRun(digits)
    if accept(".") { acceptRun(digits) }
    if digits.utf8.count == 11, accept("eE") {
      _ = accept("+-")
      acceptRun("0123456789_")
    }
    if isHexadecimal, accept("pP") {
      _ = accept("+-")
      acceptRun("0123456789_")
    }
    _ = accept("i")
    if let (scalar, length) = peek(), isWord(scalar) {
      position += length
      return false
    }
    return true
  }
}

/// A scalar as Go's `%#U` prints it: `U+002D '-'`.
func unicodeName(_ scalar: Unicode.Scalar) -> String {
  "U+" + hexadecimal(scalar.value, digits: 4).uppercased() + " '" + String(Character(scalar)) + "'"
}
