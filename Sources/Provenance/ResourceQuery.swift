package import KubernetesModel

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

  /// Whether a resource is meant; kinds match without regard to case, as in kubectl.
  package func matches(_ id: ResourceID) -> Bool {
    kind.lowercased() == id.kind.lowercased() && (group.map { $0.utf8.elementsEqual(id.group.utf8) } ?? true)
      && (namespace.map { $0.utf8.elementsEqual(id.namespace.utf8) } ?? true)
      && name.utf8.elementsEqual(id.name.utf8)
  }
}
