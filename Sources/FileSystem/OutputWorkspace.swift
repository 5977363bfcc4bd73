internal import Glibc
internal import SourceModel

/// The folder beside the output directory in which the new state is prepared: `.<name>.fleetfold`.
///
/// It holds `tree` (the new entry, after the swap the old one), `old` (where entries can't be exchanged), `journal`
/// and `manifest`. There only while a run is at work or after one was killed; hidden from Git by a `.gitignore`.
struct OutputWorkspace {
  let calls: OutputCalls
  let parent: OpenFolder
  /// Of the output directory in `parent`.
  let name: EntryName

  private var workspaceName: EntryName { [UInt8(ascii: ".")] + name + Array(".fleetfold".utf8) }

  /// Prepares the update, puts it in place and clears up; returns what was kept aside.
  func apply(_ update: OutputUpdate) throws(SystemError) -> [SourcePath] {
    try calls.makeDirectory(workspaceName, in: parent.descriptor)
    let workspace = OpenFolder(try calls.directory(workspaceName, in: parent.descriptor))
    try calls.create(ignoreName, in: workspace.descriptor, contents: Array("*\n".utf8))
    var inode: UInt64 = 0
    if update.step != .remove {
      try stage(update, in: workspace)
      inode = try calls.status(treeName, in: workspace.descriptor)?.inode ?? 0
    }
    if let manifest = update.manifest {
      try calls.create(manifestName, in: workspace.descriptor, contents: manifest.contents)
      try calls.create(targetName, in: workspace.descriptor, contents: Array(manifest.path.string.utf8))
    }
    let journal = OutputJournal(path: update.path, inode: inode, retired: update.retired)
    try calls.create(draftName, in: workspace.descriptor, contents: journal.bytes)
    try calls.rename(draftName, in: workspace.descriptor, to: journalName, in: workspace.descriptor)
    try swap(update, workspace)
    return try finish(journal, workspace)
  }

  private func stage(_ update: OutputUpdate, in workspace: OpenFolder) throws(SystemError) {
    let (folder, entry) = try place(of: update.path)
    let old =
      try folder.map { folder throws(SystemError) in try calls.status(entry, in: folder.descriptor) } ?? nil
    if case .write(let contents) = update.changes.leaf {
      let mode = old.flatMap { $0.isFile ? $0.mode : nil }
      return try calls.create(treeName, in: workspace.descriptor, contents: try contents.bytes(), mode: mode)
    }
    try calls.makeDirectory(treeName, in: workspace.descriptor)
    let tree = OpenFolder(try calls.directory(treeName, in: workspace.descriptor))
    var source: OpenFolder?
    if let old, old.isDirectory, let folder {
      source = OpenFolder(try calls.directory(entry, in: folder.descriptor))
      try calls.setMode(old.mode | S_IRWXU, of: tree.descriptor)
    }
    try OutputStaging(calls: calls).fill(tree.descriptor, from: source, changes: update.changes)
  }

  /// The one step that readers see.
  private func swap(_ update: OutputUpdate, _ workspace: OpenFolder) throws(SystemError) {
    let (folder, entry) = try place(of: update.path)
    guard let folder else { throw SystemError(ENOENT) }
    switch update.step {
    case .create:
      try calls.rename(treeName, in: workspace.descriptor, to: entry, in: folder.descriptor)
    case .remove:
      try calls.rename(entry, in: folder.descriptor, to: treeName, in: workspace.descriptor)
    case .exchange:
      do throws(SystemError) {
        try calls.exchange(treeName, in: workspace.descriptor, with: entry, in: folder.descriptor)
      } catch {
        guard [ENOSYS, EINVAL, ENOTSUP].contains(error.code) else { throw error }
        // Two steps: a kill between them leaves neither state, and the next run puts the new one in place.
        try calls.rename(entry, in: folder.descriptor, to: oldName, in: workspace.descriptor)
        try calls.rename(treeName, in: workspace.descriptor, to: entry, in: folder.descriptor)
      }
    }
  }

