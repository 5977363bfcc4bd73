/// What names a resource within one cluster.
///
/// `namespace` is empty both for cluster-scoped resources and where the manifest gives none.
package struct ResourceID: Hashable, Sendable {
  package var group: String
  package var version: String
  package var kind: String
  package var namespace: String
  package var name: String

  package init(group: String, version: String, kind: String, namespace: String, name: String) {
    self.group = group
    self.version = version
    self.kind = kind
    self.namespace = namespace
    self.name = name
  }

  /// Splits an `apiVersion` at its slash: `apps/v1` is (apps, v1), `v1` is ("", v1).
  package static func split(apiVersion: String) -> (group: String, version: String) {
    guard let slash = apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")) else { return ("", apiVersion) }
    return (String(apiVersion[..<slash]), String(apiVersion[apiVersion.utf8.index(after: slash)...]))
  }

  /// `group/version`, or the version alone for the core group.
  package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
}

extension ResourceID: Comparable {
  /// By group, version, kind, namespace, name; bytewise.
  package static func < (a: ResourceID, b: ResourceID) -> Bool {
    for (left, right) in [
      (a.group, b.group), (a.version, b.version), (a.kind, b.kind), (a.namespace, b.namespace),
      (a.name, b.name),
    ] where !left.utf8.elementsEqual(right.utf8) {
      return left.utf8.lexicographicallyPrecedes(right.utf8)
    }
    return false
  }
}

extension ResourceID: CustomStringConvertible {
  /// `Kind[.group] [namespace/]name`, as diagnostics and the diff name it.
  package var description: String {
    let type = group.isEmpty ? kind : "\(kind).\(group)"
    return namespace.isEmpty ? "\(type) \(name)" : "\(type) \(namespace)/\(name)"
  }
}
