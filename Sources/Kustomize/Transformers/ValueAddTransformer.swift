internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Puts a value into fields, or into a part of fields whose parts are separated by slashes.
///
/// The built-in `ValueAddTransformer` of kustomize 5.8.1. Emits `kustomize.bad-pattern`, `kustomize.field-shape`.
struct ValueAddTransformer: Transformer {
  struct Target: Sendable {
    var selector: TargetSelector?
    var fieldPath: String
    /// Which part of the path the value becomes, from 1; 0 replaces all of it. Never negative.
    var position: Int
  }

  let value: String
  let targets: [Target]
  let author: Author
  let provenance: ResourceProvenance

  func transform(_ resources: inout ResourceMap, _ findings: inout [Diagnostic]) {
    for target in targets {
      do throws(Diagnostic) {
        let matcher = try target.selector.map { (selector) throws(Diagnostic) in try TargetMatcher(selector) }
        resources.modifyAll { resource in
          if let matcher, !matcher.matches(resource) { return }
          do throws(Diagnostic) {
            try add(target, &resource)
          } catch {
            findings.append(error)
          }
          resource.refreshIdentity()
        }
      } catch {
        findings.append(error)
      }
    }
  }

  private func add(_ target: Target, _ resource: inout BuildResource) throws(Diagnostic) {
    let walker = FieldSpecWalker(author: author, leaf: .scalar)
    let spec = FieldSpec(target.fieldPath, create: true)
    for field in try walker.fields(of: spec, in: &resource.document) where resource.document.isScalar(field) {
      let text = replaced(resource.document.string(field), target.position)
      // The value has no type of its own: "2.5" becomes a number.
      resource.document.replace(field, with: ScalarValue(text), by: author)
      resource.hasAddedValues = true
    }
  }

  private func replaced(_ old: String, _ position: Int) -> String {
    if position == 0 || old.isEmpty { return value }
    var parts = old.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    if position - 1 < parts.count {
      parts.insert(value, at: position - 1)
    } else {
      parts.append(value)
    }
    return parts.joined(separator: "/")
  }
}
