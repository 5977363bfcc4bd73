import Foundation
import Testing

/// The built tool, next to the running test bundle (or where `FLEETFOLD_BINARY` says), and this package.
enum Tool {
  static let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The folder that holds the binary, for a `PATH`.
  static var folder: URL {
    let environment = ProcessInfo.processInfo.environment
    if let binary = environment["FLEETFOLD_BINARY"] {
      return URL(filePath: binary).deletingLastPathComponent()
    }
    return URL(filePath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath()
      .deletingLastPathComponent()
  }
}

/// A folder with a Git repository in it that disappears with the value that owns it.
final class TemporaryRepository {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "fleetfold-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appending(path: "home"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(at: checkout, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var checkout: URL { folder.appending(path: "fleet") }

  /// A repository whose one commit holds what `source` holds: for a folder of this package, the files that Git
  /// tracks or would track, as they are on disk.
  static func commit(of source: URL) throws -> TemporaryRepository {
    let repository = try TemporaryRepository()
    let copy = """
      (cd "$SOURCE" && git ls-files --cached --others --exclude-standard -z .) |
        tar --create --null --directory "$SOURCE" --files-from - --ignore-failed-read |
        tar --extract
      git init --quiet --initial-branch main && git add --all --force && git commit --quiet --message "The fleet"
      """
    let run = try repository.run(
      copy, environment: ["SOURCE": source.path])
    try #require(run.status == 0, "\(run.output)")
    return repository
  }

  /// A repository whose one commit is the fleet that `init` writes.
  static func starterFleet() throws -> TemporaryRepository {
    let repository = try TemporaryRepository()
    try repository.require("git init --quiet --initial-branch main")
    try repository.require("fleetfold init && git add --all && git commit --quiet --message start")
    return repository
  }

  /// Runs a command line that has to succeed and returns what it wrote.
  @discardableResult
  func require(_ commandLine: String) throws -> String {
    try run(commandLine).expectSuccess()
  }

  /// What one command line did.
  struct Run {
    var status: Int32
    /// Standard output and standard error, in the order in which they were written.
    var output: String

    /// The output of a command line that had to succeed.
    @discardableResult
    func expectSuccess() throws -> String {
      try #require(status == 0, "\(output)")
      return output
    }
  }

  /// Runs a command line with bash in the checkout. Nothing of the user's configuration reaches it.
  func run(_ commandLine: String, environment extra: [String: String] = [:]) throws -> Run {
    let log = folder.appending(path: "output-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: log.path, contents: nil)
    let writer = try FileHandle(forWritingTo: log)
    defer { try? writer.close() }

    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", "set -euo pipefail\ncd \"$FLEETFOLD_CHECKOUT\"\n\(commandLine)"]
    process.currentDirectoryURL = checkout
    let inherited = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let environment = [
      "PATH": "\(Tool.folder.path):\(inherited)", "HOME": folder.appending(path: "home").path, "LC_ALL": "C",
      "FLEETFOLD_CHECKOUT": checkout.path, "GIT_CONFIG_NOSYSTEM": "1", "TERM": "dumb",
      // No repository above the checkout is ever found.
      "GIT_CEILING_DIRECTORIES": folder.path,
      "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com",
      "GIT_AUTHOR_DATE": "2026-11-21T12:00:00Z",
      "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com",
      "GIT_COMMITTER_DATE": "2026-11-21T12:00:00Z",
    ]
    process.environment = environment.merging(extra) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = writer
    process.standardError = writer
    try process.run()
    process.waitUntilExit()
    return Run(status: process.terminationStatus, output: try String(contentsOf: log, encoding: .utf8))
  }
}
