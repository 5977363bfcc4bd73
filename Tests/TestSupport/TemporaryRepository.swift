internal import Foundation

/// A Git repository in a temporary folder, made by the `git` program and removed when the last user lets go.
///
/// The only file of the package that starts a program; the product never does.
package final class TemporaryRepository: Sendable {
  /// A failed run of git, with what it wrote.
  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  /// The absolute path of the working tree, or of the repository itself when it is bare, without links.
  package let path: String
  private let holder: TemporaryFolder

  /// Makes an empty repository whose branch is `main`.
  package convenience init(objectFormat: String? = nil) throws {
    let folder = try TemporaryFolder()
    try self.init(folder, name: "repository")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try git(["init", "-q", "-b", "main"] + (objectFormat.map { ["--object-format=\($0)"] } ?? []))
  }

  private init(_ holder: TemporaryFolder, name: String) throws {
    self.holder = holder
    path = holder.path + "/" + name
  }

  /// Runs git in the working tree (or in `directory` of it) and returns what it printed, without the last newline.
  @discardableResult
  package func git(
    _ arguments: [String], in directory: String = "", environment: [String: String] = [:],
    input: [UInt8]? = nil
  ) throws -> String {
    let (output, error, status) = try run(arguments, in: directory, environment, input)
    guard status == 0 else {
      throw Failure(description: "git \(arguments.joined(separator: " ")): \(error)")
    }
    var text = String(decoding: output, as: UTF8.self)
    if text.hasSuffix("\n") { text.removeLast() }
    return text
  }

  /// The same with the arguments one after another.
  @discardableResult
  package func git(_ arguments: String...) throws -> String { try git(arguments) }

  /// The bytes that git printed.
  package func gitBytes(_ arguments: String...) throws -> [UInt8] {
    let (output, error, status) = try run(arguments, in: "", [:], nil)
    guard status == 0 else {
      throw Failure(description: "git \(arguments.joined(separator: " ")): \(error)")
    }
    return output
  }

  private func run(
    _ arguments: [String], in directory: String, _ environment: [String: String], _ input: [UInt8]?
  ) throws -> (output: [UInt8], error: String, status: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory.isEmpty ? path : path + "/" + directory)
    // Nothing of the machine's configuration or of a hook that runs these tests.
    let own = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": holder.path,
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C",
      "GIT_AUTHOR_NAME": "Ada Writer", "GIT_AUTHOR_EMAIL": "ada@example.com",
      "GIT_COMMITTER_NAME": "Ada Writer",
      "GIT_COMMITTER_EMAIL": "ada@example.com", "GIT_AUTHOR_DATE": "1700000000 +0100",
      "GIT_COMMITTER_DATE": "1700000000 +0100", "GIT_ALLOW_PROTOCOL": "file",
    ]
    process.environment = own.merging(environment) { $1 }
    let outputFile = holder.path + "/output-" + UUID().uuidString
    let errorFile = outputFile + ".error"
    let inputFile = outputFile + ".input"
    // Files, not pipes: a pipe that nobody empties blocks the program.
    for file in [outputFile, errorFile] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
    try Data(input ?? []).write(to: URL(fileURLWithPath: inputFile))
    defer {
      for file in [outputFile, errorFile, inputFile] { try? FileManager.default.removeItem(atPath: file) }
    }
    process.standardOutput = FileHandle(forWritingAtPath: outputFile)
    process.standardError = FileHandle(forWritingAtPath: errorFile)
    process.standardInput = FileHandle(forReadingAtPath: inputFile)
    try process.run()
    process.waitUntilExit()
    let output = try [UInt8](Data(contentsOf: URL(fileURLWithPath: outputFile)))
    let error = try String(contentsOfFile: errorFile, encoding: .utf8)
    return (output, error, process.terminationStatus)
  }
}

extension TemporaryRepository {
  /// Writes a file of the working tree, with the folders it needs.
  package func write(_ name: String, _ text: String, executable: Bool = false) throws {
    try write(name, bytes: Array(text.utf8))
    try setExecutable(name, executable)
  }

  /// Writes any bytes.
  package func write(_ name: String, bytes: [UInt8]) throws {
    let file = path + "/" + name
    let parent = (file as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    // A link in its place is replaced, not written through.
    try? FileManager.default.removeItem(atPath: file)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
  }

  /// Sets or clears the executable bit.
  package func setExecutable(_ name: String, _ executable: Bool) throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: executable ? 0o755 : 0o644], ofItemAtPath: path + "/" + name)
  }

  /// Makes a symbolic link with exactly this target.
  package func link(_ name: String, to target: String) throws {
    let file = path + "/" + name
    let parent = (file as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: target)
  }

  /// Removes a file or folder from the working tree.
  package func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

  /// Whether the working tree has something at `name`.
  package func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }

  /// Stages everything, or only the given paths.
  package func stage(_ names: String...) throws {
    try git(["add", "-A", "--"] + (names.isEmpty ? ["."] : names))
  }

  /// Commits what is staged and returns the commit's id.
  @discardableResult
  package func commit(_ message: String = "change") throws -> String {
    try git("commit", "-q", "--allow-empty", "-m", message)
    return try git("rev-parse", "HEAD")
  }

  /// Stages everything and commits it.
  @discardableResult
  package func commitAll(_ message: String = "change") throws -> String {
    try stage()
    return try commit(message)
  }

  /// Packs all objects.
  package func pack() throws { try git("gc", "-q", "--prune=now") }

  /// Adds a linked working tree beside this one.
  package func worktree(_ branch: String) throws -> TemporaryRepository {
    let linked = try TemporaryRepository(holder, name: "worktree-" + branch)
    try git("worktree", "add", "-q", "-b", branch, linked.path)
    return linked
  }

  /// Clones this repository beside itself.
  package func clone(_ options: String..., name: String = "clone") throws -> TemporaryRepository {
    let copy = try TemporaryRepository(holder, name: name)
    try git(["clone", "-q"] + options + ["file://" + path, copy.path])
    return copy
  }

  /// Copies the folder as it is, repository and working tree.
  package func copy() throws -> TemporaryRepository {
    let copy = try TemporaryRepository(holder, name: "copy-" + UUID().uuidString)
    try FileManager.default.copyItem(atPath: path, toPath: copy.path)
    return copy
  }
}

/// A folder that is removed when the last user lets go of it.
private final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let name =
      FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path + "/fleetfold-"
      + UUID().uuidString
    try FileManager.default.createDirectory(atPath: name, withIntermediateDirectories: true)
    path = name
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
