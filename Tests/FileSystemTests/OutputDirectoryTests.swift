internal import Foundation
internal import SourceModel
internal import Testing

@testable internal import FileSystem

@Suite struct OutputDirectoryTests {
  @Test func writesUpdatesAndPrunes() throws {
    let folder = try OutputFolder()
    let first = try folder.render(["a/x.yaml": "1", "a/y.yaml": "2", "b/z.yaml": "3"])
    #expect(first.diagnostics == [])
    #expect(try folder.files() == ["a/x.yaml": "1", "a/y.yaml": "2", "b/z.yaml": "3"])
    let second = try folder.render(["a/x.yaml": "1", "a/y.yaml": "changed", "c/new.yaml": "4"])
    #expect(second.diagnostics == [])
    #expect(second.value?.missing.map(\.string) == ["c/new.yaml"])
    #expect(second.value?.stale.map(\.string) == ["a/y.yaml"])
    #expect(second.value?.extra.map(\.string) == ["b/z.yaml"])
    #expect(second.value?.unchanged == 1)
    #expect(try folder.files() == ["a/x.yaml": "1", "a/y.yaml": "changed", "c/new.yaml": "4"])
    #expect(try folder.neighbours() == [])
  }

  @Test func unchangedFilesKeepTheirInodes() throws {
    let folder = try OutputFolder()
    try folder.render(["a/x.yaml": "1", "a/y.yaml": "2", "b/z.yaml": "3"])
    let inodes = try ["a/x.yaml", "b/z.yaml"].map { try folder.inode("out/" + $0) }
    let counter = CallCounter()
    try folder.render(["a/x.yaml": "1", "a/y.yaml": "2", "b/z.yaml": "3"], counter.calls())
    #expect(counter.total == 0)
    try folder.render(["a/x.yaml": "1", "a/y.yaml": "changed", "b/z.yaml": "3", "c.yaml": "4"])
    #expect(try ["a/x.yaml", "b/z.yaml"].map { try folder.inode("out/" + $0) } == inodes)
  }

  @Test func aChangeInOneFolderLeavesTheOthersAlone() throws {
    let folder = try OutputFolder()
    try folder.render(["a/x.yaml": "1", "b/y.yaml": "2", "b/z.yaml": "3"])
    let root = try folder.inode("out")
    try folder.render(["a/x.yaml": "1", "b/y.yaml": "changed", "b/z.yaml": "changed"])
    #expect(try folder.inode("out") == root)
    #expect(try folder.files() == ["a/x.yaml": "1", "b/y.yaml": "changed", "b/z.yaml": "changed"])
  }

