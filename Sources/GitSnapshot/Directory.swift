internal import SourceModel
internal import Synchronization

/// One directory of a snapshot.
struct Directory: Sendable {
  /// The id of its tree; nil where a file below it has none.
  var id: ObjectID?
  /// Sorted bytewise by name.
  var entries: [TreeEntry]

  /// Sorts out what a tree holds; `id` is taken as given, left-out entries included.
  init(id: ObjectID?, _ raw: [RawTreeEntry], at path: SourcePath, findings: inout [Diagnostic]) {
    self.id = id
    entries = []
    entries.reserveCapacity(raw.count)
    for entry in raw {
      let (text, problem) = checkedName(entry.name)
      guard let text, let kind = entry.kind else {
        findings.append((problem ?? .hostile).diagnostic(entry.name, in: path))
        continue
      }
      entries.append(TreeEntry(name: text, kind: kind, id: entry.id))
    }
    // Git sorts a directory as if its name ended in a slash.
    if !entries.indices.dropFirst().allSatisfy({ precedes(entries[$0 - 1], entries[$0]) }) {
      entries.sort(by: precedes)
      for index in entries.indices.dropFirst().reversed()
      where !precedes(entries[index - 1], entries[index]) {
        findings.append(EntryNameProblem.repeated.diagnostic(entries[index].name.utf8, in: path))
        entries.remove(at: index)
      }
    }
  }

  /// The entry called `name`: by its length and bytes among few, by a binary search among many.
  func entry(_ name: String) -> TreeEntry? {
    if entries.count <= 8 {
      return entries.first { haveSameBytes($0.name, name) }
    }
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if comesBefore(entries[middle].name, name) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < entries.count, haveSameBytes(entries[low].name, name) else { return nil }
    return entries[low]
  }
}

private func precedes(_ a: TreeEntry, _ b: TreeEntry) -> Bool {
  comesBefore(a.name, b.name)
}

/// The directories of a commit, read when first asked for: only what is used is paid for.
final class CommitDirectories: Sendable {
  private struct State {
    /// Nil for one that could not be read.
    var known: [SourcePath: Directory?] = [:]
    var findings: [Diagnostic] = []
  }

  let rootID: ObjectID
  private let repository: Repository
  private let state = Mutex(State())

  /// Reads the root, so that a broken one is told at once.
  init(_ repository: Repository, root: ObjectID) throws(GitError) {
    self.repository = repository
    rootID = root
    let raw = try repository.tree(root)
    state.withLock {
      $0.known[.root] = .some(Directory(id: root, raw, at: .root, findings: &$0.findings))
    }
  }

  /// What was wrong with the directories read so far.
  var findings: [Diagnostic] { state.withLock { $0.findings } }

  /// The directory at `path`; nil when there is none or it cannot be read, which is then a finding.
  func directory(at path: SourcePath) -> Directory? {
    if let known = state.withLock({ $0.known[path] }) { return known }
    // From the root down, not from `path` up: a made-up path of a million components must end at the first.
    var current = SourcePath.root
    var directory = state.withLock { $0.known[.root] } ?? nil
    for component in path.components {
      guard let entry = directory?.entry(String(component)), entry.kind == .directory, let id = entry.id
      else {
        return nil
      }
      current = current.child(entry.name)
      if let known = state.withLock({ $0.known[current] }) {
        directory = known
      } else {
        directory = load(id, at: current)
      }
    }
    return directory
  }

  /// Why the directory is not read although it is there: trees can be made that hold themselves a million
  /// times over by sharing, or that go down for ever.
  private func refusal(of path: SourcePath) -> Diagnostic? {
    if path.components.count > depthLimit {
      return .error(
        tooDeepID, "directories go down more than \(depthLimit) levels; flatten them",
        at: SourceLocation(path: SourcePath(path.components.prefix(8).joined(separator: "/")) ?? .root))
    }
    let count = state.withLock { $0.known.count }
    return count < directoryLimit
      ? nil
      : .error(tooManyID, "more than \(directoryLimit) directories were read from one commit; read fewer")
  }

  private func load(_ id: ObjectID, at path: SourcePath) -> Directory? {
    var findings: [Diagnostic] = []
    var loaded: Directory?
    if let refusal = refusal(of: path) {
      state.withLock { $0.findings.append(refusal) }
      return nil
    }
    do throws(GitError) {
      loaded = Directory(id: id, try repository.tree(id), at: path, findings: &findings)
    } catch {
      var diagnostic = error.diagnostic
      diagnostic.location = SourceLocation(path: path)
      findings = [diagnostic]
    }
    return state.withLock { [loaded, findings] state in
      // Two threads may have read it at once; what was wrong is told once.
      if let known = state.known[path] { return known }
      state.known[path] = .some(loaded)
      state.findings += findings
      return loaded
    }
  }
}

/// The directories of an index or a working tree, all made at once from the sorted list of their files.
struct ListedDirectories: Sendable {
  private(set) var directories: [SourcePath: Directory] = [:]
  private(set) var findings: [Diagnostic] = []
  /// Nil where a file has no id.
  var rootID: ObjectID? { directories[.root]?.id }

  /// A directory that is being put together.
  private struct Open {
    var name: ArraySlice<UInt8>
    /// Nil below an entry that is left out.
    var path: SourcePath?
    var entries: [RawTreeEntry] = []
  }

  /// Takes files by their whole paths, sorted bytewise: that is the order of Git's trees too, since `/` ends
  /// the name of a directory in both.
  init(_ files: [ListedFile]) {
    var open = [Open(name: [], path: .root)]
    for file in files {
      let parts = file.path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      let folders = parts.dropLast()
      var shared = 0
      while shared < folders.count, shared + 1 < open.count,
        open[shared + 1].name.elementsEqual(folders[shared])
      {
        shared += 1
      }
      while open.count > shared + 1 { close(&open) }
      for folder in folders.dropFirst(shared) {
        let path = open[open.count - 1].path.flatMap { parent in
          checkedName(folder).text.map { parent.child($0) }
        }
        open.append(Open(name: folder, path: path))
      }
      open[open.count - 1].entries.append(
        RawTreeEntry(mode: file.mode, name: parts.last ?? [], id: file.id))
    }
    while open.count > 1 { close(&open) }
    finish(open[0], id: treeID(open[0].entries))
  }

  /// Ends the innermost directory and enters it into the one around it.
  private mutating func close(_ open: inout [Open]) {
    guard let done = open.popLast() else { return }
    let id = treeID(done.entries)
    open[open.count - 1].entries.append(RawTreeEntry(mode: 0o40000, name: done.name, id: id))
    finish(done, id: id)
  }

  private mutating func finish(_ done: Open, id: ObjectID?) {
    guard let path = done.path else { return }
    directories[path] = Directory(id: id, done.entries, at: path, findings: &findings)
  }
}

/// A file of an index or a working tree.
struct ListedFile: Sendable {
  /// From the root, with slashes, as Git stores it.
  var path: [UInt8]
  var mode: UInt32
  /// Nil where the file is too large or cannot be read.
  var id: ObjectID?
}

/// How many levels of directories a commit may have.
private let depthLimit = 256
/// How many directories of one commit are read.
private let directoryLimit = 500_000

private let tooDeepID = "git.too-deep"
private let tooManyID = "git.too-many-directories"
