internal import ArgumentParser
internal import Emission
internal import FileSystem
internal import GitSnapshot
internal import Inventory
internal import KubernetesModel
internal import ManifestCompiler
internal import SourceModel

/// `fleetfold render`: the manifests of every cluster, and what changed since the last commit.
struct Render: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", _superCommandName: "fleetfold",
    abstract:
      "Compile the fleet, write the manifests of each cluster and show what changed since the last commit.",
    discussion: """
      Writes only what differs, all at once, and prunes only files that it wrote itself. A file that somebody else put \
      into the output directory is never touched.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var snapshot: SnapshotOptions
  @OptionGroup var filter: FilterOptions
  @OptionGroup var jobs: JobOptions

  @Option(help: ArgumentHelp("Where to write; `output` of fleetfold.yaml, else rendered.", valueName: "dir"))
  var outputDir: String?

  @Option(
    help: ArgumentHelp(
      "Commit to this branch for each cluster, as in 'env/{cluster}'; compiles --rev or HEAD.",
      valueName: "template"))
  var branch: String?

  @Flag(help: "Write nothing; exit with 1 when the output directory is stale.")
  var check = false

  @Flag(help: "Print the manifests as one YAML stream and write nothing.")
  var stdout = false

  @Flag(help: "Overwrite files of an earlier run that somebody has edited since.")
  var force = false

  @Option(help: "What to show of the change since the last commit: none, names, stat, summary or full.")
  var diff = DiffDetail.summary

  @Option(name: .shortAndLong, help: "The format of what is shown: text or json.")
  var output = RenderFormat.text

  func validate() throws {
    if check, stdout { throw ValidationError("--check and --stdout exclude each other") }
    guard branch != nil else { return }
    if stdout || outputDir != nil {
      throw ValidationError("--branch, --output-dir and --stdout name three places; give one of them")
    }
    if snapshot.staged {
      throw ValidationError("--branch commits what a commit renders to; name one with --rev, not --staged")
    }
    if !filter.app.isEmpty {
      throw ValidationError("--branch commits whole clusters; leave --app out")
    }
  }

  func run() async throws {
    try global.apply()
    let session = try FleetSession(color: global.color)
    let cells = try filter.cells()
    let tree = try session.snapshot(branch == nil ? snapshot.choice : .revision(snapshot.rev ?? "HEAD"))
    if stdout { return try await printStream(tree, cells, session) }
    if branch == nil, try await renderStreamed(tree, cells, session) { return }
    let head = try await session.compile(tree, workers: jobs.workers, filter: cells)
    guard let fleet = head.resources else {
      try session.output.report(head.diagnostics)
      throw ExitStatus.invalidInput
    }
    if let branch { return try commit(fleet, head, tree, cells, to: branch, session) }
    let place = try outputPlace(head.fleet, session)
    let laid = RenderedOutput.lay(fleet, head.fleet, base: place.base, path: place.path, filter: cells)
    guard let rendered = laid.value else {
      try session.output.report(head.diagnostics + laid.diagnostics)
      throw ExitStatus.invalidInput
    }
    if check { return try compare(rendered, place, head.diagnostics, session) }
    let written = rendered.write(force: force)
    try session.output.report(head.diagnostics + laid.diagnostics + written.diagnostics)
    try await showChanges((tree, head), cells, session)
  }

  private func printStream(_ tree: Snapshot, _ cells: CellFilter, _ session: FleetSession) async throws {
    var stream = ManifestStream()
    let fleet = try await session.stream(tree, workers: jobs.workers, filter: cells) {
      printed, application, cluster in
      printed.stream(naming: "\(cluster)/\(application)")
    } take: {
      stream.add($0)
    }
    try session.output.report(fleet.diagnostics)
    do throws(Diagnostic) { try stream.write(to: .output) } catch { try session.output.report([error]) }
  }

  /// Writes the files without holding the fleet; false, with nothing done, where only the whole fleet tells where its files
  /// go, or what has changed.
  private func renderStreamed(_ tree: Snapshot, _ cells: CellFilter, _ session: FleetSession) async throws
    -> Bool
  {
    let parsed = try session.layout(of: tree)
    let layout = parsed.value ?? .standard
    guard layout.separatesApplications, let summary = try await summary(of: tree, cells, session) else {
      return false
    }
    let recording = summary.commit.flatMap {
      cells.selectsAll ? session.recording(of: tree, since: $0) : nil
    }
    var stream = FileStream()
    let fleet = try await session.stream(
      tree, workers: jobs.workers, filter: cells, recording: recording
    ) {
      LaidFiles($0, of: $1, on: $2, layout: layout)
    } take: {
      stream.add($0)
    }
    if stream.hasSharedFolders || !fleet.isWhole { return false }
    if fleet.diagnostics.hasErrors { try session.output.report(fleet.diagnostics) }
    guard let file = fleet.file else { throw ExitStatus.invalidInput }
    let diagnostics = fleet.diagnostics + parsed.diagnostics + stream.diagnostics
    let place = try outputPlace(file, session)
    if (parsed.diagnostics + stream.diagnostics).hasErrors { try session.output.report(diagnostics) }
    guard let show = try await changes(summary, fleet, tree, session) else { return false }
    let rendered = RenderedOutput(
      stream.finish(), layout, base: place.base, path: place.path, filter: cells)
    if check {
      try compare(rendered, place, fleet.diagnostics, session)
      return true
    }
    let written = rendered.write(force: force)
    try session.output.report(diagnostics + written.diagnostics)
    try await show()
    return true
  }

  /// How the change since the last commit becomes known.
  private enum Summary {
    case notWanted
    /// The commit holds the very tree.
    case nothing(commit: Snapshot)
    /// By the record of an earlier run.
    case compiled(Compilation)
    /// By the record of this one.
    case recorded(commit: Snapshot)

    var commit: Snapshot? {
      switch self {
      case .notWanted, .compiled: nil
      case .nothing(let commit), .recorded(let commit): commit
      }
    }
  }

  /// Nil where it takes all of both fleets.
  private func summary(
    of tree: Snapshot, _ cells: CellFilter, _ session: FleetSession
  ) async throws -> Summary? {
    if check || diff == .none { return .notWanted }
    guard let commit = try session.lastCommit(), let id = commit.treeID else { return nil }
    if id == tree.treeID { return .nothing(commit: commit) }
    guard cells.selectsAll else { return nil }
    if let head = try await session.compileChanged(tree, since: commit, workers: jobs.workers) {
      return .compiled(head)
    }
    return .recorded(commit: commit)
  }

  /// What shows the change, given the fleet that was streamed; nil where its record does not tell.
  private func changes(
    _ summary: Summary, _ fleet: StreamedFleet, _ tree: Snapshot, _ session: FleetSession
  ) async throws -> (() async throws -> Void)? {
    switch summary {
    case .notWanted: return {}
    case .nothing:
      if let record = fleet.record, tree.findings.isEmpty { RecordFile(session.repository).write(record) }
      return {
        var resources = CompiledFleet(clusters: fleet.inventory.clusters.map(\.name), sets: [])
        resources.unchanged = CompiledFleet.Unchanged(
          applications: fleet.applicationCount, resources: fleet.resourceCount)
        let side = ComparedFleet(name: BaseFleet.lastCommitName, resources: resources, file: fleet.file)
        try show(side, side, session)
      }
    case .compiled(let head): return { try await showChanges((tree, head), CellFilter(), session) }
    case .recorded(let commit):
      guard let record = fleet.record,
        let head = try await session.compileChanged(tree, since: commit, by: record, workers: jobs.workers)
      else { return nil }
      return { try await showChanges((tree, head), CellFilter(), session) }
    }
  }

  private func outputPlace(_ file: FleetFile, _ session: FleetSession) throws -> (
    base: String, path: SourcePath
  ) {
    if let outputDir { return try OutputPlace.named(outputDir) }
    guard let base = session.repository.workDirectory else {
      throw Refusal("this repository is bare: say where to write with --output-dir")
    }
    return (base, file.output)
  }

  private func compare(
    _ rendered: RenderedOutput, _ place: (base: String, path: SourcePath), _ diagnostics: [Diagnostic],
    _ session: FleetSession
  ) throws {
    let compared = rendered.compare()
    try session.output.report(diagnostics + compared.diagnostics)
    guard let difference = compared.value else { throw ExitStatus.invalidInput }
    if difference.isEmpty, !difference.isManifestStale {
      Terminal.write("\(place.path) is up to date: \(count(difference.unchanged, "file"))\n", to: .output)
      return
    }
    for (word, paths) in [
      ("missing", difference.missing), ("stale", difference.stale), ("extra", difference.extra),
    ] {
      for path in paths {
        Terminal.write("\(word): \(place.path.appending(path.string) ?? path)\n", to: .output)
      }
    }
    Terminal.write("\(place.path) is stale; run `fleetfold render` and commit the result\n", to: .error)
    throw ExitStatus.finding
  }

  private func commit(
    _ fleet: CompiledFleet, _ head: Compilation, _ tree: Snapshot, _ cells: CellFilter,
    to branch: String, _ session: FleetSession
  ) throws {
    let template = try BranchTemplate(branch)
    if !template.isPerCluster, !cells.selectsAll {
      throw Refusal(
        "one branch holds the whole fleet; leave --cluster out, or give each cluster a branch with {cluster}")
    }
    guard let id = tree.commitID else {
      throw Refusal("there is no commit to render yet; commit something first")
    }
    let source = try session.reporting { () throws(GitError) in try session.repository.commitInfo(id) }
    let layout = head.fleet.outputLayout
    let renderer = BranchRenderer(
      template: template, layout: layout.value ?? .standard, session: session, source: source, force: force,
      check: check)
    let rendered = try renderer.render(fleet, cells)
    for result in rendered.value ?? [] {
      let files = count(result.files, "file")
      if let commit = result.commit {
        Terminal.write("\(result.branch): \(files) in \(commit)\n", to: .output)
      } else if result.files > 0 {
        Terminal.write("stale: \(result.branch): \(files)\n", to: .output)
      }
    }
    try session.output.report(head.diagnostics + layout.diagnostics + rendered.diagnostics)
    if rendered.diagnostics.hasErrors { throw ExitStatus.invalidInput }
    if check, rendered.value?.contains(where: { $0.files > 0 }) == true { throw ExitStatus.finding }
  }

  private func showChanges(
    _ head: (snapshot: Snapshot, compilation: Compilation), _ cells: CellFilter, _ session: FleetSession
  ) async throws {
    guard diff != .none, let fleet = ComparedFleet(head.compilation, name: "what was rendered"),
      let base = try await BaseFleet.lastCommit(of: session).compile(
        session, head: head, workers: jobs.workers, filter: cells)
    else { return }
    try show(base, fleet, session)
  }

  private func show(_ base: ComparedFleet, _ head: ComparedFleet, _ session: FleetSession) throws {
    let changes = head.changes(since: base)
    let format: DiffFormat = output == .json ? .json : .text
    try DiffOutput(color: global.color, detail: diff, format: format).show(changes, from: base, to: head)
    session.warn(of: changes, head.gates(since: base))
  }
}

/// The formats of what a render shows of the change; `diff` has more.
enum RenderFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}
