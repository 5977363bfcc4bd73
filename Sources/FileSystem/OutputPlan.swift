internal import Glibc
internal import SourceModel

/// What has to change on disk so that the output directory holds what it shall hold, and what forbids it.
struct OutputPlan {
  struct Change {
    enum Kind {
      case create, replace, delete
    }

    /// What the change is about, by its place in `files` or `owned`.
    enum Subject {
      case wanted(Int32)
      case owned(Int32)
      case manifest
    }

    var subject: Subject
    var kind: Kind
    /// Of the bytes that are on disk now; nil for a new file.
    var onDisk: ContentFingerprint?
  }

  /// What shall be there, sorted by path.
  let files: FileList
  /// What the previous list of written files names, sorted by path.
  let owned: FileList
  let manifest: OutputFile
  /// Sorted bytewise by path; the manifest is one of them.
  private(set) var changes: [Change] = []
  private var unchanged = 0
  /// Files that Fleetfold did not write, in the place of ones that it wants to write.
  private(set) var foreign: [SourcePath] = []
  /// Files that it wrote and somebody changed since.
  private(set) var edited: [SourcePath] = []
}

extension OutputPlan {
  /// Compares the disk below `root` (nil when there is no such folder) with what shall be there.
  init(
    files: FileList, owned: FileList, manifest: OutputFile, root: OpenFolder?, calls: OutputCalls,
    force: Bool
  ) throws(SystemError) {
    (self.files, self.owned, self.manifest) = (files.sorted(), owned.sorted(), manifest)
    var disk = OutputDisk(root: root, calls: calls)
    for index in 0..<self.files.count { try compare(index, &disk, force: force) }
    for index in 0..<self.owned.count {
      let path = self.owned.path(index)
      guard !isWanted(path), case .file(let bytes) = try disk.state(of: path, expecting: nil) else {
        continue
      }
      let onDisk = ContentFingerprint(of: bytes)
      if onDisk != self.owned.fingerprint(index), !force { edited.append(path) }
      changes.append(Change(subject: .owned(Int32(index)), kind: .delete, onDisk: onDisk))
    }
    try addManifest(disk: &disk)
    let plan = self
    changes.sort { plan.pathBytes(of: $0).lexicographicallyPrecedes(plan.pathBytes(of: $1)) }
    foreign = Set(foreign).sorted()
    edited.sort()
  }

  private mutating func compare(
    _ index: Int, _ disk: inout OutputDisk, force: Bool
  ) throws(SystemError) {
    let path = files.path(index)
    func change(_ kind: Change.Kind, onDisk: ContentFingerprint? = nil) -> Change {
      Change(subject: .wanted(Int32(index)), kind: kind, onDisk: onDisk)
    }
    switch try disk.state(of: path, expecting: files.contents(index)) {
    case .absent: changes.append(change(.create))
    case .same: unchanged += 1
    case .file(let bytes):
      let onDisk = ContentFingerprint(of: bytes)
      guard let known = owned.index(of: path) else {
        foreign.append(path)
        break
      }
      if owned.fingerprint(known) != onDisk, !force { edited.append(path) }
      changes.append(change(.replace, onDisk: onDisk))
    case .blocked(let obstacle):
      if isOwned(obstacle), !isWanted(obstacle) {
        changes.append(change(.create))
      } else {
        foreign.append(obstacle)
      }
    case .folder:
      let others = try disk.files(below: path).filter { !isOwned($0) || isWanted($0) }
      if others.isEmpty { changes.append(change(.create)) } else { foreign += others }
    case .other: foreign.append(path)
    }
  }

  private func isOwned(_ path: SourcePath) -> Bool { owned.index(of: path) != nil }

  private func isWanted(_ path: SourcePath) -> Bool { files.index(of: path) != nil }

  private mutating func addManifest(disk: inout OutputDisk) throws(SystemError) {
    switch try disk.state(of: manifest.path, expecting: OutputContents(manifest.contents)) {
    case .same: return
    case .absent: changes.append(Change(subject: .manifest, kind: .create))
    case .file(let bytes):
      changes.append(Change(subject: .manifest, kind: .replace, onDisk: ContentFingerprint(of: bytes)))
    case .folder, .other, .blocked: foreign.append(manifest.path)
    }
  }
}

extension OutputPlan {
  func pathBytes(of change: Change) -> ArraySlice<UInt8> {
    switch change.subject {
    case .wanted(let index): files.pathBytes(Int(index))
    case .owned(let index): owned.pathBytes(Int(index))
    case .manifest: Array(manifest.path.string.utf8)[...]
    }
  }

