internal import SourceModel
internal import TestSupport
internal import Testing

@testable internal import GitSnapshot

@Suite struct RevisionTests {
  /// Three commits on main, of which v1.0.0 (annotated, by way of another tag) and light name the first.
  private func history() throws -> (TemporaryRepository, [String]) {
    let files = try TemporaryRepository()
    var ids: [String] = []
    for number in 1...3 {
      try files.write("a.yaml", "a: \(number)\n")
      ids.append(try files.commitAll("commit \(number)\n\nmore"))
      if number == 1 {
        try files.git("tag", "-a", "-m", "one", "inner")
        try files.git("tag", "-a", "-m", "one", "v1.0.0", "inner")
        try files.git("tag", "light")
      }
    }
    try files.git("branch", "feature/x", ids[1])
    return (files, ids)
  }

  @Test func everyWayToNameACommit() throws {
    let (files, ids) = try history()
    let repository = try files.open()
    let expected = [
      ("HEAD", 2), ("@", 2), ("main", 2), ("refs/heads/main", 2), ("heads/main", 2), ("v1.0.0", 0),
      ("light", 0),
      ("tags/light", 0), ("feature/x", 1), (ids[1], 1), (String(ids[0].prefix(8)), 0), ("HEAD~1", 1),
      ("main^", 1),
      ("HEAD~2", 0), ("v1.0.0^{commit}", 0), ("v1.0.0^{}", 0), (ids[2].uppercased(), 2),
    ]
    for (text, index) in expected {
      #expect(try repository.resolve(text).description == ids[index], "\(text)")
    }
    #expect(try repository.headCommit()?.description == ids[2])
    #expect(try repository.headBranch() == "main")
    #expect(try repository.tagNames() == ["inner", "light", "v1.0.0"])
    #expect(try repository.branchNames() == ["feature/x", "main"])
    try files.git("checkout", "-q", "--detach")
    #expect(try repository.headBranch() == nil)
    #expect(try repository.resolve("HEAD").description == ids[2])
  }

  @Test func remoteBranchesStandInForLocalOnes() throws {
    let (files, ids) = try history()
    let clone = try files.clone()
    let repository = try clone.open()
    #expect(try repository.resolve("feature/x").description == ids[1])
    #expect(try repository.resolve("origin/feature/x").description == ids[1])
    #expect(try repository.resolve("main@{upstream}").description == ids[2])
    try clone.git("branch", "--no-track", "feature/x", ids[0])
    #expect(try repository.resolve("feature/x").description == ids[0])
    try clone.git("remote", "rename", "origin", "upstream")
    try clone.git("branch", "-q", "-D", "feature/x")
    #expect(try repository.resolve("feature/x").description == ids[1])
  }

  @Test func unknownRevisionsGetAHint() throws {
    let (files, _) = try history()
    let repository = try files.open()
    let near = try diagnostic { try repository.resolve("v1.0.1") }
    #expect(near.id == "git.unknown-revision")
    #expect(near.message.contains("did you mean v1.0.0?"))
    #expect(try diagnostic { try repository.resolve("mian") }.message.contains("did you mean main?"))
    #expect(try diagnostic { try repository.resolve("zzzzzzzz") }.message.contains("git fetch"))
    let absent = String(repeating: "ab", count: 20)
    #expect(try diagnostic { try repository.resolve(absent) }.id == "git.unknown-revision")
    #expect(try diagnostic { try repository.resolve("HEAD~9") }.id == "git.unknown-revision")
  }

