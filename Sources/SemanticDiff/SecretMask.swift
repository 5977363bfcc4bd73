internal import SourceModel
package import YAML

/// Finds the values of Secrets in a document and hides them.
///
/// A mapping of kind Secret anywhere in the document counts (in a List, a Work, a template), and KubeFed's
/// FederatedSecret with its template and overrides, and overrides of Karmada that write to the data of resources
/// that may be Secrets. Also the annotation in which `kubectl apply` keeps a copy of the whole object.
package struct SecretMask {
  /// The document with `(masked)` in the place of every secret value; nodes keep their ids.
  package let document: Document
  private let masked: Set<NodeID>

  package init(_ original: Document) {
    var finder = SecretFinder(document: original)
    finder.search()
    masked = finder.found
    guard !finder.found.isEmpty else {
      document = original
      return
    }
    var copy = original
    for node in finder.found.sorted(by: { $0.raw < $1.raw }) {
      let place = original.location(node)
      let author = Author(original.origin(node), line: place.line, column: place.column)
      copy.replace(node, with: .string("(masked)"), by: author)
    }
    document = copy
  }

  /// Whether the document holds any secret value.
  package var hidesAnything: Bool { !masked.isEmpty }

  /// Whether the value of the node is hidden.
  package func hides(_ node: NodeID) -> Bool { masked.contains(node) }
}

private struct SecretFinder {
  let document: Document
  var found: Set<NodeID> = []

  mutating func search() {
    var pending = [document.root]
    while let node = pending.popLast() {
      if document.isMapping(node) { inspect(node) }
      pending += document.children(node)
    }
  }

  private mutating func inspect(_ object: NodeID) {
    guard let kind = document[object, "kind"], document.isScalar(kind) else { return }
    switch document.string(kind) {
    case "Secret": hideSecret(object)
    case "FederatedSecret":
      if let template = document[object, ["spec", "template"]] { hideSecret(template) }
      for value in values(under: ["spec", "overrides"], of: object, in: "clusterOverrides") { hide(value) }
    case "OverridePolicy", "ClusterOverridePolicy": hideOverrides(of: object)
    default: break
    }
  }

  private mutating func hideSecret(_ object: NodeID) {
    for field in ["data", "stringData"] {
      guard let data = document[object, field] else { continue }
      if document.isMapping(data) { document.children(data).forEach { hide($0) } } else { hide(data) }
    }
    if let copy = document[
      object, ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"]]
    {
      hide(copy)
    }
  }

  /// The values that the patches in a list of lists write.
  private func values(under path: [String], of object: NodeID, in list: String) -> [NodeID] {
    guard let groups = document[object, path] else { return [] }
    return document.children(groups).flatMap { group in
      document[group, list].map { document.children($0).compactMap { document[$0, "value"] } } ?? []
    }
  }

  private mutating func hideOverrides(of policy: NodeID) {
    let selectors =
      document[policy, ["spec", "resourceSelectors"]].map { Array(document.children($0)) } ?? []
    let mayBeSecret =
      selectors.isEmpty
      || selectors.contains { selector in
        document[selector, "kind"].map { document.valueEquals($0, "Secret") } ?? true
      }
    guard mayBeSecret else { return }
    var holders = [document[policy, ["spec", "overriders"]]]
    for rule in document[policy, ["spec", "overrideRules"]].map({ Array(document.children($0)) }) ?? [] {
      holders.append(document[rule, "overriders"])
    }
    for case let holder? in holders {
      guard let patches = document[holder, "plaintext"] else { continue }
      for patch in document.children(patches) {
        let path = document[patch, "path"].map { document.string($0) } ?? ""
        guard
          path.utf8.starts(with: "/data".utf8) || path.utf8.starts(with: "/stringData".utf8) || path.isEmpty,
          let value = document[patch, "value"]
        else { continue }
        hide(value)
      }
    }
  }

  private mutating func hide(_ node: NodeID) { found.insert(node) }
}
