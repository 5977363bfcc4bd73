internal import Inventory
internal import Karmada
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// The clusters that a Karmada policy of the repository decides, as the record of a clusterDecisionResource generator.
///
/// The policy's placement is decided for a resource without replicas, as for a ConfigMap that it selects. Emits
/// `recorded.unknown-policy` and what Karmada emits.
struct RecordedPlacement {
  let policies: [Document]
  let inventory: Inventory

  /// A list with the name and server of each cluster; `wanted` is `Kind/name` or `Kind/namespace/name`.
  func record(_ wanted: String, at place: SourceLocation) -> Compiled<Document> {
    let known = policies.compactMap { document in ResourceID(of: document).map { (document, $0) } }
      .filter { $0.1.kind == "PropagationPolicy" || $0.1.kind == "ClusterPropagationPolicy" }
    guard let (policy, id) = known.first(where: { wanted.utf8.elementsEqual(path($0.1).utf8) }) else {
      let hint = nearMiss(to: wanted, among: known.map { path($0.1) }).map { "; did you mean \($0)?" }
      let form = "; write Kind/name or Kind/namespace/name"
      let message = "there is no Karmada policy \(wanted) in the repository\(hint ?? form)"
      return Compiled(nil, [.error(unknownPolicy, message, at: place)])
    }
    let author = Author(.generator, step: "recorded", at: policy.location(policy.root))
    let result = Propagation.propagate(
      templates: [probe(id.namespace, author)], policies: [selectingProbe(policy, author)],
      clusters: inventory.clusters)
    if result.diagnostics.hasErrors { return Compiled(nil, result.diagnostics) }
    var record = Document(path: policy.path)
    record.replace(record.root, withEmpty: .sequence, by: author)
    for cluster in result.value?.clusters ?? [] where !cluster.resources.isEmpty {
      let item = record.makeEmpty(.mapping, by: author)
      record.append(item, to: record.root)
      record.set("name", in: item, to: .string(cluster.cluster), by: author)
      let server = inventory.cluster(named: cluster.cluster)?.server ?? ""
      record.set("server", in: item, to: .string(server), by: author)
    }
    return Compiled(record, result.diagnostics)
  }

  private func path(_ id: ResourceID) -> String {
    id.namespace.isEmpty ? "\(id.kind)/\(id.name)" : "\(id.kind)/\(id.namespace)/\(id.name)"
  }

  private func probe(_ namespace: String, _ author: Author) -> Resource {
    var document = Document(path: author.origin.path)
    let root = document.root
    document.replace(root, withEmpty: .mapping, by: author)
    document.set("apiVersion", in: root, to: .string("v1"), by: author)
    document.set("kind", in: root, to: .string("ConfigMap"), by: author)
    let metadata = document.ensure("metadata", in: root, kind: .mapping, by: author)
    let own = namespace.isEmpty ? "default" : namespace
    document.set("name", in: metadata, to: .string(probeName), by: author)
    document.set("namespace", in: metadata, to: .string(own), by: author)
    let id = ResourceID(group: "", version: "v1", kind: "ConfigMap", namespace: own, name: probeName)
    return Resource(id: id, document: document)
  }

  private func selectingProbe(_ policy: Document, _ author: Author) -> Document {
    var policy = policy
    let spec = policy.ensure("spec", in: policy.root, kind: .mapping, by: author)
    let list = policy.ensure("resourceSelectors", in: spec, kind: .sequence, by: author)
    policy.setChildren(list, [])
    let item = policy.makeEmpty(.mapping, by: author)
    policy.append(item, to: list)
    policy.set("apiVersion", in: item, to: .string("v1"), by: author)
    policy.set("kind", in: item, to: .string("ConfigMap"), by: author)
    policy.set("name", in: item, to: .string(probeName), by: author)
    return policy
  }
}

private let probeName = "cluster-decision"
private let unknownPolicy = "recorded.unknown-policy"
