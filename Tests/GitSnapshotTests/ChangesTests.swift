internal import SourceModel
internal import TestSupport
internal import Testing

@testable internal import GitSnapshot

@Suite struct ChangesTests {
  @Test func betweenCommitsIndexAndDisk() throws {
    let files = try TemporaryRepository()
    for name in ["a.yaml", "dir/b.yaml", "dir/c.yaml", "kind", "old/deep/er.yaml", "same/x.yaml", "script"] {
      try files.write(name, "name: \(name)\n")
    }
    try files.commitAll()
    try files.write("a.yaml", "changed\n")
    try files.remove("old")
    try files.write("old", "a file now\n")
    try files.remove("kind")
    try files.link("kind", to: "a.yaml")
    try files.setExecutable("script", true)
    try files.stage()
    try files.write("dir/new.yaml", "new\n")
    try files.remove("dir/c.yaml")
    let repository = try files.open()
    let head = try Snapshot.commit("HEAD", of: repository)
    let index = try Snapshot.index(of: repository)
    let disk = try Snapshot.workingTree(of: repository)
    let staged = changedPaths(from: head, to: index)
    #expect(staged.map(\.path.string) == ["a.yaml", "kind", "old", "old/deep/er.yaml", "script"])
    #expect(staged.map { $0.before?.kind } == [.file, .file, nil, .file, .file])
    #expect(staged.map { $0.after?.kind } == [.file, .symbolicLink, .file, nil, .executable])
    let unstaged = changedPaths(from: index, to: disk)
    #expect(unstaged.map(\.path.string) == ["dir/c.yaml", "dir/new.yaml"])
    #expect(unstaged.map { $0.after == nil } == [true, false])
    #expect(changedPaths(from: disk, to: disk) == [])
    #expect(changedPaths(from: disk, to: head).count == 7)
    try files.git("commit", "-q", "-m", "staged")
    #expect(changedPaths(from: index, to: try Snapshot.commit("HEAD", of: repository)) == [])
  }

  @Test func equalDirectoriesAreNotOpened() throws {
    let files = try TemporaryRepository()
    try files.write("same/deep/x.yaml", "x\n")
    try files.write("other/y.yaml", "y\n")
    try files.commitAll()
    try files.write("other/y.yaml", "changed\n")
    try files.commitAll()
    let hidden = try files.git("rev-parse", "HEAD:same")
    try files.remove(".git/objects/\(hidden.prefix(2))/\(hidden.dropFirst(2))")
    let repository = try files.open()
    let old = try Snapshot.commit("HEAD~1", of: repository)
    let new = try Snapshot.commit("HEAD", of: repository)
    #expect(changedPaths(from: old, to: new).map(\.path.string) == ["other/y.yaml"])
    #expect(old.findings == [])
    #expect(new.findings == [])
  }

  @Test func readingFromManyThreadsGivesTheSame() async throws {
    let files = try TemporaryRepository()
    for number in 0..<200 { try files.write("d\(number % 10)/\(number).yaml", "number: \(number)\n") }
    try files.commitAll()
    try files.pack()
    let snapshot = try Snapshot.commit("HEAD", of: files.open(workers: 3))
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for worker in 0..<8 {
        group.addTask {
          try (0..<200).allSatisfy { step in
            let number = (step * 7 + worker * 31) % 200
            return try snapshot.text("d\(number % 10)/\(number).yaml") == "number: \(number)\n"
          }
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
    #expect(snapshot.findings == [])
  }
}
