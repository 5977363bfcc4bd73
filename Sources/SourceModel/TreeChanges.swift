internal import Synchronization

/// A path at which two trees differ.
package struct ChangedPath: Sendable, Equatable {
  package var path: SourcePath
  /// What was there; nil when nothing was. Never a directory.
  package var before: TreeEntry?
  /// What is there now; nil when nothing is. Never a directory.
  package var after: TreeEntry?
}

/// The files, links and submodules at which `old` and `new` differ in content or kind, sorted by path.
///
/// Directories with equal ids are not opened: comparing two commits costs what changed between them. A file
/// without an id counts as changed.
package func changedPaths(from old: any FileTree, to new: any FileTree) -> [ChangedPath] {
  var result: [ChangedPath] = []
  if let id = old.entry(at: .root)?.id, id == new.entry(at: .root)?.id { return result }
  // A list instead of recursion: how deep a tree goes is up to whoever wrote it.
  var pending = [SourcePath.root]
  while let directory = pending.popLast() {
    let before = old.children(of: directory) ?? []
    let after = new.children(of: directory) ?? []
    var i = 0
    var j = 0
    while i < before.count || j < after.count {
      var a = i < before.count ? before[i] : nil
      var b = j < after.count ? after[j] : nil
      if let left = a, let right = b, !left.name.utf8.elementsEqual(right.name.utf8) {
        if left.name.utf8.lexicographicallyPrecedes(right.name.utf8) { b = nil } else { a = nil }
      }
      i += a == nil ? 0 : 1
      j += b == nil ? 0 : 1
      if let a, let b, a.kind == b.kind, a.id != nil, a.id == b.id { continue }
      guard let name = (a ?? b)?.name else { continue }
      let path = directory.child(name)
      if a?.kind == .directory || b?.kind == .directory { pending.append(path) }
      if a?.kind == .directory { a = nil }
      if b?.kind == .directory { b = nil }
      if a != nil || b != nil { result.append(ChangedPath(path: path, before: a, after: b)) }
    }
  }
  return result.sorted { $0.path < $1.path }
}

/// What differs between two trees, as the lookups that are answered differently by them.
package final class TreeChanges: Sendable {
  /// The files, links and submodules that differ, sorted.
  package let paths: [ChangedPath]
  package let lookups: Set<TreeLookup>
  /// Traces that were judged already; they are held, so that none of them can be mistaken for a new one.
  private let judged = Mutex<[ObjectIdentifier: (trace: ReadTrace, isAffected: Bool)]>([:])

  package init(from old: any FileTree, to new: any FileTree) {
    paths = changedPaths(from: old, to: new)
    var lookups: Set<TreeLookup> = []
    for change in paths {
      lookups.insert(TreeLookup(.contents, change.path))
      guard change.before?.kind != change.after?.kind else { continue }
      // Something came, went or changed its kind; the directories above may have come or gone with it.
      var path = change.path
      while lookups.insert(TreeLookup(.entry, path)).inserted {
        guard let parent = path.parent else { break }
        lookups.insert(TreeLookup(.children, parent))
        path = parent
        if old.entry(at: path)?.kind == .directory, new.entry(at: path)?.kind == .directory { break }
      }
    }
    self.lookups = lookups
  }

  package var isEmpty: Bool { paths.isEmpty }

  /// Whether one of the lookups of a trace is answered differently.
  package func affect(_ trace: ReadTrace) -> Bool {
    if lookups.isEmpty { return false }
    if let known = judged.withLock({ $0[ObjectIdentifier(trace)] }) { return known.isAffected }
    let isAffected = trace.lookups.contains(where: lookups.contains) || trace.parts.contains(where: affect)
    judged.withLock { $0[ObjectIdentifier(trace)] = (trace, isAffected) }
    return isAffected
  }
}
