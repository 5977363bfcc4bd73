internal import ArgumentParser
internal import KubernetesModel
internal import ManifestCompiler
internal import Reports
internal import SemanticDiff
internal import SourceModel

/// How much of a change to show.
enum DiffDetail: String, ExpressibleByArgument, CaseIterable {
  case none
  case names
  case stat
  case summary
  case full
}

/// Shows what turns one fleet into another: on standard output, and in the files that are asked for.
struct DiffOutput {
  var color: ColorSetting
  var detail: DiffDetail
  /// What standard output gets.
  var format = DiffFormat.text
  var reports: [ReportRequest<DiffFormat>] = []
  /// Where the whole report is, for formats that have a limit.
  var fullReport: String?
  var showsSecrets = false
  var filter = CellFilter()
  /// What else the formats of code review systems tell.
  var diagnostics: [Diagnostic] = []

  func show(_ changes: ChangeSet, from base: ComparedFleet, to head: ComparedFleet) throws {
    for report in reports {
      let bytes = try self.bytes(report.format, changes, base, head, color: false)
      try Terminal.write(bytes, toFile: report.file)
    }
    if ([format] + reports.map(\.format)).contains(.github) {
      var summary = MarkdownReport()
      summary.fullReport = fullReport
      try JobSummary.append { room in
        summary.limit = room
        return summary.text(changes)
      }
    }
    let bytes = try self.bytes(format, changes, base, head, color: Terminal.usesColor(color, on: .output))
    Terminal.write(bytes, to: .output)
  }

  /// Where the fleet does not compile, so that there is no change: the formats of code review systems tell why.
  func showDiagnostics() throws {
    let findings = diagnostics.inReportOrder().map { Finding($0) }
    for report in reports {
      if let text = FindingsFormat(report.format)?.text(findings, name: "fleetfold diff") {
        try Terminal.write(Array(text.utf8), toFile: report.file)
      }
    }
    if let text = FindingsFormat(format)?.text(findings, name: "fleetfold diff") {
      Terminal.write(text, to: .output)
    }
  }

  private func bytes(
    _ format: DiffFormat, _ changes: ChangeSet, _ base: ComparedFleet, _ head: ComparedFleet, color: Bool
  ) throws -> [UInt8] {
    switch format {
    case .text: return Array(text(changes, color: color).utf8)
    case .json: return Array(JSONDiffReport.text(changes).utf8)
    case .markdown:
      var report = MarkdownReport()
      report.fullReport = fullReport
      return Array(report.text(changes).utf8)
    case .html:
      return Array(HTMLReport(base: base.name, head: head.name, version: toolVersion).text(changes).utf8)
    case .patch:
      return try PatchOutput(showsSecrets: showsSecrets, filter: filter).bytes(from: base, to: head)
    case .github, .gitlab, .sarif, .junit:
      let known = diagnostics.inReportOrder().map { Finding($0) }
      let dangers = changes.dangers
      // What is only worth knowing would push the dangerous out of the ten notices that GitHub shows.
      let findings =
        format == .github
        ? known + dangers.filter { $0.level != .note } + changes.notices()
        : known + dangers
      let passed = changes.headings
      let text = FindingsFormat(format)?.text(findings, name: "fleetfold diff", passed: passed) ?? ""
      return Array(text.utf8)
    }
  }
}

extension DiffOutput {
  private func text(_ changes: ChangeSet, color: Bool) -> String {
    switch detail {
    case .none: ""
    case .names: ChangeListReport(color: color).names(changes)
    case .stat: ChangeListReport(color: color).stat(changes)
    case .summary: TextDiffReport(detail: .summary, color: color).text(changes)
    case .full: TextDiffReport(detail: .full, color: color).text(changes)
    }
  }
}

extension FleetSession {
  /// Ends the command with `finding` when changes go further than they may.
  func refuse(_ changes: ChangeSet, _ gates: ChangeGates) throws {
    let findings = gates.exceeded(by: changes)
    if findings.isEmpty { return }
    output.show(findings)
    throw ExitStatus.finding
  }

  /// Warns when changes go further than they may: what was asked for is done already.
  func warn(of changes: ChangeSet, _ gates: ChangeGates) {
    output.show(gates.exceeded(by: changes).map { Diagnostic.warning($0.id, $0.message) })
  }
}

/// The formats that code review systems read.
enum FindingsFormat: String {
  case github
  case gitlab
  case sarif
  case junit

  init?(_ format: some RawRepresentable<String>) { self.init(rawValue: format.rawValue) }

  /// `passed` are the tests of a JUnit report that pass.
  func text(_ findings: [Finding], name: String, passed: [String] = []) -> String {
    switch self {
    case .github: GitHubReport.text(findings)
    case .gitlab: GitLabReport.text(findings)
    case .sarif: SARIFReport(version: toolVersion).text(findings)
    case .junit: JUnitReport.text(findings, name: name, passed: passed, idle: "nothing to report")
    }
  }
}

/// The summary of a job of GitHub Actions: the file that `GITHUB_STEP_SUMMARY` names.
enum JobSummary {
  /// GitHub takes 1 MiB from one step.
  private static let limit = 1 << 20

  /// Adds what `text` makes of the room that is left; nothing outside of GitHub Actions.
  static func append(_ text: (_ room: Int) -> String) throws {
    guard let file = Terminal.environment("GITHUB_STEP_SUMMARY"), !file.isEmpty else { return }
    let room = limit - Terminal.size(ofFile: file)
    guard room > 2_000 else { return }
    try Terminal.append(Array(text(room).utf8), toFile: file)
  }
}
