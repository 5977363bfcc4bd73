/// A shell pattern for one path, by the rules of Go's `path.Match`: `*` and `?` stop at slashes.
///
/// A malformed pattern matches nothing. Time is bounded by length of pattern times length of path.
package struct PathGlob: Sendable {
  /// One character of the pattern.
  enum Element: Hashable, Sendable {
    case scalar(Unicode.Scalar)
    case any
    case many
    case oneOf([ClosedRange<UInt32>], isNegated: Bool)
    /// Zero or more directories with their slashes.
    case directories
  }

  private var elements: [Element]?
  /// Whether `*`, `?` and classes also match a slash.
  private let crossesSlashes: Bool
  /// Whether ASCII letters match in both cases.
  private let foldsCase: Bool

  package init(_ pattern: String) {
    (crossesSlashes, foldsCase) = (false, false)
    elements = PathGlob.parse(Array(pattern.unicodeScalars), negations: ["^"])
  }

  init(elements: [Element]?, crossesSlashes: Bool = false, foldsCase: Bool = false) {
    self.elements = elements
    self.crossesSlashes = crossesSlashes
    self.foldsCase = foldsCase
  }

  /// Cuts a pattern into elements; nil when it is malformed.
  static func parse(_ scalars: [Unicode.Scalar], negations: Set<Unicode.Scalar>) -> [Element]? {
    var elements: [Element] = []
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      switch scalar {
      case "*": if elements.last != .many { elements.append(.many) }
      case "?": elements.append(.any)
      case "\\":
        guard index < scalars.count else { return nil }
        elements.append(.scalar(scalars[index]))
        index += 1
      case "[":
        guard let element = parseClass(scalars, &index, negations) else { return nil }
        elements.append(element)
      default: elements.append(.scalar(scalar))
      }
    }
    return elements
  }

  /// Cuts a pattern in which `**` alone between slashes is any number of directories, also none.
  static func parseDirectories(_ scalars: [Unicode.Scalar]) -> [Element]? {
    var elements: [Element] = []
    let components = scalars.split(separator: "/", omittingEmptySubsequences: false).map(Array.init)
    for (index, component) in components.enumerated() {
      let isLast = index == components.count - 1
      if component == ["*", "*"] {
        // With the slash behind it; at the end, everything below.
        elements.append(.directories)
        if isLast { elements.append(.many) }
        continue
      }
      guard let own = parse(component, negations: ["^", "!"]) else { return nil }
      elements += own
      if !isLast { elements.append(.scalar("/")) }
    }
    return elements
  }

  private static func parseClass(
    _ scalars: [Unicode.Scalar], _ index: inout Int, _ negations: Set<Unicode.Scalar>
  ) -> Element? {
    var ranges: [ClosedRange<UInt32>] = []
    var isNegated = false
    if index < scalars.count, negations.contains(scalars[index]) {
      isNegated = true
      index += 1
    }
    // A pathspec takes a bracket that stands first as itself; Go refuses it.
    let takesBracket = negations.contains("!")
    func member() -> UInt32? {
      guard index < scalars.count else { return nil }
      if scalars[index] == "\\" {
        index += 1
        guard index < scalars.count else { return nil }
      } else if scalars[index] == "-" || (scalars[index] == "]" && !takesBracket) {
        if !takesBracket { return nil }
      }
      index += 1
      return scalars[index - 1].value
    }
    while index < scalars.count, scalars[index] != "]" || ranges.isEmpty {
      if takesBracket, let named = namedClass(scalars, &index) {
        guard let members = named else { return nil }
        ranges += members
        continue
      }
      guard let low = member() else { return nil }
      var high = low
      if index + 1 < scalars.count, scalars[index] == "-", scalars[index + 1] != "]" || !takesBracket {
        index += 1
        guard let end = member() else { return nil }
        high = end
      }
      ranges.append(low...max(low, high))
      if high < low { ranges.removeLast() }
      if ranges.isEmpty { ranges.append(UInt32.max...UInt32.max) }
    }
    guard index < scalars.count else { return nil }
    index += 1
    return .oneOf(ranges, isNegated: isNegated)
  }

  /// `[:alpha:]` and its like inside a class, as Git knows them; nil when none stands here.
  private static func namedClass(
    _ scalars: [Unicode.Scalar], _ index: inout Int
  ) -> [ClosedRange<UInt32>]?? {
    guard index + 1 < scalars.count, scalars[index] == "[", scalars[index + 1] == ":",
      let close = scalars[(index + 2)...].firstIndex(of: "]"), close > index + 2, scalars[close - 1] == ":"
    else { return nil }
    let name = String(String.UnicodeScalarView(scalars[(index + 2)..<(close - 1)]))
    index = close + 1
    let ranges: [ClosedRange<UInt32>]
    switch name {
    case "alpha": ranges = [65...90, 97...122]
    case "digit": ranges = [48...57]
    case "alnum": ranges = [48...57, 65...90, 97...122]
    case "upper": ranges = [65...90]
    case "lower": ranges = [97...122]
    case "xdigit": ranges = [48...57, 65...70, 97...102]
    case "space": ranges = [9...13, 32...32]
    case "blank": ranges = [9...9, 32...32]
    case "punct": ranges = [33...47, 58...64, 91...96, 123...126]
    case "graph": ranges = [33...126]
    case "print": ranges = [32...126]
    case "cntrl": ranges = [0...31, 127...127]
    default: return .some(nil)
    }
    return ranges
  }

  /// Whether the whole of `path` matches.
  package func matches(_ path: String) -> Bool { matches(Array(path.unicodeScalars)) }

  func matches(_ scalars: [Unicode.Scalar]) -> Bool {
    guard let elements else { return false }
    // The set of pattern positions that are alive before each character.
    var alive = [Bool](repeating: false, count: elements.count + 1)
    func spread(_ alive: inout [Bool], _ isAtStart: Bool) {
      for index in elements.indices where alive[index] {
        if elements[index] == .many || (elements[index] == .directories && isAtStart) {
          alive[index + 1] = true
        }
      }
    }
    alive[0] = true
    spread(&alive, true)
    for scalar in scalars {
      var next = [Bool](repeating: false, count: elements.count + 1)
      for (index, element) in elements.enumerated() where alive[index] {
        switch element {
        case .scalar(let wanted):
          if wanted == scalar || foldsCase && folded(wanted) == folded(scalar) { next[index + 1] = true }
        case .any: if crossesSlashes || scalar != "/" { next[index + 1] = true }
        case .many: if crossesSlashes || scalar != "/" { next[index] = true }
        case .directories: next[index] = true
        case .oneOf(let ranges, let isNegated):
          var isIn = ranges.contains { $0.contains(scalar.value) }
          if foldsCase, !isIn, let other = otherCase(scalar) {
            isIn = ranges.contains { $0.contains(other.value) }
          }
          if isIn != isNegated, crossesSlashes || scalar != "/" { next[index + 1] = true }
        }
      }
      // Past a slash the rest of the pattern may begin.
      spread(&next, scalar == "/")
      alive = next
    }
    return alive[elements.count]
  }
}

/// An ASCII letter in lower case.
func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
  ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value + 32)) : scalar
}

private func otherCase(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
  switch scalar {
  case "A"..."Z": Unicode.Scalar(UInt8(scalar.value + 32))
  case "a"..."z": Unicode.Scalar(UInt8(scalar.value - 32))
  default: nil
  }
}
