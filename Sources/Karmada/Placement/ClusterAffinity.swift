internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Which clusters a policy, a weight or an override rule means. Source: reference/karmada.md section 5.1.
struct ClusterAffinity {
  var clusterNames: [String] = []
  var exclude: [String] = []
  var labelSelector: LenientSelector?
  /// Nil without a field selector; an empty list of expressions holds.
  var fieldSelector: [SelectorExpression]?
  /// Nil where nothing is written.
  var node: NodeID?

  /// Whether it restricts nothing.
  var isEmpty: Bool {
    clusterNames.isEmpty && exclude.isEmpty && labelSelector == nil && fieldSelector == nil
  }

  func matches(_ cluster: Member) -> Bool { mismatch(cluster) == nil }

  /// Why a cluster is not meant, as a sentence about it; nil when it is.
  func mismatch(_ cluster: Member) -> String? {
    if exclude.contains(where: { same($0, cluster.name) }) { return "is in exclude" }
    if let labelSelector {
      guard let selector = labelSelector.selector else {
        return "meets a labelSelector that can't be evaluated"
      }
      if let requirement = selector.failure(for: cluster.labels) {
        return "does not meet labelSelector \(requirement)"
      }
    }
    if let expression = fieldSelector?.first(where: { !holds($0, for: cluster) }) {
      return "does not meet fieldSelector \(expression.text)"
    }
    if !clusterNames.isEmpty, !clusterNames.contains(where: { same($0, cluster.name) }) {
      return "is not in clusterNames"
    }
    return nil
  }

  /// By what a cluster is meant, as a sentence about it; only for one that is.
  func match(_ cluster: Member) -> String {
    var reasons: [String] = []
    if !clusterNames.isEmpty { reasons.append("clusterNames lists it") }
    if let selector = labelSelector?.selector, !selector.isEmpty {
      let requirements = selector.requirements.map(\.description).joined(separator: ",")
      reasons.append("it meets labelSelector \(requirements)")
    }
    for expression in fieldSelector ?? [] { reasons.append("it meets fieldSelector \(expression.text)") }
    if reasons.isEmpty { reasons.append("the placement takes every cluster") }
    if !exclude.isEmpty { reasons.append("exclude does not list it") }
    return reasons.joined(separator: ", ")
  }

  private func holds(_ expression: SelectorExpression, for cluster: Member) -> Bool {
    if expression.key == "zone" { return holds(expression, zones: cluster.zones) }
    guard let requirement = expression.parsed else { return false }
    var fields = Labels()
    if !cluster.provider.isEmpty { fields["provider"] = cluster.provider }
    if !cluster.region.isEmpty { fields["region"] = cluster.region }
    return requirement.matches(fields)
  }

  private func holds(_ expression: SelectorExpression, zones: [String]) -> Bool {
    func isListed(_ zone: String) -> Bool { expression.values.contains { same($0, zone) } }
    switch expression.operation {
    case "In": return zones.contains(where: isListed)
    case "NotIn": return !zones.contains(where: isListed)
    case "Exists": return !zones.isEmpty
    case "DoesNotExist": return zones.isEmpty
    default: return false
    }
  }
}

/// A named group of `clusterAffinities`, or one of its overflow groups.
struct AffinityGroup: Sendable {
  var name: String
  var affinity: ClusterAffinity
  var overflow: [AffinityGroup] = []
  var node: NodeID
}

/// A cluster as Karmada sees it.
struct Member {
  var name: String
  var labels: Labels
  var provider: String
  var region: String
  var zones: [String]
  var taints: [Cluster.Taint]
  var apiEnablements: [String: Set<String>]?
  var isBeingDeleted: Bool
  var capacity: Capacity?
  var location: SourceLocation

  /// Nil for a cluster that is not registered with Karmada.
  init?(_ cluster: Cluster) {
    guard let view = cluster.karmada else { return nil }
    name = cluster.name
    labels = view.labels
    provider = view.provider
    region = view.region
    zones = view.zones
    taints = view.taints
    apiEnablements = view.apiEnablements
    isBeingDeleted = view.isBeingDeleted
    capacity = view.capacity
    location = view.location
  }
}

extension PolicyReader {
  static let affinityFields = ["labelSelector", "fieldSelector", "clusterNames", "exclude"]

  /// The affinity under `key`; nil when absent.
  mutating func clusterAffinity(
    _ node: NodeID, _ key: String, _ path: String, required: Bool = false
  ) -> ClusterAffinity? {
    guard let value = mapping(node, key, path, Self.affinityFields, required: required) else { return nil }
    return clusterAffinity(of: value, "\(path).\(key)")
  }

  /// Reads the four affinity fields of `node`, whose other fields the caller has checked.
  mutating func clusterAffinity(of node: NodeID, _ path: String) -> ClusterAffinity {
    var affinity = ClusterAffinity(
      clusterNames: texts(node, "clusterNames", path), exclude: texts(node, "exclude", path),
      labelSelector: labelSelector(node, path), node: node)
    if let selector = mapping(node, "fieldSelector", path, ["matchExpressions"]) {
      affinity.fieldSelector = expressions(selector, "\(path).fieldSelector")
    }
    return affinity
  }

  mutating func affinityGroups(_ node: NodeID, _ key: String, _ path: String, isOverflow: Bool)
    -> [AffinityGroup]
  {
    let fields = ["affinityName"] + Self.affinityFields + (isOverflow ? [] : ["overflowAffinities"])
    return items(node, key, path).enumerated().compactMap { index, item in
      let path = "\(path).\(key)[\(index)]"
      guard checkFields(of: item, path, fields) else { return nil }
      let name = text(item, "affinityName", path, required: true)
      if let node = document[item, "affinityName"], name.utf8.isEmpty || name.unicodeScalars.count > 32 {
        refuse(node, "\(path).affinityName must have 1 to 32 characters")
      }
      let overflow = isOverflow ? [] : affinityGroups(item, "overflowAffinities", path, isOverflow: true)
      return AffinityGroup(
        name: name, affinity: clusterAffinity(of: item, path), overflow: overflow, node: item)
    }
  }

  /// Reports field selectors that admission refuses; those in weights are not checked.
  mutating func validateFieldSelector(of affinity: ClusterAffinity?, _ path: String) {
    for expression in affinity?.fieldSelector ?? [] {
      if !["provider", "region", "zone"].contains(expression.key) {
        refuse(
          expression.node,
          "\(path).fieldSelector can't select on \"\(expression.key)\"; its keys are provider, region and zone"
        )
      }
      if expression.operation != "In", expression.operation != "NotIn" {
        refuse(
          expression.node,
          "\(path).fieldSelector can't use \"\(expression.operation)\"; its operators are In and NotIn")
      }
    }
  }
}
