internal import GitSnapshot
internal import SourceModel
internal import TestSupport
internal import Testing

/// Commits on branches that nobody has checked out.
struct BranchTests {
  private func repository() throws -> (TemporaryRepository, Repository, CommitInfo) {
    let temporary = try TemporaryRepository()
    try temporary.git("config", "user.name", "Robot")
    try temporary.git("config", "user.email", "robot@example.com")
    try temporary.write("base.yaml", "a: 1\n")
    try temporary.commitAll("The source")
    let repository = try temporary.open()
    let info = try repository.commitInfo(try repository.resolve("HEAD"))
    return (temporary, repository, info)
  }

  private func edit(_ path: String, _ text: String?) throws -> FileEdit {
    FileEdit(path: try sourcePath(path), contents: text.map { Array($0.utf8) })
  }

  @Test func theFirstCommitMakesTheBranch() throws {
    let (temporary, repository, info) = try repository()
    let state = try repository.branch("env/prod")
    #expect(state.tip == nil)
    let commit = NewCommit(edits: [try edit("web/a.yaml", "b: 2\n")], message: "Render\n", source: info)
    let outcome = try repository.commit(commit, to: state)
    #expect(outcome == .committed(try repository.resolve("env/prod")))
    #expect(try temporary.git("show", "env/prod:web/a.yaml") == "b: 2")
    #expect(
      try temporary.git("log", "--format=%an|%ae|%at|%ct|%s", "env/prod")
        == "Ada Writer|ada@example.com|1700000000|1700000000|Render")
    #expect(try temporary.git("rev-list", "--count", "env/prod") == "1")
    #expect(try temporary.git("status", "--porcelain") == "")
    #expect(try temporary.git("fsck", "--strict", "--no-dangling") == "")
  }

  @Test func editsAreRelativeToTheParentAndEqualTreesMakeNoCommit() throws {
    let (temporary, repository, info) = try repository()
    let first = NewCommit(
      edits: [try edit("x/a", "1"), try edit("x/b", "1"), try edit("y", "1")], message: "1", source: info)
    _ = try repository.commit(first, to: try repository.branch("env"))
    let same = NewCommit(edits: [try edit("x/a", "1")], message: "2", source: info)
    #expect(try repository.commit(same, to: try repository.branch("env")) == .unchanged)
    // A folder takes the place of a file, and a file that of a folder.
    let turned = NewCommit(
      edits: [
        try edit("x/a", nil), try edit("x/b", nil), try edit("x", "2"), try edit("y", nil),
        try edit("y/z", "2"),
      ],
      message: "3", source: info)
    guard case .committed = try repository.commit(turned, to: try repository.branch("env")) else {
      Issue.record("nothing was committed")
      return
    }
    #expect(try temporary.git("ls-tree", "-r", "--name-only", "env") == "x\ny/z")
    #expect(try temporary.git("rev-list", "--count", "env") == "2")
  }

  @Test func aBranchOfOriginIsContinued() throws {
    let (temporary, _, _) = try repository()
    try temporary.git("branch", "env/prod")
    let clone = try temporary.clone()
    try clone.git("config", "user.name", "Robot")
    try clone.git("config", "user.email", "robot@example.com")
    let repository = try clone.open()
    let info = try repository.commitInfo(try repository.resolve("HEAD"))
    let state = try repository.branch("env/prod")
    #expect(state.tip == nil && state.parent == info.id)
    let commit = NewCommit(edits: [try edit("n", "1")], message: "1", source: info)
    _ = try repository.commit(commit, to: state)
    #expect(try clone.git("log", "--format=%P", "-1", "env/prod") == info.id.description)
  }

  @Test func aBranchThatMovedIsNotTouched() throws {
    let (temporary, repository, info) = try repository()
    let unborn = try repository.branch("env")
    let commit = NewCommit(edits: [try edit("a", "1")], message: "1", source: info)
    _ = try repository.commit(commit, to: unborn)
    #expect(try repository.commit(commit, to: unborn) == .moved)
    let stale = try repository.branch("env")
    try temporary.git("branch", "-f", "env", "main")
    let other = NewCommit(edits: [try edit("a", "2")], message: "2", source: info)
    #expect(try repository.commit(other, to: stale) == .moved)
    #expect(try repository.resolve("env") == info.id)
  }

  @Test func concurrentRunsLoseNoCommit() async throws {
    let (temporary, repository, info) = try repository()
    let runs = 24
    try await withThrowingTaskGroup(of: Void.self) { group in
      for run in 0..<runs {
        group.addTask {
          let commit = NewCommit(
            edits: [FileEdit(path: try sourcePath("file-\(run)"), contents: [65])], message: "\(run)",
            source: info)
          while try repository.commit(commit, to: try repository.branch("env")) == .moved {}
        }
      }
      try await group.waitForAll()
    }
    #expect(try temporary.git("rev-list", "--count", "env") == "\(runs)")
    #expect(try temporary.git("ls-tree", "--name-only", "env").split(separator: "\n").count == runs)
    #expect(try temporary.git("fsck", "--strict", "--no-dangling") == "")
  }

  @Test func refusalsNameTheBranch() throws {
    let (temporary, repository, info) = try repository()
    #expect(try diagnostic { try repository.branch("main") }.id == "git.checked-out-branch")
    #expect(try diagnostic { try repository.branch("a..b") }.id == "git.invalid-branch")
    let linked = try temporary.worktree("other")
    _ = linked
    #expect(try diagnostic { try repository.branch("other") }.id == "git.checked-out-branch")
    try temporary.git("config", "user.email", "")
    let commit = NewCommit(edits: [try edit("a", "1")], message: "1", source: info)
    let found = try diagnostic { try repository.commit(commit, to: try repository.branch("env")) }
    #expect(found.id == "git.no-identity")
  }

  @Test func ancestorsAreTold() throws {
    let (temporary, repository, info) = try repository()
    try temporary.commit("next")
    let next = try repository.resolve("HEAD")
    #expect(try repository.isAncestor(info.id, of: next))
    #expect(try !repository.isAncestor(next, of: info.id))
    #expect(try !repository.isAncestor(next, of: next))
    #expect(try repository.message(ofCommit: next) == "next\n")
  }
}
