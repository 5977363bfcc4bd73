/// Glob patterns as Argo CD has them: a directory source's `include` and `exclude`, and the rules of projects.
///
/// `*` and `?` match any characters, `/` included unless it is made the separator, which only `**` crosses; `[a-z]`,
/// `[!a]` classes; `{a,b}` for alternatives, also around a whole list of patterns.
/// Source: Argo CD's documentation of directory sources and projects.
struct GlobSet: Sendable, Hashable {
  private let patterns: [[Element]]

  private enum Element: Sendable, Hashable {
    case literal(Unicode.Scalar)
    case one
    case any
    /// Any characters but the separator.
    case part
    case set([ClosedRange<Unicode.Scalar>], negated: Bool)
  }

  private let separator: Unicode.Scalar?

  /// Nil when the text is no pattern: an open bracket or brace, or more than 1,000 alternatives.
  init?(_ text: String, separator: Unicode.Scalar? = nil) {
    self.separator = separator
    guard let alternatives = GlobSet.expand(Array(text.unicodeScalars)) else { return nil }
    var patterns: [[Element]] = []
    for alternative in alternatives {
      guard let pattern = GlobSet.compile(alternative, separator) else { return nil }
      patterns.append(pattern)
    }
    self.patterns = patterns
  }

  func matches(_ path: String) -> Bool {
    let scalars = Array(path.unicodeScalars)
    return patterns.contains { match($0, scalars) }
  }

  /// The texts that `{a,b}` groups stand for.
  private static func expand(_ text: [Unicode.Scalar]) -> [[Unicode.Scalar]]? {
    var results: [[Unicode.Scalar]] = [[]]
    var index = 0
    while index < text.count {
      guard text[index] == "{" else {
        let count = text[index] == "\\" && index + 1 < text.count ? 2 : 1
        for i in results.indices { results[i] += text[index..<index + count] }
        index += count
        continue
      }
      guard let close = text[index...].firstIndex(of: "}") else { return nil }
      let choices = text[(index + 1)..<close].split(separator: ",", omittingEmptySubsequences: false)
      if results.count * choices.count > 1_000 { return nil }
      results = results.flatMap { head in choices.map { head + $0 } }
      index = close + 1
    }
    return results
  }

  private static func compile(_ text: [Unicode.Scalar], _ separator: Unicode.Scalar?) -> [Element]? {
    var elements: [Element] = []
    var index = 0
    while index < text.count {
      switch text[index] {
      case "*":
        if separator != nil, index + 1 == text.count || text[index + 1] != "*" {
          elements.append(.part)
        } else {
          while index + 1 < text.count, text[index + 1] == "*" { index += 1 }
          elements.append(.any)
        }
      case "?": elements.append(.one)
      case "\\" where index + 1 < text.count:
        index += 1
        elements.append(.literal(text[index]))
      case "[":
        guard let close = text[(index + 1)...].firstIndex(of: "]") else { return nil }
        var body = text[(index + 1)..<close]
        let negated = body.first == "!" || body.first == "^"
        if negated { body = body.dropFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let low = body.popFirst() {
          if body.count >= 2, body.first == "-" {
            body = body.dropFirst()
            guard let high = body.popFirst(), low <= high else { return nil }
            ranges.append(low...high)
          } else {
            ranges.append(low...low)
          }
        }
        elements.append(.set(ranges, negated: negated))
        index = close
      default: elements.append(.literal(text[index]))
      }
      index += 1
    }
    return elements
  }

  /// Greedy matching that goes back to the last star of each kind only, so that its steps are bounded.
  private func match(_ pattern: [Element], _ text: [Unicode.Scalar]) -> Bool {
    var p = 0
    var t = 0
    var star: (pattern: Int, text: Int)?
    var part: (pattern: Int, text: Int)?
    while t < text.count {
      if p < pattern.count, case .any = pattern[p] {
        star = (p + 1, t)
        part = nil
        p += 1
      } else if p < pattern.count, case .part = pattern[p] {
        part = (p + 1, t)
        p += 1
      } else if p < pattern.count, matches(pattern[p], text[t]) {
        p += 1
        t += 1
      } else if let back = part, text[back.text] != separator {
        part = (back.pattern, back.text + 1)
        (p, t) = (back.pattern, back.text + 1)
      } else if let back = star {
        part = nil
        star = (back.pattern, back.text + 1)
        (p, t) = (back.pattern, back.text + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy {
      switch $0 {
      case .any, .part: true
      default: false
      }
    }
  }

  private func matches(_ element: Element, _ scalar: Unicode.Scalar) -> Bool {
    switch element {
    case .literal(let wanted): wanted == scalar
    case .one: scalar != separator
    case .any, .part: true
    case .set(let ranges, let negated): ranges.contains { $0.contains(scalar) } != negated
    }
  }
}
