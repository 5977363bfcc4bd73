/// A set of Unicode scalars: what one character of the text may be.
struct ScalarSet: Hashable, Sendable {
  /// A general category or a group of them, such as `Lu` or `L`.
  struct Category: Hashable, Sendable {
    var name: String
    var isNegated: Bool
  }

  /// Sorted and apart after `normalize`.
  private(set) var ranges: [ClosedRange<UInt32>] = []
  private(set) var categories: [Category] = []
  var isNegated = false
  /// Whether a scalar also counts in its other cases.
  var foldsCase = false

  init(_ ranges: [ClosedRange<UInt32>] = []) { self.ranges = ranges }

  mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }
  mutating func insert(_ category: Category) { categories.append(category) }

  /// Adds all scalars of plain ranges, or all others.
  mutating func insert(_ other: [ClosedRange<UInt32>], negated: Bool) {
    guard negated else {
      ranges += other
      return
    }
    var next: UInt32 = 0
    for range in other.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > next { ranges.append(next...(range.lowerBound - 1)) }
      next = max(next, range.upperBound + 1)
    }
    if next <= 0x10FFFF { ranges.append(next...0x10FFFF) }
  }

  /// Sorts the ranges and joins those that touch.
  mutating func normalize() {
    var joined: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = joined.last, range.lowerBound <= last.upperBound &+ 1 {
        joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    ranges = joined
  }

  func contains(_ scalar: UInt32) -> Bool {
    var found = containsExactly(scalar)
    if !found, foldsCase { found = otherCases(of: scalar).contains { containsExactly($0) } }
    return found != isNegated
  }

  private func containsExactly(_ scalar: UInt32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
    }
    if low < ranges.count, ranges[low].contains(scalar) { return true }
    return categories.contains { isIn($0.name, scalar) != $0.isNegated }
  }

  private func isIn(_ category: String, _ scalar: UInt32) -> Bool {
    guard let scalar = Unicode.Scalar(scalar) else { return category == "C" || category == "Cs" }
    let short = shortName(of: scalar.properties.generalCategory)
    return short == category || category == "Any" || (category.utf8.count == 1 && short.hasPrefix(category))
  }
}

/// The other cases of a scalar under simple case folding.
func otherCases(of scalar: UInt32) -> [UInt32] {
  switch scalar {
  case 0x4B, 0x6B: return [scalar ^ 0x20, 0x212A]
  case 0x53, 0x73: return [scalar ^ 0x20, 0x17F]
  case 0x41...0x5A, 0x61...0x7A: return [scalar ^ 0x20]
  case 0..<0x80: return []
  case 0x212A: return [0x4B, 0x6B]
  case 0x17F: return [0x53, 0x73]
  default: break
  }
  guard let properties = Unicode.Scalar(scalar)?.properties else { return [] }
  var found: [UInt32] = []
  func add(_ text: String) {
    let scalars = text.unicodeScalars
    guard scalars.count == 1, let only = scalars.first?.value else { return }
    if only != scalar, !found.contains(only) { found.append(only) }
  }
  add(properties.lowercaseMapping)
  add(properties.uppercaseMapping)
  add(properties.titlecaseMapping)
  if let upper = properties.uppercaseMapping.unicodeScalars.first { add(upper.properties.lowercaseMapping) }
  return found
}

