internal import KubernetesModel
internal import SourceModel
internal import YAML

extension MapOverrider {
  /// Changes `metadata.labels` or `metadata.annotations`; returns how many keys changed.
  ///
  /// Source: reference/karmada.md section 10.5.
  func apply(
    _ field: String, to resource: inout Resource, policy: Document, by author: Author
  ) -> Int {
    let root = resource.document.root
    var count = 0
    for pair in pairs {
      let map = resource.document[root, ["metadata", field]]
      let existing = map.flatMap { resource.document[$0, pair.key] }
      let place = policy.location(pair.node)
      let author = Author(author.origin, line: place.line, column: place.column)
      switch operation {
      case .remove:
        guard let map, let existing else { continue }
        resource.document.remove(existing, from: map, by: author)
      case .replace where existing == nil: continue
      case .add, .replace:
        let metadata = resource.document.ensure("metadata", in: root, kind: .mapping, by: author)
        var target = resource.document.ensure(field, in: metadata, kind: .mapping, by: author)
        if !resource.document.isMapping(target) {
          resource.document.replace(target, withEmpty: .mapping, by: author)
          target = resource.document.ensure(field, in: metadata, kind: .mapping, by: author)
        }
        resource.document.set(pair.key, in: target, to: .string(pair.value), by: author)
      }
      count += 1
    }
    return count
  }
}
