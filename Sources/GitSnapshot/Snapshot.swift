internal import FileSystem
package import SourceModel

/// The files of a repository at one moment: a commit, the index as staged, or the working tree.
///
/// Immutable and safe to use from any number of threads. Every file, link and directory has the id that Git
/// gives it, so two snapshots are equal where ids are. Entries with names that no honest repository has are
/// left out and reported by `findings`, which also holds directories that could not be read: look at it
/// after the work.
package struct Snapshot: FileTree {
  /// What the snapshot shows.
  package enum Source: Sendable, Equatable {
    case commit(ObjectID)
    /// A tree by itself.
    case tree(ObjectID)
    /// HEAD before the first commit: no files.
    case unborn(branch: String)
    case index
    case workingTree
  }

  private enum Content: Sendable {
    case commit(CommitDirectories)
    case listed(ListedDirectories)
    case workingTree(ListedDirectories, changed: Set<SourcePath>, DiskTree)
  }

  package let source: Source
  package let repository: Repository
  private let content: Content
  private let filesRead = FilesRead()

  /// The snapshot of the commit that `revision` stands for. Directories are read when they are first used.
  ///
  /// Before the first commit, `HEAD` is the empty snapshot whose `source` is `.unborn`. Throws what
  /// `Repository.resolve` throws.
  package static func commit(_ revision: String, of repository: Repository) throws(GitError) -> Snapshot {
    do throws(GitError) {
      return try commit(try repository.resolve(revision), of: repository)
    } catch .unbornHead(let branch) where revision == "HEAD" || revision == "@" {
      return Snapshot(
        source: .unborn(branch: branch), repository: repository, content: .listed(ListedDirectories([])))
    }
  }

  /// The snapshot of the commit `id`.
  package static func commit(_ id: ObjectID, of repository: Repository) throws(GitError) -> Snapshot {
    let root = try repository.pool.withHandle { handle throws(GitError) in try handle.tree(ofCommit: id) }
    let directories = try CommitDirectories(repository, root: root)
    return Snapshot(source: .commit(id), repository: repository, content: .commit(directories))
  }

  /// The snapshot of a tree that is in the object database.
  package static func tree(_ id: ObjectID, of repository: Repository) throws(GitError) -> Snapshot {
    Snapshot(
      source: .tree(id), repository: repository, content: .commit(try CommitDirectories(repository, root: id))
    )
  }

  /// The snapshot of what the next commit would hold: the index, or the file that `GIT_INDEX_FILE` names.
  ///
  /// Throws errors named `git.conflicted-index`, `git.unreadable-index`, `git.unsupported-format`, and
  /// `git.bare-repository` where there is neither working tree nor `GIT_INDEX_FILE`.
  package static func index(of repository: Repository) throws(GitError) -> Snapshot {
    if repository.isBare, repository.location.indexFile == nil {
      throw .bareRepository(repository.gitDirectory)
    }
    let listing = try repository.pool.withHandle { handle throws(GitError) in try handle.index() }
    if !listing.conflicts.isEmpty {
      throw .conflictedIndex(listing.conflicts.map { String(decoding: $0, as: UTF8.self) })
    }
    let files = listing.entries.filter { !$0.isIntended }.map(\.file)
    return Snapshot(source: .index, repository: repository, content: .listed(ListedDirectories(files)))
  }

  /// The snapshot of the files on disk: the tracked ones that are there, and others that are not ignored.
  ///
  /// A file is read from disk when asked for. When it is no longer what was hashed, one that was as in the index
  /// comes from the object database, so that later writes to it do not show, and another one is refused.
  /// Throws an error named `git.bare-repository` where there is no working tree, and those of `index`.
  package static func workingTree(of repository: Repository) throws(GitError) -> Snapshot {
    guard let top = repository.workDirectory else { throw .bareRepository(repository.gitDirectory) }
    let disk: DiskTree
    do throws(Diagnostic) { disk = try DiskTree(root: top) } catch {
      throw .failed("read the working tree", error.message)
    }
    let (index, changes) = try repository.pool.withHandle { handle throws(GitError) in
      try handle.workingTree()
    }
    let listing = WorkingTreeListing(index, changes, disk)
    return Snapshot(
      source: .workingTree, repository: repository,
      content: .workingTree(ListedDirectories(listing.files), changed: listing.changed, disk))
  }

  private init(source: Source, repository: Repository, content: Content) {
    self.source = source
    self.repository = repository
    self.content = content
  }
}

