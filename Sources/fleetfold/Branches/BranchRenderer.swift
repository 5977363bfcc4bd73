internal import ArgumentParser
internal import Emission
internal import GitSnapshot
internal import KubernetesModel
internal import ManifestCompiler
internal import SourceModel

/// Commits what a commit of the sources renders to, on the branch of each cluster.
struct BranchRenderer {
  let template: BranchTemplate
  let layout: OutputLayout
  let session: FleetSession
  /// The commit of the sources.
  let source: CommitInfo
  var force = false
  /// Look only.
  var check = false

  /// What became of a branch.
  struct Result {
    var branch: String
    /// Nil where it holds everything already, or where only looked at.
    var commit: ObjectID?
    /// The files that were, or would be, written or removed.
    var files: Int
  }

  /// Brings all branches of the fleet up to date; what one branch refuses does not keep the others.
  func render(_ fleet: CompiledFleet, _ filter: CellFilter) throws -> Compiled<[Result]> {
    var results: [Result] = []
    var diagnostics: [Diagnostic] = []
    for (name, part) in template.branches(of: fleet, filter) {
      let emitted = FleetEmitter(layout: template.isPerCluster ? layout.withoutClusterFolder : layout).emit(
        part)
      diagnostics += emitted.diagnostics
      guard let tree = emitted.value else { continue }
      do throws(GitError) {
        let outcome = try bring(
          name, to: tree, subject: template.isPerCluster ? part.clusters[0] : "the fleet")
        diagnostics += outcome.diagnostics
        if let result = outcome.value { results.append(result) }
      } catch {
        diagnostics.append(error.diagnostic)
      }
    }
    diagnostics += try session.reporting { () throws(GitError) in try leftovers(fleet) }
    return Compiled(results, diagnostics)
  }

  /// Warnings of branches that were rendered for clusters that the fleet no longer has.
  private func leftovers(_ fleet: CompiledFleet) throws(GitError) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    for name in try session.repository.branchNames() {
      guard let cluster = template.cluster(of: name),
        !fleet.clusters.contains(where: { $0.utf8.elementsEqual(cluster.utf8) }),
        let tip = try? session.repository.resolve("refs/heads/\(name)"), try renderedFrom(tip) != nil
      else { continue }
      diagnostics.append(
        .warning(
          leftover,
          "the branch \(name) was rendered for a cluster that the fleet no longer has; it stays as it is until you "
            + "delete it"))
    }
    return diagnostics
  }

  /// Looks, commits, and looks again for as long as somebody else is faster.
  private func bring(
    _ name: String, to tree: RenderedTree, subject: String
  ) throws(GitError) -> Compiled<Result> {
    for _ in 0..<attemptLimit {
      let state = try session.repository.branch(name)
      let current: Snapshot? =
        if let parent = state.parent { try Snapshot.commit(parent, of: session.repository) } else { nil }
      let owned = BranchRenderer.owned(current)
      guard let entries = owned.value else { return Compiled(nil, owned.diagnostics) }
      let plan = BranchPlan(tree, over: current, owned: entries, force: force)
      var refusals = plan.diagnostics(branch: name)
      if state.parent == nil, tree.files.isEmpty || plan.edits.isEmpty {
        return Compiled(Result(branch: name, commit: nil, files: 0))
      }
      if !force, let newer = try newerSource(on: state), !plan.edits.isEmpty { refusals.append(newer) }
      if !refusals.isEmpty { return Compiled(nil, refusals) }
      if check || plan.edits.isEmpty {
        return Compiled(Result(branch: name, commit: nil, files: plan.fileCount))
      }
      let message = "Render \(subject): \(source.subject)\n\n\(trailer) \(source.id)\n"
      let commit = NewCommit(edits: plan.edits, message: message, source: source)
      switch try session.repository.commit(commit, to: state) {
      case .committed(let id): return Compiled(Result(branch: name, commit: id, files: plan.fileCount))
      case .unchanged: return Compiled(Result(branch: name, commit: nil, files: 0))
      case .moved: continue
      }
    }
    return Compiled(
      nil, [.error(contended, "other runs kept moving the branch \(name); try again when they are done")])
  }

  /// What the list of written files on the branch says; nothing where there is none.
  private static func owned(_ current: Snapshot?) -> Compiled<[OwnershipManifest.Entry]> {
    let path = SourcePath.root.child(OwnershipManifest.fileName)
    guard let bytes = try? current?.contents(of: path) else { return Compiled([]) }
    let parsed = OwnershipManifest.parse(bytes, path: path)
    return Compiled(parsed.value?.entries, parsed.diagnostics)
  }

  /// The refusal to put an older state of the sources over a newer one, which is what a late run would do.
  private func newerSource(on state: BranchState) throws(GitError) -> Diagnostic? {
    guard let parent = state.parent else { return nil }
    let rendered = try renderedFrom(parent).flatMap { try? session.repository.resolve($0) }
    // A commit that is not in this clone cannot be compared.
    guard let rendered, try session.repository.isAncestor(source.id, of: rendered) else { return nil }
    return .error(
      newer,
      "the branch \(state.name) was rendered from \(rendered), which is newer than \(source.shortID); "
        + "to go back on purpose, render with --force")
  }

  /// What the trailer of a rendered commit says; nil for a commit of somebody else.
  private func renderedFrom(_ commit: ObjectID) throws(GitError) -> String? {
    let message = try session.repository.message(ofCommit: commit)
    return message.split(separator: "\n").last { $0.hasPrefix(trailer) }
      .map { String($0.dropFirst(trailer.count + 1)) }
  }
}

/// The trailer that names the commit of the sources.
private let trailer = "Source-Commit:"
/// A run that loses this often against others is not just unlucky.
private let attemptLimit = 100
private let contended = "branch.contended"
private let leftover = "branch.leftover"
private let newer = "branch.newer-source"
