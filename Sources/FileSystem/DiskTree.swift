internal import CFileSystem
internal import Glibc
package import SourceModel
internal import Synchronization

/// A folder of the file system as a file tree.
///
/// Every path is walked from the open root one component at a time without following links, so nothing
/// outside the root is reached, whatever happens on disk meanwhile. Not a snapshot: what is read is what is
/// there at that moment, in folders that may have been opened earlier. Sockets, pipes, devices and names that
/// are not UTF-8 are left out.
package struct DiskTree: FileTree {
  /// The largest file that is read, in bytes: 64 MiB.
  package static let sizeLimit = 64 << 20

  /// The absolute path of the root, without links; `/` for the whole file system.
  package let root: String
  private let directories: OpenDirectories

  /// Opens the folder at `root`, following links to it. Emits `file-system.no-directory`.
  package init(root: String) throws(Diagnostic) {
    let absolute = try canonicalPath(ofDirectory: root)
    do throws(SystemError) {
      directories = OpenDirectories(
        root: try FileDescriptor(Glibc.open(absolute, openPath | O_DIRECTORY | O_CLOEXEC)))
    } catch {
      throw noDirectory(root, error)
    }
    self.root = absolute
  }

  /// Where the folder at `directory` of the file system (relative to the current one, or absolute) lies in a
  /// tree whose root is `/`. Emits `file-system.no-directory`.
  package static func path(ofDirectory directory: String) throws(Diagnostic) -> SourcePath {
    let absolute = try canonicalPath(ofDirectory: directory)
    guard let path = SourcePath(String(absolute.dropFirst())) else {
      throw noDirectory(directory, SystemError(EINVAL))
    }
    return path
  }

  package func entry(at path: SourcePath) -> TreeEntry? {
    guard let parent = path.parent else { return TreeEntry(name: "", kind: .directory, id: nil) }
    let name = path.name
    guard let status = try? directories.at(parent).descriptor.status(of: name) else { return nil }
    return kind(of: status).map { TreeEntry(name: name, kind: $0, id: nil) }
  }

  package func children(of path: SourcePath) -> [TreeEntry]? {
    guard let directory = try? directories.at(path), let names = try? directory.descriptor.names() else {
      return nil
    }
    var entries: [TreeEntry] = []
    for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      guard let status = try? directory.descriptor.status(of: name), let kind = kind(of: status) else {
        continue
      }
      entries.append(TreeEntry(name: name, kind: kind, id: nil))
    }
    return entries
  }

  package func contents(of path: SourcePath) throws(FileTreeError) -> [UInt8] {
    guard let parent = path.parent else { throw .notAFile(path, .directory) }
    let limit = Self.sizeLimit
    let size: Int
    let bytes: [UInt8]?
    do throws(SystemError) {
      let file = try open(path, in: parent)
      let status = try file.status()
      guard status.st_mode & S_IFMT == S_IFREG else { throw SystemError(EISDIR) }
      size = Int(status.st_size)
      bytes = size <= limit ? try file.bytes(expecting: size, limit: limit) : nil
    } catch {
      throw failure(at: path, error)
    }
    guard let bytes else { throw .tooLarge(path, bytes: size, limit: limit) }
    guard bytes.count <= limit else { throw .tooLarge(path, bytes: bytes.count, limit: limit) }
    return bytes
  }

  /// Opens a file, in one step where the system can; what fails then fails again in steps, which tell the reason.
  private func open(_ path: SourcePath, in parent: SourcePath) throws(SystemError) -> FileDescriptor {
    // Not blocking: what is opened may be a pipe.
    let flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
    let opened = fleetfold_open_beneath(directories.root.descriptor.raw, path.string, flags)
    if opened >= 0 { return try FileDescriptor(opened) }
    return try FileDescriptor(openat(try directories.at(parent).descriptor.raw, path.name, flags))
  }

  /// The text of the link; one that is absolute but stays inside the root is given relative to the link.
  package func linkTarget(at path: SourcePath) -> String? {
    guard let bytes = linkText(at: path), let target = String(validating: bytes, as: UTF8.self) else {
      return nil
    }
    return relative(target, from: path)
  }

  /// The bytes of the link at `path` as they are on disk; nil when it is none.
  package func linkText(at path: SourcePath) -> [UInt8]? {
    guard let parent = path.parent, let directory = try? directories.at(parent) else { return nil }
    // One byte above what the kernel allows, so that a cut-off target is never taken for a whole one.
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlinkat(directory.descriptor.raw, path.name, &buffer, buffer.count)
    return count > 0 && count < buffer.count ? Array(buffer[..<count]) : nil
  }
}

