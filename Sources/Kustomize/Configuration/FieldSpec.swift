/// A field of certain resources that a transformer works on.
///
/// Source: reference/kustomize.md section 7.
package struct FieldSpec: Hashable, Sendable {
  package var type: TypeSelector
  /// Keys from the root, `\/` unescaped; a trailing `[]` says that the field must be a list.
  package var path: [String]
  package var create: Bool

  package init(_ path: String, type: TypeSelector = TypeSelector(), create: Bool = false) {
    self.type = type
    self.path = FieldSpec.split(path)
    self.create = create
  }

  /// Splits at slashes that no backslash escapes.
  static func split(_ path: String) -> [String] {
    var parts: [String] = []
    var current: [UInt8] = []
    for byte in path.utf8 {
      guard byte == UInt8(ascii: "/") else {
        current.append(byte)
        continue
      }
      if current.last == UInt8(ascii: "\\") {
        current[current.count - 1] = byte
      } else {
        parts.append(String(decoding: current, as: UTF8.self))
        current = []
      }
    }
    parts.append(String(decoding: current, as: UTF8.self))
    // A leading slash is allowed and means nothing.
    if parts.count > 1, parts[0].isEmpty { parts.removeFirst() }
    return parts
  }

  /// The path as it is written in configuration files.
  var pathText: String { path.joined(separator: "/") }

  /// Whether `other` would be taken for the same entry: equal paths, and a type that the type of `other` selects.
  func isCovered(by other: FieldSpec) -> Bool {
    path == other.path
      && other.type.selects(group: type.group, version: type.version, kind: type.kind)
  }
}

/// Two specs for one path that disagree about creating it.
struct FieldSpecConflict: Error {
  var path: String
}

extension [FieldSpec] {
  /// Adds specs that are not there yet.
  mutating func merge(_ others: [FieldSpec]) throws(FieldSpecConflict) {
    for other in others {
      if let known = first(where: { $0.isCovered(by: other) }) {
        if known.create != other.create { throw FieldSpecConflict(path: other.pathText) }
      } else {
        append(other)
      }
    }
  }
}
