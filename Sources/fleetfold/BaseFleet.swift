internal import GitSnapshot
internal import KubernetesModel
internal import ManifestCompiler
internal import SourceModel

/// The fleet that a change is measured against; it shares all that is unchanged with the fleet of the change.
enum BaseFleet {
  /// The fleet of the last commit; empty when there is no commit yet, nil with a warning when it does not compile.
  ///
  /// Where it holds the same files as `head`, it is `head`'s fleet and nothing is compiled.
  static func lastCommit(
    of session: FleetSession, head: (snapshot: Snapshot, compilation: Compilation), workers: Int,
    filter: CellFilter = CellFilter()
  ) async throws -> CompiledFleet? {
    guard let snapshot = try session.lastCommit() else { return CompiledFleet(clusters: [], sets: []) }
    if let id = snapshot.treeID, id == head.snapshot.treeID { return head.compilation.resources }
    return try await compile(
      snapshot, named: "the last commit", session, head.compilation, workers: workers, filter: filter)
  }

  /// The fleet of a revision.
  static func revision(
    _ revision: String, of session: FleetSession, head: Compilation, workers: Int,
    filter: CellFilter = CellFilter()
  ) async throws -> CompiledFleet? {
    let snapshot = try session.snapshot(.revision(revision))
    return try await compile(snapshot, named: revision, session, head, workers: workers, filter: filter)
  }

  private static func compile(
    _ snapshot: Snapshot, named name: String, _ session: FleetSession, _ head: Compilation, workers: Int,
    filter: CellFilter
  ) async throws -> CompiledFleet? {
    let compilation = try await session.compile(
      snapshot, reusing: head, workers: workers, filter: filter)
    if let fleet = compilation.resources { return fleet }
    let first = compilation.diagnostics.first { $0.severity == .error }
    let reason = first.map { ": \($0.location.map { "\($0): " } ?? "")\($0.message)" } ?? ""
    try session.output.report([
      .warning(
        "diff.broken-base", "there is nothing to compare with, because \(name) does not compile\(reason)")
    ])
    return nil
  }
}
