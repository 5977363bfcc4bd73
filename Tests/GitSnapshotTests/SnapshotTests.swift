internal import Foundation
internal import SourceModel
internal import TestSupport
internal import Testing

@testable internal import GitSnapshot

@Suite struct SnapshotTests {
  /// One file with other content in the commit, the index and on disk, beside files of every kind.
  private func sample() throws -> TemporaryRepository {
    let files = try TemporaryRepository()
    try files.write("app.yaml", "at: commit\n")
    try files.write("base/kustomization.yaml", "resources: []\n")
    try files.write("base.yaml", "sorted: after base, before base0\n")
    try files.write("base0/x.yaml", "x\n")
    try files.write("run.sh", "#!/bin/sh\n", executable: true)
    try files.link("alias", to: "base")
    try files.link("overlay/up", to: "../base/kustomization.yaml")
    try files.link("outside", to: "../../etc/passwd")
    try files.link("absolute", to: "/etc/passwd")
    try files.write(".gitignore", "*.log\nbuild/\n")
    try files.commitAll("first")
    try files.write("app.yaml", "at: index\n")
    try files.stage("app.yaml")
    try files.write("app.yaml", "at: disk\n")
    try files.write("ignored.log", "x\n")
    try files.write("build/out", "x\n")
    try files.write("untracked/new.yaml", "new: 1\n")
    return files
  }

  @Test(arguments: [false, true])
  func eachSnapshotShowsItsOwnContent(packed: Bool) throws {
    let files = try sample()
    if packed { try files.pack() }
    let repository = try files.open()
    let commit = try Snapshot.commit("HEAD", of: repository)
    let index = try Snapshot.index(of: repository)
    let disk = try Snapshot.workingTree(of: repository)
    #expect(try commit.text("app.yaml") == "at: commit\n")
    #expect(try index.text("app.yaml") == "at: index\n")
    #expect(try disk.text("app.yaml") == "at: disk\n")
    #expect(commit.treeID?.description == (try files.git("rev-parse", "HEAD^{tree}")))
    #expect(index.treeID?.description == (try files.git("write-tree")))
    let copy = try files.copy()
    try copy.stage()
    #expect(disk.treeID?.description == (try copy.git("write-tree")))
    #expect(commit.listing().joined(separator: "\n") == (try listing(of: "HEAD", files)))
    #expect(index.listing().joined(separator: "\n") == (try listing(of: files.git("write-tree"), files)))
    #expect(disk.listing().joined(separator: "\n") == (try listing(of: copy.git("write-tree"), copy)))
    #expect(try disk.names("untracked") == ["new.yaml"])
    #expect(try disk.entry("ignored.log") == nil)
    #expect(try disk.entry("build") == nil)
    #expect(commit.commitID?.description == (try files.git("rev-parse", "HEAD")))
    #expect(commit.findings == [])
    #expect(disk.findings == [])
  }

  private func listing(of tree: String, _ files: TemporaryRepository) throws -> String {
    try files.git(
      "-c", "core.quotePath=false", "ls-tree", "-r", "--format=%(objectmode) %(objectname) %(path)", tree)
  }

