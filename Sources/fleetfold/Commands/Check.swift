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

  @OptionGroup var reports: ReportOptions<CheckFormat>

  func run() async throws {
    try global.apply()
    let session = try FleetSession(color: global.color)
    var filter = CellFilter()
    filter.skipsUnsupported = skip.skipUnsupported
    let compilation = try await session.compile(snapshot.choice, workers: jobs.workers, filter: filter)
    for report in reports.files {
      try Terminal.write(Array(text(report.format, compilation, session).utf8), toFile: report.file)
    }
    if ([reports.shown] + reports.files.map(\.format)).contains(.github) {
      try JobSummary.append { MarkdownFindings(compilation.diagnostics).text(limit: $0) }
    }
    if reports.shown != .text {
      Terminal.write(text(reports.shown, compilation, session), to: .output)
      if compilation.diagnostics.hasErrors { throw ExitStatus.invalidInput }
      if !compilation.diagnostics.isEmpty { throw ExitStatus.finding }
      return
    }
    try session.output.report(compilation.diagnostics)
    Terminal.write(success(compilation), to: .output)
    if !compilation.diagnostics.isEmpty { throw ExitStatus.finding }
  }

  private func success(_ compilation: Compilation) -> String {
    let cells = compilation.resources?.sets ?? []
    let resources = cells.reduce(0) { $0 + $1.resources.count }
    return
      "\(count(compilation.inventory.clusters.count, "cluster")), \(count(compilation.applications.count, "application")), "
      + "\(count(resources, "resource")): no errors\n"
  }

  private func text(_ format: CheckFormat, _ compilation: Compilation, _ session: FleetSession) -> String {
    let report = DiagnosticReport(compilation.diagnostics, display: session.output.display)
    switch format {
    case .text: return report.text() + (compilation.diagnostics.hasErrors ? "" : success(compilation))
    case .json: return report.json
    case .github, .gitlab, .sarif, .junit:
      let findings = compilation.diagnostics.inReportOrder().map { Finding($0) }
      return FindingsFormat(format)?.text(findings, name: "fleetfold check") ?? ""
    }
  }
}

/// `1 cluster`, `2 clusters`.
func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
