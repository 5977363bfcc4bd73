/// What an entry of a tree is.
package enum TreeEntryKind: Sendable {
  case file
  case executable
  case symbolicLink
  case directory
  case submodule
}

/// One entry of a directory.
package struct TreeEntry: Sendable, Equatable {
  /// The last component of its path.
  package var name: String
  package var kind: TreeEntryKind
  /// The Git object id of its content; nil where the tree has none (the file system).
  package var id: ObjectID?

  package init(name: String, kind: TreeEntryKind, id: ObjectID?) {
    self.name = name
    self.kind = kind
    self.id = id
  }

  package var isFile: Bool { kind == .file || kind == .executable }
}

/// Why the content of a path could not be had.
package enum FileTreeError: Error, Sendable, Equatable {
  case notFound(SourcePath)
  /// A directory, a link or a submodule where a file was asked for.
  case notAFile(SourcePath, TreeEntryKind)
  /// The content is larger than the limit, in bytes.
  case tooLarge(SourcePath, bytes: Int, limit: Int)
  /// The tree itself failed: a corrupt object, an unreadable file. The text says what and what to do.
  case unreadable(SourcePath, String)
}

extension FileTreeError {
  /// What is wrong and, where there is something, what to do; without the path, for the end of a message.
  package var reason: String {
    switch self {
    case .notFound: "there is no such file"
    case .notAFile(_, .directory): "it is a directory; name a file in it"
    case .notAFile(_, .symbolicLink): "it is a symbolic link that leads to no file in here"
    case .notAFile(let path, .submodule):
      "\(path) is a Git submodule, whose files belong to another repository; copy what is needed into this one"
    case .notAFile: "it is not a regular file"
    case .tooLarge(_, let bytes, let limit): "it holds \(bytes) bytes, more than the limit of \(limit)"
    case .unreadable(_, let text): text
    }
  }
}

/// An immutable tree of files: a commit, the Git index, a working tree, or a folder of the file system.
///
/// Safe to use from any number of threads. Symbolic links are reported as such and never followed here;
/// `resolve` follows those that stay inside the tree.
package protocol FileTree: Sendable {
  /// The entry at `path`; nil when there is none. The root is a directory.
  func entry(at path: SourcePath) -> TreeEntry?
  /// The entries of the directory at `path`, sorted bytewise by name; nil when it is no directory.
  func children(of path: SourcePath) -> [TreeEntry]?
  /// The bytes of the file at `path`, which must be no link.
  func contents(of path: SourcePath) throws(FileTreeError) -> [UInt8]
  /// The text of the symbolic link at `path`; nil when it is none.
  func linkTarget(at path: SourcePath) -> String?
}

extension FileTree {
  /// The path after following symbolic links in every component; nil when nothing is there, when a link
  /// leaves the tree, or after 40 links (a loop).
  package func resolve(_ path: SourcePath) -> SourcePath? {
    // Most paths hold no link: one look-up of the whole path says so, since it follows none on the way.
    if let entry = entry(at: path), entry.kind != .symbolicLink { return path }
    var remaining = path.components.map(String.init)[...]
    var current = SourcePath.root
    var links = 0
    while let component = remaining.popFirst() {
      if component.utf8.elementsEqual("..".utf8) {
        guard let parent = current.parent else { return nil }
        current = parent
        continue
      }
      if component.utf8.isEmpty || component.utf8.elementsEqual(".".utf8) { continue }
      let next = current.child(component)
      guard let entry = entry(at: next) else { return nil }
      guard entry.kind == .symbolicLink else {
        current = next
        continue
      }
      links += 1
      guard links <= 40, let target = linkTarget(at: next) else { return nil }
      if target.utf8.first == UInt8(ascii: "/") { return nil }
      remaining = target.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) } + remaining
    }
    return current
  }
}