extension DiskTree {
  /// Why `path` cannot be read, given what the attempt met.
  private func failure(at path: SourcePath, _ error: SystemError) -> FileTreeError {
    if let entry = entry(at: path), !entry.isFile { return .notAFile(path, entry.kind) }
    switch error.code {
    case ENOENT, ENOTDIR, ELOOP: return .notFound(path)
    case EISDIR, ENXIO:
      return .unreadable(path, "it is a pipe, a socket or a device; put a file in its place")
    default: return .unreadable(path, error.message)
    }
  }

  /// `target`, made relative to the link at `path` when it is absolute and inside the root, so that
  /// `FileTree.resolve` can follow it.
  private func relative(_ target: String, from path: SourcePath) -> String {
    guard target.utf8.first == UInt8(ascii: "/") else { return target }
    let prefix = root.utf8.count == 1 ? root : root + "/"
    guard target.utf8.starts(with: prefix.utf8) else { return target }
    let up = String(repeating: "../", count: max(0, path.components.count - 1))
    return up + String(decoding: target.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
  }
}

/// The folders that were passed through last, so that each is opened once and not for every file in it.
private final class OpenDirectories: Sendable {
  /// How many are kept open; far below what a process may have.
  private static let limit = 64

  let root: OpenDirectory
  private let known = Mutex<[SourcePath: OpenDirectory]>([:])

  init(root: consuming FileDescriptor) { self.root = OpenDirectory(root) }

  /// The directory at `path`, opened component by component; a link on the way is an error.
  func at(_ path: SourcePath) throws(SystemError) -> OpenDirectory {
    if let open = known.withLock({ $0[path] }) { return open }
    var current = root
    var place = SourcePath.root
    for component in path.components {
      let name = String(component)
      place = place.child(name)
      if let open = known.withLock({ $0[place] }) {
        current = open
        continue
      }
      let next = OpenDirectory(try current.descriptor.directory(name))
      known.withLock {
        if $0.count >= OpenDirectories.limit { $0.removeAll(keepingCapacity: true) }
        $0[place] = next
      }
      current = next
    }
    return current
  }
}

/// Closed when nobody uses it any more.
private final class OpenDirectory: Sendable {
  let descriptor: FileDescriptor

  init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }
}

/// The kind of tree entry that a file has, as Git sees it; nil for pipes, sockets and devices.
private func kind(of status: stat) -> TreeEntryKind? {
  switch status.st_mode & S_IFMT {
  case S_IFREG: status.st_mode & S_IXUSR == 0 ? .file : .executable
  case S_IFDIR: .directory
  case S_IFLNK: .symbolicLink
  default: nil
  }
}

/// The absolute path of `directory` after following links.
private func canonicalPath(ofDirectory directory: String) throws(Diagnostic) -> String {
  guard let resolved = realpath(directory, nil) else { throw noDirectory(directory, SystemError()) }
  defer { free(resolved) }
  guard let path = String(validatingCString: resolved) else {
    throw noDirectory(directory, SystemError(EILSEQ))
  }
  return path
}

private func noDirectory(_ path: String, _ error: SystemError) -> Diagnostic {
  .error(noDirectoryID, "cannot open the directory \(path): \(error.message); name one that can be read")
}

private let noDirectoryID = "file-system.no-directory"
