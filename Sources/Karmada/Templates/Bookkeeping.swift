internal import KubernetesModel
internal import SourceModel
internal import YAML

/// The labels and annotations that Karmada keeps its records in; manifests do not show them.
///
/// Source: reference/karmada.md section 11.
enum Bookkeeping {
  static let policyLabel = "propagationpolicy.karmada.io/permanent-id"
  static let policyNamespace = "propagationpolicy.karmada.io/namespace"
  static let policyName = "propagationpolicy.karmada.io/name"
  static let clusterPolicyLabel = "clusterpropagationpolicy.karmada.io/permanent-id"
  static let clusterPolicyName = "clusterpropagationpolicy.karmada.io/name"
  static let claimedBy = "resourcetemplate.karmada.io/claimed-by"
  static let conflictResolution = "work.karmada.io/conflict-resolution"

  private static let labels: Set<String> = [
    "karmada.io/managed", policyLabel, clusterPolicyLabel, "resourcebinding.karmada.io/permanent-id",
    "clusterresourcebinding.karmada.io/permanent-id", "work.karmada.io/permanent-id",
  ]
  private static let annotations: Set<String> = [
    policyNamespace, policyName, clusterPolicyName, "resourcebinding.karmada.io/namespace",
    "resourcebinding.karmada.io/name", "clusterresourcebinding.karmada.io/name",
    "resourcetemplate.karmada.io/uid",
    "resourcetemplate.karmada.io/generation", "resourcetemplate.karmada.io/managed-annotations",
    "resourcetemplate.karmada.io/managed-labels", "work.karmada.io/name", "work.karmada.io/namespace",
  ]

  /// Writes the keys by which a policy claims a template; overrides see them.
  static func claim(_ document: inout Document, for policy: PropagationPolicy) {
    let author = Author(.override, step: policy.name.description, at: policy.location)
    let metadata = document.ensure("metadata", in: document.root, kind: .mapping, by: author)
    func write(_ field: String, _ pairs: [(String, String)], _ document: inout Document) {
      var map = document.ensure(field, in: metadata, kind: .mapping, by: author)
      if !document.isMapping(map) {
        document.replace(map, withEmpty: .mapping, by: author)
        map = document.ensure(field, in: metadata, kind: .mapping, by: author)
      }
      for (key, value) in pairs { document.set(key, in: map, to: .string(value), by: author) }
    }
    if policy.name.namespace.isEmpty {
      write("labels", [(clusterPolicyLabel, "unknown")], &document)
      write("annotations", [(clusterPolicyName, policy.name.name)], &document)
    } else {
      write("labels", [(policyLabel, "unknown")], &document)
      write(
        "annotations", [(policyNamespace, policy.name.namespace), (policyName, policy.name.name)], &document)
    }
  }

  /// Takes out every bookkeeping key, and the maps that are empty without them.
  static func strip(_ document: inout Document, by author: Author) {
    guard let metadata = document[document.root, "metadata"], document.isMapping(metadata) else { return }
    for (field, keys) in [("labels", labels), ("annotations", annotations)] {
      guard let map = document[metadata, field] else { continue }
      if document.isMapping(map) {
        for child in Array(document.children(map)) {
          let key = document.key(child)
          if keys.contains(key) || (key == conflictResolution && !isConflictResolution(child, document)) {
            document.remove(child, from: map, by: author)
          }
        }
      }
      if document.firstChild(map) == nil, !document.isScalar(map) || document.kubernetesScalar(map) == .null {
        document.remove(map, from: metadata, by: author)
      }
    }
  }

  private static func isConflictResolution(_ node: NodeID, _ document: Document) -> Bool {
    document.valueEquals(node, "abort") || document.valueEquals(node, "overwrite")
  }
}
