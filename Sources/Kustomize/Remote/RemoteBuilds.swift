package import SourceModel
internal import Synchronization

/// The repositories that kustomizations name by address, and what the builds in them share.
///
/// One value serves all builds of a snapshot, so that a base in another repository is built once. Safe to use from any
/// number of threads.
package final class RemoteBuilds: Sendable {
  /// Answers where a repository is found at a revision, which is empty for none.
  package typealias Search = @Sendable (_ url: String, _ revision: String) -> FoundSource

  /// A repository that is there.
  struct Found: Sendable {
    var checkout: Checkout
    var tree: any FileTree
    var shared: SharedBuilds
  }

  enum Answer: Sendable {
    case found(Found)
    case unknownRepository(known: [String])
    case unknownRevision(String)
  }

  /// The file that says what addresses stand for: builds that ask for one depend on it.
  let settings: SourcePath
  /// What to do about an address that nothing is known of, for the end of a message.
  let advice: @Sendable (String) -> String
  /// The custom schemas of all builds: that of a root holds for its bases, wherever they are.
  let schemas = SharedSchemas()
  private let snapshot: any FileTree
  private let search: Search
  private let answers = Mutex<[RemoteSource: Answer]>([:])
  private let earlier: (builds: RemoteBuilds, changes: TreeChanges)?

  /// `snapshot` is the tree whose paths the found folders are.
  package init(
    _ snapshot: any FileTree, settings: SourcePath, search: @escaping Search,
    advice: @escaping @Sendable (String) -> String
  ) {
    self.snapshot = snapshot
    self.settings = settings
    self.search = search
    self.advice = advice
    earlier = nil
  }

  /// The same for a tree that is much the same as that of `earlier`.
  package init(
    _ snapshot: any FileTree, search: @escaping Search, reusing earlier: RemoteBuilds,
    unless changes: TreeChanges
  ) {
    self.snapshot = snapshot
    self.search = search
    settings = earlier.settings
    advice = earlier.advice
    self.earlier = (earlier, changes)
  }

  func find(_ source: RemoteSource) -> Answer {
    if let known = answers.withLock({ $0[source] }) { return known }
    let answer = look(for: source)
    // Whoever was first counts: what the builds share must be one.
    return answers.withLock { answers in
      if let known = answers[source] { return known }
      answers[source] = answer
      return answer
    }
  }

  private func look(for source: RemoteSource) -> Answer {
    switch search(source.url, source.revision) {
    case .unknownRepository(let known): return .unknownRepository(known: known)
    case .unknownRevision(let reason): return .unknownRevision(reason)
    case .snapshot: return .found(found(source, snapshot, at: .root))
    case .folder(let folder):
      return .found(found(source, MountedTree(confining: snapshot, to: folder), at: folder))
    case .tree(let tree, _):
      let root = SourcePath.checkout(of: source.url, at: source.revision)
      return .found(found(source, MountedTree(tree, at: root), at: root))
    }
  }

  private func found(_ source: RemoteSource, _ tree: any FileTree, at root: SourcePath) -> Found {
    if let (builds, changes) = earlier, case .found(let old)? = builds.answers.withLock({ $0[source] }),
      old.checkout.root == root, !root.isInCheckout || isSame(tree, old.tree, at: root)
    {
      let shared = SharedBuilds(schemas, reusing: old.shared, unless: changes)
      return Found(checkout: old.checkout, tree: tree, shared: shared)
    }
    return Found(checkout: Checkout(source, root: root), tree: tree, shared: SharedBuilds(schemas))
  }

  /// Whether a revision is still the one that it was.
  private func isSame(_ tree: any FileTree, _ old: any FileTree, at root: SourcePath) -> Bool {
    guard let id = tree.entry(at: root)?.id else { return false }
    return id == old.entry(at: root)?.id
  }
}
