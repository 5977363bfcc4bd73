internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Puts a prefix in front of names, or a suffix behind them.
///
/// Source: reference/kustomize.md section 11. Emits `kustomize.field-shape`.
struct NameTransformer: Transformer {
  enum Side: Sendable {
    case prefix
    case suffix
  }

  let side: Side
  let text: String
  let fields: [FieldSpec]
  let author: Author
  let provenance: ResourceProvenance

  func transform(_ resources: inout ResourceMap, _ findings: inout [Diagnostic]) {
    if text.isEmpty { return }
    let walker = FieldSpecWalker(author: author, leaf: .scalar)
    resources.modifyAll { resource in
      let kind = resource.original.kind
      if NameTransformer.isExempt(kind: kind, group: resource.id.group) { return }
      for spec in fields where resource.originalType(isSelectedBy: spec.type) {
        if spec.path == ["metadata", "name"] {
          if side == .prefix { resource.prefixes.append(text) } else { resource.suffixes.append(text) }
          resource.rememberIdentity()
        }
        do throws(Diagnostic) {
          try apply(spec, walker, &resource)
        } catch {
          findings.append(error)
        }
      }
      resource.refreshIdentity()
    }
  }

  private func apply(
    _ spec: FieldSpec, _ walker: FieldSpecWalker, _ resource: inout BuildResource
  ) throws(Diagnostic) {
    let id = resource.id
    try walker.apply(spec, to: &resource.document) { (document, node) throws(Diagnostic) in
      guard document.isScalar(node) else {
        throw .error(
          fieldShape, "\"\(spec.pathText)\" of \(id) must be a single value to take a prefix or suffix",
          at: document.location(node), notes: [.init("asked for here", at: author.location)])
      }
      let old = document.string(node)
      document.replace(node, with: .string(side == .prefix ? text + old : old + text), by: author)
    }
  }

  /// Kinds whose names have a meaning of their own.
  private static func isExempt(kind: String, group: String) -> Bool {
    switch kind {
    case "Namespace": true
    case "CustomResourceDefinition": group == "apiextensions.k8s.io"
    case "APIService": group == "apiregistration.k8s.io"
    default: false
    }
  }
}

private let fieldShape = "kustomize.field-shape"
