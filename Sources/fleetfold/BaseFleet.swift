internal import GitSnapshot
internal import Inventory
internal import KubernetesModel
internal import ManifestCompiler
internal import SemanticDiff
internal import SourceModel

/// One side of a comparison.
struct ComparedFleet {
  /// What people call it: `HEAD`, `main`, `the working tree`.
  var name: String
  var resources: CompiledFleet
  /// Nil where nothing is committed yet, so that there is no output either.
  var file: FleetFile?
  /// What the inventory knows of its clusters.
  var clusters: [Cluster] = []
  /// Where its applications are defined.
  var applications: [(name: String, place: SourceLocation)] = []

  /// Nil where the fleet does not compile.
  init?(_ compilation: Compilation, name: String) {
    guard let resources = compilation.resources else { return nil }
    self.init(
      name: name, resources: resources, file: compilation.fleet, clusters: compilation.inventory.clusters)
    applications = compilation.applications.map { ($0.name, $0.location) }
  }

  init(name: String, resources: CompiledFleet, file: FleetFile?, clusters: [Cluster] = []) {
    self.name = name
    self.resources = resources
    self.file = file
    self.clusters = clusters
  }

  /// What turns `base` into this side.
  func changes(since base: ComparedFleet) -> ChangeSet {
    FleetDiff().compare(
      base.resources, resources, inventory: base.clusters + clusters, applications: base.applications)
  }

  /// The gates of this side and `base`, the stricter of each: a change can't lift its own.
  func gates(since base: ComparedFleet) -> ChangeGates {
    (base.file?.gates ?? ChangeGates()).stricter(file?.gates ?? ChangeGates())
  }
}

/// The fleet that a change is measured against; it shares all that is unchanged with the fleet of the change.
struct BaseFleet {
  /// What people call it.
  let name: String
  /// Nil before the first commit.
  let snapshot: Snapshot?

  static let lastCommitName = "the last commit"

  static func lastCommit(of session: FleetSession) throws -> BaseFleet {
    BaseFleet(name: lastCommitName, snapshot: try session.lastCommit())
  }

  /// A commit, branch or tag; with `mergeBase` the commit that it and `head` (HEAD, where that is no commit) both come
  /// from.
  static func revision(
    _ revision: String, mergeBase: Bool, head: Snapshot, of session: FleetSession
  ) throws -> BaseFleet {
    guard mergeBase else {
      return BaseFleet(name: revision, snapshot: try session.snapshot(.revision(revision)))
    }
    let snapshot = try session.reporting { () throws(GitError) in
      let repository = session.repository
      let start = try repository.resolve(revision)
      let end = if let id = head.commitID { id } else { try repository.resolve("HEAD") }
      return try Snapshot.commit(try repository.mergeBase(start, end), of: repository)
    }
    return BaseFleet(name: "the merge base with \(revision)", snapshot: snapshot)
  }

  /// Compiles it; empty when there is no commit yet, nil with a warning when it does not compile.
  ///
  /// Where it holds the same files as `head`, it is `head`'s fleet and nothing is compiled.
  func compile(
    _ session: FleetSession, head: (snapshot: Snapshot, compilation: Compilation), workers: Int,
    filter: CellFilter = CellFilter()
  ) async throws -> ComparedFleet? {
    guard let snapshot else {
      return ComparedFleet(name: name, resources: CompiledFleet(clusters: [], sets: []), file: nil)
    }
    if let id = snapshot.treeID, id == head.snapshot.treeID {
      return ComparedFleet(head.compilation, name: name)
    }
    let compilation = try await session.compile(
      snapshot, reusing: head.compilation, workers: workers, filter: filter)
    if let fleet = ComparedFleet(compilation, name: name) { return fleet }
    let first = compilation.diagnostics.first { $0.severity == .error }
    let reason = first.map { ": \($0.location.map { "\($0): " } ?? "")\($0.message)" } ?? ""
    try session.output.report([
      .warning(
        "diff.broken-base", "there is nothing to compare with, because \(name) does not compile\(reason)")
    ])
    return nil
  }
}
