/// A selector in the text form of Kubernetes: `a=b,c!=d,e in (f,g),!h,i`.
///
/// Source: the grammar of Kubernetes label selectors; reference/kustomize.md section 11.
package struct SelectorText: Sendable {
  /// Why a text is no selector, and where.
  package struct Failure: Error {
    package var message: String
  }

  private enum Requirement: Sendable {
    case set(LabelSelector.Requirement)
    case greater(key: String, than: Int)
    case less(key: String, than: Int)

    func matches(_ labels: Labels) -> Bool {
      switch self {
      case .set(let requirement): requirement.matches(labels)
      case .greater(let key, let bound): labels[key].flatMap { Int($0) }.map { $0 > bound } ?? false
      case .less(let key, let bound): labels[key].flatMap { Int($0) }.map { $0 < bound } ?? false
      }
    }
  }

  private var requirements: [Requirement] = []

  package init(_ text: String) throws(Failure) {
    var parser = SelectorParser(text)
    if parser.isAtEnd { return }
    while true {
      requirements.append(try SelectorText.requirement(&parser))
      if parser.isAtEnd { return }
      try parser.expect(",")
      if parser.isAtEnd { throw parser.error("a requirement") }
    }
  }

  /// All requirements must hold; none at all matches everything.
  package func matches(_ labels: Labels) -> Bool { requirements.allSatisfy { $0.matches(labels) } }

  private static func requirement(_ parser: inout SelectorParser) throws(SelectorText.Failure) -> Requirement
  {
    if parser.take("!") { return set(try parser.key(), .doesNotExist, []) }
    let key = try parser.key()
    if parser.isAtEnd || parser.peek == "," { return set(key, .exists, []) }
    if parser.take("!=") { return set(key, .notIn, [try parser.value()]) }
    if parser.take("==") || parser.take("=") { return set(key, .in, [try parser.value()]) }
    if parser.take(">") { return .greater(key: key, than: try parser.number()) }
    if parser.take("<") { return .less(key: key, than: try parser.number()) }
    switch parser.word() {
    case "in": return set(key, .in, try parser.values())
    case "notin": return set(key, .notIn, try parser.values())
    default: throw parser.error("=, !=, in or notin")
    }
  }

  private static func set(_ key: String, _ operation: LabelSelector.Operator, _ values: [String])
    -> Requirement
  {
    .set(LabelSelector.Requirement(key: key, operator: operation, values: values))
  }
}

/// Reads the tokens of a selector.
private struct SelectorParser {
  private var rest: Substring
  private let text: String

  init(_ text: String) {
    self.text = text
    rest = text[...]
    skipBlanks()
  }

  var isAtEnd: Bool { rest.isEmpty }
  var peek: Character? { rest.first }

  mutating func take(_ token: String) -> Bool {
    guard rest.hasPrefix(token) else { return false }
    rest = rest.dropFirst(token.count)
    skipBlanks()
    return true
  }

  mutating func expect(_ token: String) throws(SelectorText.Failure) {
    if !take(token) { throw error("\"\(token)\"") }
  }

  mutating func word() -> String {
    let word = rest.prefix { !" \t\r\n=!(),<>".contains($0) }
    rest = rest.dropFirst(word.count)
    skipBlanks()
    return String(word)
  }

  mutating func key() throws(SelectorText.Failure) -> String {
    let before = self
    let key = word()
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    let isValid: Bool
    switch parts.count {
    case 1: isValid = isName(parts[0])
    case 2: isValid = isDomain(parts[0]) && isName(parts[1])
    default: isValid = false
    }
    if !isValid { throw before.error("a label key") }
    return key
  }

  mutating func value() throws(SelectorText.Failure) -> String {
    let before = self
    let value = word()
    if !value.isEmpty, !isName(value[...]) { throw before.error("a label value") }
    return value
  }

  mutating func number() throws(SelectorText.Failure) -> Int {
    let before = self
    guard let number = Int(word()) else { throw before.error("a whole number") }
    return number
  }

  mutating func values() throws(SelectorText.Failure) -> [String] {
    try expect("(")
    var values: [String] = []
    repeat { values.append(try value()) } while take(",")
    try expect(")")
    return values
  }

  func error(_ expected: String) -> SelectorText.Failure {
    let found = rest.isEmpty ? "its end" : "\"\(rest)\""
    return SelectorText.Failure(
      message: "the selector \"\(text)\" can't be read: expected \(expected), found \(found)")
  }

  private mutating func skipBlanks() {
    rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" }
  }

  /// 1 to 63 letters, digits, `-`, `_`, `.`, the first and last of them a letter or digit.
  private func isName(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last, text.utf8.count <= 63 else { return false }
    return isAlphanumeric(first) && isAlphanumeric(last)
      && text.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
  }

  private func isDomain(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.count <= 253
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
        isName(part) && part.utf8.allSatisfy { !"_ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8.contains($0) }
      }
  }

  private func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
