internal import Foundation
internal import SourceModel
internal import TestSupport
internal import Testing

@testable internal import GitSnapshot

@Suite struct RepositoryTests {
  private func sample() throws -> TemporaryRepository {
    let repository = try TemporaryRepository()
    try repository.write("a.yaml", "a: 1\n")
    try repository.write("deep/er/b.yaml", "b: 1\n")
    try repository.commitAll("first")
    return repository
  }

  @Test func foundFromAnySubdirectory() throws {
    let files = try sample()
    let top = try files.open()
    #expect(top.workDirectory == files.path)
    #expect(top.gitDirectory == files.path + "/.git/")
    #expect(top.startingPath == .root)
    #expect(top.completeness == .full)
    #expect(top.hooksDirectory == files.path + "/.git/hooks")
    let below = try files.open(in: "deep/er")
    #expect(below.workDirectory == files.path)
    #expect(below.startingPath == (try sourcePath("deep/er")))
    #expect(try Snapshot.commit("HEAD", of: below).text("a.yaml") == "a: 1\n")
  }

  @Test func hooksPathIsHonoured() throws {
    let files = try sample()
    try files.git("config", "core.hooksPath", ".githooks")
    #expect(try files.open(in: "deep").hooksDirectory == files.path + "/.githooks")
  }

