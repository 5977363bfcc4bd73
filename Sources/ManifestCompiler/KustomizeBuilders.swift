internal import Kustomize
internal import SourceModel
internal import Synchronization

/// One kustomize build for each tree, so that all units share the bases they have in common.
final class KustomizeBuilders: Sendable {
  private let builders = Mutex<[String: KustomizeBuild]>([:])

  /// The build over the tree of a source; trees are told apart by their names.
  func builder(for source: BuildUnit.Source) -> KustomizeBuild {
    builders.withLock { builders in
      if let known = builders[source.treeName] { return known }
      let new = KustomizeBuild(tree: source.tree)
      builders[source.treeName] = new
      return new
    }
  }
}
