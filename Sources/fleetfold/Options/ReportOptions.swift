internal import ArgumentParser
internal import ManifestCompiler
internal import Reports

/// The forms of a comparison (docs/reports.md).
enum DiffFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  case markdown
  case html
  case patch
  case github
  case gitlab
  case sarif
  case junit
}

/// The forms of what `check` finds.
enum CheckFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  case github
  case gitlab
  case sarif
  case junit
}

/// `FORMAT=FILE`: a report that is written beside what standard output gets.
struct ReportRequest<Format: ExpressibleByArgument>: ExpressibleByArgument {
  var format: Format
  var file: String

  init(format: Format, file: String) {
    self.format = format
    self.file = file
  }

  init?(argument: String) {
    guard let sign = argument.firstIndex(of: "="), let format = Format(argument: String(argument[..<sign]))
    else { return nil }
    file = String(argument[argument.index(after: sign)...])
    if file.isEmpty { return nil }
    self.format = format
  }
}

/// Which reports `diff` makes, and where they go.
struct DiffReportOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: "The format: text, json, markdown, html, patch, github, gitlab, sarif or junit.")
  var output = DiffFormat.text

  @Option(
    help: ArgumentHelp(
      "Write the report in the format of --output to this file, and text to standard output.",
      valueName: "file"))
  var outputFile: String?

  @Option(
    name: .customLong("report"),
    help: ArgumentHelp(
      "Also write a report to a file, such as html=report.html; may be repeated.", valueName: "format=file"))
  var reports: [ReportRequest<DiffFormat>] = []

  @Option(
    help: ArgumentHelp(
      "Where the whole report is, as markdown and github say it when not all of it fits.", valueName: "url"))
  var fullReport: String?

  @Flag(help: "Put files that hold values of Secrets into a patch; they are left out otherwise.")
  var showSecrets = false

  func validate() throws {
    if showSecrets, !holds(.patch) {
      throw ValidationError("--show-secrets is for a patch; every other format masks the values of Secrets")
    }
  }

  /// What goes to standard output.
  var shown: DiffFormat { outputFile == nil ? output : .text }

  /// Whether a report in this format is made.
  func holds(_ format: DiffFormat) -> Bool { output == format || reports.contains { $0.format == format } }

  func output(color: ColorSetting, detail: DiffDetail, filter: CellFilter) -> DiffOutput {
    var result = DiffOutput(color: color, detail: detail, format: shown)
    result.reports = (outputFile.map { [ReportRequest(format: output, file: $0)] } ?? []) + reports
    result.fullReport = fullReport
    result.showsSecrets = showSecrets
    result.filter = filter
    return result
  }
}

/// Which reports `check` makes, and where they go.
struct CheckReportOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "The format: text, json, github, gitlab, sarif or junit.")
  var output = CheckFormat.text

  @Option(
    help: ArgumentHelp(
      "Write the report in the format of --output to this file, and text to standard output.",
      valueName: "file"))
  var outputFile: String?

  @Option(
    name: .customLong("report"),
    help: ArgumentHelp(
      "Also write a report to a file, such as sarif=check.sarif; may be repeated.", valueName: "format=file"))
  var reports: [ReportRequest<CheckFormat>] = []

  /// What goes to standard output.
  var shown: CheckFormat { outputFile == nil ? output : .text }

  /// What goes to files.
  var files: [ReportRequest<CheckFormat>] {
    (outputFile.map { [ReportRequest(format: output, file: $0)] } ?? []) + reports
  }
}
