internal import Foundation
internal import SourceModel
internal import Testing

@testable internal import FileSystem

@Suite struct DiskTreeTests {
  /// A folder that is removed when the test ends.
  final class Folder {
    let path: String

    init() throws {
      path = NSTemporaryDirectory() + "fleetfold-disk-tree-" + UUID().uuidString
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String, mode: Int = 0o644) throws {
      let file = path + "/" + name
      let parent = (file as NSString).deletingLastPathComponent
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: file))
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    }

    func link(_ name: String, to target: String) throws {
      try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target)
    }
  }

  private func path(_ text: String) throws -> SourcePath { try #require(SourcePath(text)) }

  @Test func entriesAreSortedBytewiseAndKnowTheirKind() throws {
    let folder = try Folder()
    try folder.write("b.yaml", "b")
    try folder.write("a/inner.yaml", "a")
    try folder.write("a.yaml", "a")
    try folder.write("a-b.sh", "x", mode: 0o755)
    try folder.write("É.yaml", "x")
    try folder.link("z", to: "a")
    mkfifo(folder.path + "/pipe", 0o600)
    let tree = try DiskTree(root: folder.path)
    let children = try #require(tree.children(of: .root))
    #expect(children.map(\.name) == ["a", "a-b.sh", "a.yaml", "b.yaml", "z", "É.yaml"])
    #expect(
      children.map(\.kind) == [.directory, .executable, .file, .file, .symbolicLink, .file])
    #expect(children.allSatisfy { $0.id == nil })
    #expect(tree.children(of: try path("b.yaml")) == nil)
    #expect(tree.entry(at: .root)?.kind == .directory)
    #expect(tree.entry(at: try path("pipe")) == nil)
  }

  @Test func contentsOfFilesAndErrorsOfOthers() throws {
    let folder = try Folder()
    try folder.write("a/inner.yaml", "text\n")
    try folder.write("empty", "")
    try folder.link("link.yaml", to: "a/inner.yaml")
    mkfifo(folder.path + "/pipe", 0o600)
    let tree = try DiskTree(root: folder.path)
    #expect(try tree.contents(of: path("a/inner.yaml")) == Array("text\n".utf8))
    #expect(try tree.contents(of: path("empty")) == [])
    let missing = try path("a/none.yaml")
    #expect(throws: FileTreeError.notFound(missing)) { try tree.contents(of: missing) }
    let directory = try path("a")
    #expect(throws: FileTreeError.notAFile(directory, .directory)) { try tree.contents(of: directory) }
    let link = try path("link.yaml")
    #expect(throws: FileTreeError.notAFile(link, .symbolicLink)) { try tree.contents(of: link) }
    #expect(throws: FileTreeError.self) { try tree.contents(of: path("pipe")) }
  }

  @Test func linksAreNeverFollowedButResolvable() throws {
    let folder = try Folder()
    let outside = try Folder()
    try outside.write("secret.yaml", "secret")
    try folder.write("real/base.yaml", "base")
    try folder.link("alias", to: "real")
    try folder.link("escape", to: outside.path)
    try folder.link("up", to: "../..")
    let tree = try DiskTree(root: folder.path)
    let through = try path("alias/base.yaml")
    #expect(tree.entry(at: through) == nil)
    #expect(throws: FileTreeError.notFound(through)) { try tree.contents(of: through) }
    #expect(tree.resolve(through) == (try path("real/base.yaml")))
    #expect(tree.linkTarget(at: try path("alias")) == "real")
    #expect(tree.linkTarget(at: try path("real/base.yaml")) == nil)
    let escaping = try path("escape/secret.yaml")
    #expect(tree.resolve(escaping) == nil)
    #expect(throws: FileTreeError.notFound(escaping)) { try tree.contents(of: escaping) }
    #expect(tree.resolve(try path("up/etc")) == nil)
  }

  @Test func absoluteLinksInsideTheRootResolve() throws {
    let folder = try Folder()
    try folder.write("real/base.yaml", "base")
    try folder.write("overlay/x.yaml", "x")
    let canonical = try DiskTree(root: folder.path).root
    try folder.link("overlay/alias", to: canonical + "/real")
    let inFolder = try DiskTree(root: folder.path)
    #expect(inFolder.resolve(try path("overlay/alias/base.yaml")) == (try path("real/base.yaml")))
    let whole = try DiskTree(root: "/")
    let directory = try DiskTree.path(ofDirectory: folder.path + "/overlay/../overlay")
    let link = try #require(directory.appending("alias/base.yaml"))
    let resolved = try #require(whole.resolve(link))
    #expect("/" + resolved.string == canonical + "/real/base.yaml")
    #expect(try whole.contents(of: resolved) == Array("base".utf8))
  }

  @Test func aFileAboveTheLimitIsRefused() throws {
    let folder = try Folder()
    try folder.write("big", "")
    #expect(truncate(folder.path + "/big", off_t(DiskTree.sizeLimit + 1)) == 0)
    let big = try path("big")
    let tree = try DiskTree(root: folder.path)
    #expect(
      throws: FileTreeError.tooLarge(big, bytes: DiskTree.sizeLimit + 1, limit: DiskTree.sizeLimit)
    ) { try tree.contents(of: big) }
  }

  @Test func aMissingRootIsADiagnostic() throws {
    let error = #expect(throws: Diagnostic.self) { try DiskTree(root: "/nonexistent/folder") }
    #expect(error?.id == "file-system.no-directory")
    #expect(error?.message.contains("/nonexistent/folder") == true)
    let folder = try Folder()
    try folder.write("file", "")
    #expect(throws: Diagnostic.self) { try DiskTree(root: folder.path + "/file") }
  }
}
