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

/// Walks a field spec through a document.
///
/// Lists on the way are entered, every element. With `create`, missing and null fields become mappings, and the
/// last one what `leaf` says; otherwise they end the walk. Emits `kustomize.field-shape`.
/// Source: reference/kustomize.md section 7.
struct FieldSpecWalker {
  let author: Author
  /// What a created field is; nil never creates, whatever the spec says.
  var leaf: NodeKind?

  func apply(
    _ spec: FieldSpec, to document: inout Document,
    _ visit: (inout Document, NodeID) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    try walk(spec, 0, &document, document.root, visit)
  }

  private func walk(
    _ spec: FieldSpec, _ depth: Int, _ document: inout Document, _ node: NodeID,
    _ visit: (inout Document, NodeID) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    guard depth < spec.path.count else {
      try visit(&document, node)
      return
    }
    switch document.kind(node) {
    case .sequence:
      // The list may change under the visitor: collect the elements first.
      for element in Array(document.children(node)) { try walk(spec, depth, &document, element, visit) }
    case .mapping:
      if let field = field(spec, depth, &document, node) {
        try walk(spec, depth + 1, &document, field, visit)
      }
    case .scalar:
      if document.isNull(node) { return }
      throw .error(
        fieldShape,
        "\"\(spec.path[..<depth].joined(separator: "."))\" is a single value, but \"\(spec.pathText)\" goes on below it",
        at: document.location(node), notes: [.init("asked for here", at: author.location)])
    }
  }

  private func field(_ spec: FieldSpec, _ depth: Int, _ document: inout Document, _ node: NodeID) -> NodeID? {
    let part = spec.path[depth]
    let isList = part.utf8.count > 2 && part.hasSuffix("[]")
    let key = isList ? String(part.dropLast(2)) : part
    let found = document[node, key]
    if let found, !(document.isScalar(found) && document.isNull(found)) { return found }
    if isList, let found {
      // The spec knows that this is a list, so nothing is an empty one.
      document.replace(found, withEmpty: .sequence, by: author)
      return found
    }
    guard let leaf, spec.create, !isList else { return nil }
    let kind = depth + 1 == spec.path.count ? leaf : .mapping
    if let found {
      if kind == .scalar {
        document.replace(found, with: ScalarValue("", tag: .string), by: author)
      } else {
        document.replace(found, withEmpty: kind, by: author)
      }
      return found
    }
    if kind == .scalar { return document.set(key, in: node, to: ScalarValue("", tag: .string), by: author) }
    return document.ensure(key, in: node, kind: kind, by: author)
  }
}

extension FieldSpec {
  /// Whether the spec is for resources of this type.
  func applies(to id: ResourceID) -> Bool {
    type.selects(group: id.group, version: id.version, kind: id.kind)
  }
}

extension [FieldSpec] {
  /// Sets the pairs in every mapping that the specs lead to, in byte order of the keys. Emits `kustomize.key-type`.
  func setEntries(
    _ pairs: [TextPair], in resource: inout BuildResource, by author: Author
  ) throws(Diagnostic) {
    if pairs.isEmpty { return }
    let walker = FieldSpecWalker(author: author, leaf: .mapping)
    let id = resource.id
    for spec in self where spec.applies(to: id) {
      try walker.apply(spec, to: &resource.document) { (document, node) throws(Diagnostic) in
        guard document.isMapping(node) else {
          throw .error(
            fieldShape, "\"\(spec.pathText)\" of \(id) must be a mapping to take entries",
            at: document.location(node), notes: [.init("asked for here", at: author.location)])
        }
        for pair in pairs {
          try requireTextKey(pair.key, in: node, of: document, at: author.location)
          document.set(
            pair.key, in: node, to: .string(pair.value), by: pair.location.map { author.at($0) } ?? author)
        }
      }
    }
  }
}

/// Refuses a new key that is no text without quotes: kustomize 5.8.1 adds keys unquoted and fails to print such ones.
///
/// A key that is there already keeps its quotes. Emits `kustomize.key-type`. Source: the fuzzer, kubectl kustomize.
func requireTextKey(
  _ key: String, in mapping: NodeID, of document: Document, at location: SourceLocation?
) throws(Diagnostic) {
  guard document[mapping, key] == nil, Document.resolved(plain: key, as: .kustomizeResource) != .string else {
    return
  }
  throw .error(
    keyType, "kustomize adds the key \"\(key)\" without quotes, where it is no text; use another key",
    at: location)
}

private let keyType = "kustomize.key-type"
private let fieldShape = "kustomize.field-shape"
