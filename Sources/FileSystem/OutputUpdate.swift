internal import SourceModel

/// The one entry of the output directory that is replaced to bring all changes about.
struct OutputUpdate {
  enum Step {
    /// Nothing is there yet.
    case create
    case exchange
    /// Nothing will be there any more.
    case remove
  }

  /// The deepest file or folder that holds all changes but that of the manifest; the root for the whole directory.
  let path: SourcePath
  let step: Step
  /// Below `path`.
  let changes: ChangeTree
  /// The manifest, when it lies outside `path`.
  let manifest: OutputFile?
  let retired: [(path: SourcePath, fingerprint: ContentFingerprint)]

  init(
    _ plan: OutputPlan, files: [OutputFile], manifest: OutputFile, root: OpenFolder?, calls: OutputCalls
  ) throws(SystemError) {
    var disk = OutputDisk(root: root, calls: calls)
    let changedFiles = plan.changes.filter { $0.path != manifest.path }
    let isManifestStale = changedFiles.count != plan.changes.count
    var path = changedFiles.isEmpty ? manifest.path : commonPath(of: changedFiles.map(\.path))
    path = try Self.firstMissing(on: path, disk: &disk)
    let step = try Self.step(at: &path, changes: changedFiles, disk: &disk, isNew: root == nil)
    let holdsManifest = manifest.path.isWithin(path)

    var contents: [SourcePath: OutputContents] = [manifest.path: manifest.contents]
    for file in files { contents[file.path] = file.contents }
    var tree = ChangeTree()
    let depth = path.components.count
    for change in plan.changes where change.path.isWithin(path) {
      let leaf: ChangeTree.Leaf
      switch change.kind {
      case .delete: leaf = .delete
      case .create, .replace: leaf = .write(contents[change.path] ?? OutputContents([]))
      }
      tree.add(leaf, at: change.path.components[depth...])
    }
    self.path = path
    self.step = step
    changes = tree
    self.manifest = isManifestStale && !holdsManifest ? manifest : nil
    retired = plan.changes.compactMap { change in change.onDisk.map { (change.path, $0) } }
  }

  /// The first folder on the way to `path` that is not there (or is a file that gives way); `path` when all are.
  private static func firstMissing(on path: SourcePath, disk: inout OutputDisk) throws(SystemError)
    -> SourcePath
  {
    var current = SourcePath.root
    for component in path.components {
      current = current.child(String(component))
      guard case .folder = try disk.state(of: current, expecting: nil) else { return current }
    }
    return path
  }

  /// What happens to `path`, which moves up where a removal would leave empty folders behind.
  private static func step(
    at path: inout SourcePath, changes: [OutputPlan.Change], disk: inout OutputDisk, isNew: Bool
  ) throws(SystemError) -> Step {
    if path == .root { return isNew ? .create : .exchange }
    if case .absent = try disk.state(of: path, expecting: nil) {
      if isNew { path = .root }
      return .create
    }
    let deleted = Set(changes.filter { $0.kind == .delete }.map(\.path))
    let isGone: (SourcePath, inout OutputDisk) throws(SystemError) -> Bool = {
      (place, disk) throws(SystemError) in
      if case .folder = try disk.state(of: place, expecting: nil) {
        let below = try disk.files(below: place)
        return !below.isEmpty && below.allSatisfy(deleted.contains)
      }
      return deleted.contains(place)
    }
    guard deleted.count == changes.count, !changes.isEmpty, try isGone(path, &disk) else { return .exchange }
    while let parent = path.parent, parent != .root, try isGone(parent, &disk) { path = parent }
    return .remove
  }
}

/// The deepest path that all paths are at or below.
private func commonPath(of paths: [SourcePath]) -> SourcePath {
  guard var common = paths.first?.components[...] else { return .root }
  for path in paths.dropFirst() {
    var count = 0
    for (a, b) in zip(common, path.components) {
      guard a.utf8.elementsEqual(b.utf8) else { break }
      count += 1
    }
    common = common.prefix(count)
  }
  return SourcePath(common.joined(separator: "/")) ?? .root
}
