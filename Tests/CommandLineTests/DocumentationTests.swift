import Foundation
import Testing

/// Every command that the documentation shows is run, in the order of its page, in a fresh copy of this repository.
@Suite struct DocumentationTests {
  static let pages: [String] = {
    let docs = (try? FileManager.default.contentsOfDirectory(atPath: Tool.packageRoot.path + "/docs")) ?? []
    return (["README.md", "CONTRIBUTING.md"] + docs.filter { $0.hasSuffix(".md") }.map { "docs/\($0)" })
      .sorted()
  }()

  @Test(arguments: pages)
  func everyCommandDoesWhatThePageShows(page: String) throws {
    let text = try String(contentsOf: Tool.packageRoot.appending(path: page), encoding: .utf8)
    let session = DocumentedSession(markdown: text)
    for mistake in session.mistakes { Issue.record("\(page):\(mistake.line): \(mistake)") }
    if session.commands.isEmpty { return }

    let repository = try TemporaryRepository.commit(of: Tool.packageRoot)
    for command in session.commands {
      let run = try repository.run(command.text)
      #expect(run.status == 0, "\(page):\(command.line): $ \(command.text)\n\(run.output)")
      guard let expected = command.output else { continue }
      let actual = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      #expect(
        DocumentedSession.matches(Self.trimmed(expected), Self.trimmed(actual)),
        """
        \(page):\(command.line): $ \(command.text)
        the page shows:
        \(expected.joined(separator: "\n"))
        the command prints:
        \(run.output)
        """)
    }
  }

  /// Without empty lines at the end and blanks at the ends of lines, which no reader sees.
  private static func trimmed(_ lines: [String]) -> [String] {
    var lines = lines.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
    while lines.last == "" { lines.removeLast() }
    return lines
  }
}

@Suite struct DocumentedSessionTests {
  @Test func commandsAndTheirOutputAreFound() {
    let session = DocumentedSession(
      markdown: """
        Text with `$ no command`.
        ```console
        $ one
        first

        second
        $ two \\
          --more
        ```
        ```yaml
        $ not: this
        ```
        """)
    #expect(session.mistakes.isEmpty)
    #expect(session.commands.map(\.line) == [3, 7])
    #expect(session.commands.map(\.text) == ["one", "two \\\n  --more"])
    #expect(session.commands.map(\.output) == [["first", "", "second"], nil])
  }

  @Test func onlyInstallationMayStandUnrun() {
    let session = DocumentedSession(
      markdown: """
        ```console not-run
        $ make install PREFIX=$HOME/.local
        $ fleetfold render
        ```
        ```sh
        fleetfold render
        ```
        """)
    #expect(session.commands.isEmpty)
    #expect(session.mistakes.map(\.line) == [3, 5])
  }

  @Test(arguments: [
    (["a", "b"], ["a", "b"], true),
    (["a", "b"], ["a"], false),
    (["a"], ["a", "b"], false),
    (["a", "…", "z"], ["a", "b", "c", "z"], true),
    (["a", "…", "z"], ["a", "z"], true),
    (["a", "…"], ["a"], true),
    (["…", "z"], ["z", "y"], false),
    (["in … ms"], ["in 12 ms"], true),
    (["in … ms"], ["in 12 s"], false),
  ])
  func anEllipsisStandsForAnything(pattern: [String], actual: [String], matches: Bool) {
    #expect(DocumentedSession.matches(pattern, actual) == matches)
  }
}
