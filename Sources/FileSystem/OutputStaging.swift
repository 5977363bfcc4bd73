internal import Glibc
internal import SourceModel

/// The changes at and below one place of the output directory.
struct ChangeTree {
  enum Leaf {
    case write(OutputContents)
    case delete
  }

  private let plan: OutputPlan
  /// The change of the place itself.
  private var own: Int?
  /// The changes below it, which stand together because they are sorted.
  private var below: Range<Int>
  /// How many bytes of their paths lead there.
  private var start: Int

  /// Those of `plan` at and below `path`.
  init(_ plan: OutputPlan, at path: SourcePath) {
    self.plan = plan
    let prefix = path == .root ? [] : Array((path.string + "/").utf8)
    own = plan.changes.firstIndex { plan.pathBytes(of: $0).elementsEqual(path.string.utf8) }
    let isBelow = { (change: OutputPlan.Change) in plan.pathBytes(of: change).starts(with: prefix) }
    let first = plan.changes.firstIndex(where: isBelow) ?? plan.changes.count
    below = first..<(plan.changes[first...].firstIndex { !isBelow($0) } ?? plan.changes.count)
    start = prefix.count
  }

  private init(_ plan: OutputPlan, start: Int) {
    self.plan = plan
    below = 0..<0
    self.start = start
  }

  var leaf: Leaf? {
    own.map { plan.contents(of: plan.changes[$0]).map { .write($0) } ?? .delete }
  }

  /// What changes in each entry of the folder.
  var children: [EntryName: ChangeTree] {
    var result: [EntryName: ChangeTree] = [:]
    var index = below.lowerBound
    while index < below.upperBound {
      let path = plan.pathBytes(of: plan.changes[index]).dropFirst(start)
      guard let slash = path.firstIndex(of: UInt8(ascii: "/")) else {
        result[Array(path), default: ChangeTree(plan, start: start)].own = index
        index += 1
        continue
      }
      let first = index
      repeat {
        index += 1
      } while index < below.upperBound
        && plan.pathBytes(of: plan.changes[index]).dropFirst(start).starts(with: path[...slash])
      let name = EntryName(path[..<slash])
      var child = result[name] ?? ChangeTree(plan, start: start)
      child.below = first..<index
      child.start = start + name.count + 1
      result[name] = child
    }
    return result
  }

  /// Whether something is written at or below this place.
  var writes: Bool {
    (own.map { plan.changes[$0].kind != .delete } ?? false)
      || plan.changes[below].contains { $0.kind != .delete }
  }
}

/// Builds the new state of a folder beside the old one: changed files are written, all others get a second name.
struct OutputStaging {
  let calls: OutputCalls

  /// Fills the empty folder `new` with what `old` will be; returns whether anything is in it.
  @discardableResult
  func fill(
    _ new: borrowing FileDescriptor, from old: OpenFolder?, changes: ChangeTree?, depth: Int = 0
  ) throws(SystemError) -> Bool {
    guard depth < outputDepthLimit else { throw SystemError(ELOOP) }
    var newEntries = changes?.children ?? [:]
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
      let isFilled = try fill(target, from: source, changes: change, depth: depth + 1)
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
