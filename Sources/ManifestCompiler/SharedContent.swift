internal import KubernetesModel
internal import Kustomize
internal import SourceModel
internal import Synchronization

/// The resources of a unit before they are placed, and what was read for them.
struct BuiltContent: Sendable {
  var resources: [Resource]
  var diagnostics: [Diagnostic]
  var reads: ReadTrace
}

/// What the builds of one snapshot share: one kustomize build for each tree, and the contents that several units ask for.
final class SharedContent: Sendable {
  private let snapshot: any FileTree
  private let builders = Mutex<[String: KustomizeBuild]>([:])
  private let contents = Mutex<[BuildUnit.Content: BuiltContent]>([:])
  private let repeated: Set<BuildUnit.Content>
  private let earlier: (content: SharedContent, changes: TreeChanges)?

  /// Only what several of `units` ask for is kept.
  init(
    _ snapshot: any FileTree, for units: [BuildUnit], reusing earlier: (SharedContent, TreeChanges)? = nil
  ) {
    self.snapshot = snapshot
    self.earlier = earlier
    var seen: Set<BuildUnit.Content> = []
    var repeated: Set<BuildUnit.Content> = []
    for unit in units {
      let content = unit.content
      if !seen.insert(content).inserted { repeated.insert(content) }
    }
    self.repeated = repeated
  }

  /// The build over the tree of a source.
  func builder(for source: SourceTree) -> KustomizeBuild {
    builders.withLock { builders in
      if let known = builders[source.name] { return known }
      let new = makeBuilder(for: source)
      builders[source.name] = new
      return new
    }
  }

  private func makeBuilder(for source: SourceTree) -> KustomizeBuild {
    let tree = source.tree(in: snapshot)
    guard let (content, changes) = earlier else { return KustomizeBuild(tree: tree, in: source.folder) }
    if case .fixed = source { return content.builder(for: source) }
    return KustomizeBuild(tree: tree, reusing: content.builder(for: source), unless: changes)
  }

  func known(_ content: BuildUnit.Content) -> BuiltContent? {
    if let known = contents.withLock({ $0[content] }) { return known }
    guard let (shared, changes) = earlier, let known = shared.known(content), !changes.affect(known.reads)
    else { return nil }
    return known
  }

  func keep(_ built: BuiltContent, for content: BuildUnit.Content) {
    guard repeated.contains(content) else { return }
    contents.withLock { $0[content] = built }
  }
}
