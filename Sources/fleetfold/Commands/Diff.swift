internal import ArgumentParser
internal import GitSnapshot
internal import KubernetesModel
internal import ManifestCompiler
internal import SourceModel

/// `fleetfold diff`: what a change does to every cluster.
struct Diff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what changes on which clusters between two states of the repository.",
    discussion:
      "Compares the last commit with the working tree unless told otherwise. Values of Secrets are masked.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var filter: FilterOptions
  @OptionGroup var jobs: JobOptions

  @Option(help: ArgumentHelp("The commit, branch or tag to compare with; the last commit.", valueName: "rev"))
  var base = "HEAD"

  @Option(
    help: ArgumentHelp("The commit, branch or tag that holds the change; the working tree.", valueName: "rev")
  )
  var head: String?

  @Flag(help: "The change is what is staged, not the working tree.")
  var staged = false

  @Flag(help: "One block of lines for each resource, without the bodies of new ones.")
  var summary = false

  @Flag(help: "Exit with 1 when there is a difference.")
  var exitCode = false

  @OptionGroup var reports: DiffReportOptions

  func validate() throws {
    if staged, head != nil {
      throw ValidationError("--staged and --head name two snapshots; give one of them")
    }
  }

  func run() async throws {
    try global.apply()
    let session = try FleetSession(color: global.color)
    let cells = try filter.cells()
    let choice: SnapshotChoice = head.map { .revision($0) } ?? (staged ? .index : .workingTree)
    let snapshot = try session.snapshot(choice)
    let compilation = try await session.compile(snapshot, workers: jobs.workers, filter: cells)
    var output = reports.output(color: global.color, detail: summary ? .summary : .full, filter: cells)
    output.diagnostics = compilation.diagnostics
    let fleet = ComparedFleet(compilation, name: head ?? (staged ? "what is staged" : "the working tree"))
    if case nil = fleet { try output.showDiagnostics() }
    try session.output.report(compilation.diagnostics)
    guard let fleet else { throw ExitStatus.invalidInput }
    let before =
      base == "HEAD"
      ? try await BaseFleet.lastCommit(
        of: session, head: (snapshot, compilation), workers: jobs.workers, filter: cells)
      : try await BaseFleet.revision(
        base, of: session, head: compilation, workers: jobs.workers, filter: cells)
    guard let before else { throw ExitStatus.invalidInput }
    let differs = try output.show(from: before, to: fleet)
    if differs, exitCode { throw ExitStatus.finding }
  }
}
