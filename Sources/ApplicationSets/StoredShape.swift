internal import KubernetesModel
package import SourceModel
package import YAML

/// Brings an Application into the form in which Argo CD stores it: without options that say nothing.
///
/// Source: Argo CD 3.5.1, reference/applicationset.md section 13.
package struct StoredShape {
  private let author: Author

  package init(by author: Author) { self.author = author }

  /// The Application as the cluster holds it: a project, and no empty `syncPolicy`, `helm`, `kustomize` or `directory`.
  ///
  /// `sources` stay as they are, and `source` beside them: Argo CD 3.5 only looks at a single source.
  package func stored(_ document: Document) -> Document {
    var document = document
    guard let spec = document[document.root, "spec"] else { return document }
    if document[spec, "project"].map({ document.string($0).utf8.isEmpty }) ?? true {
      document.set("project", in: spec, to: .string("default"), by: author)
    }
    if let policy = document[spec, "syncPolicy"] {
      let options = ["automated", "retry", "managedNamespaceMetadata"]
      let isSet =
        options.contains { document[policy, $0] != nil }
        || document[policy, "syncOptions"].map { document.firstChild($0) != nil } ?? false
      if !isSet { document.remove(policy, from: spec, by: author) }
    }
    let hasSeveral = document[spec, "sources"].map { document.firstChild($0) != nil } ?? false
    if let source = document[spec, "source"], !hasSeveral { normalize(source, &document) }
    return document
  }

  private func normalize(_ source: NodeID, _ document: inout Document) {
    for name in ["helm", "kustomize"] {
      guard let options = document[source, name], !StoredShape.hasContent(document, options) else { continue }
      document.remove(options, from: source, by: author)
    }
    guard let directory = document[source, "directory"] else { return }
    let recurses = document[directory, "recurse"].map { document.kubernetesScalar($0) == .boolean(true) }
    let hasJsonnet = document[directory, "jsonnet"].map { StoredShape.hasContent(document, $0) }
    if recurses == true || hasJsonnet == true { return }
    for child in Array(document.children(directory))
    where !["include", "exclude"].contains(document.key(child)) || ObjectShape().isEmpty(document, child) {
      document.remove(child, from: directory, by: author)
    }
    if document.firstChild(directory) == nil { document.remove(directory, from: source, by: author) }
  }

  /// Whether options say anything; `valuesObject` does so also when it is empty.
  static func hasContent(_ document: Document, _ options: NodeID) -> Bool {
    document.children(options).contains { child in
      if document.key(child).utf8.elementsEqual("valuesObject".utf8) { return true }
      return !ObjectShape().isEmpty(document, child)
    }
  }
}
