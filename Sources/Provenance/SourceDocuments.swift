package import SourceModel
internal import Synchronization
package import YAML

/// The YAML files of a snapshot, read again where an explanation needs to see what stands in a line.
package final class SourceDocuments: Sendable {
  package let tree: any FileTree
  private let parsed = Mutex<[SourcePath: [Document]]>([:])

  package init(_ tree: any FileTree) { self.tree = tree }

  /// The documents of a file; none where it can't be read.
  package func documents(of path: SourcePath) -> [Document] {
    if let known = parsed.withLock({ $0[path] }) { return known }
    let bytes = (try? tree.contents(of: path)) ?? []
    let documents = YAMLParser(duplicateKeys: .lastWins).parse(bytes, path: path).documents
    parsed.withLock { $0[path] = documents }
    return documents
  }

  /// The outermost node that begins at a place.
  package func node(at location: SourceLocation) -> (document: Document, node: NodeID)? {
    // The last document that begins at or above the line.
    guard
      let document = documents(of: location.path).last(where: { $0.location($0.root).line <= location.line })
    else { return nil }
    var pending = [document.root]
    while let node = pending.popLast() {
      if document.location(node) == location { return (document, node) }
      pending += document.children(node)
    }
    return nil
  }
}
