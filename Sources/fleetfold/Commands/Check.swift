internal import ArgumentParser
internal import Inventory
internal import KubernetesModel
internal import ManifestCompiler
internal import Reports
internal import SourceModel

/// `fleetfold check`: all diagnostics, nothing written.
struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compile the fleet and report everything that is wrong with it; nothing is written.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var snapshot: SnapshotOptions
  @OptionGroup var skip: SkipOptions
  @OptionGroup var jobs: JobOptions

  @Option(name: .shortAndLong, help: "The format: text, or json on standard output.")
  var output = DiffFormat.text

  func run() async throws {
    try global.apply()
    let session = try FleetSession(color: global.color)
    var filter = CellFilter()
    filter.skipsUnsupported = skip.skipUnsupported
    let compilation = try await session.compile(snapshot.choice, workers: jobs.workers, filter: filter)
    if output == .json {
      let report = DiagnosticReport(compilation.diagnostics, display: session.output.display)
      Terminal.write(report.json, to: .output)
      if compilation.diagnostics.hasErrors { throw ExitStatus.invalidInput }
      if !compilation.diagnostics.isEmpty { throw ExitStatus.finding }
      return
    }
    try session.output.report(compilation.diagnostics)
    let cells = compilation.resources?.sets ?? []
    let resources = cells.reduce(0) { $0 + $1.resources.count }
    let text =
      "\(count(compilation.inventory.clusters.count, "cluster")), \(count(compilation.applications.count, "application")), "
      + "\(count(resources, "resource")): no errors\n"
    Terminal.write(text, to: .output)
    if !compilation.diagnostics.isEmpty { throw ExitStatus.finding }
  }
}

/// `1 cluster`, `2 clusters`.
func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
