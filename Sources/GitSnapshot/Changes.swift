package import SourceModel

/// A path at which two snapshots differ.
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
package func changedPaths(from old: Snapshot, to new: Snapshot) -> [ChangedPath] {
  var result: [ChangedPath] = []
  if old.treeID != nil, old.treeID == new.treeID { return result }
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
