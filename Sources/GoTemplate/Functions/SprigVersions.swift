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

/// A version as Masterminds/semver 3 reads it: a leading `v` and missing parts are allowed.
struct SemanticVersion: ObjectValue {
  var major: UInt64
  var minor: UInt64
  var patch: UInt64
  var prerelease: String
  var metadata: String
  var original: String

  let typeName = "*semver.Version"
  let kindName = "ptr"

  private static let form = try? Pattern(
    "^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?"
      + "(?:\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?$")

  init(major: UInt64, minor: UInt64, patch: UInt64, prerelease: String) {
    self.major = major
    self.minor = minor
    self.patch = patch
    self.prerelease = prerelease
    metadata = ""
    original = ""
  }

  init(_ text: String) throws(FunctionError) {
    let bytes = Array(text.utf8)
    guard let match = SemanticVersion.form?.firstMatch(in: bytes) else {
      throw FunctionError("invalid semantic version")
    }
    func group(_ index: Int) -> String { match.groups[index].map { goString(bytes[$0]) } ?? "" }
    func number(_ index: Int) throws(FunctionError) -> UInt64 {
      if match.groups[index] == nil { return 0 }
      if let number = UInt64(group(index)) { return number }
      throw FunctionError(
        "error parsing version segment: strconv.ParseUint: parsing \(quotedText(group(index))): value out of range"
      )
    }
    self.init(major: try number(1), minor: try number(2), patch: try number(3), prerelease: group(4))
    let hasLeadingZero = prerelease.split(separator: ".").contains {
      $0.utf8.count > 1 && $0.hasPrefix("0") && $0.utf8.allSatisfy { (48...57).contains($0) }
    }
    if hasLeadingZero { throw FunctionError("version segment starts with 0") }
    metadata = group(5)
    original = text
  }

  var text: String {
    "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-" + prerelease)
      + (metadata.isEmpty ? "" : "+" + metadata)
  }

  func arity(of name: String) -> Int? {
    switch name {
    case "Compare", "LessThan", "GreaterThan", "Equal", "LessThanEqual", "GreaterThanEqual": 1
    case "Major", "Minor", "Patch", "Prerelease", "Metadata", "Original", "String", "IncPatch", "IncMinor",
      "IncMajor":
      0
    default: nil
    }
  }

  func member(_ name: String, _ arguments: [Value]) throws(FunctionError) -> Value? {
    func number(_ value: UInt64) -> Value { .integer(Int64(bitPattern: value), .uint64) }
    func other() throws(FunctionError) -> SemanticVersion {
      guard case .object(let object)? = arguments.first, let version = object as? SemanticVersion else {
        throw FunctionError("\(name) takes a version")
      }
      return version
    }
    switch name {
    case "Major": return number(major)
    case "Minor": return number(minor)
    case "Patch": return number(patch)
    case "Prerelease": return .string(prerelease)
    case "Metadata": return .string(metadata)
    case "Original": return .string(original)
    case "String": return .string(text)
    case "Compare": return .int(compare(try other()))
    case "LessThan": return .bool(compare(try other()) < 0)
    case "GreaterThan": return .bool(compare(try other()) > 0)
    case "Equal": return .bool(compare(try other()) == 0)
    case "LessThanEqual": return .bool(compare(try other()) <= 0)
    case "GreaterThanEqual": return .bool(compare(try other()) >= 0)
    case "IncPatch", "IncMinor", "IncMajor": return .object(increased(name))
    default: return nil
    }
  }

  private func increased(_ name: String) -> SemanticVersion {
    var next = SemanticVersion(major: major, minor: minor, patch: patch, prerelease: "")
    switch name {
    case "IncMajor": (next.major, next.minor, next.patch) = (major &+ 1, 0, 0)
    case "IncMinor": (next.minor, next.patch) = (minor &+ 1, 0)
    default: if prerelease.isEmpty { next.patch = patch &+ 1 }
    }
    next.original = (original.hasPrefix("v") ? "v" : "") + next.text
    return next
  }

  func compare(_ other: SemanticVersion) -> Int {
    for (a, b) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where a != b {
      return a < b ? -1 : 1
    }
    if prerelease == other.prerelease { return 0 }
    if prerelease.isEmpty { return 1 }
    if other.prerelease.isEmpty { return -1 }
    let (left, right) = (prerelease.split(separator: "."), other.prerelease.split(separator: "."))
    for (a, b) in zip(left, right) where a != b {
      switch (UInt64(a), UInt64(b)) {
      case (let a?, let b?): return a < b ? -1 : 1
      case (_?, nil): return -1
      case (nil, _?): return 1
      default: return a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
      }
    }
    return left.count < right.count ? -1 : 1
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
    for part in split(rewritten, by: "||") {
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