  @Test(arguments: [
    "", "a b", "HEAD:a.yaml", ":/first", "HEAD^{/first}", "main@{yesterday}", "HEAD^{tree}", "@{-1}", "a\nb",
    "--upload-pack", "main..feature/x", "HEAD^{", "@{", "~", "^", "HEAD~99999999999999999999", ".lock",
    "a..b",
  ])
  func refusedRevisions(_ text: String) throws {
    let (files, _) = try history()
    let repository = try files.open()
    let found = try diagnostic { try repository.resolve(text) }
    #expect(
      ["git.unsupported-revision", "git.unknown-revision", "git.failed"].contains(found.id), "\(found)")
  }

  @Test func ambiguousDigitsAndOtherObjects() throws {
    let files = try TemporaryRepository()
    // Blobs enough that four digits are shared by two of them.
    var prefixes: [String: Int] = [:]
    var list = ""
    for number in 0..<1500 {
      try files.write("f/\(number)", "\(number)")
      list += "f/\(number)\n"
    }
    try files.commitAll()
    for line in try files.git("ls-files", "-s", "f").split(separator: "\n") {
      prefixes[String(line.split(separator: " ")[1].prefix(4)), default: 0] += 1
    }
    let shared = try #require(prefixes.filter { $0.value > 1 }.keys.min())
    let repository = try files.open()
    #expect(try diagnostic { try repository.resolve(shared) }.id == "git.ambiguous-revision")
    let blob = try files.git("rev-parse", "HEAD:f/1")
    #expect(try diagnostic { try repository.resolve(blob) }.id == "git.not-a-commit")
    try files.git("tag", "picture", blob)
    #expect(try diagnostic { try repository.resolve("picture") }.id == "git.not-a-commit")
  }

  @Test func unbornHead() throws {
    let files = try TemporaryRepository()
    let repository = try files.open()
    #expect(try repository.headCommit() == nil)
    #expect(try repository.headBranch() == "main")
    let found = try diagnostic { try repository.resolve("HEAD") }
    #expect(found.id == "git.unborn-head")
    #expect(found.message.contains("main"))
    let empty = try Snapshot.commit("HEAD", of: repository)
    #expect(empty.source == .unborn(branch: "main"))
    #expect(empty.commitID == nil)
    #expect(empty.children(of: .root) == [])
    #expect(empty.treeID?.description == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    #expect(try diagnostic { try repository.resolve("HEAD~1") }.id == "git.unborn-head")
    #expect(try diagnostic { try Snapshot.commit("other", of: repository) }.id == "git.unknown-revision")
    #expect(try Snapshot.index(of: repository).children(of: .root) == [])
    try files.write("new.yaml", "x\n")
    #expect(try Snapshot.workingTree(of: repository).names() == ["new.yaml"])
    try files.stage()
    #expect(try Snapshot.index(of: repository).names() == ["new.yaml"])
  }

  @Test func commitInfo() throws {
    let (files, ids) = try history()
    let repository = try files.open()
    let info = try repository.commitInfo(try repository.resolve("HEAD~1"))
    #expect(info.id.description == ids[1])
    #expect(info.shortID == (try files.git("rev-parse", "--short", ids[1])))
    #expect(info.author == "Ada Writer")
    #expect(info.time == 1_700_000_000)
    #expect(info.offset == 60)
    #expect(info.subject == "commit 2")
  }

  @Test func shallowClone() throws {
    let (files, ids) = try history()
    let repository = try files.clone("--depth=1").open()
    #expect(repository.completeness == .shallow)
    #expect(try repository.resolve("HEAD").description == ids[2])
    #expect(try Snapshot.commit("HEAD", of: repository).text("a.yaml") == "a: 3\n")
    #expect(try diagnostic { try repository.resolve("HEAD~1") }.message.contains("git fetch --unshallow"))
    #expect(try diagnostic { try repository.resolve("v1.0.0") }.message.contains("git fetch --unshallow"))
    let first = try #require(ObjectID(hexadecimal: ids[0]))
    let missing = try diagnostic { try Snapshot.commit(first, of: repository) }
    #expect(missing.id == "git.missing-object")
    #expect(missing.message.contains("git fetch --unshallow"))
  }
}

extension ObjectID {
  /// The id that these 40 digits write.
  init?(hexadecimal text: String) {
    let digits = Array(text.utf8)
    self.init(
      bytes: stride(from: 0, to: digits.count - 1, by: 2).compactMap {
        UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
      })
  }
}
