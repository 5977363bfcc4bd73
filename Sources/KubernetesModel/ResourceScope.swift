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
      var words = TableText(text)
      repeat {
        let apiVersion = words.word(before: TableText.Stops(" ")) + [UInt8(ascii: " ")]
        while words.skip(" ") {
          table[Array(apiVersion + words.word(before: TableText.Stops(" ")))] = isClusterScoped
        }
      } while words.skip("\n")
    }
    return table
  }()
}