  /// The folder that holds `path` of the output directory, and the name there; no folder when one is missing.
  private func place(of path: SourcePath) throws(SystemError) -> (OpenFolder?, EntryName) {
    guard let above = path.parent else { return (parent, name) }
    var folder = parent
    for component in [name] + above.components.map({ EntryName($0.utf8) }) {
      guard let status = try calls.status(component, in: folder.descriptor), status.isDirectory else {
        return (nil, EntryName(path.name.utf8))
      }
      folder = OpenFolder(try calls.directory(component, in: folder.descriptor))
    }
    return (folder, EntryName(path.name.utf8))
  }
}

// MARK: - Finishing and recovery

extension OutputWorkspace {
  /// Brings what a killed run began to its end: forward when the swap was done, back when it was not.
  func recover() throws(SystemError) {
    guard let status = try calls.status(workspaceName, in: parent.descriptor) else { return }
    guard status.isDirectory else { throw SystemError(ENOTDIR) }
    let workspace = OpenFolder(try calls.directory(workspaceName, in: parent.descriptor))
    if try calls.status(journalName, in: workspace.descriptor) != nil,
      let journal = OutputJournal(try calls.contents(journalName, in: workspace.descriptor))
    {
      let tree = try calls.status(treeName, in: workspace.descriptor)
      let isHalfDone = try calls.status(oldName, in: workspace.descriptor) != nil
      if isHalfDone, tree?.inode == journal.inode {
        let (folder, entry) = try place(of: journal.path)
        guard let folder else { throw SystemError(ENOENT) }
        try calls.rename(treeName, in: workspace.descriptor, to: entry, in: folder.descriptor)
      }
      let isSwapped = journal.inode == 0 ? try isGone(journal.path) : tree?.inode != journal.inode
      if isHalfDone || isSwapped {
        _ = try finish(journal, workspace)
        return
      }
    }
    try clear(workspace)
  }

  private func isGone(_ path: SourcePath) throws(SystemError) -> Bool {
    let (folder, entry) = try place(of: path)
    guard let folder else { return true }
    return try calls.status(entry, in: folder.descriptor) == nil
  }

  /// After the swap: removes the old state, writes the manifest, removes the workspace.
  private func finish(_ journal: OutputJournal, _ workspace: OpenFolder) throws(SystemError) -> [SourcePath] {
    var retirement = OutputRetirement(calls: calls, journal: journal)
    let (folder, entry) = try place(of: journal.path)
    guard let folder else { throw SystemError(ENOENT) }
    for name in [treeName, oldName] {
      let live = LiveFolder(folder, calls: calls)
      try retirement.retire(name, in: workspace, live: live, as: entry, path: journal.path)
    }
    if try calls.status(manifestName, in: workspace.descriptor) != nil {
      let text = String(decoding: try calls.contents(targetName, in: workspace.descriptor), as: UTF8.self)
      guard let path = SourcePath(text), path != .root else { throw SystemError(EINVAL) }
      let (folder, entry) = try place(of: path)
      guard let folder else { throw SystemError(ENOENT) }
      try calls.rename(manifestName, in: workspace.descriptor, to: entry, in: folder.descriptor)
    }
    try clear(workspace)
    return retirement.kept
  }

  /// Removes the workspace with what we know to put there; the journal goes first, for without it nothing is done.
  private func clear(_ workspace: OpenFolder) throws(SystemError) {
    for name in [journalName, draftName, treeName, oldName, manifestName, targetName, ignoreName] {
      try calls.removeAll(name, in: workspace.descriptor)
    }
    try calls.removeDirectory(workspaceName, in: parent.descriptor)
  }
}

private let treeName = EntryName("tree".utf8)
private let oldName = EntryName("old".utf8)
private let journalName = EntryName("journal".utf8)
private let draftName = EntryName("journal.draft".utf8)
private let manifestName = EntryName("manifest".utf8)
private let targetName = EntryName("manifest.path".utf8)
private let ignoreName = EntryName(".gitignore".utf8)
