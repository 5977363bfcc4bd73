internal import KubernetesModel
internal import SourceModel
internal import YAML

/// One configured step over the resources of an accumulation.
protocol Transformer: Sendable {
  /// Changes the resources; what is wrong is added to `findings`, and the rest goes on.
  func transform(_ resources: inout ResourceMap, _ findings: inout [Diagnostic])
  /// What `buildMetadata: [transformerAnnotations]` writes for this step.
  var provenance: ResourceProvenance { get }
}

/// Finds the fields that a spec leads to in a document.
///
/// Lists on the way are entered, every element. With `create`, missing and null fields become mappings, and a missing
/// last one what `leaf` says; otherwise they end the walk. Emits `kustomize.field-shape`.
/// Source: reference/kustomize.md section 7.
struct FieldSpecWalker {
  let author: Author
  /// What a created field is; nil never creates, whatever the spec says.
  var leaf: NodeKind?

  func fields(of spec: FieldSpec, in document: inout Document) throws(Diagnostic) -> [NodeID] {
    var found: [NodeID] = []
    try walk(spec, 0, &document, document.root, &found)
    return found
  }

  private func walk(
    _ spec: FieldSpec, _ depth: Int, _ document: inout Document, _ node: NodeID, _ found: inout [NodeID]
  ) throws(Diagnostic) {
    var depth = depth
    var node = node
    while depth < spec.path.count {
      switch document.kind(node) {
      case .sequence:
        var element = document.firstChild(node)
        while let current = element {
          try walk(spec, depth, &document, current, &found)
          element = document.nextSibling(current)
        }
        return
      case .mapping:
        if spec.path[depth].key.text.isEmpty {
          throw .error(
            fieldShape, "the path \"\(spec.pathText)\" has an empty part; write the name of the field there",
            at: author.location)
        }
        if spec.path[depth].namesElements {
          throw .error(
            fieldShape,
            "\"\(spec.path[depth].text)\" in \"\(spec.pathText)\" names elements of a list, but this is a mapping; "
              + "lists are entered by themselves, so leave it out",
            at: document.location(node), notes: [.init("asked for here", at: author.location)])
        }
        guard let field = field(spec, depth, &document, node) else { return }
        node = field
        depth += 1
      case .scalar:
        if document.isNullAnywhere(node) { return }
        let way = spec.text(of: spec.path[..<depth], separator: ".")
        throw .error(
          fieldShape, "\"\(way)\" is a single value, but \"\(spec.pathText)\" goes on below it",
          at: document.location(node), notes: [.init("asked for here", at: author.location)])
      }
    }
    found.append(node)
  }

  private func field(_ spec: FieldSpec, _ depth: Int, _ document: inout Document, _ node: NodeID) -> NodeID? {
    let key = spec.path[depth].key
    let isList = spec.path[depth].isList
    let found = document[node, key]
    if let found, !document.isNullAnywhere(found) { return found }
    if isList, let found {
      // The spec knows that this is a list, so nothing is an empty one.
      document.replace(found, withEmpty: .sequence, by: author)
      return found
    }
    // The last field may hold null and be set all the same, when a single value is to be put there; it is a text then.
    if let found, leaf == .scalar, depth + 1 == spec.path.count { return found }
    guard let leaf, spec.create, !isList else { return nil }
    let kind = depth + 1 == spec.path.count ? leaf : .mapping
    if let found {
      document.replace(found, withEmpty: kind, by: author)
      return found
    }
    if kind == .scalar { return document.set(key, in: node, to: ScalarValue("", tag: .string), by: author) }
    return document.ensure(key, in: node, kind: kind, by: author)
  }
}

private let fieldShape = "kustomize.field-shape"
