package import SourceModel
package import YAML

/// A resource as it is rendered, and the source that decided each of its lines.
package struct RenderedLines: Sendable {
  package struct Line: Sendable {
    package var text: String
    /// The field that begins or goes on here.
    package var field: String
    package var location: SourceLocation
    package var origin: Origin
  }

  package private(set) var lines: [Line] = []

  /// Prints `shown`, which is `document` with other texts in the place of what is secret.
  package init(_ document: Document, shown: Document) {
    var bytes: [UInt8] = []
    _ = YAMLPrinter.print([shown], resourceAnnotations: true, into: &bytes)
    let texts = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast().map {
      String(decoding: $0, as: UTF8.self)
    }
    guard let printed = YAMLParser().parse(bytes, path: document.path).documents.first else { return }
    let owners = RenderedLines.owners(of: printed, in: document)
    var owner = Owner(node: document.root, field: "", isKey: false)
    var offset = 0
    for (index, text) in texts.enumerated() {
      if let next = owners[index + 1] {
        owner = next
        offset = 0
      } else {
        offset += 1
      }
      lines.append(
        Line(
          text: text, field: owner.field, location: owner.location(offset, in: document),
          origin: document.origin(owner.node)))
    }
  }

  /// What begins on a line.
  private struct Owner {
    var node: NodeID
    var field: String
    /// Whether the line holds only the key of a collection.
    var isKey: Bool

    /// The place of the line, or of the line `offset` behind it in a text of several lines.
    func location(_ offset: Int, in document: Document) -> SourceLocation {
      var location = isKey ? document.keyLocation(node) : document.location(node)
      if offset == 0 || !document.isScalar(node) { return location }
      let isWholeFile = document.origin(node).kind == .generator && location.line == 1 && location.column == 1
      if isWholeFile {
        location.line = offset
      } else if document[node].style == .literal {
        location.line += offset
        location.column = 1
      }
      return location
    }
  }

  /// The innermost node that begins on each line of the printed text.
  private static func owners(of printed: Document, in document: Document) -> [Int: Owner] {
    var owners: [Int: Owner] = [:]
    var pending: [(printed: NodeID, node: NodeID, field: String)] = [(printed.root, document.root, "")]
    while let (place, node, field) = pending.popLast() {
      var found: [(NodeID, NodeID, String)] = []
      if printed.isMapping(place) {
        for child in printed.children(place) {
          guard let own = document.child(node, matchingKeyOf: child, in: printed) else { continue }
          found.append((child, own, FieldListing.step(printed.key(child), after: field)))
        }
      } else {
        for (index, pair) in zip(printed.children(place), document.children(node)).enumerated() {
          found.append((pair.0, pair.1, "\(field)[\(index)]"))
        }
      }
      for (child, own, address) in found {
        let line = printed.keyLocation(child).line
        let owner = Owner(
          node: own, field: address, isKey: printed.isMapping(place) && !printed.isScalar(child))
        // What is deeper is met later, except for the first of several on a line.
        if owners[line].map({ $0.field.utf8.count <= address.utf8.count }) ?? true { owners[line] = owner }
      }
      pending += found.reversed()
    }
    return owners
  }
}
