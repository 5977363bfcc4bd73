internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Decides an Open Cluster Management `Placement` by what the repository holds: managed clusters, their sets and bindings.
///
/// Only what is static is decided: predicates over labels and recorded claims, taints without a time, and no choice by
/// score. Source: the API of Open Cluster Management, cluster.open-cluster-management.io/v1beta1.
struct OpenClusterPlacement {
  static let group = "cluster.open-cluster-management.io"
  static let decisionLabel = "\(group)/placement"
  private static let setLabel = "\(group)/clusterset"

  let objects: [Document]
  let namespace: String

  /// Why a placement has no answer here.
  struct Undecided: Error {
    var text: String
  }

  struct ManagedCluster {
    var name: String
    var location: SourceLocation
    fileprivate var labels: Labels
    fileprivate var document: Document
  }

  /// The clusters, by name.
  func clusters(of placement: Document) -> Result<[ManagedCluster], Undecided> {
    do {
      return .success(try decide(placement))
    } catch {
      return .failure(error)
    }
  }

  private func decide(_ placement: Document) throws(Undecided) -> [ManagedCluster] {
    let spec = placement[placement.root, "spec"] ?? placement.root
    let managed = managedClusters()
    if managed.isEmpty { throw Undecided(text: "no ManagedCluster is in the repository") }
    let sets = try boundSets(placement, spec)
    var result: [ManagedCluster] = []
    for cluster in managed {
      guard isMember(cluster, of: sets), try meetsPredicates(cluster, placement, spec),
        try toleratesTaints(cluster, placement, spec)
      else { continue }
      result.append(cluster)
    }
    if let number = placement[spec, "numberOfClusters"], let limit = placement.kubernetesInteger(number),
      limit < result.count
    {
      throw Undecided(text: "numberOfClusters takes \(limit) of \(result.count) clusters by score")
    }
    return result
  }

