internal import Foundation
internal import SourceModel
internal import TestSupport
internal import Testing

@testable internal import GitSnapshot

@Suite struct HostileTreeTests {
  /// A commit whose tree has a good file and an entry called `name`, both with the same blob.
  private func commit(_ entries: [(mode: String, name: [UInt8])], in files: TemporaryRepository) throws
    -> Snapshot
  {
    let blob = try files.git(
      ["hash-object", "-w", "--stdin"], environment: [:], input: Array("secret\n".utf8))
    let tree = try self.tree(entries.map { ($0.mode, $0.name, blob) }, in: files)
    let commit = try files.git("commit-tree", "-m", "hostile", tree)
    return try Snapshot.commit(commit, of: files.open())
  }

  /// Writes a tree object as it stands, whatever git thinks of it.
  private func tree(_ entries: [(mode: String, name: [UInt8], id: String)], in files: TemporaryRepository)
    throws -> String
  {
    var bytes: [UInt8] = []
    for entry in entries {
      let id = try #require(ObjectID(hexadecimal: entry.id))
      bytes += Array(entry.mode.utf8) + [32] + entry.name + [0] + id.bytes
    }
    return try files.git(["hash-object", "-t", "tree", "-w", "--literally", "--stdin"], input: bytes)
  }

  @Test(arguments: [
    "..", ".", ".git", ".GIT", ".Git", "git~1", "GIT~1", ".git ", ".git.", ".g\u{200c}it",
    ".git::$INDEX_ALLOCATION",
    "../../etc/passwd", "a/b", "/etc/passwd", "",
  ])
  func namesThatLeadElsewhereAreNeverFollowed(_ name: String) throws {
    let files = try TemporaryRepository()
    let snapshot = try commit([("100644", Array(name.utf8)), ("100644", Array("good".utf8))], in: files)
    #expect(try snapshot.names() == ["good"])
    #expect(snapshot.findings.map(\.id) == ["git.hostile-path"])
    #expect(snapshot.findings.hasErrors)
    #expect(try snapshot.text("good") == "secret\n")
  }

  @Test(arguments: [
    ".gitignore", ".gitmodules", ".github", "git", "git~2", ".gi", "...", "g", "\u{200c}.gitx",
  ])
  func namesThatOnlyLookLikeIt(_ name: String) throws {
    let files = try TemporaryRepository()
    let snapshot = try commit([("100644", Array(name.utf8))], in: files)
    #expect(try snapshot.names() == [name])
    #expect(snapshot.findings == [])
  }

  @Test func namesThatCannotBeWritten() throws {
    let files = try TemporaryRepository()
    let snapshot = try commit(
      [("100644", [0x61, 0xff]), ("100644", Array("back\\slash".utf8)), ("100644", Array("good".utf8))],
      in: files)
    #expect(try snapshot.names() == ["good"])
    #expect(snapshot.findings.map(\.id) == ["git.backslash-in-path", "git.path-not-utf8"])
    #expect(!snapshot.findings.hasErrors)
    #expect(snapshot.findings.last?.message.contains("a\\xff") == true)
  }

  @Test func twinsAndUnknownModes() throws {
    let files = try TemporaryRepository()
    let same = Array("same".utf8)
    let twins = try commit([("100644", same), ("100755", same)], in: files)
    #expect(try twins.names() == ["same"])
    #expect(twins.findings.map(\.id) == ["git.hostile-path"])
    let modes = try commit([("100664", Array("old".utf8)), ("10644", Array("pipe".utf8))], in: files)
    #expect(try modes.names() == ["old"])
    #expect(modes.findings.map(\.id) == ["git.hostile-path"])
  }

  @Test func malformedTreesAreCorrupt() {
    let id = [UInt8](repeating: 7, count: 20)
    #expect(parseTree(Array("100644 a\0".utf8) + id)?.count == 1)
    #expect(parseTree([])?.isEmpty == true)
    for text in ["100644 a", "100644a\0", "x a\0", " a\0", "10000000644 a\0"] {
      #expect(parseTree(Array(text.utf8) + id) == nil, "\(text)")
    }
    #expect(parseTree(Array("100644 a\0".utf8) + id.dropLast()) == nil)
    #expect(parseTree(Array("100644 a\0".utf8) + id + [1]) == nil)
  }

  @Test func aTreeThatGoesDownForEverEnds() throws {
    let files = try TemporaryRepository()
    let blob = try files.git(["hash-object", "-w", "--stdin"], input: Array("x".utf8))
    var tree = try self.tree([("100644", Array("f".utf8), blob)], in: files)
    for _ in 0..<300 { tree = try self.tree([("40000", Array("d".utf8), tree)], in: files) }
    let id = try files.git("commit-tree", "-m", "deep", tree)
    let snapshot = try Snapshot.commit(id, of: files.open())
    #expect(!snapshot.listing().contains { $0.hasSuffix("/f") })
    #expect(snapshot.findings.map(\.id) == ["git.too-deep"])
    // Asking for a path of a million parts costs no more than asking for the first.
    let long = try sourcePath(String(repeating: "x/", count: 1_000_000))
    #expect(snapshot.entry(at: long) == nil)
  }

  @Test func anIndexWithHostileNamesIsRefused() throws {
    let files = try TemporaryRepository()
    try files.write("good/x", "x")
    try files.write("b/aaaa/y", "y")
    try files.stage()
    // Git refuses such names, so the bytes of one are replaced.
    var index = try [UInt8](Data(contentsOf: URL(fileURLWithPath: files.path + "/.git/index")))
    let from = Array("b/aaaa/y".utf8)
    let start = try #require(index.firstRange(of: from)).lowerBound
    index.replaceSubrange(start..<(start + from.count), with: Array("b/.git/y".utf8))
    try files.write(".git/index", bytes: index)
    #expect(try diagnostic { try Snapshot.index(of: files.open()) }.id == "git.unreadable-index")
  }

  @Test func listedNamesAreCheckedToo() throws {
    let id = try #require(ObjectID(bytes: [UInt8](repeating: 1, count: 20)))
    let listed = ListedDirectories(
      ["../x", "a//b", "a/.git/config", "b/ok", "c\\d/e"].map {
        ListedFile(path: Array($0.utf8), mode: 0o100644, id: id)
      })
    #expect(listed.directories[.root]?.entries.map(\.name) == ["a", "b"])
    #expect(listed.directories[try sourcePath("b")]?.entries.map(\.name) == ["ok"])
    #expect(listed.directories.count == 3)
    let ids = listed.findings.map(\.id).sorted()
    #expect(ids == ["git.backslash-in-path", "git.hostile-path", "git.hostile-path", "git.hostile-path"])
  }
}
