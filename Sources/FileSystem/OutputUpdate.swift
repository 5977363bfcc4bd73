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
  /// At and below `path`.
  let changes: ChangeTree
  /// The manifest, when it lies outside `path`.
  let manifest: OutputFile?
  /// The files that go or change, with the fingerprints that they had.
  let retired: FileList

  init(_ plan: OutputPlan, root: OpenFolder?, calls: OutputCalls) throws(SystemError) {
    var disk = OutputDisk(root: root, calls: calls)
    let manifest = plan.manifest
    var path = commonPath(of: plan.fileChanges.lazy.map { plan.path(of: $0) }) ?? manifest.path
    path = try Self.firstMissing(on: path, disk: &disk)
    step = try Self.step(at: &path, plan, disk: &disk, isNew: root == nil)
    self.path = path
    changes = ChangeTree(plan, at: path)
    self.manifest = plan.isManifestStale && !manifest.path.isWithin(path) ? manifest : nil
    var retired = FileList()
    for change in plan.changes {
      if let fingerprint = change.onDisk { retired.append(plan.path(of: change), fingerprint) }
    }
    self.retired = retired
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
    at path: inout SourcePath, _ plan: OutputPlan, disk: inout OutputDisk, isNew: Bool
  ) throws(SystemError) -> Step {
    if path == .root { return isNew ? .create : .exchange }
    if case .absent = try disk.state(of: path, expecting: nil) {
      if isNew { path = .root }
      return .create
    }
    let changes = plan.fileChanges
    guard !changes.isEmpty, changes.allSatisfy({ $0.kind == .delete }) else { return .exchange }
    let deleted = Set(changes.map { plan.path(of: $0) })
    let isGone: (SourcePath, inout OutputDisk) throws(SystemError) -> Bool = {
      (place, disk) throws(SystemError) in
      if case .folder = try disk.state(of: place, expecting: nil) {
        let below = try disk.files(below: place)
        return !below.isEmpty && below.allSatisfy(deleted.contains)
      }
      return deleted.contains(place)
    }
    guard try isGone(path, &disk) else { return .exchange }
    while let parent = path.parent, parent != .root, try isGone(parent, &disk) { path = parent }
    return .remove
  }
}

/// The deepest path that all paths are at or below; nil for none.
private func commonPath(of paths: some Collection<SourcePath>) -> SourcePath? {
  guard var common = paths.first?.components[...] else { return nil }
  for path in paths.dropFirst() where !common.isEmpty {
    var count = 0
    for (a, b) in zip(common, path.components) {
      guard a.utf8.elementsEqual(b.utf8) else { break }
      count += 1
    }
    common = common.prefix(count)
  }
  return SourcePath(common.joined(separator: "/")) ?? .root
}
