internal import KubernetesModel
internal import SourceModel
internal import YAML

/// A ReplicaSchedulingPreference. Source: reference/kubefed.md section 6.
struct ReplicaSchedulingPreference {
  var id: ResourceID
  var location: SourceLocation
  var targetKind: String
  var total: Int64
  var intersects: Bool
  var planner: ReplicaPlanner
  /// Where the total is written.
  var totalLocation: SourceLocation

  var name: String { "\(id.kind) \(id.namespace)/\(id.name)" }

  /// Reads one; nil when it is refused. Emits `kubefed.preference`.
  static func read(_ document: Document, _ id: ResourceID) -> (ReplicaSchedulingPreference?, [Diagnostic]) {
    var diagnostics: [Diagnostic] = []
    func refuse(_ node: NodeID?, _ message: String) {
      diagnostics.append(
        .error(
          invalidPreference, "\(id.kind) \(id.namespace)/\(id.name): \(message)",
          at: document.location(node ?? document.root)))
    }
    func number(_ node: NodeID?, _ field: String) -> Int64? {
      guard let node, document.kubernetesScalar(node) != .null else { return nil }
      if let value = document.kubernetesInteger(node), value >= 0, value <= Int64(Int32.max) { return value }
      refuse(node, "\(field) must be an integer from 0 to \(Int32.max)")
      return nil
    }
    let spec = document[document.root, "spec"]
    func field(_ key: String) -> NodeID? { spec.flatMap { document[$0, key] } }
    if let spec, document.isMapping(spec) {
      let known = ["targetKind", "totalReplicas", "rebalance", "intersectWithClusterSelector", "clusters"]
      for child in document.children(spec) where !known.contains(document.key(child)) {
        let hint = nearMiss(to: document.key(child), among: known).map { "; did you mean \($0)?" } ?? ""
        diagnostics.append(
          .warning(
            invalidPreference,
            "\(id.kind) \(id.namespace)/\(id.name): there is no field spec.\(document.key(child))\(hint)",
            at: document.keyLocation(child)))
      }
    }
    let kind = field("targetKind").map { document.string($0) } ?? ""
    if kind != "FederatedDeployment", kind != "FederatedReplicaSet" {
      refuse(
        field("targetKind"),
        "spec.targetKind must be FederatedDeployment or FederatedReplicaSet, not \"\(kind)\"")
    }
    let total = number(field("totalReplicas"), "spec.totalReplicas") ?? 0
    var preferences: [String: ReplicaPlanner.Preference] = [:]
    if let clusters = field("clusters"), document.isMapping(clusters), document.firstChild(clusters) != nil {
      for child in document.children(clusters) {
        preferences[document.key(child)] = ReplicaPlanner.Preference(
          weight: number(document[child, "weight"], "weight") ?? 0,
          minimum: number(document[child, "minReplicas"], "minReplicas") ?? 0,
          maximum: number(document[child, "maxReplicas"], "maxReplicas"))
      }
    } else {
      preferences["*"] = ReplicaPlanner.Preference(weight: 1)
    }
    let intersects =
      field("intersectWithClusterSelector").map { document.kubernetesScalar($0) == .boolean(true) } ?? false
    let preference = ReplicaSchedulingPreference(
      id: id, location: document.location(document.root), targetKind: kind, total: total,
      intersects: intersects,
      planner: ReplicaPlanner(preferences: preferences),
      totalLocation: document.location(field("totalReplicas") ?? document.root))
    return (diagnostics.hasErrors ? nil : preference, diagnostics)
  }

  /// Rewrites placement and overrides of the object that this is about; returns what it planned.
  func apply(
    to object: inout FederatedObject, namespace: FederatedPlacement?, members: [FederatedMember]
  ) -> [String] {
    var candidates = Array(members.indices)
    if intersects {
      let own = Set(object.placement.selectByLabels(members))
      let outer = Set(namespace?.selectByLabels(members) ?? [])
      candidates = candidates.filter { own.contains($0) && outer.contains($0) }
      if candidates.isEmpty { return ["\(name) selects no cluster and has no effect"] }
    }
    let names = candidates.map { members[$0].name }
    let plan = planner.plan(total, clusters: names, key: "\(id.namespace)/\(id.name)")
    object.placement.names = names
    object.placement.preference = (name, location, intersects)
    let author = Author(.override, step: name, at: totalLocation)
    var planned: [String: NodeID] = [:]
    for (cluster, replicas) in zip(names, plan) {
      planned[cluster] = object.document.makeScalar(.integer(Int(replicas)), by: author)
    }
    for index in object.overrides.indices {
      let value = planned[object.overrides[index].cluster]
      var isSet = false
      object.overrides[index].overrides = object.overrides[index].overrides.compactMap { override in
        guard same(override.path, "/spec/replicas") else { return override }
        guard let value else { return nil }
        isSet = true
        var changed = override
        changed.value = value
        changed.location = totalLocation
        changed.preference = name
        return changed
      }
      if !isSet, let value {
        object.overrides[index].overrides.append(replicas(value))
      }
      planned[object.overrides[index].cluster] = nil
    }
    for cluster in names {
      guard let value = planned[cluster] else { continue }
      object.overrides.append(
        ClusterOverrides(cluster: cluster, overrides: [replicas(value)], location: totalLocation))
    }
    let shares = zip(names, plan).map { "\($0) \($1)" }.joined(separator: ", ")
    return ["\(name) divides \(total) replicas: \(shares)"]
  }

  private func replicas(_ value: NodeID) -> FederatedOverride {
    FederatedOverride(
      path: "/spec/replicas", operation: .replace, value: value, location: totalLocation, preference: name)
  }
}

private let invalidPreference = "kubefed.preference"
