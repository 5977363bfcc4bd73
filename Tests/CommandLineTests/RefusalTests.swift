import Foundation
import Testing

/// Each folder of `Tests/Fixtures` is a small fleet that must be refused: with exactly the diagnostics of its
/// `expected.txt`, exit code 2, and nothing written.
///
/// `UPDATE_GOLDEN=1` records the diagnostics and fails, so that somebody reads them before they are believed.
@Suite struct RefusalTests {
  static let fixtures = Tool.packageRoot.appending(path: "Tests/Fixtures")
  static let cases = ((try? FileManager.default.contentsOfDirectory(atPath: fixtures.path)) ?? []).filter {
    FileManager.default.fileExists(atPath: fixtures.appending(path: $0).path + "/expected.txt")
  }.sorted()

  @Test(arguments: cases)
  func theFleetIsRefused(name: String) throws {
    let source = Self.fixtures.appending(path: name)
    let golden = source.appending(path: "expected.txt")
    let repository = try TemporaryRepository.commit(of: source)

    let before = try repository.run("find . -path ./.git -prune -o -print | sort")
    let run = try repository.run("fleetfold render --color never")
    let after = try repository.run("find . -path ./.git -prune -o -print | sort")
    #expect(run.status == 2, "\(run.output)")
    #expect(before.output == after.output, "something was written")

    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try run.output.write(to: golden, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name); inspect: git diff Tests/Fixtures")
      return
    }
    #expect(run.output == (try String(contentsOf: golden, encoding: .utf8)), "\(name)")
  }

  @Test func thereAreFixtures() { #expect(Self.cases.count >= 8) }
}