  @Test func noRepositoryIsNamed() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/fleetfold-none-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var environment = GitEnvironment()
    environment.ceilings = FileManager.default.temporaryDirectory.path
    let found = try diagnostic { try Repository.discover(from: folder, environment: environment) }
    #expect(found.id == "git.not-a-repository")
    #expect(found.message.contains(folder))
    let missing = try diagnostic { try Repository.discover(from: "/nonexistent", environment: environment) }
    #expect(missing.id == "git.not-a-repository")
  }

  @Test func sha256RepositoryIsRefusedByName() throws {
    let files = try TemporaryRepository(objectFormat: "sha256")
    #expect(try diagnostic { try files.open() }.id == "git.sha256-repository")
  }

  @Test func unknownFormatsAreRefusedByName() throws {
    let files = try sample()
    try files.git("config", "core.repositoryformatversion", "1")
    try files.git("config", "extensions.refStorage", "reftable")
    let found = try diagnostic { try files.open() }
    #expect(found.id == "git.unsupported-format")
    #expect(found.message.contains("git refs migrate"))
    // Git itself no longer opens it.
    try files.write(".git/config", "[core]\n\trepositoryformatversion = 1\n")
    try files.git("config", "extensions.worktreeConfig", "true")
    #expect(try files.open().headCommit() != nil)
  }

  @Test func anothersRepositoryIsRefused() throws {
    guard getuid() == 0, ProcessInfo.processInfo.environment["SUDO_UID"] == nil else {
      print("anothersRepositoryIsRefused: skipped, only root can give a folder away")
      return
    }
    let files = try sample()
    #expect(chown(files.path, 12345, 12345) == 0)
    #expect(chown(files.path + "/.git", 12345, 12345) == 0)
    let found = try diagnostic { try files.open() }
    #expect(found.id == "git.untrusted-owner")
    #expect(found.message.hasSuffix("git config --global --add safe.directory \(files.path)"))
  }

  @Test func bareRepositoryHasCommitsOnly() throws {
    let files = try sample()
    let bare = try files.clone("--bare", name: "bare.git").open()
    #expect(bare.isBare)
    #expect(try Snapshot.commit("main", of: bare).text("deep/er/b.yaml") == "b: 1\n")
    #expect(try diagnostic { try Snapshot.workingTree(of: bare) }.id == "git.bare-repository")
    #expect(try diagnostic { try Snapshot.index(of: bare) }.id == "git.bare-repository")
  }

  @Test func linkedWorktreeHasItsOwnIndexAndHead() throws {
    let files = try sample()
    let linked = try files.worktree("topic")
    try linked.write("a.yaml", "a: topic\n")
    try linked.stage()
    let repository = try linked.open(in: "deep")
    #expect(repository.workDirectory == linked.path)
    #expect(try repository.headBranch() == "topic")
    #expect(repository.hooksDirectory == files.path + "/.git/hooks")
    #expect(try Snapshot.index(of: repository).text("a.yaml") == "a: topic\n")
    #expect(try Snapshot.index(of: files.open()).text("a.yaml") == "a: 1\n")
    // As in a hook that runs in the linked working tree.
    let gitDirectory = try linked.git("rev-parse", "--absolute-git-dir")
    let hooked = try linked.open(environment: ["GIT_DIR": gitDirectory])
    #expect(hooked.workDirectory == linked.path)
    #expect(try Snapshot.index(of: hooked).text("a.yaml") == "a: topic\n")
  }

  @Test func linkedWorktreeWithRelativePaths() throws {
    let files = try sample()
    let linked = try files.worktree("topic")
    let name = try #require(SourcePath(String(linked.path.dropFirst()))).name
    // As git worktree add --relative-paths writes them (git 2.48).
    try linked.write(".git", "gitdir: ../repository/.git/worktrees/\(name)\n")
    try files.write(".git/worktrees/\(name)/gitdir", "../../../../\(name)/.git\n")
    let config = try String(contentsOfFile: files.path + "/.git/config", encoding: .utf8)
    try files.write(
      ".git/config",
      config.replacingOccurrences(of: "repositoryformatversion = 0", with: "repositoryformatversion = 1")
        + "[extensions]\n\trelativeWorktrees = true\n")
    let repository = try linked.open(in: "deep")
    #expect(repository.workDirectory == linked.path)
    #expect(repository.startingPath == (try sourcePath("deep")))
    #expect(try repository.headBranch() == "topic")
    #expect(try Snapshot.workingTree(of: repository).text("a.yaml") == "a: 1\n")
  }

  @Test func environmentNamesRepositoryAndWorkTree() throws {
    let files = try sample()
    let other = try sample()
    try other.write("a.yaml", "a: other\n")
    // git --git-dir=files --work-tree=other
    let both = try other.open(
      in: "deep", environment: ["GIT_DIR": files.path + "/.git", "GIT_WORK_TREE": ".."])
    #expect(both.workDirectory == other.path)
    #expect(both.startingPath == (try sourcePath("deep")))
    #expect(try Snapshot.workingTree(of: both).text("a.yaml") == "a: other\n")
    #expect(try Snapshot.index(of: both).text("a.yaml") == "a: 1\n")
    // A hook gets GIT_DIR=.git and runs at the top.
    let relative = try files.open(environment: ["GIT_DIR": ".git"])
    #expect(relative.workDirectory == files.path)
    #expect(try diagnostic { try files.open(environment: ["GIT_DIR": "none"]) }.id == "git.not-a-repository")
    #expect(throws: GitError.self) { try files.open(environment: ["GIT_WORK_TREE": "/nonexistent"]) }
    let configured = try sample()
    try configured.git("config", "core.worktree", other.path)
    #expect(try configured.open(environment: ["GIT_DIR": ".git"]).workDirectory == other.path)
  }

  @Test func quarantinedObjectsAreRead() throws {
    let files = try sample()
    let sender = try files.clone()
    try sender.write("a.yaml", "a: pushed\n")
    let id = try sender.commitAll("pushed")
    #expect(try diagnostic { try files.open().resolve(id) }.id == "git.unknown-revision")
    let receiving = try files.open(environment: ["GIT_OBJECT_DIRECTORY": sender.path + "/.git/objects"])
    #expect(try Snapshot.commit(id, of: receiving).text("a.yaml") == "a: pushed\n")
  }

  @Test func alternatesAreFollowed() throws {
    let files = try sample()
    let shared = try files.clone("--shared", name: "shared").open()
    #expect(try Snapshot.commit("HEAD", of: shared).text("a.yaml") == "a: 1\n")
  }

  @Test func remotesWithRewrittenAddresses() throws {
    let files = try sample()
    try files.git("remote", "add", "origin", "git@git.example.com:acme/fleet.git")
    try files.git("remote", "add", "mirror", "short:acme/mirror")
    try files.git("config", "url.https://hub.example.org/.insteadOf", "short:")
    let repository = try files.open()
    let remotes = try repository.remotes()
    #expect(remotes.map(\.name) == ["mirror", "mirror", "origin"])
    #expect(
      remotes.map(\.url)
        == ["short:acme/mirror", "https://hub.example.org/acme/mirror", "git@git.example.com:acme/fleet.git"])
    #expect(try repository.isRemote("https://git.example.com/acme/fleet"))
    #expect(try repository.isRemote("ssh://git@hub.example.org/acme/mirror.git"))
    #expect(try !repository.isRemote("https://git.example.com/acme/other"))
  }
}
