internal import Glibc
internal import SourceModel

/// The changes below one folder of the output directory.
struct ChangeTree {
  enum Leaf {
    case write(OutputContents)
    case delete
  }

  private(set) var leaf: Leaf?
  private(set) var children: [EntryName: ChangeTree] = [:]

  mutating func add(_ leaf: Leaf, at components: ArraySlice<Substring>) {
    guard let first = components.first else {
      self.leaf = leaf
      return
    }
    children[EntryName(first.utf8), default: ChangeTree()].add(leaf, at: components.dropFirst())
  }

  /// Whether something is written at or below this place.
  var writes: Bool {
    if case .write = leaf { return true }
    return children.values.contains { $0.writes }
  }
}

/// Builds the new state of a folder beside the old one: changed files are written, all others get a second name.
struct OutputStaging {
  let calls: OutputCalls

  /// Fills the empty folder `new` with what `old` will be; returns whether anything is in it.
  @discardableResult
  func fill(
    _ new: borrowing FileDescriptor, from old: OpenFolder?, changes: ChangeTree, depth: Int = 0
  ) throws(SystemError) -> Bool {
    guard depth < outputDepthLimit else { throw SystemError(ELOOP) }
    var newEntries = changes.children
    var isEmpty = true
    if let old {
      for name in try calls.names(in: old.descriptor) {
        let change = newEntries.removeValue(forKey: name)
        if try keep(name, of: old, in: new, change: change, depth: depth) { isEmpty = false }
      }
    }
    for (name, tree) in newEntries.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      if case .write(let contents) = tree.leaf {
        try calls.create(name, in: new, contents: try contents.bytes())
      } else if tree.writes {
        try calls.makeDirectory(name, in: new)
        try fill(try calls.directory(name, in: new), from: nil, changes: tree, depth: depth + 1)
      } else {
        continue
      }
      isEmpty = false
    }
    return !isEmpty
  }

  /// Takes one entry of the old folder over; returns whether it is there in the new one.
  private func keep(
    _ name: EntryName, of old: OpenFolder, in new: borrowing FileDescriptor, change: ChangeTree?, depth: Int
  ) throws(SystemError) -> Bool {
    guard let status = try calls.status(name, in: old.descriptor) else { return false }
    if case .write(let contents)? = change?.leaf {
      let mode = status.isFile ? status.mode : nil
      try calls.create(name, in: new, contents: try contents.bytes(), mode: mode)
      return true
    }
    if status.isDirectory {
      try calls.makeDirectory(name, in: new)
      let target = try calls.directory(name, in: new)
      let source = OpenFolder(try calls.directory(name, in: old.descriptor))
      let isFilled = try fill(target, from: source, changes: change ?? ChangeTree(), depth: depth + 1)
      // A folder that this run empties goes; one that was empty before belongs to somebody else.
      if !isFilled, change != nil {
        try calls.removeDirectory(name, in: new)
        return false
      }
      try calls.setMode(status.mode, of: target)
      return true
    }
    if case .delete? = change?.leaf {
      return try replaceByFolder(name, in: new, change: change, depth: depth)
    }
    if let change, change.writes { return try replaceByFolder(name, in: new, change: change, depth: depth) }
    try takeOver(name, status, from: old, to: new)
    return true
  }

  /// Where a file of ours stood, a folder may be wanted now.
  private func replaceByFolder(
    _ name: EntryName, in new: borrowing FileDescriptor, change: ChangeTree?, depth: Int
  ) throws(SystemError) -> Bool {
    guard let change, change.writes else { return false }
    try calls.makeDirectory(name, in: new)
    try fill(try calls.directory(name, in: new), from: nil, changes: change, depth: depth + 1)
    return true
  }

  /// Gives an entry a second name in the new folder; copies a file where the file system knows no second names.
  private func takeOver(
    _ name: EntryName, _ status: EntryStatus, from old: OpenFolder, to new: borrowing FileDescriptor
  ) throws(SystemError) {
    do throws(SystemError) {
      try calls.link(name, from: old.descriptor, to: new)
    } catch {
      guard [EPERM, EMLINK, ENOTSUP, EACCES].contains(error.code), status.isFile else { throw error }
      let contents = try calls.contents(name, in: old.descriptor)
      try calls.create(name, in: new, contents: contents, mode: status.mode)
    }
  }
}
