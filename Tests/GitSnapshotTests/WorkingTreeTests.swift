internal import Foundation
internal import SourceModel
internal import TestSupport
internal import Testing

@testable internal import GitSnapshot

@Suite struct WorkingTreeTests {
  private func sample() throws -> TemporaryRepository {
    let files = try TemporaryRepository()
    for name in ["a.yaml", "b.yaml", "dir/c.yaml", "dir/d.yaml", "gone/e.yaml"] {
      try files.write(name, "name: \(name)\n")
    }
    try files.commitAll()
    return files
  }

  /// Compares with what git add -A makes of a copy.
  private func expectAsGit(_ files: TemporaryRepository, _ comment: Comment? = nil) throws {
    let snapshot = try Snapshot.workingTree(of: files.open())
    let copy = try files.copy()
    try copy.stage()
    #expect(snapshot.treeID?.description == (try copy.git("write-tree")), comment)
  }

  @Test func deletionsModesKindsAndFoldersInPlaceOfFiles() throws {
    let files = try sample()
    try files.remove("a.yaml")
    try files.remove("gone")
    try files.setExecutable("b.yaml", true)
    try files.remove("dir/c.yaml")
    try files.write("dir/c.yaml/inside.yaml", "x\n")
    try files.remove("dir/d.yaml")
    try files.link("dir/d.yaml", to: "c.yaml/inside.yaml")
    let snapshot = try Snapshot.workingTree(of: files.open())
    #expect(try snapshot.names() == ["b.yaml", "dir"])
    #expect(try snapshot.entry("b.yaml")?.kind == .executable)
    #expect(try snapshot.names("dir/c.yaml") == ["inside.yaml"])
    #expect(snapshot.linkTarget(at: try sourcePath("dir/d.yaml")) == "c.yaml/inside.yaml")
    try expectAsGit(files)
    try files.remove("dir")
    try files.write("dir", "a file now\n")
    try expectAsGit(files, "a file in place of a folder")
    try files.remove("dir")
    try files.link("dir", to: "/etc")
    try expectAsGit(files, "a link in place of a folder")
    #expect(try Snapshot.workingTree(of: files.open()).names("dir") == nil)
  }

  @Test func anEditOfTheSameSizeAndTimeIsSeen() throws {
    let files = try sample()
    // Written in the same instant as the index: only reading tells.
    for round in 0..<20 {
      try files.write("a.yaml", "name: \(String(format: "%02d", round))\n")
      try files.stage()
      try files.write("a.yaml", "name: \(String(format: "%02d", round + 50))\n")
      let snapshot = try Snapshot.workingTree(of: files.open())
      #expect(try snapshot.text("a.yaml") == "name: \(round + 50)\n")
    }
  }

  @Test func aTouchedFileKeepsItsID() throws {
    let files = try sample()
    let old = Date(timeIntervalSince1970: 1_000_000_000)
    try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: files.path + "/a.yaml")
    let repository = try files.open()
    let index = try files.gitBytes("ls-files", "-s", "--debug")
    let disk = try Snapshot.workingTree(of: repository)
    #expect(disk.treeID == (try Snapshot.commit("HEAD", of: repository)).treeID)
    #expect(try files.gitBytes("ls-files", "-s", "--debug") == index)
  }

  @Test func laterWritesAreNoticedOrDoNotShow() throws {
    let files = try sample()
    try files.write("new.yaml", "new: 1\n")
    let snapshot = try Snapshot.workingTree(of: files.open())
    try files.write("a.yaml", "changed: later\n")
    try files.write("new.yaml", "changed: later\n")
    #expect(try snapshot.text("a.yaml") == "name: a.yaml\n")
    let error = #expect(throws: FileTreeError.self) { try snapshot.text("new.yaml") }
    guard case .unreadable(_, let text) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(text.contains("run again"))
  }

  @Test func ignoreRulesOfEveryLevel() throws {
    let files = try sample()
    try files.write(".gitignore", "*.tmp\n!keep.tmp\n/only-here\n")
    try files.write("dir/.gitignore", "local/\n")
    try files.write(".git/info/exclude", "private.yaml\n")
    for name in [
      "x.tmp", "keep.tmp", "dir/y.tmp", "only-here", "dir/only-here", "dir/local/z", "private.yaml",
      "dir/private.yaml",
      "other/deep/er/file",
    ] {
      try files.write(name, "x\n")
    }
    // Tracked although ignored.
    try files.git("add", "-f", "x.tmp")
    try files.write("x.tmp", "changed\n")
    let snapshot = try Snapshot.workingTree(of: files.open())
    #expect(try snapshot.names("dir") == [".gitignore", "c.yaml", "d.yaml", "only-here"])
    #expect(try snapshot.text("x.tmp") == "changed\n")
    try expectAsGit(files)
  }

  @Test func sparseCheckoutIsNotADeletion() throws {
    let files = try sample()
    try files.git("sparse-checkout", "set", "--no-cone", "/a.yaml", "/dir/")
    #expect(!files.exists("b.yaml"))
    let repository = try files.open()
    let snapshot = try Snapshot.workingTree(of: repository)
    #expect(try snapshot.text("b.yaml") == "name: b.yaml\n")
    #expect(snapshot.treeID == (try Snapshot.commit("HEAD", of: repository)).treeID)
  }

  @Test func foldersWithARepositoryOfTheirOwn() throws {
    let files = try sample()
    try files.write("nested/inner.yaml", "x\n")
    try files.git(["init", "-q", "-b", "main"], in: "nested")
    #expect(try Snapshot.workingTree(of: files.open()).entry("nested") == nil)
    try files.git(["add", "-A"], in: "nested")
    try files.git(["commit", "-q", "-m", "inner"], in: "nested")
    let snapshot = try Snapshot.workingTree(of: files.open())
    #expect(try snapshot.entry("nested")?.kind == .submodule)
    try expectAsGit(files)
  }

  @Test func oddNames() throws {
    let files = try sample()
    // The same letter as one code point and as two, and what needs quoting elsewhere.
    let names = [
      "\u{e9}.yaml", "e\u{301}.yaml", "space and \"quote\".yaml", "new\nline.yaml", "-dash", "dir.yaml",
      "dir-x",
    ]
    for name in names { try files.write(name, name) }
    let repository = try files.open()
    let snapshot = try Snapshot.workingTree(of: repository)
    for name in names { #expect(try snapshot.text(name).utf8.elementsEqual(name.utf8)) }
    try expectAsGit(files)
    try files.stage()
    let index = try Snapshot.index(of: repository)
    for name in names { #expect(try index.text(name).utf8.elementsEqual(name.utf8)) }
    #expect(index.treeID == snapshot.treeID)
  }

  @Test func pipesAndEmptyFoldersAreNoFiles() throws {
    let files = try sample()
    #expect(mkfifo(files.path + "/pipe", 0o600) == 0)
    try FileManager.default.createDirectory(atPath: files.path + "/empty", withIntermediateDirectories: true)
    let snapshot = try Snapshot.workingTree(of: files.open())
    #expect(try snapshot.entry("pipe") == nil)
    #expect(try snapshot.entry("empty") == nil)
  }
}
