internal import RegularExpression

extension FunctionLibrary {
  mutating func defineVersions() {
    define("semver", [.string]) { arguments in
      .object(try SemanticVersion(arguments[0].stringValue))
    }
    define("semverCompare", [.string, .string]) { arguments in
      let constraint = try VersionConstraint(arguments[0].stringValue)
      return .bool(constraint.matches(try SemanticVersion(arguments[1].stringValue)))
    }
  }
}

/// A constraint on versions: alternatives of terms that must all hold.
private struct VersionConstraint {
  private struct Term {
    var `operator`: String
    var version: SemanticVersion
    var isDirty = false
    var isMinorDirty = false
    var isPatchDirty = false
  }

  private var alternatives: [[Term]] = []

  private static let operators = "=||!=|>|<|>=|=>|<=|=<|~|~>|\\^"
  private static let number =
    "v?([0-9|xX*]+)(\\.[0-9|xX*]+)?(\\.[0-9|xX*]+)?(-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?"
    + "(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?"
  private static let term = try? Pattern("^\\s*(\(operators))\\s*(\(number))\\s*$")
  private static let range = try? Pattern("\\s*(\(number))\\s+-\\s+(\(number))\\s*")
  private static let found = try? Pattern("(?:\(operators))\\s*(?:\(number))")
  private static let valid = try? Pattern(
    "^(?:\\s*(?:\(operators))\\s*(?:\(number))\\s*)(?:(?:\\s+|,\\s*)(?:\(operators))\\s*(?:\(number))\\s*)*$")

  init(_ text: String) throws(FunctionError) {
    // A hyphen between versions is a range.
    let rewritten = VersionConstraint.range?.replacingAll(in: text, with: ">= ${1}, <= ${6}") ?? text
    for part in try split(rewritten, by: "||") {
      guard let valid = VersionConstraint.valid, valid.matches(part) else {
        throw FunctionError("improper constraint: \(part)")
      }
      let bytes = Array(part.utf8)
      var terms: [Term] = []
      for match in VersionConstraint.found?.allMatches(in: bytes) ?? [] {
        terms.append(try VersionConstraint.read(Array(bytes[match.range])))
      }
      alternatives.append(terms)
    }
  }

  private static func read(_ bytes: [UInt8]) throws(FunctionError) -> Term {
    guard let match = term?.firstMatch(in: bytes) else {
      throw FunctionError("improper constraint: \(goString(bytes))")
    }
    func group(_ index: Int) -> String { match.groups[index].map { goString(bytes[$0]) } ?? "" }
    func isWild(_ text: String) -> Bool { ["", "x", "X", "*", ".x", ".X", ".*"].contains(text) }
    let (major, minor, patch, prerelease) = (group(3), group(4), group(5), group(6))
    var text = group(2)
    var (isDirty, isMinorDirty, isPatchDirty) = (true, false, false)
    if isWild(major) {
      text = "0.0.0" + prerelease
    } else if isWild(minor) {
      isMinorDirty = true
      text = major + ".0.0" + prerelease
    } else if isWild(patch) {
      isPatchDirty = true
      text = major + minor + ".0" + prerelease
    } else {
      isDirty = false
    }
    guard let version = try? SemanticVersion(text) else { throw FunctionError("constraint parser error") }
    return Term(
      operator: group(1), version: version, isDirty: isDirty, isMinorDirty: isMinorDirty,
      isPatchDirty: isPatchDirty)
  }

  func matches(_ version: SemanticVersion) -> Bool {
    alternatives.contains { terms in
      // Pre-releases count where one of the terms names one.
      if !version.prerelease.isEmpty, terms.allSatisfy(\.version.prerelease.isEmpty) { return false }
      return terms.allSatisfy { VersionConstraint.holds($0, version) }
    }
  }

  private static func holds(_ term: Term, _ version: SemanticVersion) -> Bool {
    let wanted = term.version
    let order = version.compare(wanted)
    switch term.operator {
    case "", "=": return term.isDirty ? tilde(term, version, order) : order == 0
    case "!=":
      guard term.isDirty else { return order != 0 }
      if wanted.major != version.major { return true }
      if term.isMinorDirty { return false }
      if wanted.minor != version.minor { return true }
      if term.isPatchDirty { return version.prerelease != wanted.prerelease }
      return wanted.patch != version.patch || order != 0
    case ">":
      guard term.isDirty else { return order > 0 }
      if version.major != wanted.major { return version.major > wanted.major }
      if term.isMinorDirty { return false }
      return term.isPatchDirty ? version.minor > wanted.minor : order > 0
    case "<": return order < 0
    case ">=", "=>": return order >= 0
    case "<=", "=<":
      guard term.isDirty else { return order <= 0 }
      if version.major != wanted.major { return version.major < wanted.major }
      return term.isMinorDirty || version.minor <= wanted.minor
    case "~", "~>": return tilde(term, version, order)
    default: return caret(term, version, order)
    }
  }

  private static func tilde(_ term: Term, _ version: SemanticVersion, _ order: Int) -> Bool {
    let wanted = term.version
    if order < 0 { return false }
    let isZero = wanted.major == 0 && wanted.minor == 0 && wanted.patch == 0
    if isZero, !term.isMinorDirty, !term.isPatchDirty { return true }
    return version.major == wanted.major && (version.minor == wanted.minor || term.isMinorDirty)
  }

  private static func caret(_ term: Term, _ version: SemanticVersion, _ order: Int) -> Bool {
    let wanted = term.version
    if order < 0 { return false }
    if wanted.major > 0 || term.isMinorDirty { return version.major == wanted.major }
    if version.major > 0 { return false }
    if wanted.minor > 0 || term.isPatchDirty { return version.minor == wanted.minor }
    if version.minor > 0 { return false }
    return version.patch == wanted.patch
  }
}