  @Test func entriesHaveKindsIDsAndOrder() throws {
    let files = try sample()
    let repository = try files.open()
    for snapshot in [try Snapshot.commit("HEAD", of: repository), try Snapshot.index(of: repository)] {
      #expect(
        try snapshot.names() == [
          ".gitignore", "absolute", "alias", "app.yaml", "base", "base.yaml", "base0", "outside", "overlay",
          "run.sh",
        ])
      #expect(try snapshot.entry("run.sh")?.kind == .executable)
      #expect(try snapshot.entry("alias")?.kind == .symbolicLink)
      #expect(try snapshot.entry("app.yaml")?.kind == .file)
      #expect(try snapshot.entry("base")?.kind == .directory)
      #expect(try snapshot.entry("base")?.id?.description == (try files.git("rev-parse", "HEAD:base")))
      #expect(snapshot.entry(at: .root)?.id == snapshot.treeID)
      #expect(try snapshot.entry("base/none") == nil)
      #expect(try snapshot.entry("none/none/none") == nil)
      #expect(try snapshot.entry("app.yaml/x") == nil)
      #expect(try snapshot.names("app.yaml") == nil)
    }
  }

  @Test func linksStayInsideTheTree() throws {
    let files = try sample()
    let repository = try files.open()
    let snapshots = [
      try Snapshot.commit("HEAD", of: repository), try Snapshot.index(of: repository),
      try Snapshot.workingTree(of: repository),
    ]
    for snapshot in snapshots {
      #expect(snapshot.linkTarget(at: try sourcePath("alias")) == "base")
      #expect(snapshot.linkTarget(at: try sourcePath("app.yaml")) == nil)
      #expect(try snapshot.entry("alias/kustomization.yaml") == nil)
      let resolved = snapshot.resolve(try sourcePath("alias/kustomization.yaml"))
      #expect(resolved == (try sourcePath("base/kustomization.yaml")))
      #expect(snapshot.resolve(try sourcePath("overlay/up")) == (try sourcePath("base/kustomization.yaml")))
      #expect(snapshot.resolve(try sourcePath("outside")) == nil)
      #expect(snapshot.resolve(try sourcePath("absolute")) == nil)
      let link = try sourcePath("alias")
      #expect(throws: FileTreeError.notAFile(link, .symbolicLink)) { try snapshot.contents(of: link) }
      let directory = try sourcePath("base")
      #expect(throws: FileTreeError.notAFile(directory, .directory)) { try snapshot.contents(of: directory) }
      let missing = try sourcePath("base/none.yaml")
      #expect(throws: FileTreeError.notFound(missing)) { try snapshot.contents(of: missing) }
    }
  }

  @Test func temporaryIndexOfAPartialCommit() throws {
    let files = try sample()
    try files.write("base0/x.yaml", "only this\n")
    // What git commit -- base0/x.yaml does: an index of HEAD with one path more.
    let temporary = files.path + "/.git/next-index.lock"
    let variables = ["GIT_INDEX_FILE": temporary]
    try files.git(["read-tree", "HEAD"], environment: variables)
    try files.git(["add", "base0/x.yaml"], environment: variables)
    let snapshot = try Snapshot.index(of: files.open(environment: variables))
    #expect(try snapshot.text("app.yaml") == "at: commit\n")
    #expect(try snapshot.text("base0/x.yaml") == "only this\n")
    #expect(snapshot.treeID?.description == (try files.git(["write-tree"], environment: variables)))
    let relative = try files.open(environment: ["GIT_INDEX_FILE": ".git/next-index.lock", "GIT_DIR": ".git"])
    #expect(try Snapshot.index(of: relative).treeID == snapshot.treeID)
    let copy = try files.copy()
    try copy.stage()
    let disk = try Snapshot.workingTree(of: files.open(environment: variables))
    #expect(disk.treeID?.description == (try copy.git("write-tree")))
  }

  @Test func partialStagingOfOneFile() throws {
    let files = try TemporaryRepository()
    let lines = (1...20).map { "line: \($0)\n" }
    try files.write("a.yaml", lines.joined())
    try files.commitAll()
    var edited = lines
    edited[0] = "line: first\n"
    edited[19] = "line: last\n"
    try files.write("a.yaml", edited.joined())
    // git add -p, y for the first hunk and n for the second.
    try files.git(["add", "-p"], input: Array("y\nn\n".utf8))
    let staged = try Snapshot.index(of: files.open()).text("a.yaml")
    #expect(staged.contains("line: first\n"))
    #expect(staged.contains("line: 20\n"))
  }

  @Test func conflictsAreNamed() throws {
    let files = try TemporaryRepository()
    try files.write("a.yaml", "a: 1\n")
    try files.commitAll()
    try files.git("checkout", "-q", "-b", "other")
    try files.write("a.yaml", "a: other\n")
    try files.commitAll()
    try files.git("checkout", "-q", "main")
    try files.write("a.yaml", "a: main\n")
    try files.commitAll()
    #expect(throws: TemporaryRepository.Failure.self) { try files.git("merge", "-q", "other") }
    let repository = try files.open()
    let found = try diagnostic { try Snapshot.index(of: repository) }
    #expect(found.id == "git.conflicted-index")
    #expect(found.message.contains("a.yaml"))
    #expect(try Snapshot.workingTree(of: repository).text("a.yaml").contains("<<<<<<<"))
  }

  @Test func intendedFilesAreNotYetInTheIndex() throws {
    let files = try sample()
    try files.write("later.yaml", "later: 1\n")
    try files.git("add", "--intent-to-add", "later.yaml")
    let repository = try files.open()
    let index = try Snapshot.index(of: repository)
    #expect(try index.entry("later.yaml") == nil)
    #expect(index.treeID?.description == (try files.git("write-tree")))
    #expect(try Snapshot.workingTree(of: repository).text("later.yaml") == "later: 1\n")
  }

  @Test func submodulesAreEntriesThatCannotBeRead() throws {
    let inner = try sample()
    let files = try sample()
    try files.git(
      "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "file://" + inner.path,
      "vendor/inner")
    try files.commitAll()
    try files.git(["commit", "-q", "--allow-empty", "-m", "moved"], in: "vendor/inner")
    let repository = try files.open()
    let commit = try Snapshot.commit("HEAD", of: repository)
    let disk = try Snapshot.workingTree(of: repository)
    for snapshot in [commit, try Snapshot.index(of: repository), disk] {
      #expect(try snapshot.entry("vendor/inner")?.kind == .submodule)
      #expect(try snapshot.names("vendor/inner") == nil)
      let inside = try sourcePath("vendor/inner/app.yaml")
      let submodule = try sourcePath("vendor/inner")
      #expect(snapshot.submodule(above: inside) == submodule)
      #expect(throws: FileTreeError.notAFile(submodule, .submodule)) { try snapshot.contents(of: inside) }
    }
    #expect(disk.treeID != commit.treeID)
    try files.stage()
    #expect(disk.treeID?.description == (try files.git("write-tree")))
  }

  @Test func corruptAndMissingObjectsAreNamed() throws {
    let files = try sample()
    let blob = try files.git("rev-parse", "HEAD:base.yaml")
    let tree = try files.git("rev-parse", "HEAD:base0")
    let gone = try files.git("rev-parse", "HEAD:run.sh")
    func object(_ id: String) -> String { ".git/objects/\(id.prefix(2))/\(id.dropFirst(2))" }
    try files.write(object(blob), "this is not compressed")
    try files.write(object(tree), "nor is this")
    try files.remove(object(gone))
    let snapshot = try Snapshot.commit("HEAD", of: files.open())
    let expectations = [("base.yaml", "\(blob) is corrupt"), ("run.sh", "\(gone) is missing")]
    for (name, words) in expectations {
      let error = #expect(throws: FileTreeError.self) { try snapshot.text(name) }
      guard case .unreadable(_, let text) = error else {
        Issue.record("\(name): \(String(describing: error))")
        continue
      }
      #expect(text.contains(words))
    }
    #expect(snapshot.findings == [])
    #expect(try snapshot.names("base0") == nil)
    #expect(snapshot.findings.map(\.id) == ["git.corrupt-object"])
    #expect(snapshot.findings.first?.location?.path == (try sourcePath("base0")))
    let root = try files.git("rev-parse", "HEAD^{tree}")
    try files.remove(object(root))
    #expect(try diagnostic { try Snapshot.commit("HEAD", of: files.open()) }.id == "git.missing-object")
    let head = try files.git("rev-parse", "HEAD")
    try files.write(object(head), "x")
    #expect(try diagnostic { try Snapshot.commit("HEAD", of: files.open()) }.id == "git.corrupt-object")
  }

  @Test func brokenIndexIsNamed() throws {
    let files = try sample()
    try files.git("update-index", "--split-index")
    let found = try diagnostic { try Snapshot.index(of: files.open()) }
    #expect(found.id == "git.unsupported-format")
    #expect(found.message.contains("--no-split-index"))
    try files.git("update-index", "--no-split-index")
    #expect(try Snapshot.index(of: files.open()).text("app.yaml") == "at: index\n")
    // What newer versions of git write where index.skipHash is set.
    var index = try [UInt8](Data(contentsOf: URL(fileURLWithPath: files.path + "/.git/index")))
    index.replaceSubrange((index.count - 20)..., with: [UInt8](repeating: 0, count: 20))
    try files.write(".git/index", bytes: index)
    let unhashed = try diagnostic { try Snapshot.index(of: files.open()) }
    #expect(unhashed.id == "git.unsupported-format")
    #expect(unhashed.message.contains("index.skipHash"))
    try files.write(".git/index", "DIRC nonsense")
    #expect(try diagnostic { try Snapshot.index(of: files.open()) }.id == "git.unreadable-index")
  }

  @Test func partialCloneSaysWhatToFetch() throws {
    let files = try sample()
    try files.git("config", "uploadpack.allowFilter", "true")
    let clone = try files.clone("--filter=blob:none", "--no-checkout")
    let repository = try clone.open()
    #expect(repository.completeness == .partial)
    let snapshot = try Snapshot.commit("HEAD", of: repository)
    #expect(try snapshot.names("base") == ["kustomization.yaml"])
    let error = #expect(throws: FileTreeError.self) { try snapshot.text("app.yaml") }
    guard case .unreadable(_, let text) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(text.contains("--refetch"))
  }

  @Test func oversizedBlobsAreRefused() throws {
    let files = try TemporaryRepository()
    try files.write("big", bytes: [UInt8](repeating: 0, count: Repository.sizeLimit + 1))
    try files.write("small", "x")
    let repository = try files.open()
    let big = try sourcePath("big")
    let refusal = FileTreeError.tooLarge(big, bytes: Repository.sizeLimit + 1, limit: Repository.sizeLimit)
    let disk = try Snapshot.workingTree(of: repository)
    #expect(disk.treeID == nil)
    #expect(try disk.text("small") == "x")
    #expect(throws: refusal) { try disk.contents(of: big) }
    try files.stage()
    let index = try Snapshot.index(of: repository)
    #expect(throws: refusal) { try index.contents(of: big) }
    #expect(index.treeID?.description == (try files.git("write-tree")))
  }
}
