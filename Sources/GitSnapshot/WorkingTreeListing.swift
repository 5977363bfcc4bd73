internal import FileSystem
internal import SourceModel

/// The files of a working tree with the ids that Git would give them.
struct WorkingTreeListing: Sendable {
  /// Sorted bytewise by path.
  var files: [ListedFile] = []
  /// The files whose content is on disk only.
  var changed: Set<SourcePath> = []

  /// Combines the index with what differs from it on disk.
  ///
  /// Bytes are hashed as they are, without line-ending conversion or other filters. A file of more than the size
  /// limit gets no id unless it is as in the index. Where an entry is in conflict, the file on disk counts.
  init(_ index: IndexListing, _ changes: [[UInt8]: WorkingTreeChange], _ disk: DiskTree) {
    var changes = changes
    for entry in index.entries {
      switch changes.removeValue(forKey: entry.file.path) {
      case nil: add(entry.file, disk)
      case .deleted: if entry.skipsWorkingTree { files.append(entry.file) }
      case .content(let mode): addChanged(entry.file.path, mode, disk)
      case .unreadable(let mode): addUnreadable(entry.file.path, mode)
      }
    }
    for path in index.conflicts {
      changes[path] = nil
      guard let mode = sourcePath(path).flatMap({ disk.entry(at: $0) })?.kind.mode else { continue }
      addChanged(path, mode, disk)
    }
    for (path, change) in changes {
      switch change {
      case .deleted: break
      case .content(let mode): addChanged(path, mode, disk)
      case .unreadable(let mode): addUnreadable(path, mode)
      }
    }
    files.sort { $0.path.lexicographicallyPrecedes($1.path) }
  }

  /// Adds what is as in the index; a submodule may have moved on.
  private mutating func add(_ file: ListedFile, _ disk: DiskTree) {
    var file = file
    if TreeEntryKind(mode: file.mode) == .submodule, let head = nestedHead(file.path, disk) { file.id = head }
    files.append(file)
  }

  /// Adds a file whose content is not that of the index; one that is gone meanwhile is left out.
  private mutating func addChanged(_ path: [UInt8], _ mode: UInt32, _ disk: DiskTree) {
    switch TreeEntryKind(mode: mode) {
    case .directory, .submodule:
      // A repository of its own: Git adds it as a link to its commit, and not at all when it has none.
      guard let head = nestedHead(path, disk) else { return }
      files.append(ListedFile(path: path, mode: 0o160000, id: head))
    case .file, .executable, .symbolicLink:
      guard let source = sourcePath(path) else {
        files.append(ListedFile(path: path, mode: mode, id: nil))
        return
      }
      do throws(FileTreeError) {
        let bytes = try disk.storedBytes(of: source, mode: mode)
        files.append(ListedFile(path: path, mode: mode, id: objectID(of: bytes, .blob)))
      } catch {
        if case .notFound = error { return }
        files.append(ListedFile(path: path, mode: mode, id: nil))
      }
      changed.insert(source)
    case nil: break
    }
  }

  /// Adds a file that is there but not open to us: who asks for its content is told so.
  private mutating func addUnreadable(_ path: [UInt8], _ mode: UInt32) {
    files.append(ListedFile(path: path, mode: mode, id: nil))
    if let source = sourcePath(path) { changed.insert(source) }
  }

  private func nestedHead(_ path: [UInt8], _ disk: DiskTree) -> ObjectID? {
    guard let source = sourcePath(path), disk.entry(at: source)?.kind == .directory else { return nil }
    return RepositoryHandle.head(ofRepositoryAt: disk.root + "/" + source.string)
  }
}

extension DiskTree {
  /// The bytes that Git would store for the file or link at `path`.
  func storedBytes(of path: SourcePath, mode: UInt32) throws(FileTreeError) -> [UInt8] {
    // Where core.symlinks is off, a link is a plain file with the target in it.
    if TreeEntryKind(mode: mode) == .symbolicLink, let target = linkText(at: path) { return target }
    return try contents(of: path)
  }
}

/// The path for these bytes; nil when the snapshot leaves such a path out.
private func sourcePath(_ bytes: [UInt8]) -> SourcePath? {
  var path = SourcePath.root
  for part in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
    guard let name = checkedName(part).text else { return nil }
    path = path.child(name)
  }
  return path
}

extension TreeEntryKind {
  /// The mode that Git stores.
  var mode: UInt32 {
    switch self {
    case .file: 0o100644
    case .executable: 0o100755
    case .symbolicLink: 0o120000
    case .directory: 0o040000
    case .submodule: 0o160000
    }
  }
}
