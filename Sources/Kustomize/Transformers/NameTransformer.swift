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
    var fields = TypedFieldSpecs(fields)
    resources.modifyAll { resource in
      let kind = resource.originalKind
      if NameTransformer.isExempt(kind: kind, group: resource.id.group) { return }
      for spec in fields.specs(for: resource.id, kind: kind) {
        if spec.path == FieldSpec.name.path {
          if side == .prefix { resource.prefixes.append(text) } else { resource.suffixes.append(text) }
          resource.rememberIdentity()
        }
        // A replacement may have made another kind of it, which counts as well.
        if !spec.applies(to: resource.id) { continue }
        do throws(Diagnostic) {
          try apply(spec, &resource)
        } catch {
          findings.append(error)
        }
      }
      resource.refreshIdentity()
    }
  }

  private func apply(_ spec: FieldSpec, _ resource: inout BuildResource) throws(Diagnostic) {
    let walker = FieldSpecWalker(author: author, leaf: .scalar)
    for field in try walker.fields(of: spec, in: &resource.document) {
      guard resource.document.isScalar(field) else {
        throw .error(
          fieldShape,
          "\"\(spec.pathText)\" of \(resource.id) must be a single value to take a prefix or suffix",
          at: resource.document.location(field), notes: [.init("asked for here", at: author.location)])
      }
      let old = resource.document.string(field)
      // The type of the text is forgotten, not its quotes: "1" before 2 is a number.
      let value = ScalarValue(
        side == .prefix ? text + old : old + text, style: resource.document[field].style)
      resource.document.replace(field, with: value, by: author)
    }
  }

  /// Kinds whose names have a meaning of their own.
  private static func isExempt(kind: String, group: String) -> Bool {
    switch kind {
    case "Namespace", "CustomResourceDefinition": true
    case "APIService": group == "apiregistration.k8s.io"
    default: false
    }
  }
}

private let fieldShape = "kustomize.field-shape"
