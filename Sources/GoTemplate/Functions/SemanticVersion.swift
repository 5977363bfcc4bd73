internal import RegularExpression

/// A version as Masterminds/semver 3 reads it: a leading `v` and missing parts are allowed.
struct SemanticVersion: ObjectValue {
  var major: UInt64
  var minor: UInt64
  var patch: UInt64
  var prerelease: String
  var metadata: String
  var original: String

  var identity: ObjectIdentity? = ObjectIdentity()
  var typeName: String { identity == nil ? "semver.Version" : "*semver.Version" }
  var kindName: String { identity == nil ? "struct" : "ptr" }

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
    if SemanticVersion.hasLeadingZero(prerelease) { throw FunctionError("version segment starts with 0") }
    metadata = group(5)
    original = text
  }

  private static func number(_ value: UInt64) -> Value { .integer(Int64(bitPattern: value), .uint64) }

  var text: String {
    "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-" + prerelease)
      + (metadata.isEmpty ? "" : "+" + metadata)
  }

  var fields: [(name: String, value: Value)] {
    return [
      ("major", SemanticVersion.number(major)), ("minor", SemanticVersion.number(minor)),
      ("patch", SemanticVersion.number(patch)),
      ("pre", .string(prerelease)), ("metadata", .string(metadata)), ("original", .string(original)),
    ]
  }

  /// Those of a pointer see what is behind it; a version that another one was made from is no pointer.
  func method(_ name: String) -> Function? {
    if part(name) != nil { return Function([]) { _ in part(name) ?? .null } }
    switch name {
    case "IncPatch", "IncMinor", "IncMajor": return Function([]) { _ in .object(increased(name)) }
    case "SetPrerelease":
      return Function([.string]) { arguments in
        let text = arguments[0].stringValue
        if !text.isEmpty { try SemanticVersion.check(text, isPrerelease: true) }
        return .object(changed { $0.prerelease = text })
      }
    case "SetMetadata":
      return Function([.string]) { arguments in
        let text = arguments[0].stringValue
        if !text.isEmpty { try SemanticVersion.check(text, isPrerelease: false) }
        return .object(changed { $0.metadata = text })
      }
    case "MarshalText": return Function([]) { _ in .bytes(text.utf8) }
    case "MarshalJSON": return Function([]) { _ in .bytes(jsonString(text, escapesHTML: true).utf8) }
    case "Compare", "LessThan", "GreaterThan", "Equal", "LessThanEqual", "GreaterThanEqual":
      return identity == nil ? nil : comparison(name)
    default: return nil
    }
  }

  private func part(_ name: String) -> Value? {
    return switch name {
    case "Major": SemanticVersion.number(major)
    case "Minor": SemanticVersion.number(minor)
    case "Patch": SemanticVersion.number(patch)
    case "Prerelease": .string(prerelease)
    case "Metadata": .string(metadata)
    case "String", "Value": .string(text)
    case "Original": identity == nil ? nil : .string(original)
    default: nil
    }
  }

  private func comparison(_ name: String) -> Function {
    Function([.version]) { arguments in
      guard case .object(let object) = arguments[0], let other = object as? SemanticVersion else {
        throw FunctionError("runtime error: invalid memory address or nil pointer dereference")
      }
      let order = compare(other)
      return switch name {
      case "LessThan": .bool(order < 0)
      case "GreaterThan": .bool(order > 0)
      case "Equal": .bool(order == 0)
      case "LessThanEqual": .bool(order <= 0)
      case "GreaterThanEqual": .bool(order >= 0)
      default: .int(order)
      }
    }
  }

  /// Another version, which is no pointer and has no original but what its text is.
  private func changed(_ change: (inout SemanticVersion) -> Void) -> SemanticVersion {
    var next = self
    next.identity = nil
    change(&next)
    next.original = (original.hasPrefix("v") ? "v" : "") + next.text
    return next
  }

  private func increased(_ name: String) -> SemanticVersion {
    changed { next in
      let isRelease = prerelease.isEmpty
      (next.prerelease, next.metadata) = ("", "")
      switch name {
      case "IncMajor": (next.major, next.minor, next.patch) = (major &+ 1, 0, 0)
      case "IncMinor": (next.minor, next.patch) = (minor &+ 1, 0)
      default: if isRelease { next.patch = patch &+ 1 }
      }
    }
  }

  /// Refuses what can't stand behind `-` or `+`.
  private static func check(_ text: String, isPrerelease: Bool) throws(FunctionError) {
    let kind = isPrerelease ? "prerelease" : "metadata"
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      let isValid = part.utf8.allSatisfy { byte in
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "-"): true
        default: false
        }
      }
      if !isValid { throw FunctionError("invalid \(kind) string") }
    }
    if isPrerelease, hasLeadingZero(text) { throw FunctionError("version segment starts with 0") }
  }

  private static func hasLeadingZero(_ prerelease: String) -> Bool {
    prerelease.split(separator: ".").contains {
      $0.utf8.count > 1 && $0.hasPrefix("0") && $0.utf8.allSatisfy { (48...57).contains($0) }
    }
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
