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

  /// Whether it goes to standard output instead.
  var isShown: Bool { file == "-" }

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

/// The forms that the report of a command may have; the first is what people read.
protocol ReportFormat: ExpressibleByArgument, CaseIterable, Equatable {
  static var text: Self { get }
}

extension DiffFormat: ReportFormat {}
extension CheckFormat: ReportFormat {}

/// Which reports a command makes, and where they go.
struct ReportOptions<Format: ReportFormat>: ParsableArguments {
  @Option(name: .shortAndLong, help: "The format of the report.")
  var output: Format = .text

  @Option(
    help: ArgumentHelp(
      "Write the report in the format of --output to this file, and text to standard output.",
      valueName: "file"))
  var outputFile: String?

  @Option(
    name: .customLong("report"),
    help: ArgumentHelp(
      "Also write a report to a file, such as junit=report.xml, or to standard output in place of the text with `-`; "
        + "may be repeated.", valueName: "format=file"))
  var reports: [ReportRequest<Format>] = []

  func validate() throws {
    let shown = reports.filter(\.isShown).count + (outputFile == nil && output != .text ? 1 : 0)
    if shown > 1 { throw ValidationError("standard output takes one report; write the others to files") }
  }

  /// What goes to standard output.
  var shown: Format { reports.first(where: \.isShown)?.format ?? (outputFile == nil ? output : .text) }

  /// What goes to files.
  var files: [ReportRequest<Format>] {
    (outputFile.map { [ReportRequest(format: output, file: $0)] } ?? []) + reports.filter { !$0.isShown }
  }
}

/// Which reports `diff` makes, and where they go.
struct DiffReportOptions: ParsableArguments {
  @OptionGroup private var forms: ReportOptions<DiffFormat>

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
  var shown: DiffFormat { forms.shown }

  /// Whether a report in this format is made.
  func holds(_ format: DiffFormat) -> Bool {
    forms.output == format || forms.reports.contains { $0.format == format }
  }

  func output(color: ColorSetting, detail: DiffDetail, filter: CellFilter) -> DiffOutput {
    var result = DiffOutput(color: color, detail: detail, format: shown)
    result.reports = forms.files
    result.fullReport = fullReport
    result.showsSecrets = showSecrets
    result.filter = filter
    return result
  }
}
