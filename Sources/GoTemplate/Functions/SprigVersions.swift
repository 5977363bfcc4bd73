internal import RegularExpression

extension FunctionLibrary {
  mutating func defineVersions() {
    define("semver", [.string]) { arguments in
      guard let version = SemanticVersion(arguments[0].stringValue) else {
        throw FunctionError("invalid semantic version")
      }
      return .object(version)
    }
    define("semverCompare", [.string, .string]) { arguments in
      let constraint = try VersionConstraint(arguments[0].stringValue)
      guard let version = SemanticVersion(arguments[1].stringValue) else {
        throw FunctionError("invalid semantic version")
      }
      return .bool(constraint.matches(version))
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

  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard let match = SemanticVersion.form?.firstMatch(in: bytes) else { return nil }
    func group(_ index: Int) -> String { match.groups[index].map { goString(bytes[$0]) } ?? "" }
    func number(_ index: Int) -> UInt64? { match.groups[index] == nil ? 0 : UInt64(group(index)) }
    guard let major = number(1), let minor = number(2), let patch = number(3) else { return nil }
    let hasLeadingZero = group(4).split(separator: ".").contains {
      $0.utf8.count > 1 && $0.hasPrefix("0") && $0.utf8.allSatisfy { (48...57).contains($0) }
    }
    if hasLeadingZero { return nil }
    self.init(major: major, minor: minor, patch: patch, prerelease: group(4))
    metadata = group(5)
    original = text
  }

  var text: String {
    "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-" + prerelease)
      + (metadata.isEmpty ? "" : "+" + metadata)
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

  private static let number =
    "v?([0-9]+|[xX*])(?:\\.([0-9]+|[xX*]))?(?:\\.([0-9]+|[xX*]))?"
    + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?"
  private static let term = try? Pattern("^\\s*(=|!=|>=|=>|<=|=<|>|<|~>|~|\\^|)\\s*" + number)
  private static let range = try? Pattern("\\s*(" + number + ")\\s+-\\s+(" + number + ")\\s*")

  init(_ text: String) throws(FunctionError) {
    for part in split(text, by: "||") {
      // A hyphen between versions is a range.
      let rewritten = VersionConstraint.range?.replacingAll(in: part, with: ">= ${1}, <= ${6}") ?? part
      var terms: [Term] = []
      var rest = Array(rewritten.utf8)
      while true {
        while let first = rest.first, first == UInt8(ascii: ",") || isSpace(Unicode.Scalar(first)) {
          rest.removeFirst()
        }
        if rest.isEmpty { break }
        guard let match = VersionConstraint.term?.firstMatch(in: rest),
          let term = VersionConstraint.read(rest, match)
        else { throw FunctionError("improper constraint: \(text)") }
        let end = match.range.upperBound
        if end < rest.count, rest[end] != UInt8(ascii: ","), !isSpace(Unicode.Scalar(rest[end])) {
          throw FunctionError("improper constraint: \(text)")
        }
        terms.append(term)
        rest = Array(rest[end...])
      }
      if terms.isEmpty { throw FunctionError("improper constraint: \(text)") }
      alternatives.append(terms)
    }
  }

  private static func read(_ bytes: [UInt8], _ match: Pattern.Match) -> Term? {
    func group(_ index: Int) -> String { match.groups[index].map { goString(bytes[$0]) } ?? "" }
    func isWild(_ text: String) -> Bool { text.isEmpty || text == "x" || text == "X" || text == "*" }
    var term = Term(
      operator: group(1), version: SemanticVersion(major: 0, minor: 0, patch: 0, prerelease: group(5)))
    if isWild(group(2)) {
      term.isDirty = true
      return term
    }
    guard let major = UInt64(group(2)) else { return nil }
    term.version.major = major
    if isWild(group(3)) {
      (term.isDirty, term.isMinorDirty) = (true, true)
      return term
    }
    guard let minor = UInt64(group(3)) else { return nil }
    term.version.minor = minor
    if isWild(group(4)) {
      (term.isDirty, term.isPatchDirty) = (true, true)
      return term
    }
    guard let patch = UInt64(group(4)) else { return nil }
    term.version.patch = patch
    return term
  }

  func matches(_ version: SemanticVersion) -> Bool {
    alternatives.contains { $0.allSatisfy { VersionConstraint.holds($0, version) } }
  }

  private static func holds(_ term: Term, _ version: SemanticVersion) -> Bool {
    let wanted = term.version
    if !version.prerelease.isEmpty, wanted.prerelease.isEmpty { return false }
    let order = version.compare(wanted)
    switch term.operator {
    case "", "=": return term.isDirty ? tilde(term, version, order) : order == 0
    case "!=":
      guard term.isDirty else { return order != 0 }
      if wanted.major != version.major { return true }
      if term.isMinorDirty { return false }
      if wanted.minor != version.minor { return true }
      return false
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
