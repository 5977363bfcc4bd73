/// A tree whose root appears in a folder; beside that folder there is nothing.
///
/// So paths of different trees can be told apart, and nothing leads out of the folder: not `..`, not a link.
package struct MountedTree: FileTree {
  private let tree: any FileTree
  private let folder: SourcePath
  /// Whether the paths are those of `tree`, of which only the folder shows.
  private let isPart: Bool

  /// The root of `tree` appears at `folder`.
  package init(_ tree: any FileTree, at folder: SourcePath) {
    self.tree = tree
    self.folder = folder
    isPart = false
  }

  /// Of `tree` only what lies in `folder` is there, under its own path.
  package init(confining tree: any FileTree, to folder: SourcePath) {
    self.tree = tree
    self.folder = folder
    isPart = true
  }

  private func inner(_ path: SourcePath) -> SourcePath? {
    isPart ? path.isWithin(folder) ? path : nil : path.relative(to: folder)
  }

  package func entry(at path: SourcePath) -> TreeEntry? {
    if let inner = inner(path) { return tree.entry(at: inner) }
    // The folders on the way are there for those who walk down, and lead nowhere else.
    return folder.isWithin(path) ? TreeEntry(name: path.name, kind: .directory, id: nil) : nil
  }

  package func children(of path: SourcePath) -> [TreeEntry]? { inner(path).flatMap { tree.children(of: $0) } }

  package func linkTarget(at path: SourcePath) -> String? { inner(path).flatMap { tree.linkTarget(at: $0) } }

  package func contents(of path: SourcePath) throws(FileTreeError) -> [UInt8] {
    guard let inner = inner(path) else { throw .notFound(path) }
    return try tree.contents(of: inner)
  }
}

extension SourcePath {
  /// Where the files of another repository, or of another revision of this one, appear: `git::host/path@revision`.
  ///
  /// Not the path of a file on this machine: it says in messages where a line is to be found.
  package static func checkout(of url: String, at revision: String) -> SourcePath {
    var place = url
    if let known = RepositoryURL(url) {
      place = known.host + (known.port.map { ":\($0)" } ?? "") + "/" + known.path
    }
    let parts = "\(place)@\(revision)".utf8.split { $0 == UInt8(ascii: "/") || $0 == 0 }
      .map { String(decoding: Array($0), as: UTF8.self) }
      .filter { $0 != "." && $0 != ".." }
    return SourcePath.root.child(checkoutPrefix + parts.joined(separator: "/"))
  }

  /// Whether this lies in a `checkout`.
  package var isInCheckout: Bool { string.utf8.starts(with: checkoutPrefix.utf8) }
}

private let checkoutPrefix = "git::"
