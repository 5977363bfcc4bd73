internal import ArgumentParser
internal import Inventory
internal import ManifestCompiler
internal import Reports
internal import SourceModel

/// `fleetfold check`: all diagnostics, nothing written.
struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", _superCommandName: "fleetfold",
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
    let fleet = try await session.examine(
      try session.snapshot(snapshot.choice), workers: jobs.workers, filter: filter)
    for report in reports.files {
      try Terminal.write(Array(text(report.format, fleet, session).utf8), toFile: report.file)
    }
    if ([reports.shown] + reports.files.map(\.format)).contains(.github) {
      try JobSummary.append { MarkdownFindings(fleet.diagnostics).text(limit: $0) }
    }
    if reports.shown != .text {
      Terminal.write(text(reports.shown, fleet, session), to: .output)
      if fleet.diagnostics.hasErrors { throw ExitStatus.invalidInput }
      if !fleet.diagnostics.isEmpty { throw ExitStatus.finding }
      return
    }
    try session.output.report(fleet.diagnostics)
    Terminal.write(success(fleet), to: .output)
    if !fleet.diagnostics.isEmpty { throw ExitStatus.finding }
  }

  private func success(_ fleet: StreamedFleet) -> String {
    "\(count(fleet.inventory.clusters.count, "cluster")), \(count(fleet.applicationCount, "application")), "
      + "\(count(fleet.resourceCount, "resource")): no errors\n"
  }

  private func text(_ format: CheckFormat, _ fleet: StreamedFleet, _ session: FleetSession) -> String {
    let report = DiagnosticReport(fleet.diagnostics, display: session.output.display)
    switch format {
    case .text: return report.text() + (fleet.diagnostics.hasErrors ? "" : success(fleet))
    case .json: return report.json
    case .github, .gitlab, .sarif, .junit:
      let findings = fleet.diagnostics.inReportOrder().map { Finding($0) }
      return FindingsFormat(format)?.text(findings, name: "fleetfold check") ?? ""
    }
  }
}

/// `1 cluster`, `2 clusters`.
func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
