internal import Glibc
internal import SourceModel

/// What has to change on disk so that the output directory holds what it shall hold, and what forbids it.
struct OutputPlan {
  struct Change {
    enum Kind {
      case create, replace, delete
    }

    var path: SourcePath
    var kind: Kind
    /// Of the bytes that are on disk now; nil for a new file.
    var onDisk: ContentFingerprint?
  }

  /// Sorted bytewise by path; the manifest is one of them.
  var changes: [Change] = []
  var difference = OutputDifference()
  /// Files that Fleetfold did not write, in the place of ones that it wants to write.
  var foreign: [SourcePath] = []
  /// Files that it wrote and somebody changed since.
  var edited: [SourcePath] = []
}

extension OutputPlan {
  /// Compares the disk below `root` (nil when there is no such folder) with what shall be there.
  init(
    files: [OutputFile], owned: [OwnedFile], manifest: OutputFile, root: OpenFolder?, calls: OutputCalls,
    force: Bool
  ) throws(SystemError) {
    let ownedFingerprints = Dictionary(owned.map { ($0.path, $0.fingerprint) }) { first, _ in first }
    let wanted = Set(files.map(\.path))
    var disk = OutputDisk(root: root, calls: calls)
    for file in files.sorted(by: { $0.path < $1.path }) {
      switch try disk.state(of: file.path, expecting: file.contents) {
      case .absent: add(.create, file.path)
      case .same: difference.unchanged += 1
      case .file(let bytes):
        let onDisk = ContentFingerprint(of: bytes)
        guard let known = ownedFingerprints[file.path] else {
          foreign.append(file.path)
          break
        }
        if known != onDisk, !force { edited.append(file.path) }
        add(.replace, file.path, onDisk: onDisk)
      case .blocked(let obstacle):
        if ownedFingerprints[obstacle] != nil, !wanted.contains(obstacle) {
          add(.create, file.path)
        } else {
          foreign.append(obstacle)
        }
      case .folder:
        let others = try disk.files(below: file.path).filter {
          ownedFingerprints[$0] == nil || wanted.contains($0)
        }
        if others.isEmpty { add(.create, file.path) } else { foreign += others }
      case .other: foreign.append(file.path)
      }
    }
    for file in owned.sorted(by: { $0.path < $1.path }) where !wanted.contains(file.path) {
      guard case .file(let bytes) = try disk.state(of: file.path, expecting: nil) else { continue }
      let onDisk = ContentFingerprint(of: bytes)
      if onDisk != file.fingerprint, !force { edited.append(file.path) }
      add(.delete, file.path, onDisk: onDisk)
    }
    try addManifest(manifest, disk: &disk)
    changes.sort { $0.path < $1.path }
    foreign = Set(foreign).sorted()
    edited.sort()
  }

  private mutating func addManifest(_ manifest: OutputFile, disk: inout OutputDisk) throws(SystemError) {
    switch try disk.state(of: manifest.path, expecting: manifest.contents) {
    case .same: return
    case .absent: changes.append(Change(path: manifest.path, kind: .create, onDisk: nil))
    case .file(let bytes):
      changes.append(Change(path: manifest.path, kind: .replace, onDisk: ContentFingerprint(of: bytes)))
    case .folder, .other, .blocked: foreign.append(manifest.path)
    }
    difference.isManifestStale = true
  }

  private mutating func add(_ kind: Change.Kind, _ path: SourcePath, onDisk: ContentFingerprint? = nil) {
    changes.append(Change(path: path, kind: kind, onDisk: onDisk))
    switch kind {
    case .create: difference.missing.append(path)
    case .replace: difference.stale.append(path)
    case .delete: difference.extra.append(path)
    }
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
