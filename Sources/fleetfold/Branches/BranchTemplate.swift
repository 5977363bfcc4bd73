internal import KubernetesModel
internal import ManifestCompiler

/// The branch of each cluster, as `--branch 'env/{cluster}'` names it.
struct BranchTemplate {
  /// What stands between the placeholders: one more than there are of them.
  private let literals: [String]

  /// Reads a template; throws a refusal where it has another placeholder than `{cluster}`.
  init(_ text: String) throws(Refusal) {
    var literals: [String] = [""]
    var rest = Substring(text)
    while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      literals[literals.count - 1] += rest[..<brace]
      guard rest[brace...].hasPrefix(BranchTemplate.placeholder) else {
        throw Refusal("--branch knows no placeholder but {cluster}, as in 'env/{cluster}'")
      }
      literals.append("")
      rest = rest[brace...].dropFirst(BranchTemplate.placeholder.count)
    }
    literals[literals.count - 1] += rest
    self.literals = literals
  }

  /// Whether every cluster has a branch of its own.
  var isPerCluster: Bool { literals.count > 1 }

  /// The branch of a cluster.
  func branch(of cluster: String) -> String { literals.joined(separator: cluster) }

  /// The branches that the selected clusters of the fleet belong on, each with what it gets; in the order of the clusters.
  func branches(
    of fleet: CompiledFleet, _ filter: CellFilter
  ) -> [(name: String, fleet: CompiledFleet)] {
    guard isPerCluster else { return [(branch(of: ""), fleet)] }
    return fleet.clusters.filter { filter.selects(cluster: $0) }.map { cluster in
      let sets = fleet.sets.filter { $0.cluster.utf8.elementsEqual(cluster.utf8) }
      return (branch(of: cluster), CompiledFleet(clusters: [cluster], sets: sets))
    }
  }

  /// The cluster whose branch this is; nil where the template makes no such name, or has more than one placeholder.
  func cluster(of branch: String) -> String? {
    guard literals.count == 2, branch.utf8.count > literals[0].utf8.count + literals[1].utf8.count,
      branch.hasPrefix(literals[0]), branch.hasSuffix(literals[1])
    else { return nil }
    return String(branch.dropFirst(literals[0].count).dropLast(literals[1].count))
  }

  private static let placeholder = "{cluster}"
}
