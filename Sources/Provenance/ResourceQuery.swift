package import KubernetesModel
internal import SourceModel

/// A resource as a person names it: `KIND[.GROUP]/[NAMESPACE/]NAME`.
package struct ResourceQuery: Sendable, Equatable {
  package var kind: String
  /// Nil where any group will do.
  package var group: String?
  /// Nil where any namespace will do.
  package var namespace: String?
  package var name: String

  /// Nil when the text has not two or three parts, or one of them is empty.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    let type = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    kind = type[0]
    group = type.count > 1 ? type[1] : nil
    namespace = parts.count == 3 ? parts[1] : nil
    name = parts[parts.count - 1]
  }

  /// What names one resource and no other.
  package init(_ id: ResourceID) {
    kind = id.kind
    group = id.group.isEmpty ? nil : id.group
    namespace = id.namespace.isEmpty ? nil : id.namespace
    name = id.name
  }

  /// Whether a resource is meant; kinds match without regard to case, as in kubectl.
  package func matches(_ id: ResourceID) -> Bool {
    kind.lowercased() == id.kind.lowercased() && (group.map { $0.utf8.elementsEqual(id.group.utf8) } ?? true)
      && (namespace.map { $0.utf8.elementsEqual(id.namespace.utf8) } ?? true)
      && name.utf8.elementsEqual(id.name.utf8)
  }

  /// What a person may have meant: a name without its hash suffix, a misspelt kind or name.
  package func hint(among ids: some Sequence<ResourceID>) -> String? {
    let ids = Array(ids)
    let sameKind = ids.filter { $0.kind.lowercased() == kind.lowercased() }
    if let longer = sameKind.first(where: { $0.name.utf8.starts(with: "\(name)-".utf8) }) {
      return ResourceQuery(longer).description
    }
    if let near = nearMiss(to: name, among: sameKind.map(\.name)),
      let id = sameKind.first(where: { $0.name.utf8.elementsEqual(near.utf8) })
    {
      return ResourceQuery(id).description
    }
    if let other = ids.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
      return ResourceQuery(other).description
    }
    let texts = ids.map { ResourceQuery($0).description }
    return nearMiss(to: description, among: texts)
  }
}

extension ResourceQuery: CustomStringConvertible {
  /// As it is read.
  package var description: String {
    [group.map { "\(kind).\($0)" } ?? kind, namespace, name].compactMap { $0 }.joined(separator: "/")
  }
}