  private func managedClusters() -> [ManagedCluster] {
    var result: [ManagedCluster] = []
    for document in objects {
      guard let id = ResourceID(of: document), id.group == Self.group, id.kind == "ManagedCluster",
        document[document.root, ["metadata", "deletionTimestamp"]] == nil
      else { continue }
      var labels = Labels(document, document[document.root, ["metadata", "labels"]])
      // The hub puts clusters without a set into this one.
      if labels[Self.setLabel] == nil { labels[Self.setLabel] = "default" }
      result.append(
        ManagedCluster(
          name: id.name, location: document.location(document.root), labels: labels, document: document))
    }
    return result.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  // MARK: - Sets of clusters

  /// The sets that the placement may choose from: those bound to its namespace, or the ones of them that it names.
  private func boundSets(_ placement: Document, _ spec: NodeID) throws(Undecided) -> [String] {
    let bound = objects.compactMap { document -> String? in
      guard let id = ResourceID(of: document), id.group == Self.group, id.kind == "ManagedClusterSetBinding",
        id.namespace.isEmpty || id.namespace.utf8.elementsEqual(namespace.utf8)
      else { return nil }
      return document[document.root, ["spec", "clusterSet"]].map { document.string($0) } ?? id.name
    }
    if bound.isEmpty {
      throw Undecided(text: "no ManagedClusterSetBinding of \(namespace) is in the repository")
    }
    let wanted = placement[spec, "clusterSets"].map { list in
      placement.children(list).map { placement.string($0) }
    }
    guard let wanted, !wanted.isEmpty else { return bound }
    return bound.filter { name in wanted.contains { $0.utf8.elementsEqual(name.utf8) } }
  }

  private func isMember(_ cluster: ManagedCluster, of sets: [String]) -> Bool {
    sets.contains { name in
      if let selector = setSelector(name) { return selector.matches(cluster.labels) }
      return cluster.labels[Self.setLabel]?.utf8.elementsEqual(name.utf8) ?? false
    }
  }

  /// The label selector of a set that has one; the set `global` takes every cluster.
  private func setSelector(_ name: String) -> LabelSelector? {
    for document in objects {
      guard let id = ResourceID(of: document), id.group == Self.group, id.kind == "ManagedClusterSet",
        id.name.utf8.elementsEqual(name.utf8)
      else { continue }
      let selector = document[document.root, ["spec", "clusterSelector"]]
      guard let selector, let type = document[selector, "selectorType"],
        document.valueEquals(type, "LabelSelector")
      else { return nil }
      return document[selector, "labelSelector"].map {
        LabelSelector.read(document, $0, prefix: "placement").0
      } ?? LabelSelector(requirements: [])
    }
    return name == "global" ? LabelSelector(requirements: []) : nil
  }

  // MARK: - Predicates

  private func meetsPredicates(
    _ cluster: ManagedCluster, _ placement: Document, _ spec: NodeID
  ) throws(Undecided) -> Bool {
    let predicates = placement[spec, "predicates"].map { Array(placement.children($0)) } ?? []
    if predicates.isEmpty { return true }
    for predicate in predicates {
      guard let required = placement[predicate, "requiredClusterSelector"] else { return true }
      if placement[required, "celSelector"] != nil {
        throw Undecided(text: "celSelector is not evaluated")
      }
      if let labels = try selector(placement, placement[required, "labelSelector"]),
        !labels.matches(cluster.labels)
      {
        continue
      }
      if let claims = try selector(placement, placement[required, "claimSelector"]) {
        let known = try self.claims(of: cluster)
        if !claims.matches(known) { continue }
      }
      return true
    }
    return false
  }

  private func selector(_ document: Document, _ node: NodeID?) throws(Undecided) -> LabelSelector? {
    guard let node, document.isMapping(node) else { return nil }
    let (selector, problems) = LabelSelector.read(document, node, prefix: "placement")
    if let problem = problems.first { throw Undecided(text: problem.message) }
    return selector
  }

  private func claims(of cluster: ManagedCluster) throws(Undecided) -> Labels {
    let document = cluster.document
    guard let list = document[document.root, ["status", "clusterClaims"]] else {
      throw Undecided(text: "the claims of \(cluster.name) are not in the repository")
    }
    return Labels(
      document.children(list).map { item in
        (
          document[item, "name"].map { document.string($0) } ?? "",
          document[item, "value"].map { document.string($0) } ?? ""
        )
      })
  }

  // MARK: - Taints

  private func toleratesTaints(
    _ cluster: ManagedCluster, _ placement: Document, _ spec: NodeID
  ) throws(Undecided) -> Bool {
    let document = cluster.document
    let tolerations = placement[spec, "tolerations"].map { Array(placement.children($0)) } ?? []
    for taint in document[document.root, ["spec", "taints"]].map({ Array(document.children($0)) }) ?? [] {
      func text(_ key: String) -> String { document[taint, key].map { document.string($0) } ?? "" }
      let effect = text("effect")
      if effect == "PreferNoSelect" { continue }
      var isTolerated = false
      for toleration in tolerations
      where tolerates(placement, toleration, (text("key"), text("value"), effect)) {
        if placement[toleration, "tolerationSeconds"] != nil {
          throw Undecided(text: "tolerationSeconds depends on the time")
        }
        isTolerated = true
      }
      if isTolerated { continue }
      if effect == "NoSelectIfNew" {
        throw Undecided(text: "the taint NoSelectIfNew of \(cluster.name) depends on earlier decisions")
      }
      return false
    }
    return true
  }

  private func tolerates(
    _ placement: Document, _ node: NodeID, _ taint: (key: String, value: String, effect: String)
  ) -> Bool {
    func text(_ key: String) -> String { placement[node, key].map { placement.string($0) } ?? "" }
    let key = text("key")
    let effect = text("effect")
    if !effect.isEmpty, !effect.utf8.elementsEqual(taint.effect.utf8) { return false }
    if !key.isEmpty, !key.utf8.elementsEqual(taint.key.utf8) { return false }
    return text("operator") == "Exists" || text("value").utf8.elementsEqual(taint.value.utf8)
  }
}
