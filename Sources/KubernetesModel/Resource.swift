package import YAML

/// One Kubernetes object: its identity and the arena that holds it.
package struct Resource: Sendable {
  package var id: ResourceID
  package var document: Document

  package init(id: ResourceID, document: Document) {
    self.id = id
    self.document = document
  }

  /// Reads the identity from the document; nil when its root is no mapping or it has no kind.
  ///
  /// A missing name or namespace is empty.
  package init?(_ document: Document) {
    guard let id = ResourceID(of: document) else { return nil }
    self.init(id: id, document: document)
  }

  /// Reads the identity anew, after an edit that may have changed it.
  package mutating func refreshIdentity() {
    if let id = ResourceID(of: document) { self.id = id }
  }
}

extension ResourceID {
  /// The identity that the root mapping of a document gives; nil without a kind.
  package init?(of document: Document) {
    let root = document.root
    guard document.isMapping(root), let kind = document[root, "kind"], document.isScalar(kind) else {
      return nil
    }
    func text(_ node: NodeID?) -> String {
      guard let node, document.isScalar(node) else { return "" }
      return document.string(node)
    }
    let (group, version) = ResourceID.split(apiVersion: text(document[root, "apiVersion"]))
    self.init(
      group: group, version: version, kind: document.string(kind),
      namespace: text(document[root, ["metadata", "namespace"]]),
      name: text(document[root, ["metadata", "name"]]))
  }
}
