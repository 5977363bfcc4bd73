internal import ArgumentParser
internal import Provenance
internal import Reports

/// `fleetfold blame`: a rendered resource with the source of each line.
struct Blame: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blame", _superCommandName: "fleetfold",
    abstract: "Show a rendered resource with the file and line that decided each of its lines.",
    discussion: """
      With --git, also the commit and author that last touched that line of the source. A line that is not committed \
      says so.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var snapshot: SnapshotOptions
  @OptionGroup var subject: ResourceArguments

  @Flag(help: "Add the commit and author that last touched the source line.")
  var git = false

  @Option(name: .shortAndLong, help: "The format: text or json.")
  var output = TextFormat.text

  func run() async throws {
    try global.apply()
    let (resources, session) = try await subject.find(snapshot.choice, color: global.color)
    let history = git ? try SourceHistory(session, snapshot.choice) : nil
    let report = BlameReport(
      resources, display: session.output.display, history: history.map { history in { history.line($0) } })
    Terminal.write(output == .json ? report.json : report.text, to: .output)
  }
}
