/// Reads RE2 syntax. Source: the documented syntax of Go's `regexp/syntax` with the Perl flags.
struct PatternParser {
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var depth = 0
  private var flags = Flags()
  private(set) var captureNames: [String?] = [nil]

  private struct Flags {
    var foldsCase = false
    var isMultiline = false
    var dotMatchesNewline = false
    var isUngreedy = false
  }

  /// Groups inside groups.
  private static let maximumDepth = 500

  init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

  mutating func parse() throws(PatternError) -> SyntaxNode {
    let node = try alternatives()
    if position < scalars.count { throw PatternError("unexpected )", text(0, scalars.count)) }
    return node
  }

  private func text(_ start: Int, _ end: Int) -> String {
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars[start..<min(end, scalars.count)])
    return String(result)
  }

  private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
    position + offset < scalars.count ? scalars[position + offset] : nil
  }

  private func starts(with word: String) -> Bool {
    position + word.unicodeScalars.count <= scalars.count
      && zip(word.unicodeScalars, scalars[position...]).allSatisfy { $0 == $1 }
  }

  // MARK: - Structure

  private mutating func alternatives() throws(PatternError) -> SyntaxNode {
    let outer = flags
    defer { flags = outer }
    var branches = [try sequence()]
    while peek() == "|" {
      position += 1
      branches.append(try sequence())
    }
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func sequence() throws(PatternError) -> SyntaxNode {
    var items: [SyntaxNode] = []
    while let next = peek(), next != "|", next != ")" {
      let start = position
      if next == "*" || next == "+" || next == "?" {
        throw PatternError("missing argument to repetition operator", String(next))
      }
      if next == "{", bounds(at: position) != nil {
        let end = try repeatEnd(position)
        throw PatternError("missing argument to repetition operator", text(start, end))
      }
      if starts(with: "\\Q") {
        try quoted(into: &items)
        continue
      }
      guard let atom = try atom() else { continue }
      items.append(try repeated(atom))
    }
    if items.isEmpty { return .empty }
    return items.count == 1 ? items[0] : .sequence(items)
  }

  private mutating func quoted(into items: inout [SyntaxNode]) throws(PatternError) {
    position += 2
    let count = items.count
    while position < scalars.count, !starts(with: "\\E") {
      items.append(literal(scalars[position]))
      position += 1
    }
    if position < scalars.count { position += 2 }
    // A repetition behind the quoted text is for its last character.
    if items.count > count, let last = items.popLast() { items.append(try repeated(last)) }
  }

  private func literal(_ scalar: Unicode.Scalar) -> SyntaxNode {
    guard flags.foldsCase, !otherCases(of: scalar.value).isEmpty else { return .scalar(scalar.value) }
    var set = ScalarSet([scalar.value...scalar.value])
    set.foldsCase = true
    return .set(set)
  }

  // MARK: - Repetition

  private mutating func repeated(_ atom: SyntaxNode) throws(PatternError) -> SyntaxNode {
    let start = position
    guard let (minimum, maximum) = try repetition() else { return atom }
    var isGreedy = !flags.isUngreedy
    if peek() == "?" {
      position += 1
      isGreedy.toggle()
    }
    let end = position
    if try repetition() != nil {
      if peek() == "?" { position += 1 }
      throw PatternError("invalid nested repetition operator", text(start, position))
    }
    let node = SyntaxNode.repetition(atom, minimum: minimum, maximum: maximum, isGreedy: isGreedy)
    if repeatProduct(node) > 1000 { throw PatternError("invalid repeat count", text(start, end)) }
    return node
  }

  /// How often bounded repetitions inside each other copy the innermost; saturates.
  private func repeatProduct(_ node: SyntaxNode) -> Int {
    switch node {
    case .capture(let inner, _): return repeatProduct(inner)
    case .sequence(let nodes), .alternatives(let nodes): return nodes.map(repeatProduct).max() ?? 1
    case .repetition(let inner, let minimum, let maximum, _):
      let own = max(maximum ?? minimum, 1)
      return min(own * repeatProduct(inner), 1_000_000)
    default: return 1
    }
  }

  private mutating func repetition() throws(PatternError) -> (Int, Int?)? {
    switch peek() {
    case "*":
      position += 1
      return (0, nil)
    case "+":
      position += 1
      return (1, nil)
    case "?":
      position += 1
      return (0, 1)
    case "{":
      guard let found = bounds(at: position) else { return nil }
      let end = try repeatEnd(position)
      position = end
      return (found.minimum, found.maximum)
    default: return nil
    }
  }

  private func repeatEnd(_ start: Int) throws(PatternError) -> Int {
    guard let found = bounds(at: start) else { return start }
    let isTooLarge = found.minimum > 1000 || (found.maximum ?? 0) > 1000
    if isTooLarge || found.maximum.map({ $0 < found.minimum }) ?? false {
      throw PatternError("invalid repeat count", text(start, found.end))
    }
    return found.end
  }

  /// The numbers of `{n}`, `{n,}` or `{n,m}`; nil when the brace is a literal.
  private func bounds(at start: Int) -> (minimum: Int, maximum: Int?, end: Int)? {
    var index = start + 1
    func number() -> Int? {
      let first = index
      var value = 0
      while index < scalars.count, let digit = digit(scalars[index]) {
        value = min(value * 10 + digit, 100_000)
        index += 1
      }
      return index == first ? nil : value
    }
    guard let minimum = number(), index < scalars.count else { return nil }
    if scalars[index] == "}" { return (minimum, minimum, index + 1) }
    guard scalars[index] == "," else { return nil }
    index += 1
    let maximum = number()
    guard index < scalars.count, scalars[index] == "}" else { return nil }
    return (minimum, maximum, index + 1)
  }

  private func digit(_ scalar: Unicode.Scalar) -> Int? {
    ("0"..."9").contains(scalar) ? Int(scalar.value) - 48 : nil
  }

  // MARK: - Atoms

  /// The next atom; nil for what only changes flags.
  private mutating func atom() throws(PatternError) -> SyntaxNode? {
    guard let next = peek() else { return .empty }
    switch next {
    case "(": return try group()
    case "[": return .set(try bracketed())
    case ".":
      position += 1
      return flags.dotMatchesNewline ? .any : .anyButNewline
    case "^":
      position += 1
      return .assertion(flags.isMultiline ? .lineStart : .textStart)
    case "$":
      position += 1
      return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
    case "\\": return try escape()
    default:
      position += 1
      return literal(next)
    }
  }

  private mutating func group() throws(PatternError) -> SyntaxNode? {
    let start = position
    position += 1
    depth += 1
    defer { depth -= 1 }
    if depth > PatternParser.maximumDepth {
      throw PatternError("expression nests too deeply", text(start, start + 20))
    }
    guard peek() == "?" else {
      let index = captureNames.count
      captureNames.append(nil)
      return .capture(try body(start), index: index)
    }
    if starts(with: "?P<") ? peek(3) != nil : starts(with: "?<") && ![nil, "=", "!"].contains(peek(2)) {
      return try named(start)
    }
    return try flagged(start)
  }

  private mutating func body(_ start: Int) throws(PatternError) -> SyntaxNode {
    let node = try alternatives()
    guard peek() == ")" else { throw PatternError("missing closing )", text(0, scalars.count)) }
    position += 1
    return node
  }

  private mutating func named(_ start: Int) throws(PatternError) -> SyntaxNode {
    position += starts(with: "?P<") ? 3 : 2
    let first = position
    while let next = peek(), next != ">" { position += next == ")" ? 0 : 1; if next == ")" { break } }
    guard peek() == ">" else { throw PatternError("invalid named capture", text(start, scalars.count)) }
    let name = text(first, position)
    position += 1
    let isWord = name.unicodeScalars.allSatisfy {
      $0 == "_" || ($0.value < 128 && $0.properties.isAlphabetic) || digit($0) != nil
    }
    if name.isEmpty || !isWord { throw PatternError("invalid named capture", text(start, position)) }
    let index = captureNames.count
    captureNames.append(name)
    return .capture(try body(start), index: index)
  }

  /// `(?flags)` and `(?flags:…)`.
  private mutating func flagged(_ start: Int) throws(PatternError) -> SyntaxNode? {
    let outer = flags
    var isOn = true
    var seen = false
    position += 1
    while let next = peek() {
      position += 1
      switch next {
      case "i": flags.foldsCase = isOn
      case "m": flags.isMultiline = isOn
      case "s": flags.dotMatchesNewline = isOn
      case "U": flags.isUngreedy = isOn
      case "-" where isOn:
        isOn = false
        seen = false
        continue
      case ":" where isOn || seen:
        let inner = flags
        flags = inner
        let node = try body(start)
        flags = outer
        return node
      case ")" where isOn || seen: return nil
      default:
        flags = outer
        throw PatternError("invalid or unsupported Perl syntax", text(start, position))
      }
      seen = true
    }
    throw PatternError("invalid or unsupported Perl syntax", text(start, scalars.count))
  }

  // MARK: - Escapes and classes

  private mutating func escape() throws(PatternError) -> SyntaxNode {
    guard let next = peek(1) else { throw PatternError("trailing backslash at end of expression", "") }
    switch next {
    case "A":
      position += 2
      return .assertion(.textStart)
    case "z":
      position += 2
      return .assertion(.textEnd)
    case "b":
      position += 2
      return .assertion(.wordBoundary)
    case "B":
      position += 2
      return .assertion(.noWordBoundary)
    default: break
    }
    var set = ScalarSet()
    if try classEscape(into: &set) {
      set.foldsCase = flags.foldsCase
      set.normalize()
      return .set(set)
    }
    return literal(try scalarEscape())
  }

  /// Takes `\d`, `\pL` and their like; false when something else stands here.
  private mutating func classEscape(into set: inout ScalarSet) throws(PatternError) -> Bool {
    guard let next = peek(1) else { return false }
    let letter = Character(next)
    if let ranges = perlClasses[letter] {
      position += 2
      set.insert(ranges, negated: false)
      return true
    }
    if next == "D" || next == "S" || next == "W", let ranges = perlClasses[Character(letter.lowercased())] {
      position += 2
      // Without their case, the long s and the Kelvin sign are letters of words.
      let more: [ClosedRange<UInt32>] =
        next == "W" && flags.foldsCase ? [0x17F...0x17F, 0x212A...0x212A] : []
      set.insert(ranges + more, negated: true)
      return true
    }
    guard next == "p" || next == "P" else { return false }
    let start = position
    position += 2
    var isNegated = next == "P"
    var name: String
    if peek() == "{" {
      guard let end = scalars[position...].firstIndex(of: "}") else {
        throw PatternError("invalid character class range", text(start, scalars.count))
      }
      name = text(position + 1, end)
      position = end + 1
    } else {
      name = text(position, position + 1)
      position = min(position + 1, scalars.count)
    }
    if name.hasPrefix("^") {
      isNegated.toggle()
      name.removeFirst()
    }
    if let ranges = scriptRanges[name] {
      set.insert(ranges, negated: isNegated)
    } else if categoryNames.contains(name) {
      set.insert(ScalarSet.Category(name: name, isNegated: isNegated))
    } else {
      throw PatternError("invalid character class range", text(start, position))
    }
    return true
  }

  /// An escape that stands for one scalar.
  private mutating func scalarEscape() throws(PatternError) -> Unicode.Scalar {
    let start = position
    guard let next = peek(1) else { throw PatternError("trailing backslash at end of expression", "") }
    position += 2
    switch next {
    case "a": return "\u{7}"
    case "f": return "\u{c}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "v": return "\u{b}"
    case "x":
      if let scalar = hexadecimal() { return scalar }
    case "0"..."7":
      let isOctal = peek().map { ("0"..."7").contains($0) } ?? false
      if next == "0" || isOctal, let scalar = octal(from: start + 1) { return scalar }
    default:
      let isWord = ("0"..."9").contains(next) || ("a"..."z").contains(next) || ("A"..."Z").contains(next)
      if next.isASCII, !isWord { return next }
    }
    throw PatternError("invalid escape sequence", text(start, max(position, start + 2)))
  }

  private mutating func hexadecimal() -> Unicode.Scalar? {
    func value(_ scalar: Unicode.Scalar) -> UInt32? {
      scalar.isASCII ? Character(scalar).hexDigitValue.map { UInt32($0) } : nil
    }
    var result: UInt32 = 0
    if peek() == "{" {
      position += 1
      var count = 0
      while let next = peek(), let digit = value(next) {
        count += 1
        position += 1
        result = result << 4 | digit
        if result > 0x10FFFF { return nil }
      }
      guard count > 0, peek() == "}" else { return nil }
      position += 1
      return Unicode.Scalar(result)
    }
    guard let first = peek().flatMap(value), let second = peek(1).flatMap(value) else { return nil }
    position += 2
    return Unicode.Scalar(first << 4 | second)
  }

  private mutating func octal(from start: Int) -> Unicode.Scalar? {
    position = start
    var value: UInt32 = 0
    while position < start + 3, let next = peek(), ("0"..."7").contains(next) {
      value = value * 8 + next.value - 48
      position += 1
    }
    return Unicode.Scalar(value)
  }

  private mutating func bracketed() throws(PatternError) -> ScalarSet {
    let start = position
    position += 1
    var set = ScalarSet()
    set.foldsCase = flags.foldsCase
    if peek() == "^" {
      position += 1
      set.isNegated = true
    }
    var isFirst = true
    while let next = peek(), next != "]" || isFirst {
      if next == "-", !isFirst, peek(1) != "]", position > start + 1, peek(1) != nil {
        // A dash is literal only at the ends.
        throw PatternError("invalid character class range", text(position, position + 2))
      }
      isFirst = false
      if starts(with: "[:"), try posixClass(into: &set) { continue }
      if next == "\\", try classEscape(into: &set) { continue }
      let rangeStart = position
      let low = try member(start)
      guard peek() == "-", peek(1) != "]", peek(1) != nil else {
        set.insert(low.value...low.value)
        continue
      }
      position += 1
      let high = try member(start)
      if high < low { throw PatternError("invalid character class range", text(rangeStart, position)) }
      set.insert(low.value...high.value)
    }
    guard peek() == "]" else { throw PatternError("missing closing ]", text(start, scalars.count)) }
    position += 1
    set.normalize()
    return set
  }

  private mutating func member(_ start: Int) throws(PatternError) -> Unicode.Scalar {
    guard let next = peek() else { throw PatternError("missing closing ]", text(start, scalars.count)) }
    if next == "\\" { return try scalarEscape() }
    position += 1
    return next
  }

  private mutating func posixClass(into set: inout ScalarSet) throws(PatternError) -> Bool {
    var end = position + 2
    while end + 1 < scalars.count, !(scalars[end] == ":" && scalars[end + 1] == "]") { end += 1 }
    guard end + 1 < scalars.count else { return false }
    var name = text(position + 2, end)
    let isNegated = name.hasPrefix("^")
    if isNegated { name.removeFirst() }
    guard let ranges = namedClasses[name] else {
      throw PatternError("invalid character class range", text(position, end + 2))
    }
    set.insert(ranges, negated: isNegated)
    position = end + 2
    return true
  }
}