  func path(of change: Change) -> SourcePath {
    switch change.subject {
    case .wanted(let index): files.path(Int(index))
    case .owned(let index): owned.path(Int(index))
    case .manifest: manifest.path
    }
  }

  /// What the change writes; nil for one that only takes something away.
  func contents(of change: Change) -> OutputContents? {
    switch change.subject {
    case .wanted(let index): files.contents(Int(index))
    case .owned: nil
    case .manifest: OutputContents(manifest.contents)
    }
  }

  /// Where changes are but for that of the manifest.
  var fileChanges: some Collection<Change> { changes.lazy.filter { !$0.isOfManifest } }

  var isManifestStale: Bool { changes.contains { $0.isOfManifest } }

  /// What the plan would do, or did.
  var difference: OutputDifference {
    var difference = OutputDifference()
    for change in fileChanges {
      switch change.kind {
      case .create: difference.missing.append(path(of: change))
      case .replace: difference.stale.append(path(of: change))
      case .delete: difference.extra.append(path(of: change))
      }
    }
    difference.unchanged = unchanged
    difference.isManifestStale = isManifestStale
    return difference
  }
}

extension OutputPlan.Change {
  var isOfManifest: Bool {
    if case .manifest = subject { true } else { false }
  }
}

/// An open folder, closed with the last reference to it.
final class OpenFolder: Sendable {
  let descriptor: FileDescriptor

  init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }
}

/// Looks at files below the root of the output directory, keeping the folders on the way open.
struct OutputDisk {
  enum State {
    case absent
    /// A regular file with the expected bytes.
    case same
    /// A regular file with these bytes.
    case file([UInt8])
    case folder
    /// A link, a pipe, a socket or a device.
    case other
    /// What should be a folder on the way is none.
    case blocked(SourcePath)
  }

  let root: OpenFolder?
  let calls: OutputCalls
  private var open: [(name: Substring, folder: OpenFolder)] = []

  init(root: OpenFolder?, calls: OutputCalls) {
    self.root = root
    self.calls = calls
  }

  mutating func state(of path: SourcePath, expecting contents: OutputContents?) throws(SystemError) -> State {
    guard let root else { return .absent }
    let components = path.components
    var shared = 0
    while shared < open.count, shared < components.count - 1,
      open[shared].name.utf8.elementsEqual(components[shared].utf8)
    {
      shared += 1
    }
    open.removeLast(open.count - shared)
    for index in shared..<max(shared, components.count - 1) {
      let name = EntryName(components[index].utf8)
      let parent = open.last?.folder ?? root
      guard let status = try calls.status(name, in: parent.descriptor) else { return .absent }
      guard status.isDirectory else {
        let obstacle = components[...index].joined(separator: "/")
        return .blocked(SourcePath(obstacle) ?? path)
      }
      open.append((components[index], OpenFolder(try calls.directory(name, in: parent.descriptor))))
    }
    let name = EntryName((components.last ?? "").utf8)
    let parent = (open.last?.folder ?? root)
    guard let status = try calls.status(name, in: parent.descriptor) else { return .absent }
    if status.isDirectory { return .folder }
    guard status.isFile else { return .other }
    if let contents, status.size == contents.count {
      let bytes = try calls.contents(name, in: parent.descriptor)
      return bytes == (try contents.bytes()) ? .same : .file(bytes)
    }
    return .file(try calls.contents(name, in: parent.descriptor))
  }

  /// Every entry below the folder at `path` that is no folder itself; a name that is no UTF-8 stands as U+FFFD.
  mutating func files(below path: SourcePath, depth: Int = 0) throws(SystemError) -> [SourcePath] {
    guard depth < outputDepthLimit else { throw SystemError(ELOOP) }
    // Asking for an entry below opens the folder itself.
    guard case .absent = try state(of: path.child("\u{1}"), expecting: nil), let folder = open.last?.folder
    else {
      return []
    }
    var result: [SourcePath] = []
    for name in try calls.names(in: folder.descriptor) {
      let child = path.child(String(decoding: name, as: UTF8.self))
      if try calls.status(name, in: folder.descriptor)?.isDirectory ?? false {
        let below = try files(below: child, depth: depth + 1)
        result += below.isEmpty ? [child] : below
      } else {
        result.append(child)
      }
    }
    return result
  }
}
