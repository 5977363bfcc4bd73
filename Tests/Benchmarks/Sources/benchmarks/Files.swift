internal import Foundation

/// Writes `text`, with the folders above it.
func write(_ text: String, to path: String) {
  let folder = URL(filePath: path).deletingLastPathComponent()
  do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try text.write(toFile: path, atomically: false, encoding: .utf8)
  } catch {
    fatalError("cannot write \(path): \(error)")
  }
}

func contents(of path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

/// Replaces `old` in a file, wherever it stands.
func edit(_ path: String, _ old: String, _ new: String) {
  write(contents(of: path).replacingOccurrences(of: old, with: new), to: path)
}

func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

/// The program of that name on the PATH.
func findOnPath(_ name: String) -> String? {
  (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
}

func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

/// Makes a Git repository with one commit of everything in the folder.
func commit(_ folder: String) {
  let git = ["git", "-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "gc.auto=0"]
  for arguments in [["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "fleet"]] {
    let cost = timed(Program(git + arguments, in: folder))
    if cost.status != 0 { fatalError("git \(arguments[0]) failed in \(folder)") }
  }
}
