internal import ArgumentParser
internal import FileSystem
internal import GitSnapshot
internal import KubernetesModel
internal import ManifestCompiler
internal import SourceModel

/// `fleetfold render`: the manifests of every cluster, and what changed since the last commit.
struct Render: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
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

  @Flag(help: "Write nothing; exit with 1 when the output directory is stale.")
  var check = false

  @Flag(help: "Print the manifests as one YAML stream and write nothing.")
  var stdout = false

  @Flag(help: "Overwrite files of an earlier run that somebody has edited since.")
  var force = false

  @Option(help: "What to show of the change since the last commit: none, summary or full.")
  var diff = DiffDetail.summary

  @Option(name: .shortAndLong, help: "The format of what is shown: text or json.")
  var output = RenderFormat.text

  func validate() throws {
    if check, stdout { throw ValidationError("--check and --stdout exclude each other") }
  }

  func run() async throws {
    try global.apply()
    let session = try FleetSession(color: global.color)
    guard let cells = CellFilter(clusters: filter.cluster, applications: filter.app) else {
      throw Refusal("a pattern of --cluster or --app is no glob; close its brackets")
    }
    let tree = try session.snapshot(snapshot.choice)
    let head = try await session.compile(tree, workers: jobs.workers, filter: cells)
    guard let fleet = head.resources else {
      try session.output.report(head.diagnostics)
      throw ExitStatus.invalidInput
    }
    if stdout {
      try session.output.report(head.diagnostics)
      return try printStream(fleet, session)
    }
    let place = try outputPlace(head.fleet, session)
    let laid = RenderedOutput.lay(fleet, head.fleet, base: place.base, path: place.path, filter: cells)
    guard let rendered = laid.value else {
      try session.output.report(head.diagnostics + laid.diagnostics)
      throw ExitStatus.invalidInput
    }
    if check { return try compare(rendered, place, head.diagnostics, session) }
    let written = rendered.write(force: force)
    try session.output.report(head.diagnostics + laid.diagnostics + written.diagnostics)
    let compared = ComparedFleet(name: "what was rendered", resources: fleet, file: head.fleet)
    try await showChanges((tree, compared), cells, session)
  }

  private func printStream(_ fleet: CompiledFleet, _ session: FleetSession) throws {
    let printed = ManifestStream.print(fleet)
    try session.output.report(printed.diagnostics)
    Terminal.write(printed.value ?? [], to: .output)
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

  private func showChanges(
    _ head: (snapshot: Snapshot, fleet: ComparedFleet), _ cells: CellFilter, _ session: FleetSession
  ) async throws {
    guard diff != .none else { return }
    let base = try await BaseFleet.lastCommit(of: session, head: head, workers: jobs.workers, filter: cells)
    let format: DiffFormat = output == .json ? .json : .text
    try DiffOutput(color: global.color, detail: diff, format: format).show(from: base, to: head.fleet)
  }
}

/// The formats of what a render shows of the change; `diff` has more.
enum RenderFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}
