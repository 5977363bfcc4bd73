internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Fills the gaps of a generator's own template from the template of the ApplicationSet.
///
/// An explicit false, 0 or empty text counts as a gap: it cannot override. Both documents are pruned.
/// Source: reference/applicationset.md section 9.
struct TemplateMerge {
  private let schema = Schema.argoCD
  private let shape = ObjectShape()

  func fill(_ target: inout Document, _ node: NodeID, from base: Document, _ other: NodeID, _ type: FieldType)
  {
    guard case .object(let index) = type else { return }
    for source in base.children(other) {
      guard let field = schema.field(index, of: source, in: base) else { continue }
      guard let own = target.child(node, matchingKeyOf: source, in: base) else {
        let copy = target.graft(source, of: base)
        target.append(copy, to: node)
        continue
      }
      switch field.type {
      case .any: break
      case .object: fill(&target, own, from: base, source, field.type)
      case .map: fillMap(&target, own, from: base, source)
      default:
        if shape.isEmpty(target, own) { target.replace(own, with: source, of: base) }
      }
    }
  }

  private func fillMap(_ target: inout Document, _ node: NodeID, from base: Document, _ other: NodeID) {
    for source in base.children(other) {
      if let own = target.child(node, matchingKeyOf: source, in: base) {
        if shape.isEmpty(target, own) { target.replace(own, with: source, of: base) }
      } else {
        let copy = target.graft(source, of: base)
        target.append(copy, to: node)
      }
    }
  }
}
