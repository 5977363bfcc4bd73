internal import CLibgit2
internal import SourceModel

/// An entry of the index, conflicts aside.
struct IndexEntry: Sendable {
  var file: ListedFile
  /// `git add --intent-to-add`: known, but not part of the next commit.
  var isIntended: Bool
  /// Left out of a sparse checkout: its absence from the disk is no deletion.
  var skipsWorkingTree: Bool
}

/// The index as it stands on disk.
struct IndexListing: Sendable {
  /// Sorted bytewise by path.
  var entries: [IndexEntry] = []
  /// The paths of entries in conflict, sorted, each once.
  var conflicts: [[UInt8]] = []
}

/// What the working tree has at a path that is not as the index says.
enum WorkingTreeChange: Sendable {
  case deleted
  /// Other content, another kind, or a file that is not tracked; with its mode.
  case content(mode: UInt32)
  case unreadable(mode: UInt32)
}

extension RepositoryHandle {
  /// Reads the index, `GIT_INDEX_FILE` where that was set.
  func index() throws(GitError) -> IndexListing {
    let index = try openIndex()
    defer { git_index_free(index) }
    return listing(of: index)
  }

  /// Reads the index and what differs between it and the files on disk, by path; ignored files are left out.
  ///
  /// A file whose size and times are those in the index counts as unchanged without being read, unless it is as
  /// young as the index itself, as in Git. Nothing is written, the index included.
  func workingTree() throws(GitError) -> (IndexListing, [[UInt8]: WorkingTreeChange]) {
    let index = try openIndex()
    defer { git_index_free(index) }
    return (listing(of: index), try changes(since: index))
  }

  private func listing(of index: OpaquePointer?) -> IndexListing {
    var listing = IndexListing()
    let count = git_index_entrycount(index)
    listing.entries.reserveCapacity(count)
    for position in 0..<count {
      guard let entry = git_index_get_byindex(index, position)?.pointee, let path = entry.path else {
        continue
      }
      let name = bytes(of: path)
      // Bits 12 and 13 are the stage: not 0 means one side of a conflict.
      if entry.flags & UInt16(GIT_INDEX_ENTRY_STAGEMASK) != 0 {
        if listing.conflicts.last != name { listing.conflicts.append(name) }
        continue
      }
      let extended = UInt32(entry.flags_extended)
      listing.entries.append(
        IndexEntry(
          file: ListedFile(path: name, mode: entry.mode, id: ObjectID(entry.id)),
          isIntended: extended & GIT_INDEX_ENTRY_INTENT_TO_ADD.rawValue != 0,
          skipsWorkingTree: extended & GIT_INDEX_ENTRY_SKIP_WORKTREE.rawValue != 0))
    }
    // Where core.ignoreCase is set, libgit2 sorts another way.
    listing.entries.sort { $0.file.path.lexicographicallyPrecedes($1.file.path) }
    return listing
  }

  private func changes(since index: OpaquePointer?) throws(GitError) -> [[UInt8]: WorkingTreeChange] {
    var options = git_diff_options()
    git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION))
    options.flags =
      GIT_DIFF_INCLUDE_UNTRACKED.rawValue | GIT_DIFF_RECURSE_UNTRACKED_DIRS.rawValue
      | GIT_DIFF_INCLUDE_TYPECHANGE.rawValue | GIT_DIFF_INCLUDE_UNREADABLE.rawValue
      | GIT_DIFF_IGNORE_SUBMODULES.rawValue | GIT_DIFF_SKIP_BINARY_CHECK.rawValue
    options.ignore_submodules = GIT_SUBMODULE_IGNORE_ALL
    var diff: OpaquePointer?
    try check(git_diff_index_to_workdir(&diff, raw, index, &options)) {
      .failed("compare the working tree", $0)
    }
    defer { git_diff_free(diff) }
    var changes: [[UInt8]: WorkingTreeChange] = [:]
    for position in 0..<git_diff_num_deltas(diff) {
      guard let delta = git_diff_get_delta(diff, position)?.pointee else { continue }
      guard let path = delta.new_file.path ?? delta.old_file.path else { continue }
      var name = bytes(of: path)
      // A folder with a repository of its own.
      if name.last == UInt8(ascii: "/") { name.removeLast() }
      let mode = UInt32(delta.new_file.mode)
      switch delta.status {
      // A deletion beside an untracked file at the same path is a change of kind, in either order.
      case GIT_DELTA_DELETED: if changes[name] == nil { changes[name] = .deleted }
      case GIT_DELTA_UNREADABLE: changes[name] = .unreadable(mode: mode)
      case GIT_DELTA_MODIFIED, GIT_DELTA_TYPECHANGE, GIT_DELTA_UNTRACKED, GIT_DELTA_ADDED:
        changes[name] = .content(mode: mode)
      default: break
      }
    }
    return changes
  }

  /// The commit that is checked out in the repository at `path`, such as a submodule's; nil when it has none.
  static func head(ofRepositoryAt path: String) -> ObjectID? {
    let flags = GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
    guard let handle = try? RepositoryHandle.open(path, flags: flags, ceilings: nil) else { return nil }
    var oid = git_oid()
    guard git_reference_name_to_id(&oid, handle.raw, "HEAD") == 0 else { return nil }
    return ObjectID(oid)
  }

  /// The index as it is now on disk; the caller frees it.
  private func openIndex() throws(GitError) -> OpaquePointer? {
    var index: OpaquePointer?
    let shown = gitDirectory + "index"
    var code = git_repository_index(&index, raw)
    // Read again only where it has changed since: a repository that was just opened has just read it.
    if code == 0 { code = git_index_read(index, 0) }
    guard code < 0 else { return index }
    let message = Libgit2.lastMessage
    let path = index.flatMap { git_index_path($0) }.map { String(cString: $0) } ?? shown
    git_index_free(index)
    throw indexError(path, message)
  }
}

/// Which error libgit2's refusal of an index stands for.
private func indexError(_ path: String, _ message: String) -> GitError {
  if message.contains("unsupported mandatory extension") {
    return .unsupportedFormat(
      path,
      "a split or sparse index (\(message)); run git update-index --no-split-index, "
        + "or git sparse-checkout init --no-sparse-index")
  }
  if message.contains("checksum") {
    return .unsupportedFormat(
      path,
      "the index has no valid checksum, as index.skipHash (or feature.manyFiles) leaves it; run "
        + "git config index.skipHash false, then git update-index --force-write-index")
  }
  return .unreadableIndex(path, message)
}

private func bytes(of text: UnsafePointer<CChar>) -> [UInt8] {
  var result: [UInt8] = []
  var next = text
  while next.pointee != 0 {
    result.append(UInt8(bitPattern: next.pointee))
    next += 1
  }
  return result
}
