internal import Glibc
internal import SourceModel

/// Removes the old state of the output directory after the swap, but nothing that this run does not know.
///
/// Somebody may have added or changed a file after the plan was made: such a file moves to the new state, beside
/// the file there when there is one.
struct OutputRetirement {
  let calls: OutputCalls
  private let retired: FileList
  /// Where such files now are.
  private(set) var kept: [SourcePath] = []

  init(calls: OutputCalls, journal: OutputJournal) {
    self.calls = calls
    retired = journal.retired.sorted()
  }

  /// Removes `name` in `folder`, whose counterpart in the new state is `liveName` in `live`, at `path`.
  mutating func retire(
    _ name: EntryName, in folder: OpenFolder, live: LiveFolder, as liveName: EntryName, path: SourcePath,
    depth: Int = 0
  ) throws(SystemError) {
    guard let status = try calls.status(name, in: folder.descriptor) else { return }
    guard depth < outputDepthLimit else { throw SystemError(ELOOP) }
    if status.isDirectory {
      let old = OpenFolder(try calls.directory(name, in: folder.descriptor))
      let counterpart = LiveFolder(name: liveName, in: live, calls: calls)
      for child in try calls.names(in: old.descriptor) {
        // A name that is no UTF-8 is no path of ours; it only has to differ from all of them.
        let childPath = path.child(String(decoding: child, as: UTF8.self))
        try retire(child, in: old, live: counterpart, as: child, path: childPath, depth: depth + 1)
      }
      return try calls.removeDirectory(name, in: folder.descriptor)
    }
    if try isKnown(name, status, in: folder, live: try live.existing(), liveName, path) {
      return try calls.removeFile(name, in: folder.descriptor)
    }
    let target = try live.made()
    let freeName = try calls.freeName(like: liveName, in: target)
    try calls.rename(name, in: folder.descriptor, to: freeName, in: target.descriptor)
    kept.append((path.parent ?? .root).child(String(decoding: freeName, as: UTF8.self)))
  }

  /// Whether the new state has the same file, or the plan was made with these bytes in mind.
  private func isKnown(
    _ name: EntryName, _ status: EntryStatus, in folder: OpenFolder, live: OpenFolder?, _ liveName: EntryName,
    _ path: SourcePath
  ) throws(SystemError) -> Bool {
    let liveStatus =
      try live.map { live throws(SystemError) in try calls.status(liveName, in: live.descriptor) } ?? nil
    if let liveStatus, liveStatus.inode == status.inode, liveStatus.device == status.device { return true }
    guard status.isFile else { return false }
    let contents = try calls.contents(name, in: folder.descriptor)
    if let known = retired.index(of: path), retired.fingerprint(known) == ContentFingerprint(of: contents) {
      return true
    }
    guard let live, let liveStatus, liveStatus.isFile, liveStatus.size == status.size else { return false }
    return try calls.contents(liveName, in: live.descriptor) == contents
  }
}

/// A folder of the new state that may not be there, and is made when something has to be kept in it.
final class LiveFolder {
  private let name: EntryName
  private let parent: LiveFolder?
  private let calls: OutputCalls
  private var folder: OpenFolder?

  init(_ folder: OpenFolder, calls: OutputCalls) {
    name = []
    parent = nil
    self.calls = calls
    self.folder = folder
  }

  init(name: EntryName, in parent: LiveFolder, calls: OutputCalls) {
    self.name = name
    self.parent = parent
    self.calls = calls
  }

  func existing() throws(SystemError) -> OpenFolder? {
    if let folder { return folder }
    guard let above = try parent?.existing(), let status = try calls.status(name, in: above.descriptor),
      status.isDirectory
    else { return nil }
    folder = OpenFolder(try calls.directory(name, in: above.descriptor))
    return folder
  }

  func made() throws(SystemError) -> OpenFolder {
    if let folder = try existing() { return folder }
    guard let parent else { throw SystemError(ENOENT) }
    let above = try parent.made()
    let freeName = try calls.freeName(like: name, in: above)
    try calls.makeDirectory(freeName, in: above.descriptor)
    let new = OpenFolder(try calls.directory(freeName, in: above.descriptor))
    folder = new
    return new
  }
}

extension OutputCalls {
  /// `name`, or `name.kept-N` when that is taken.
  fileprivate func freeName(like name: EntryName, in folder: OpenFolder) throws(SystemError) -> EntryName {
    var result = name
    var number = 0
    while try status(result, in: folder.descriptor) != nil {
      number += 1
      result = name + Array(".kept-\(number)".utf8)
    }
    return result
  }
}
