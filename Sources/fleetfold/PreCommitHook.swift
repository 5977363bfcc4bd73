internal import Glibc

/// The file `pre-commit` in the hooks folder of a repository.
struct PreCommitHook {
  /// The file, in the folder that Git looks for hooks in.
  let path: String

  enum State {
    case absent
    /// Written by `hook install`.
    case ours
    case foreign
  }

  /// Failures of the file system, in words.
  struct Failure: Error {
    var message: String
  }

  init(hooksFolder: String) { path = hooksFolder + "/pre-commit" }

  /// Whether there is a hook, and whose.
  func state() throws(Failure) -> State {
    guard access(path, F_OK) == 0 else { return .absent }
    return try read().contains(PreCommitHook.mark) ? .ours : .foreign
  }

  /// Writes the hook; `program` is used where `fleetfold` is not on the PATH, and `check` makes it refuse a commit whose
  /// rendered output is stale.
  func install(program: String, check: Bool) throws(Failure) {
    let arguments = check ? " --check" : ""
    let quoted =
      "'" + program.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    let script = """
      #!/bin/sh
      \(PreCommitHook.mark)
      if command -v fleetfold >/dev/null 2>&1; then exec fleetfold hook run\(arguments); fi
      exec \(quoted) hook run\(arguments)

      """
    let folder = String(path.dropLast("/pre-commit".utf8.count))
    if mkdir(folder, 0o777) != 0, errno != EEXIST { throw failure("make the folder \(folder)") }
    // A new file under another name, then a rename: an interrupted install leaves no half hook.
    let temporary = path + ".fleetfold"
    unlink(temporary)
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o777)
    guard file >= 0 else { throw failure("write \(temporary)") }
    let bytes = Array(script.utf8)
    let written = write(file, bytes, bytes.count)
    close(file)
    guard written == bytes.count, rename(temporary, path) == 0 else { throw failure("write \(path)") }
  }

  func remove() throws(Failure) {
    if unlink(path) != 0 { throw failure("remove \(path)") }
  }

  private func read() throws(Failure) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure("read \(path)") }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = Glibc.read(file, &bytes, bytes.count)
    guard count >= 0 else { throw failure("read \(path)") }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  private func failure(_ action: String) -> Failure {
    Failure(message: "can't \(action): \(String(cString: strerror(errno)))")
  }

  private static let mark = "# Installed by `fleetfold hook install`; `fleetfold hook uninstall` removes it."
}
