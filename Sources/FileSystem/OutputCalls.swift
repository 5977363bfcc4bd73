internal import CFileSystem
internal import Glibc
internal import SourceModel

/// The name of a directory entry: any bytes but NUL and `/`, for files of others need not be UTF-8.
typealias EntryName = [UInt8]

/// What a directory entry is, without following links.
struct EntryStatus {
  var mode: mode_t
  var inode: UInt64
  var device: UInt64
  var size: Int

  var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
  var isFile: Bool { mode & S_IFMT == S_IFREG }
}

/// The system calls of the output directory: relative to an open directory, following no link.
///
/// Every call that changes something first asks `beforeChange`, through which a test ends the run at each of them.
struct OutputCalls: Sendable {
  var beforeChange: (@Sendable (_ call: String) throws(SystemError) -> Void)?
  /// Whether to behave as on a file system that can't exchange two entries in one step.
  var lacksExchange = false

  private func change(
    _ call: String, _ name: EntryName, _ body: (UnsafePointer<CChar>) -> Int32
  ) throws(SystemError) {
    try beforeChange?(call)
    guard withName(name, body) == 0 else { throw SystemError() }
  }

  /// The entry; nil when there is none.
  func status(_ name: EntryName, in directory: borrowing FileDescriptor) throws(SystemError) -> EntryStatus? {
    var status = stat()
    let raw = directory.raw
    if withName(name, { fstatat(raw, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 {
      return EntryStatus(
        mode: status.st_mode, inode: UInt64(status.st_ino), device: UInt64(status.st_dev),
        size: Int(status.st_size))
    }
    let error = SystemError()
    if error.code == ENOENT || error.code == ENOTDIR { return nil }
    throw error
  }

  /// Opens a directory for listing; a link in its place is an error.
  func directory(_ name: EntryName, in parent: borrowing FileDescriptor) throws(SystemError) -> FileDescriptor
  {
    let raw = parent.raw
    return try FileDescriptor(
      withName(name) { openat(raw, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) })
  }

  /// The names in a directory, sorted bytewise, without `.` and `..`.
  func names(in directory: borrowing FileDescriptor) throws(SystemError) -> [EntryName] {
    let listing = openat(directory.raw, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard listing >= 0 else { throw SystemError() }
    guard let stream = fdopendir(listing) else {
      let error = SystemError()
      _ = close(listing)
      throw error
    }
    defer { _ = closedir(stream) }
    var names: [EntryName] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: UInt8.self, capacity: Int(NAME_MAX) + 1) { start in
          EntryName(
            UnsafeBufferPointer(
              start: start, count: strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))))
        }
      }
      if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw SystemError() }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// The bytes of a regular file.
  func contents(_ name: EntryName, in directory: borrowing FileDescriptor) throws(SystemError) -> [UInt8] {
    let raw = directory.raw
    let file = try FileDescriptor(
      withName(name) { openat(raw, $0, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK) })
    let status = try file.status()
    guard status.st_mode & S_IFMT == S_IFREG else { throw SystemError(EISDIR) }
    return try file.bytes(expecting: Int(status.st_size), limit: Int.max)
  }

  func makeDirectory(_ name: EntryName, in parent: borrowing FileDescriptor) throws(SystemError) {
    let raw = parent.raw
    try change("mkdirat", name) { mkdirat(raw, $0, 0o777) }
  }

  func removeDirectory(_ name: EntryName, in parent: borrowing FileDescriptor) throws(SystemError) {
    let raw = parent.raw
    try change("rmdir", name) { unlinkat(raw, $0, AT_REMOVEDIR) }
  }

  func removeFile(_ name: EntryName, in parent: borrowing FileDescriptor) throws(SystemError) {
    let raw = parent.raw
    try change("unlinkat", name) { unlinkat(raw, $0, 0) }
  }

  /// Gives a file, link, pipe or socket a second name.
  func link(
    _ name: EntryName, from old: borrowing FileDescriptor, to new: borrowing FileDescriptor
  ) throws(SystemError) {
    let (source, target) = (old.raw, new.raw)
    try change("linkat", name) { linkat(source, $0, target, $0, 0) }
  }

  func rename(
    _ name: EntryName, in old: borrowing FileDescriptor, to newName: EntryName,
    in new: borrowing FileDescriptor
  ) throws(SystemError) {
    let (source, target) = (old.raw, new.raw)
    try change("renameat", name) { first in withName(newName) { renameat(source, first, target, $0) } }
  }

  /// Exchanges two entries in one step. Throws ENOSYS, EINVAL or ENOTSUP where the system can't.
  func exchange(
    _ name: EntryName, in old: borrowing FileDescriptor, with otherName: EntryName,
    in other: borrowing FileDescriptor
  ) throws(SystemError) {
    if lacksExchange { throw SystemError(ENOSYS) }
    let (source, target) = (old.raw, other.raw)
    try change("exchange", name) { first in
      withName(otherName) { fleetfold_exchange(source, first, target, $0) }
    }
  }

  /// Writes a new file; `mode` is that of the file it stands for, nil for the default under the umask.
  func create(
    _ name: EntryName, in directory: borrowing FileDescriptor, contents: [UInt8], mode: mode_t? = nil
  ) throws(SystemError) {
    try beforeChange?("create")
    let raw = directory.raw
    let file = try FileDescriptor(
      withName(name) { openat(raw, $0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666) })
    try beforeChange?("write")
    var written = 0
    while written < contents.count {
      let count = contents.withUnsafeBytes { buffer in
        write(
          file.raw, UnsafeRawBufferPointer(rebasing: buffer[written...]).baseAddress, buffer.count - written)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemError()
      }
      written += count
    }
    if let mode, fchmod(file.raw, mode & 0o7777) != 0 { throw SystemError() }
  }

  func setMode(_ mode: mode_t, of directory: borrowing FileDescriptor) throws(SystemError) {
    try beforeChange?("fchmod")
    guard fchmod(directory.raw, mode & 0o7777) == 0 else { throw SystemError() }
  }

  /// Removes an entry with all below it; nothing happens when it is not there.
  func removeAll(_ name: EntryName, in parent: borrowing FileDescriptor, depth: Int = 0) throws(SystemError) {
    guard let status = try status(name, in: parent) else { return }
    guard status.isDirectory else { return try removeFile(name, in: parent) }
    guard depth < outputDepthLimit else { throw SystemError(ELOOP) }
    let directory = try directory(name, in: parent)
    for child in try names(in: directory) { try removeAll(child, in: directory, depth: depth + 1) }
    try removeDirectory(name, in: parent)
  }
}

/// Folders inside folders of an output directory.
let outputDepthLimit = 200

private func withName<Result>(_ name: EntryName, _ body: (UnsafePointer<CChar>) -> Result) -> Result {
  var terminated = name.map { CChar(bitPattern: $0) }
  terminated.append(0)
  return terminated.withUnsafeBufferPointer { buffer in
    guard let start = buffer.baseAddress else {
      preconditionFailure("internal error: a name without storage")
    }
    return body(start)
  }
}
