internal import KubernetesModel
internal import YAML

/// A field of certain resources that a transformer works on.
///
/// Source: reference/kustomize.md section 7.
package struct FieldSpec: Hashable, Sendable {
  package var type: TypeSelector
  /// From the root down.
  package let path: [Step]
  package var create: Bool

  /// A key on the way, with its hash.
  package struct Step: Hashable, Sendable {
    let key: MappingKey
    /// Written with `[]` behind it: the field must be a list.
    let isList: Bool

    init(_ text: String) {
      isList = text.utf8.count > 2 && text.utf8.suffix(2).elementsEqual("[]".utf8)
      key = MappingKey(isList ? String(text.dropLast(2)) : text)
    }

    var text: String { isList ? key.text + "[]" : key.text }
  }

  package init(_ path: String, type: TypeSelector = TypeSelector(), create: Bool = false) {
    self.type = type
    self.path = FieldSpec.split(path).map { Step($0) }
    self.create = create
  }

  /// Splits at slashes; one behind a backslash is part of a key.
  static func split(_ path: String) -> [String] {
    var parts: [String] = []
    let bytes = Array(path.utf8)
    for part in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      let text = String(decoding: part, as: UTF8.self)
      if let last = parts.last, last.utf8.last == UInt8(ascii: "\\") {
        parts[parts.count - 1] = last.dropLast() + "/" + text
      } else {
        parts.append(text)
      }
    }
    // A leading slash is allowed and means nothing.
    if parts.count > 1, parts[0].isEmpty { parts.removeFirst() }
    return parts
  }

  /// The path as it is written in configuration files.
  var pathText: String { text(of: path) }

  func text(of steps: some Sequence<Step>, separator: String = "/") -> String {
    steps.map(\.text).joined(separator: separator)
  }

  /// Whether the spec is for resources of this type.
  func applies(to id: ResourceID) -> Bool {
    type.selects(group: id.group, version: id.version, kind: id.kind)
  }

  /// Whether `other` would be taken for the same entry: equal paths, and a type that the type of `other` selects.
  func isCovered(by other: FieldSpec) -> Bool {
    path == other.path
      && other.type.selects(group: type.group, version: type.version, kind: type.kind)
  }
}

extension FieldSpec {
  static let name = FieldSpec("metadata/name")
  static let namespace = FieldSpec("metadata/namespace", create: true)
  static let labels = FieldSpec("metadata/labels", create: true)
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
