/// Which built-in kinds belong to a namespace.
///
/// Source: kustomize 5.8.1 (Kubernetes 1.21.2), reference/kustomize.md section 5.
package enum ResourceScope {
  /// Whether the kind is cluster-scoped; nil for kinds that are not built in (kustomize counts those as namespaced).
  package static func isClusterScoped(apiVersion: String, kind: String) -> Bool? {
    table[Array(apiVersion.utf8) + [UInt8(ascii: " ")] + kind.utf8]
  }

  private static let table: [[UInt8]: Bool] = {
    var table: [[UInt8]: Bool] = [:]
    for (text, isClusterScoped) in [(kubernetesClusterScopedKinds, true), (kubernetesNamespacedKinds, false)]
    {
      for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
        let words = line.split(separator: UInt8(ascii: " "))
        guard let apiVersion = words.first else { continue }
        for kind in words.dropFirst() {
          table[Array(apiVersion) + [UInt8(ascii: " ")] + kind] = isClusterScoped
        }
      }
    }
    return table
  }()
}
