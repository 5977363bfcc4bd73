internal import SourceModel
internal import TestSupport
internal import Testing

@testable internal import GitSnapshot

/// Random edits, some staged and some not: whatever state they lead to, the snapshots show what git says.
@Suite struct SnapshotPropertyTests {
  /// A small generator with a seed, so that a failure can be seen again.
  private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private static let names = [
    "a.yaml", "a/b.yaml", "a/b/c.yaml", "a-b/x.yaml", "a.d/x", "b", "b/kustomization.yaml",
    "deep/er/and/deeper.yaml",
    "é/n.yaml", "z.log", "build/x", "z",
  ]

  @Test(arguments: 1...12)
  func snapshotsAgreeWithGit(seed: UInt64) throws {
    var random = Random(state: seed)
    let files = try TemporaryRepository()
    try files.write(".gitignore", "*.log\nbuild/\n")
    for round in 0..<3 {
      for step in 0..<10 { try edit(files, "seed \(seed), \(round).\(step)", &random) }
      if round == 1, Bool.random(using: &random) { try files.pack() }
      try compare(files, "seed \(seed), round \(round)")
      if Bool.random(using: &random) { try files.commit("round \(round)") }
    }
  }

  private func edit(_ files: TemporaryRepository, _ text: String, _ random: inout Random) throws {
    guard let name = Self.names.randomElement(using: &random) else { return }
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<5:
      // A name may stand where a folder is, or below one that is a file: git sees what is there in the end.
      try? files.write(name, "text: \(text)\n", executable: Bool.random(using: &random))
    case 5: try? files.remove(name)
    case 6:
      try? files.remove(name)
      try? files.link(name, to: "a/b.yaml")
    case 7: _ = try? files.git("add", "-A", "--", name)
    case 8: _ = try? files.git("rm", "-r", "-q", "--cached", "--", name)
    default: _ = try? files.git("add", "-A", "-f", "--", name)
    }
  }

  private func compare(_ files: TemporaryRepository, _ comment: Comment) throws {
    let repository = try files.open()
    let index = try Snapshot.index(of: repository)
    let disk = try Snapshot.workingTree(of: repository)
    let staged = try files.git("write-tree")
    let copy = try files.copy()
    try copy.stage()
    let everything = try copy.git("write-tree")
    #expect(index.treeID?.description == staged, comment)
    #expect(disk.treeID?.description == everything, comment)
    #expect(index.listing() == (try listing(staged, files)), comment)
    #expect(disk.listing() == (try listing(everything, copy)), comment)
    for line in disk.listing() where !line.hasPrefix("120000") {
      let parts = line.split(separator: " ", maxSplits: 2)
      let wanted = try copy.gitBytes("cat-file", "blob", String(parts[1]))
      #expect(try disk.contents(of: sourcePath(String(parts[2]))) == wanted, comment)
    }
    if let head = try repository.headCommit() {
      let commit = try Snapshot.commit(head, of: repository)
      #expect(commit.treeID?.description == (try files.git("rev-parse", "HEAD^{tree}")), comment)
      let changed = changedPaths(from: commit, to: index).map(\.path.string)
      let wanted = try files.git(
        "-c", "core.quotePath=false", "diff", "--cached", "--name-only", "--no-renames", "HEAD")
      #expect(changed == wanted.split(separator: "\n").map(String.init), comment)
    }
  }

  private func listing(_ tree: String, _ files: TemporaryRepository) throws -> [String] {
    let format = "--format=%(objectmode) %(objectname) %(path)"
    return try files.git("-c", "core.quotePath=false", "ls-tree", "-r", format, tree).split(separator: "\n")
      .map(String.init)
  }
}