extension Snapshot {
  /// The commit that this shows; nil for the index, the working tree and an unborn HEAD.
  package var commitID: ObjectID? {
    guard case .commit(let id) = source else { return nil }
    return id
  }

  /// The id of the whole tree; nil where a file has none (too large, unreadable).
  package var treeID: ObjectID? { directory(at: .root)?.id }

  /// What was found wrong with the tree so far: for a commit, with the directories that were looked at.
  ///
  /// Holds errors named `git.hostile-path`, `git.too-deep`, `git.too-many-directories` and those of reading
  /// objects, and warnings named `git.path-not-utf8` and `git.backslash-in-path`; in report order.
  package var findings: [Diagnostic] {
    switch content {
    case .commit(let directories): directories.findings.inReportOrder()
    case .listed(let directories), .workingTree(let directories, _, _): directories.findings.inReportOrder()
    }
  }

  package func entry(at path: SourcePath) -> TreeEntry? {
    guard let parent = path.parent else {
      return TreeEntry(name: "", kind: .directory, id: treeID)
    }
    return directory(at: parent)?.entry(path.name)
  }

  package func children(of path: SourcePath) -> [TreeEntry]? { directory(at: path)?.entries }

  package func contents(of path: SourcePath) throws(FileTreeError) -> [UInt8] {
    if let bytes = filesRead.take(path) { return bytes }
    guard let entry = entry(at: path) else {
      if let submodule = submodule(above: path) { throw .notAFile(submodule, .submodule) }
      throw .notFound(path)
    }
    guard entry.isFile else { throw .notAFile(path, entry.kind) }
    let bytes = try bytes(of: entry, at: path)
    filesRead.keep(bytes, of: path)
    return bytes
  }

  /// The text of the symbolic link at `path`; nil when it is none, is no UTF-8 or is longer than 4,096 bytes.
  package func linkTarget(at path: SourcePath) -> String? {
    guard let entry = entry(at: path), entry.kind == .symbolicLink,
      let bytes = try? bytes(of: entry, at: path),
      bytes.count <= 4096
    else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The submodule that `path` lies in: its files belong to another repository and are not read.
  package func submodule(above path: SourcePath) -> SourcePath? {
    var current = SourcePath.root
    for component in path.components {
      guard let entry = directory(at: current)?.entry(String(component)) else { return nil }
      current = current.child(entry.name)
      if entry.kind == .submodule { return current }
    }
    return nil
  }

  private func directory(at path: SourcePath) -> Directory? {
    switch content {
    case .commit(let directories): directories.directory(at: path)
    case .listed(let directories), .workingTree(let directories, _, _): directories.directories[path]
    }
  }

  /// The bytes of the file or link `entry`.
  private func bytes(of entry: TreeEntry, at path: SourcePath) throws(FileTreeError) -> [UInt8] {
    if case .workingTree(_, let changed, let disk) = content {
      if changed.contains(path) { return try unchangedBytes(of: entry, at: path, disk) }
      // Reading a small file takes a tenth of the time of reading its object, and a partial clone may lack that.
      if let bytes = try? unchangedBytes(of: entry, at: path, disk) { return bytes }
    }
    guard let id = entry.id else { throw .unreadable(path, "it has no object id") }
    do throws(GitError) { return try repository.blob(id) } catch {
      if case .tooLarge(_, let bytes, let limit) = error { throw .tooLarge(path, bytes: bytes, limit: limit) }
      throw .unreadable(path, error.message)
    }
  }

  /// The bytes on disk, provided that they are those that were hashed when the snapshot was taken.
  private func unchangedBytes(
    of entry: TreeEntry, at path: SourcePath, _ disk: DiskTree
  ) throws(FileTreeError) -> [UInt8] {
    let bytes = try disk.storedBytes(of: path, mode: entry.kind.mode)
    guard let id = entry.id, objectID(of: bytes, .blob) == id else {
      throw .unreadable(path, "it was changed while it was being read; run again")
    }
    return bytes
  }
}
