internal import SourceModel
internal import YAML

/// `replicaScheduling` of a placement, defaults applied.
struct ReplicaScheduling {
  enum Division {
    case duplicated
    /// Static weights; without a list all clusters weigh the same.
    case weighted
    case dynamic
    case aggregated
  }

  struct Weight {
    var target: ClusterAffinity
    var weight: Int64
    var node: NodeID
  }

  var division: Division
  var weights: [Weight]
  var hasWeightPreference: Bool
  var node: NodeID
  /// The field that decided the division, for messages: `replicaDivisionPreference: Aggregated`.
  var setting: NodeID

  /// Whether cluster selection takes no notice of spread constraints. Source: reference/karmada.md section 6.1.
  var ignoresSpreadConstraints: Bool {
    division == .weighted && (!hasWeightPreference || !weights.isEmpty)
  }
}

extension PolicyReader {
  mutating func replicaScheduling(_ placement: NodeID) -> ReplicaScheduling? {
    let path = "spec.placement.replicaScheduling"
    let fields = ["replicaSchedulingType", "replicaDivisionPreference", "weightPreference"]
    guard let node = mapping(placement, "replicaScheduling", "spec.placement", fields) else { return nil }
    let type = text(node, "replicaSchedulingType", path, oneOf: ["Duplicated", "Divided"])
    let preference = text(node, "replicaDivisionPreference", path, oneOf: ["Aggregated", "Weighted"])
    var scheduling = ReplicaScheduling(
      division: .duplicated, weights: [], hasWeightPreference: false, node: node,
      setting: document[node, "replicaSchedulingType"] ?? node)
    var dynamic: NodeID?
    if let weights = mapping(node, "weightPreference", path, ["staticWeightList", "dynamicWeight"]) {
      scheduling.hasWeightPreference = true
      scheduling.weights = staticWeights(weights, "\(path).weightPreference")
      let name = text(weights, "dynamicWeight", "\(path).weightPreference", oneOf: ["AvailableReplicas"])
      if !name.isEmpty { dynamic = document[weights, "dynamicWeight"] }
    }
    if type == "Duplicated" { return scheduling }
    if preference == "Aggregated" {
      scheduling.division = .aggregated
      scheduling.setting = document[node, "replicaDivisionPreference"] ?? node
    } else if let dynamic {
      scheduling.division = .dynamic
      scheduling.setting = dynamic
    } else {
      scheduling.division = .weighted
    }
    return scheduling
  }

  private mutating func staticWeights(_ node: NodeID, _ path: String) -> [ReplicaScheduling.Weight] {
    items(node, "staticWeightList", path).enumerated().compactMap { index, item in
      let path = "\(path).staticWeightList[\(index)]"
      guard checkFields(of: item, path, ["targetCluster", "weight"]) else { return nil }
      let target = clusterAffinity(item, "targetCluster", path, required: true) ?? ClusterAffinity()
      let weight = integer(item, "weight", path, required: true)
      if let weight, weight < 1, let node = document[item, "weight"] {
        refuse(node, "\(path).weight must be at least 1")
      }
      return ReplicaScheduling.Weight(target: target, weight: weight ?? 1, node: item)
    }
  }
}
