internal import SourceModel
internal import Synchronization

/// Finds and reads what the strings of kustomizations name, within the limits of the load restrictor.
///
/// Emits `kustomize.missing-file`, `kustomize.outside-root`, `kustomize.absolute-path`, `kustomize.leaves-tree`,
/// `kustomize.not-a-file`, `kustomize.unreadable`. Source: reference/kustomize.md section 3.
final class SourceLoader: Sendable {
  let tree: any FileTree
  let isRestricted: Bool
  /// Nothing outside this folder is read.
  let root: SourcePath
  private let directories = Mutex<[SourcePath: SourcePath?]>([:])

  init(tree: any FileTree, isRestricted: Bool, root: SourcePath) {
    self.tree = tree
    self.isRestricted = isRestricted
    self.root = root
  }

  /// What a path of a kustomization names.
  enum Target {
    case file(SourcePath)
    case directory(SourcePath)
  }

  /// Follows `text` from `directory`, links included.
  func resolve(_ text: Located<String>, from directory: SourcePath) throws(Diagnostic) -> Target {
    if text.value.utf8.first == UInt8(ascii: "/") {
      throw .error(
        absolutePath, "\"\(text.value)\" is absolute; write it relative to this file", at: text.location)
    }
    guard let lexical = directory.appending(text.value), lexical.isWithin(root) else {
      throw .error(
        leavesTree, "\"\(text.value)\" leaves the tree of files that is being compiled", at: text.location)
    }
    guard let (path, kind) = resolve(lexical), path.isWithin(root) else { throw missing(text, lexical) }
    switch kind {
    case .file, .executable: return .file(path)
    case .directory: return .directory(path)
    case .symbolicLink: throw missing(text, lexical)
    case .submodule:
      throw .error(
        notAFile, "\"\(text.value)\" is a Git submodule, whose files are not in this repository",
        at: text.location)
    }
  }

  /// The bytes of a file that a generator, patch or configuration names.
  func read(
    _ text: Located<String>, from directory: SourcePath
  ) throws(Diagnostic) -> (path: SourcePath, bytes: [UInt8]) {
    guard case .file(let path) = try resolve(text, from: directory) else {
      throw .error(notAFile, "\"\(text.value)\" is a directory; name a file", at: text.location)
    }
    try restrict(path, text, directory)
    return (path, try bytes(of: path, for: text))
  }

  func bytes(of path: SourcePath, for text: Located<String>) throws(Diagnostic) -> [UInt8] {
    do throws(FileTreeError) {
      return try tree.contents(of: path)
    } catch {
      throw .error(
        unreadable, "\"\(text.value)\" can't be read: \(SourceLoader.reason(error))", at: text.location)
    }
  }

  /// Files must lie in or below the directory of the kustomization that names them.
  func restrict(_ path: SourcePath, _ text: Located<String>, _ directory: SourcePath) throws(Diagnostic) {
    guard isRestricted, !path.isWithin(directory) else { return }
    throw .error(
      outsideRoot,
      """
      the file "\(text.value)" is not in or below the directory of its kustomization; move it, or turn the load \
      restrictor off
      """,
      at: text.location)
  }

  /// The path without links, and what is there.
  private func resolve(_ path: SourcePath) -> (path: SourcePath, kind: TreeEntryKind)? {
    // Most paths hold no link: one look-up of the whole path says so, since it follows none on the way.
    if let entry = tree.entry(at: path), entry.kind != .symbolicLink { return (path, entry.kind) }
    guard let parent = path.parent else { return (path, .directory) }
    guard let directory = resolveDirectory(parent) else { return nil }
    let candidate = directory.child(path.name)
    guard let entry = tree.entry(at: candidate) else { return nil }
    guard entry.kind == .symbolicLink else { return (candidate, entry.kind) }
    guard let target = tree.resolve(candidate), let entry = tree.entry(at: target) else { return nil }
    return (target, entry.kind)
  }

  /// Directories are named again and again: each is resolved once.
  private func resolveDirectory(_ path: SourcePath) -> SourcePath? {
    if path == .root { return path }
    if let known = directories.withLock({ $0[path] }) { return known }
    let resolved = resolve(path)?.path
    directories.withLock { $0[path] = .some(resolved) }
    return resolved
  }

  private func missing(_ text: Located<String>, _ path: SourcePath) -> Diagnostic {
    if tree.entry(at: path)?.kind == .symbolicLink {
      return .error(
        missingFile, "\"\(text.value)\" is a symbolic link that leads to nothing in here", at: text.location)
    }
    let siblings = path.parent.flatMap { tree.children(of: $0) }?.map(\.name) ?? []
    let hint = nearMiss(to: path.name, among: siblings).map { "; did you mean \"\($0)\"?" } ?? ""
    return .error(missingFile, "\"\(text.value)\" does not exist\(hint)", at: text.location)
  }

  static func reason(_ error: FileTreeError) -> String {
    switch error {
    case .notFound: "there is no such file"
    case .notAFile: "it is no regular file"
    case .tooLarge(_, let bytes, let limit): "it has \(bytes) bytes, more than the limit of \(limit)"
    case .unreadable(_, let text): text
    }
  }
}

private let missingFile = "kustomize.missing-file"
private let outsideRoot = "kustomize.outside-root"
private let absolutePath = "kustomize.absolute-path"
private let leavesTree = "kustomize.leaves-tree"
private let notAFile = "kustomize.not-a-file"
private let unreadable = "kustomize.unreadable"
