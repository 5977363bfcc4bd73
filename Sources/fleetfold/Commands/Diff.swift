internal import ArgumentParser
internal import GitSnapshot
internal import KubernetesModel
internal import ManifestCompiler
internal import SemanticDiff
internal import SourceModel

/// `fleetfold diff`: what a change does to every cluster.
struct Diff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", _superCommandName: "fleetfold",
    abstract: "Show what changes on which clusters between two states of the repository.",
    discussion:
      "Compares the last commit with the working tree unless told otherwise. Values of Secrets are masked.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var filter: FilterOptions
  @OptionGroup var changeFilter: ChangeFilterOptions
  @OptionGroup var gates: GateOptions
  @OptionGroup var jobs: JobOptions

  @Option(help: ArgumentHelp("The commit, branch or tag to compare with; the last commit.", valueName: "rev"))
  var base = "HEAD"

  @Flag(help: "Compare with the commit at which the head left --base, as pull requests do.")
  var mergeBase = false

  @Option(
    help: ArgumentHelp("The commit, branch or tag that holds the change; the working tree.", valueName: "rev")
  )
  var head: String?

  @Flag(help: "The change is what is staged, not the working tree.")
  var staged = false

  @Flag(help: "One block of lines for each resource, without the bodies of new ones.")
  var summary = false

  @Flag(help: "One line for each resource of each cluster, without its fields.")
  var nameOnly = false

  @Flag(help: "One line of numbers for each set of clusters.")
  var stat = false

  @Flag(help: "Exit with 1 when there is a difference.")
  var exitCode = false

  @Flag(help: "Exit with 1 unless the manifests of both sides are the same, byte for byte.")
  var expectNone = false

  @OptionGroup var reports: DiffReportOptions

  func validate() throws {
    if staged, head != nil {
      throw ValidationError("--staged and --head name two snapshots; give one of them")
    }
    let forms = [(summary, "--summary"), (nameOnly, "--name-only"), (stat, "--stat")].filter(\.0).map(\.1)
    if forms.count > 1 { throw ValidationError("\(forms[0]) and \(forms[1]) exclude each other") }
    if reports.shown != .text, let form = forms.first {
      throw ValidationError("\(form) is a form of -o text")
    }
    if reports.holds(.patch), !changeFilter.isEmpty {
      throw ValidationError("a patch holds whole files; leave --kind and -l out, or name --cluster and --app")
    }
  }

  func run() async throws {
    try global.apply()
    let session = try FleetSession(color: global.color)
    let cells = try filter.cells()
    let wanted = try changeFilter.filter()
    let choice: SnapshotChoice = head.map { .revision($0) } ?? (staged ? .index : .workingTree)
    let snapshot = try session.snapshot(choice)
    let baseline = try baseline(session, snapshot)
    // To say how much is the same, everything must be there.
    let compilation = try await session.compile(
      snapshot, comparedWith: expectNone ? nil : baseline.snapshot, workers: jobs.workers, filter: cells)
    var output = reports.output(color: global.color, detail: detail, filter: cells)
    output.diagnostics = compilation.diagnostics
    let after = ComparedFleet(compilation, name: head ?? (staged ? "what is staged" : "the working tree"))
    if case nil = after { try output.showDiagnostics() }
    try session.output.report(compilation.diagnostics)
    guard let after,
      let before = try await baseline.compile(
        session, head: (snapshot, compilation), workers: jobs.workers, filter: cells)
    else { throw ExitStatus.invalidInput }
    let all = after.changes(since: before)
    let changes = all.filtered(wanted)
    let isProven = expectNone && changes.isEmpty
    if !isProven || reports.shown != .text { try output.show(changes, from: before, to: after) }
    if isProven { return try UnchangedOutput(before, after).check(wanted, isQuiet: reports.shown != .text) }
    try session.refuse(all, after.gates(since: before).overridden(by: gates.gates))
    if !changes.isEmpty, exitCode || expectNone { throw ExitStatus.finding }
  }

  private var detail: DiffDetail {
    if nameOnly { return .names }
    if stat { return .stat }
    return summary ? .summary : .full
  }

  private func baseline(_ session: FleetSession, _ head: Snapshot) throws -> BaseFleet {
    if base == "HEAD", !mergeBase { return try .lastCommit(of: session) }
    return try .revision(base, mergeBase: mergeBase, head: head, of: session)
  }
}
