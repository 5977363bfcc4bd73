package import SourceModel
package import YAML

/// Every scalar of a resource with the step that wrote it last, in the order of the document.
package struct FieldListing: Sendable {
  package struct Field: Sendable {
    /// As `FieldQuery` reads it.
    package var address: String
    package var node: NodeID
    package var origin: Origin
    package var location: SourceLocation
  }

  package var fields: [Field] = []

  /// Lists what is below `node`, which stands at `address`.
  package init(_ document: Document, below node: NodeID? = nil, address: String = "") {
    // A stack of its own, children pushed in reverse, keeps deep documents off the call stack.
    var pending: [(node: NodeID, address: String)] = [(node ?? document.root, address)]
    while let (node, address) = pending.popLast() {
      guard !document.isScalar(node) else {
        fields.append(
          Field(
            address: address, node: node, origin: document.origin(node), location: document.location(node)))
        continue
      }
      var children: [(NodeID, String)] = []
      for (index, child) in document.children(node).enumerated() {
        let step =
          document.isMapping(node)
          ? FieldListing.step(document.key(child), after: address) : "\(address)[\(index)]"
        children.append((child, step))
      }
      pending += children.reversed()
    }
  }

  static func step(_ key: String, after address: String) -> String {
    let isPlain = !key.isEmpty && !key.contains { ".[]\"= ".contains($0) }
    if !isPlain { return "\(address)[\"\(key)\"]" }
    return address.isEmpty ? key : "\(address).\(key)"
  }
}
