internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Sets the number of replicas of resources with a name.
///
/// Source: reference/kustomize.md section 11. Emits `kustomize.replicas-no-match`, `kustomize.field-shape`.
struct ReplicaTransformer: Transformer {
  let rule: ReplicaRule
  let fields: [FieldSpec]
  let author: Author
  let provenance: ResourceProvenance

  func transform(_ resources: inout ResourceMap, _ findings: inout [Diagnostic]) {
    var isFound = false
    let writer = rule.countLocation.map { author.at($0) } ?? author
    let walker = FieldSpecWalker(author: writer, leaf: .scalar)
    for spec in fields {
      for position in 0..<resources.count
      where resources[position].isKnown(asName: rule.name, type: spec.type) {
        isFound = true
        resources.modify(position) { resource in
          guard spec.applies(to: resource.id) else { return }
          do throws(Diagnostic) {
            for field in try walker.fields(of: spec, in: &resource.document) {
              guard resource.document.isScalar(field) else {
                throw .error(
                  fieldShape, "\"\(spec.pathText)\" of \(resource.id) must be a single value to take a count",
                  at: resource.document.location(field), notes: [.init("asked for here", at: author.location)]
                )
              }
              resource.document.replace(field, with: count(over: resource.document[field]), by: writer)
            }
          } catch {
            findings.append(error)
          }
        }
      }
    }
    if !isFound { findings.append(noMatch(resources)) }
  }

  /// The count as a number, or as the text that it becomes where the old value was quoted: kustomize keeps quotes.
  private func count(over old: NodeRecord) -> ScalarValue {
    if old.kind == .scalar, old.style != .plain { return ScalarValue(String(rule.count), style: old.style) }
    return .integer(rule.count)
  }

  private func noMatch(_ resources: ResourceMap) -> Diagnostic {
    let kinds = fields.map { $0.type.kind.isEmpty ? "any kind" : $0.type.kind }
    let names = resources.resources.filter { resource in fields.contains { $0.applies(to: resource.id) } }
      .map(\.id.name)
    let hint = nearMiss(to: rule.name, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
    return .error(
      replicasNoMatch, "no \(kinds.joined(separator: ", ")) is called \"\(rule.name)\"\(hint)",
      at: author.location)
  }
}

private let fieldShape = "kustomize.field-shape"
private let replicasNoMatch = "kustomize.replicas-no-match"
