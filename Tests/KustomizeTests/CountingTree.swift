import SourceModel
import Synchronization

/// Counts how often files are read.
final class CountingTree: FileTree {
  private let tree: any FileTree
  private let count = Mutex(0)

  init(_ tree: any FileTree) { self.tree = tree }

  var reads: Int { count.withLock { $0 } }

  func entry(at path: SourcePath) -> TreeEntry? { tree.entry(at: path) }
  func children(of path: SourcePath) -> [TreeEntry]? { tree.children(of: path) }
  func contents(of path: SourcePath) throws(FileTreeError) -> [UInt8] {
    count.withLock { $0 += 1 }
    return try tree.contents(of: path)
  }
  func linkTarget(at path: SourcePath) -> String? { tree.linkTarget(at: path) }
}
