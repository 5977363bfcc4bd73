/// A regular expression in RE2 syntax, ready to be used from any number of threads.
///
/// Leftmost-first, as Perl and Go; the time to match is linear in the text. Expressions without operators are compared
/// as text. Source: the documented syntax and semantics of Go's `regexp`.
package struct Pattern: Sendable {
  /// Where a match lies, in bytes of the text.
  package struct Match: Sendable, Hashable {
    /// The whole match first, then the groups; nil for those that took no part.
    package var groups: [Range<Int>?]
    package var range: Range<Int> { groups.first.flatMap { $0 } ?? 0..<0 }
  }

  package let text: String
  /// The names of the groups, the whole match first; nil for those without one.
  package let groupNames: [String?]
  private let program: Program
  /// The text that must be equal, where the expression is nothing but text between anchors.
  private let literal: Literal?

  private struct Literal {
    var bytes: [UInt8]
    var isAtStart: Bool
    var isAtEnd: Bool
  }

  /// Compiles an expression; the error is worded as Go words it.
  package init(_ text: String) throws(PatternError) {
    self.text = text
    var parser = PatternParser(text)
    let node = try parser.parse()
    groupNames = parser.captureNames
    literal = Pattern.literal(node)
    program = try Program(node, captureCount: parser.captureNames.count, pattern: text)
  }

  private static func literal(_ node: SyntaxNode) -> Literal? {
    var nodes = [node]
    if case .sequence(let items) = node { nodes = items }
    var found = Literal(bytes: [], isAtStart: false, isAtEnd: false)
    for (index, node) in nodes.enumerated() {
      switch node {
      case .scalar(let value):
        guard let scalar = Unicode.Scalar(value) else { return nil }
        found.bytes += Array(String(Character(scalar)).utf8)
      case .assertion(.textStart) where index == 0: found.isAtStart = true
      case .assertion(.textEnd) where index == nodes.count - 1: found.isAtEnd = true
      default: return nil
      }
    }
    return found
  }

  /// Whether the expression matches anywhere in `text`.
  package func matches(_ text: String) -> Bool {
    var budget = Int.max
    return matches(text, budget: &budget)
  }

  /// `budget` loses what the search costs, in steps of the program; below zero the search was given up.
  package func matches(_ text: String, budget: inout Int) -> Bool {
    let bytes = Array(text.utf8)
    if let literal, literal.isAtStart {
      return literal.isAtEnd ? bytes == literal.bytes : bytes.starts(with: literal.bytes)
    }
    return Matcher(program, bytes, wantsCaptures: false).run(from: 0, budget: &budget) != nil
  }

  /// Whether the expression matches the whole of `text`, as if it stood between `\A(?:` and `)\z`.
  package func matchesWhole(_ text: String) -> Bool {
    guard let whole = try? Pattern("\\A(?:\(self.text))\\z") else { return false }
    return whole.matches(text)
  }

  /// The leftmost match.
  package func firstMatch(in bytes: [UInt8]) -> Match? {
    var budget = Int.max
    return Matcher(program, bytes, wantsCaptures: true).run(from: 0, budget: &budget).map(match)
  }

  package func firstMatch(in text: String) -> Match? { firstMatch(in: Array(text.utf8)) }

  /// The matches from left to right, at most `limit` of them; a negative limit is none.
  ///
  /// An empty match directly behind a match does not count, as in Go.
  package func allMatches(in bytes: [UInt8], limit: Int = -1) -> [Match] {
    var budget = Int.max
    return allMatches(in: bytes, limit: limit, budget: &budget)
  }

  /// `budget` loses what the search costs, in steps of the program; below zero the search was given up.
  package func allMatches(in bytes: [UInt8], limit: Int, budget: inout Int) -> [Match] {
    var result: [Match] = []
    let matcher = Matcher(program, bytes, wantsCaptures: true)
    var position = 0
    var lastEnd = -1
    while limit < 0 || result.count < limit, position <= bytes.count {
      guard let slots = matcher.run(from: position, budget: &budget) else { break }
      let found = match(slots)
      var isAccepted = true
      if found.range.upperBound == position {
        if found.range.lowerBound == lastEnd { isAccepted = false }
        position += max(matcher.decode(position).width, 1)
      } else {
        position = found.range.upperBound
      }
      lastEnd = found.range.upperBound
      if isAccepted { result.append(found) }
    }
    return result
  }

  package func allMatches(in text: String, limit: Int = -1) -> [Match] {
    allMatches(in: Array(text.utf8), limit: limit)
  }

  private func match(_ slots: [Int]) -> Match {
    Match(
      groups: stride(from: 0, to: slots.count, by: 2).map { index in
        slots[index] < 0 || slots[index + 1] < slots[index] ? nil : slots[index]..<slots[index + 1]
      })
  }
}

extension Pattern {
  /// The text with every match replaced; `$1`, `${1}` and `${name}` in the template mean groups.
  package func replacingAll(in text: String, with template: String) -> String {
    let bytes = Array(text.utf8)
    return String(
      decoding: replacing(allMatches(in: bytes), in: bytes, with: Array(template.utf8), upTo: .max),
      as: UTF8.self)
  }

  /// The text with these matches replaced; it ends soon after `limit` bytes. A literal is taken as it stands.
  package func replacing(
    _ matches: [Match], in bytes: [UInt8], with template: [UInt8], isLiteral: Bool = false, upTo limit: Int
  ) -> [UInt8] {
    var result: [UInt8] = []
    var copied = 0
    for match in matches where result.count <= limit {
      result += bytes[copied..<match.range.lowerBound]
      result += isLiteral ? template : expand(template, match, bytes)
      copied = match.range.upperBound
    }
    return result + bytes[copied...]
  }

  private func expand(_ template: [UInt8], _ match: Match, _ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    let dollar = UInt8(ascii: "$")
    while index < template.count {
      guard template[index] == dollar, index + 1 < template.count else {
        result.append(template[index])
        index += 1
        continue
      }
      if template[index + 1] == dollar {
        result.append(dollar)
        index += 2
        continue
      }
      guard let (name, end) = reference(template, index + 1) else {
        result.append(dollar)
        index += 1
        continue
      }
      if let range = group(name, match) { result += bytes[range] }
      index = end
    }
    return result
  }

  /// The name behind a `$` and where it ends; nil when the dollar is literal.
  private func reference(_ template: [UInt8], _ start: Int) -> (String, Int)? {
    let isBraced = template[start] == UInt8(ascii: "{")
    var end = isBraced ? start + 1 : start
    let first = end
    func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
      default: byte >= 0x80
      }
    }
    while end < template.count, isWord(template[end]) { end += 1 }
    if end == first { return nil }
    let name = String(decoding: template[first..<end], as: UTF8.self)
    if isBraced {
      guard end < template.count, template[end] == UInt8(ascii: "}") else { return nil }
      end += 1
    }
    return (name, end)
  }

  private func group(_ name: String, _ match: Match) -> Range<Int>? {
    if let number = Int(name), number >= 0, name == "0" || !name.hasPrefix("0") {
      return number < match.groups.count ? match.groups[number] : nil
    }
    // Several groups may have the name; the first that took part counts.
    for (index, group) in groupNames.enumerated() where group == name {
      if let range = match.groups[index] { return range }
    }
    return nil
  }

  /// `text` with every character escaped that means something in an expression.
  package static func quoted(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if "\\.+*?()|[]{}^$".unicodeScalars.contains(scalar) { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    return result
  }
}