  @Test func foreignFilesSurviveEveryChange() throws {
    let folder = try OutputFolder()
    try folder.render(["a/x.yaml": "1", "b/y.yaml": "2"])
    try folder.write("out/README.md", "mine")
    try folder.write("out/a/notes/deep.txt", "mine too")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/out/a/link", withDestinationPath: "/nowhere")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/out/empty", withIntermediateDirectories: true)
    #expect(try folder.render(["c/x.yaml": "1"]).diagnostics == [])
    #expect(
      try folder.files() == [
        "README.md": "mine", "a/notes/deep.txt": "mine too", "a/link": "-> /nowhere", "empty": "/",
        "c/x.yaml": "1",
      ])
  }

  @Test func aForeignFileInTheWayIsNamedAndNothingIsWritten() throws {
    let folder = try OutputFolder()
    try folder.write("out/a/x.yaml", "mine")
    try folder.write("out/b", "mine")
    let before = try folder.state()
    let result = try folder.render(["a/x.yaml": "1", "a/y.yaml": "2", "b/z.yaml": "3"], force: true)
    #expect(result.value == nil)
    #expect(
      result.diagnostics.map(\.message) == [
        "2 files in out that fleetfold did not write would be overwritten; move them away, or write to another directory"
      ])
    #expect(result.diagnostics.map(\.id) == ["output.foreign-file"])
    #expect(result.diagnostics.first?.notes.map(\.message) == ["a/x.yaml", "b"])
    #expect(try folder.state() == before)
    #expect(try folder.neighbours() == [])
  }

  @Test func aForeignFileWithTheVeryBytesIsAdopted() throws {
    let folder = try OutputFolder()
    try folder.write("out/a.yaml", "1")
    #expect(try folder.render(["a.yaml": "1"]).diagnostics == [])
    #expect(try folder.render([:]).diagnostics == [])
    #expect(try folder.files() == [:])
  }

  @Test func editedFilesAreKeptUnlessForced() throws {
    let folder = try OutputFolder()
    try folder.render(["a.yaml": "1", "b.yaml": "2", "c.yaml": "3"])
    try folder.write("out/a.yaml", "edited")
    try folder.write("out/b.yaml", "edited")
    let refused = try folder.render(["a.yaml": "1", "c.yaml": "4"])
    #expect(refused.diagnostics.map(\.id) == ["output.edited-file"])
    #expect(
      refused.diagnostics.map(\.message) == [
        "2 files in out were edited since fleetfold wrote them; move the edits to the sources, then render with --force"
      ])
    #expect(refused.diagnostics.first?.notes.map(\.message) == ["a.yaml", "b.yaml"])
    #expect(try folder.files() == ["a.yaml": "edited", "b.yaml": "edited", "c.yaml": "3"])
    #expect(try folder.render(["a.yaml": "1", "c.yaml": "4"], force: true).diagnostics == [])
    #expect(try folder.files() == ["a.yaml": "1", "c.yaml": "4"])
  }

  @Test func linksAreNeverFollowed() throws {
    let folder = try OutputFolder()
    try folder.write("outside/x.yaml", "secret")
    try FileManager.default.createDirectory(atPath: folder.path + "/out", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/out/a", withDestinationPath: "../outside")
    let result = try folder.render(["a/x.yaml": "1"], force: true)
    #expect(result.diagnostics.map(\.id) == ["output.foreign-file"])
    #expect(try folder.state(of: "outside") == ["x.yaml": "secret"])
    try FileManager.default.removeItem(atPath: folder.path + "/out")
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/out", withDestinationPath: "outside")
    #expect(throws: Diagnostic.self) { try folder.render(["x.yaml": "1"]) }
    let deep = try outputPath("out/deep")
    do throws(Diagnostic) {
      _ = try OutputDirectory(base: folder.path, path: deep, for: .write)
      Issue.record("a link above the output directory was followed")
    } catch {
      #expect(error.id == "output.not-a-directory")
    }
  }

  @Test func filesAndFoldersChangePlaces() throws {
    let folder = try OutputFolder()
    // Between a file and what is below a folder of its name, others are sorted.
    try folder.render(["a": "file", "a-b": "1", "b/x": "1", "b/y": "2"])
    #expect(try folder.render(["a/x": "1", "a-b": "2", "b": "file"]).diagnostics == [])
    #expect(try folder.files() == ["a/x": "1", "a-b": "2", "b": "file"])
    try folder.render(["a": "file", "a-b": "2", "b": "file"])
    #expect(try folder.render(["a/x": "1", "a-b": "3", "b": "file"]).diagnostics == [])
    #expect(try folder.files() == ["a/x": "1", "a-b": "3", "b": "file"])
  }

  @Test func comparingChangesNothing() throws {
    let folder = try OutputFolder()
    let wanted = ["a.yaml": "1", "b.yaml": "2"]
    let missing = try OutputDirectory(base: folder.path, path: try outputPath("deep/out"), for: .inspect)
    let difference = missing.compare(
      with: try outputFiles(wanted), owned: FileList(), manifest: try manifestFile(wanted))
    #expect(difference.value?.missing.map(\.string) == ["a.yaml", "b.yaml"])
    #expect(try folder.neighbours() == [])
    try folder.render(["a.yaml": "1", "b.yaml": "old", "c.yaml": "3"])
    let before = try folder.state()
    let directory = try OutputDirectory(base: folder.path, path: try outputPath("out"), for: .inspect)
    let stale = directory.compare(
      with: try outputFiles(wanted), owned: try folder.owned(directory), manifest: try manifestFile(wanted))
    #expect(stale.value?.stale.map(\.string) == ["b.yaml"])
    #expect(stale.value?.extra.map(\.string) == ["c.yaml"])
    #expect(stale.value?.isManifestStale == true)
    #expect(try folder.state() == before)
  }

  @Test func aRepositoryIsNotReplaced() throws {
    let folder = try OutputFolder()
    try folder.write("out/.git/HEAD", "ref")
    let result = try folder.render(["a/x.yaml": "1", "b/x.yaml": "1"])
    #expect(result.diagnostics.map(\.id) == ["output.not-replaceable"])
    #expect(try folder.files() == [".git/HEAD": "ref"])
  }

  @Test func aSecondRunWaitsThenGivesUp() throws {
    let folder = try OutputFolder()
    let first = try folder.open()
    do {
      _ = try folder.open()
      Issue.record("two runs at once")
    } catch let error as Diagnostic {
      #expect(error.id == "output.locked")
      #expect(error.message == "another fleetfold is writing out; try again when it is done")
    }
    _ = first.path
  }

  @Test func whatOthersWriteDuringTheRunIsKept() throws {
    let folder = try OutputFolder()
    try folder.render(["a/x.yaml": "1", "b/y.yaml": "2", "b/z.yaml": "3"])
    let path = folder.path
    let counter = CallCounter(observe: { _, call in
      guard call == "exchange" else { return }
      try? Data("new".utf8).write(to: URL(fileURLWithPath: path + "/out/b/mine.txt"))
      try? FileManager.default.removeItem(atPath: path + "/out/a/x.yaml")
      try? Data("edited".utf8).write(to: URL(fileURLWithPath: path + "/out/a/x.yaml"))
    })
    let result = try folder.render(["a/x.yaml": "changed"], counter.calls())
    #expect(result.diagnostics.map(\.id) == ["output.kept-aside"])
    #expect(result.diagnostics.first?.notes.map(\.message) == ["a/x.yaml.kept-1", "b/mine.txt"])
    #expect(
      try folder.files() == ["a/x.yaml": "changed", "a/x.yaml.kept-1": "edited", "b/mine.txt": "new"])
    #expect(try folder.neighbours() == [])
  }

  @Test func aHostileWorkspaceDoesNoHarm() throws {
    let folder = try OutputFolder()
    try folder.render(["a.yaml": "1"])
    try folder.write("victim/x", "precious")
    // A link in its place is not followed.
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/.out.fleetfold", withDestinationPath: "victim")
    #expect(throws: Diagnostic.self) { try folder.render(["a.yaml": "2"]) }
    try folder.remove(".out.fleetfold")
    // A journal that points out of the directory is none.
    try folder.write(".out.fleetfold/journal", "fleetfold-journal 1\n0\n../victim\nend\n")
    try folder.write(".out.fleetfold/tree/x", "1")
    #expect(try folder.render(["a.yaml": "2"]).diagnostics == [])
    #expect(try folder.state(of: "victim") == ["x": "precious"])
    #expect(try folder.files() == ["a.yaml": "2"])
    // What is not ours in it stays, and is named.
    try folder.write(".out.fleetfold/mine", "precious")
    do {
      try folder.render(["a.yaml": "3"])
      Issue.record("a workspace with files of others was taken")
    } catch let error as Diagnostic {
      #expect(error.message.contains("cannot clear .out.fleetfold beside it"))
    }
    #expect(try folder.state(of: ".out.fleetfold") == ["mine": "precious"])
  }

  @Test func theDirectoryAndThoseAboveItAreMade() throws {
    let folder = try OutputFolder()
    let directory = try OutputDirectory(base: folder.path, path: try outputPath("deep/down/out"), for: .write)
    let result = directory.replace(
      with: try outputFiles(["a": "1"]), owned: FileList(), manifest: try manifestFile(["a": "1"]))
    #expect(result.diagnostics == [])
    #expect(try folder.state(of: "deep/down/out")["a"] == "1")
    #expect(throws: Diagnostic.self) { try OutputDirectory(base: folder.path, path: .root, for: .write) }
  }

  @Test func modesOfFilesAndFoldersStay() throws {
    let folder = try OutputFolder()
    try folder.render(["a/x": "1", "b/y": "2"])
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path + "/out/a/x")
    try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: folder.path + "/out/a")
    try FileManager.default.setAttributes([.posixPermissions: 0o711], ofItemAtPath: folder.path + "/out")
    try folder.render(["a/x": "changed", "b/y": "changed"])
    func mode(_ name: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)[.posixPermissions] as? Int
    }
    #expect(try mode("out/a/x") == 0o640)
    #expect(try mode("out/a") == 0o750)
    #expect(try mode("out") == 0o711)
  }
}
