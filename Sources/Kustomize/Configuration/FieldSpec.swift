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
    /// Names elements of a list, as `0`, `-`, `*` and `[name=x]` do. Lists are entered before a step is taken, so
    /// that a mapping is met where kustomize then wants a list.
    let namesElements: Bool

    /// With `isEscaped`, a backslash before a slash is not part of the key.
    fileprivate init(_ text: ArraySlice<UInt8>, _ isEscaped: Bool) {
      isList = text.count > 2 && text.suffix(2).elementsEqual("[]".utf8)
      let name = String(decoding: isList ? text.dropLast(2) : text, as: UTF8.self)
      let plain = isEscaped ? name.replacing("\\/", with: "/") : name
      key = MappingKey(plain)
      namesElements = Step.namesElements(plain)
    }

    private static func namesElements(_ name: String) -> Bool {
      guard let first = name.utf8.first else { return false }
      return switch first {
      case UInt8(ascii: "["): name.utf8.last == UInt8(ascii: "]")
      case UInt8(ascii: "*"): name.utf8.count == 1
      case UInt8(ascii: "-"): name.utf8.count == 1 || Int(name) != nil
      case UInt8(ascii: "+"), UInt8(ascii: "0")...UInt8(ascii: "9"): Int(name) != nil
      default: false
      }
    }

    var text: String { isList ? key.text + "[]" : key.text }
  }

  package init(_ path: String, type: TypeSelector = TypeSelector(), create: Bool = false) {
    self.init(FieldSpec.steps(of: ArraySlice(path.utf8)), type: type, create: create)
  }

  init(_ path: [Step], type: TypeSelector, create: Bool) {
    self.type = type
    self.path = path
    self.create = create
  }

  /// Splits at slashes; one behind a backslash is part of a key, and a leading one means nothing.
  static func steps(of path: ArraySlice<UInt8>) -> [Step] {
    let (slash, backslash) = (UInt8(ascii: "/"), UInt8(ascii: "\\"))
    var steps: [Step] = []
    steps.reserveCapacity(8)
    var start = path.startIndex
    var isEscaped = false
    for index in path.indices where path[index] == slash {
      if index > path.startIndex, path[index - 1] == backslash {
        isEscaped = true
        continue
      }
      if index > path.startIndex { steps.append(Step(path[start..<index], isEscaped)) }
      start = index + 1
      isEscaped = false
    }
    steps.append(Step(path[start...], isEscaped))
    return steps
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
  static let annotations = FieldSpec("metadata/annotations")
}

/// Two specs for one path that disagree about creating it.
struct FieldSpecConflict: Error {
  var path: String
}

extension [FieldSpec] {
  /// Puts the specs in the order in which kustomize keeps them: that of legacy sorting, by type.
  mutating func sortByType() { sort { ResourceOrder.precedes($0.type, $1.type) } }

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
