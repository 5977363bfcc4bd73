import Testing

/// The command line itself.
@Suite struct CommandTests {
  /// A command is parsed by itself; what is said about its options names the whole command all the same.
  @Test func wordsAboutOptionsNameTheWholeCommand() throws {
    let repository = try TemporaryRepository()
    for (line, status, text) in [
      ("fleetfold hook run --help", 0, "USAGE: fleetfold hook run "),
      ("fleetfold hook", 0, "USAGE: fleetfold hook <subcommand>"),
      ("fleetfold diff --nonsense", 2, "Usage: fleetfold diff "),
      ("fleetfold diff --staged --head main", 2, "give one of them\nUsage: fleetfold diff "),
      ("fleetfold diff --version", 0, "fleetfold 0."),
      ("fleetfold nonsense", 2, "Usage: fleetfold <subcommand>"),
    ] as [(String, Int32, String)] {
      let run = try repository.run(line)
      #expect(run.status == status, "\(line): \(run.output)")
      #expect(run.output.contains(text), "\(line): \(run.output)")
    }
  }
}
