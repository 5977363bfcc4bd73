package import YAML

/// One Kubernetes object: its identity and the arena that holds it.
package struct Resource: Sendable {
  package var id: ResourceID
  package var document: Document
  /// The name that the resource has but for the hash of its content, where a generator added one.
  package var generatedName: String?

  package init(id: ResourceID, document: Document, generatedName: String? = nil) {
    self.id = id
    self.document = document
    self.generatedName = generatedName
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
    if !id.isIdentity(of: document), let id = ResourceID(of: document) { self.id = id }
  }
}

extension ResourceID {
  /// The identity that the root mapping of a document gives; nil without a kind.
  package init?(of document: Document) {
    let root = document.root
    guard let kind = document[root, .kind], document.isScalar(kind) else { return nil }
    func text(_ node: NodeID?) -> String {
      guard let node, document.isScalar(node), !document.isNull(node) else { return "" }
      return document.string(node)
    }
    let metadata = document[root, .metadata]
    let (group, version) = ResourceID.split(apiVersion: text(document[root, .apiVersion]))
    self.init(
      group: group, version: version, kind: document.string(kind),
      namespace: text(metadata.flatMap { document[$0, .namespace] }),
      name: text(metadata.flatMap { document[$0, .name] }))
  }

  /// Whether the document still gives this identity, without making another one.
  package func isIdentity(of document: Document) -> Bool {
    let root = document.root
    guard let kind = document[root, .kind], document.isScalar(kind) else { return false }
    func holds(_ node: NodeID?, _ text: String) -> Bool {
      guard let node, document.isScalar(node), !document.isNull(node) else { return text.utf8.isEmpty }
      return document.valueEquals(node, text)
    }
    let metadata = document[root, .metadata]
    return document.valueEquals(kind, self.kind) && holds(metadata.flatMap { document[$0, .name] }, name)
      && holds(metadata.flatMap { document[$0, .namespace] }, namespace)
      && holds(document[root, .apiVersion], apiVersion)
  }
}
