import Testing

/// `blame --git` in a repository with a history.
struct BlameTests {
  /// Lines of the answer that have a text, with what stands before them.
  private func line(_ text: String, of answer: String) -> String? {
    answer.split(separator: "\n").first { $0.hasSuffix("│ \(text)") }.map(String.init)
  }

  private func commit(_ message: String, by author: String, on day: String) -> String {
    "git add --all && GIT_AUTHOR_NAME=\(author) GIT_AUTHOR_EMAIL=\(author)@example.com "
      + "GIT_AUTHOR_DATE=\(day)T12:00:00Z git commit --quiet --message '\(message)'"
  }

  @Test func namesTheCommitAndTheAuthorOfEachLine() throws {
    let repository = try TemporaryRepository.starterFleet()
    // A line that moves keeps its commit; the file is renamed later.
    try repository.require(
      "sed -i -e '1i # first' -e 's/port: 80/port: 81/' templates/web/service.yaml && "
        + commit("Another port", by: "Grace", on: "2026-11-22"))
    let blame = "fleetfold blame production Service/web --git"
    let first = try repository.require(blame)
    let port = try #require(line("  - port: 81", of: first))
    #expect(port.contains(" 2026-11-22 Grace "), "\(first)")
    let version = try #require(line("apiVersion: v1", of: first))
    #expect(version.hasPrefix("templates/web/service.yaml:2 "), "\(first)")
    #expect(version.contains(" 2026-11-21 Ada "), "\(first)")
    let label = try #require(line("    environment: production", of: first))
    #expect(label.hasPrefix("overlays/production/kustomization.yaml:") && label.contains(" Ada "), "\(first)")
    let id = try repository.require("git rev-parse --short HEAD")
    #expect(port.contains(" \(id.dropLast()) "), "\(first)")

    // What is not committed says so, in the working tree and in the index; the lines around it keep their commits.
    try repository.require("sed -i -e '1i # second' -e 's/port: 81/port: 82/' templates/web/service.yaml")
    let edited = try repository.require(blame)
    let changed = try #require(line("  - port: 82", of: edited))
    #expect(changed.contains("not committed"), "\(edited)")
    #expect(line("apiVersion: v1", of: edited)?.contains(" 2026-11-21 Ada ") ?? false, "\(edited)")
    #expect(try line("  - port: 81", of: repository.require("\(blame) --staged")) == port)
    try repository.require("git add --all")
    #expect(
      try line("  - port: 82", of: repository.require("\(blame) --staged"))?.contains("not committed")
        ?? false)

    // A revision is told as it was.
    let before = try repository.require("\(blame) --rev HEAD~1")
    #expect(line("  - port: 80", of: before)?.contains(" Ada ") ?? false, "\(before)")
    let json = try repository.require("\(blame) -o json")
    #expect(json.contains("\"subject\": \"Another port\"") == false)
    #expect(json.contains("\"committed\": false") && json.contains("\"author\": \"Ada\""), "\(json)")
  }
}
