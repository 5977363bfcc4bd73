internal import KubernetesModel
internal import Kustomize
internal import SourceModel
internal import Synchronization

/// The resources of a unit before they are placed, and what was read for them.
struct BuiltContent: Sendable {
  /// Nil with errors.
  var resources: [Resource]?
  var diagnostics: [Diagnostic]
  var reads: ReadTrace
}

/// What the builds of one snapshot share: one kustomize build for each tree, the repositories that kustomizations name, and
/// the contents that several units ask for.
final class SharedContent: Sendable {
  private let snapshot: any FileTree
  private let remotes: RemoteBuilds
  private let builders = Mutex<[SourceTree: KustomizeBuild]>([:])
  private let contents = Mutex<[BuildUnit.Content: BuiltContent]>([:])
  private let expected = Mutex<[BuildUnit.Content: Bool]>([:])
  private let earlier: (content: SharedContent, changes: TreeChanges)?
  private let retention: BuildRetention

  init(
    _ request: CompilationRequest, _ fleet: FleetFile, reusing earlier: (SharedContent, TreeChanges)? = nil,
    keeping retention: BuildRetention = .everything
  ) {
    snapshot = request.tree
    self.retention = retention
    self.earlier = earlier
    let (repositories, mappings) = (request.repositories, fleet.repositories)
    let search: RemoteBuilds.Search = { url, revision in
      repositories.find(repoURL: url, revision: revision, mappings: mappings)
    }
    if let (content, changes) = earlier {
      remotes = RemoteBuilds(snapshot, search: search, reusing: content.remotes, unless: changes)
    } else {
      remotes = RemoteBuilds(
        snapshot, settings: SourcePath.root.child(FleetFile.name), search: search,
        advice: FleetFile.mappingAdvice)
    }
  }

  /// Announces units that are going to be built: only what several of them ask for is kept.
  func expect(_ units: [BuildUnit]) {
    expected.withLock { expected in
      for unit in units { expected[unit.content] = expected[unit.content] != nil }
    }
  }

  /// The build over the tree of a source.
  func builder(for source: SourceTree) -> KustomizeBuild {
    builders.withLock { builders in
      if let known = builders[source] { return known }
      let new = makeBuilder(for: source)
      builders[source] = new
      return new
    }
  }

  private func makeBuilder(for source: SourceTree) -> KustomizeBuild {
    let tree = source.tree(in: snapshot)
    guard let (content, changes) = earlier else {
      return KustomizeBuild(tree: tree, root: source.root, remotes: remotes, keeping: retention)
    }
    return KustomizeBuild(
      tree: tree, remotes: remotes, reusing: content.builder(for: source), unless: changes)
  }

  func known(_ content: BuildUnit.Content) -> BuiltContent? {
    if let known = contents.withLock({ $0[content] }) { return known }
    guard let (shared, changes) = earlier, let known = shared.known(content), !changes.affect(known.reads)
    else { return nil }
    return known
  }

  func keep(_ built: BuiltContent, for content: BuildUnit.Content) {
    guard expected.withLock({ $0[content] }) ?? false else { return }
    contents.withLock { $0[content] = built }
  }
}