/// The two-letter name of a general category.
private func shortName(of category: Unicode.GeneralCategory) -> String {
  switch category {
  case .uppercaseLetter: "Lu"
  case .lowercaseLetter: "Ll"
  case .titlecaseLetter: "Lt"
  case .modifierLetter: "Lm"
  case .otherLetter: "Lo"
  case .nonspacingMark: "Mn"
  case .spacingMark: "Mc"
  case .enclosingMark: "Me"
  case .decimalNumber: "Nd"
  case .letterNumber: "Nl"
  case .otherNumber: "No"
  case .connectorPunctuation: "Pc"
  case .dashPunctuation: "Pd"
  case .openPunctuation: "Ps"
  case .closePunctuation: "Pe"
  case .initialPunctuation: "Pi"
  case .finalPunctuation: "Pf"
  case .otherPunctuation: "Po"
  case .mathSymbol: "Sm"
  case .currencySymbol: "Sc"
  case .modifierSymbol: "Sk"
  case .otherSymbol: "So"
  case .spaceSeparator: "Zs"
  case .lineSeparator: "Zl"
  case .paragraphSeparator: "Zp"
  case .control: "Cc"
  case .format: "Cf"
  case .surrogate: "Cs"
  case .privateUse: "Co"
  case .unassigned: "Cn"
  @unknown default: "Cn"
  }
}

/// The categories that `\p{…}` knows.
let categoryNames: Set<String> = [
  "Any", "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd",
  "Ps",
  "Pe", "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Cs", "Co",
]

/// The main blocks of the scripts that `\p{…}` knows.
let scriptRanges: [String: [ClosedRange<UInt32>]] = [
  "Latin": [
    0x41...0x5A, 0x61...0x7A, 0xAA...0xAA, 0xBA...0xBA, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2B8,
    0x2E0...0x2E4, 0x1D00...0x1D25, 0x1E00...0x1EFF, 0x2C60...0x2C7F, 0xA722...0xA787, 0xFF21...0xFF3A,
    0xFF41...0xFF5A,
  ],
  "Greek": [
    0x370...0x373, 0x375...0x377, 0x37A...0x37D, 0x37F...0x37F, 0x384...0x384, 0x386...0x386, 0x388...0x3E1,
    0x3F0...0x3FF, 0x1F00...0x1FFE,
  ],
  "Cyrillic": [0x400...0x484, 0x487...0x52F, 0x1C80...0x1C88, 0x2DE0...0x2DFF, 0xA640...0xA69F],
  "Han": [
    0x2E80...0x2FD5, 0x3005...0x3005, 0x3007...0x3007, 0x3021...0x3029, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xF900...0xFAD9, 0x20000...0x323AF,
  ],
  "Hiragana": [0x3041...0x3096, 0x309D...0x309F],
  "Katakana": [0x30A1...0x30FA, 0x30FD...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF6F, 0xFF71...0xFF9D],
  "Hangul": [0x1100...0x11FF, 0x3131...0x318E, 0xA960...0xA97C, 0xAC00...0xD7A3],
  "Arabic": [0x600...0x604, 0x606...0x60B, 0x60D...0x61A, 0x620...0x63F, 0x641...0x64A, 0x656...0x6FF],
  "Hebrew": [0x591...0x5F4, 0xFB1D...0xFB4F],
  "Thai": [0xE01...0xE3A, 0xE40...0xE5B],
  "Devanagari": [0x900...0x950, 0x955...0x963, 0x966...0x97F],
]

/// `\d`, `\s` and `\w`: ASCII only, as in RE2.
let perlClasses: [Character: [ClosedRange<UInt32>]] = [
  "d": [0x30...0x39], "s": [0x09...0x0A, 0x0C...0x0D, 0x20...0x20],
  "w": [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A],
]

/// `[:alpha:]` and its like.
let namedClasses: [String: [ClosedRange<UInt32>]] = [
  "alnum": [0x30...0x39, 0x41...0x5A, 0x61...0x7A], "alpha": [0x41...0x5A, 0x61...0x7A],
  "ascii": [0...0x7F], "blank": [0x09...0x09, 0x20...0x20], "cntrl": [0...0x1F, 0x7F...0x7F],
  "digit": [0x30...0x39], "graph": [0x21...0x7E], "lower": [0x61...0x7A], "print": [0x20...0x7E],
  "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E], "space": [0x09...0x0D, 0x20...0x20],
  "upper": [0x41...0x5A], "word": [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A],
  "xdigit": [0x30...0x39, 0x41...0x46, 0x61...0x66],
]
