internal import KubernetesModel
internal import SourceModel
package import YAML

/// A federated kind and what is made of it. Source: reference/kubefed.md section 1.
struct FederatedType: Sendable {
  var targetGroup: String
  var targetVersion: String
  var targetKind: String
  var targetIsNamespaced: Bool
  var isEnabled = true

  /// How the target is written when the template gives no apiVersion.
  var targetAPIVersion: String { targetGroup.isEmpty ? targetVersion : "\(targetGroup)/\(targetVersion)" }
}

/// The kinds that steer KubeFed or are federated by it: the default ones and those of the FederatedTypeConfigs.
package struct FederatedKinds: Sendable {
  /// By `group/kind`.
  private var types: [String: FederatedType] = [:]

  /// Reads the FederatedTypeConfigs among `documents`; with none for a default kind the default holds.
  package init(_ documents: [Document]) {
    let standard: [(kind: String, group: String, version: String, isNamespaced: Bool)] = [
      ("ClusterRole", "rbac.authorization.k8s.io", "v1", false), ("ConfigMap", "", "v1", true),
      ("Deployment", "apps", "v1", true), ("Ingress", "networking.k8s.io", "v1", true),
      ("Job", "batch", "v1", true),
      ("Namespace", "", "v1", false), ("ReplicaSet", "apps", "v1", true), ("Secret", "", "v1", true),
      ("ServiceAccount", "", "v1", true), ("Service", "", "v1", true),
    ]
    for type in standard {
      types["types.kubefed.io/Federated\(type.kind)"] = FederatedType(
        targetGroup: type.group, targetVersion: type.version, targetKind: type.kind,
        targetIsNamespaced: type.isNamespaced)
    }
    for document in documents {
      guard let id = ResourceID(of: document), id.kind == "FederatedTypeConfig", isKubeFedGroup(id.group)
      else { continue }
      read(document)
    }
  }

  private mutating func read(_ document: Document) {
    func text(_ path: [String]) -> String {
      guard let node = document[document.root, ["spec"] + path], document.isScalar(node) else { return "" }
      return document.string(node)
    }
    let group = modernGroup(text(["federatedType", "group"]))
    let kind = text(["federatedType", "kind"])
    types["\(group)/\(kind)"] = FederatedType(
      targetGroup: text(["targetType", "group"]), targetVersion: text(["targetType", "version"]),
      targetKind: text(["targetType", "kind"]),
      targetIsNamespaced: text(["targetType", "scope"]) != "Cluster",
      isEnabled: text(["propagation"]) != "Disabled")
  }

  func type(of id: ResourceID) -> FederatedType? { types["\(modernGroup(id.group))/\(id.kind)"] }

  /// The names of federated kinds, sorted.
  var kinds: [String] { types.keys.map { String($0.drop { $0 != "/" }.dropFirst()) }.sorted() }

  /// Whether a document belongs to KubeFed: one of its API groups, or a kind that it federates.
  package func contains(_ document: Document) -> Bool {
    guard let id = ResourceID(of: document) else { return false }
    return isKubeFedGroup(id.group) || type(of: id) != nil
  }
}

/// The groups of KubeFed, by their names since v0.1 and before it.
private func isKubeFedGroup(_ group: String) -> Bool { modernGroup(group).hasSuffix(".kubefed.io") }

/// `types.kubefed.k8s.io` was renamed to `types.kubefed.io`.
func modernGroup(_ group: String) -> String {
  let old = ".kubefed.k8s.io"
  return group.hasSuffix(old) ? String(group.dropLast(old.count)) + ".kubefed.io" : group
}
