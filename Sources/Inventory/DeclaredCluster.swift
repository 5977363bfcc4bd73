package import KubernetesModel
package import SourceModel
package import YAML

/// A cluster written in `clusters:` of `fleetfold.yaml`; it is known to Argo CD, Karmada and KubeFed alike, a control
/// plane to Argo CD alone.
package struct DeclaredCluster: Sendable, Hashable {
  package var name: String
  package var server: String?
  package var project: String?
  package var labels: Labels
  package var annotations: Labels
  package var provider: String?
  package var region: String?
  package var zones: [String]?
  package var taints: [Cluster.Taint]?
  /// What is free there, for decisions that Karmada takes by live data.
  package var capacity: Capacity?
  package var controlPlane: Cluster.ControlPlane?
  package var location: SourceLocation

  package init(
    name: String, server: String? = nil, project: String? = nil, labels: Labels = Labels(),
    annotations: Labels = Labels(), provider: String? = nil, region: String? = nil, zones: [String]? = nil,
    taints: [Cluster.Taint]? = nil, location: SourceLocation
  ) {
    self.name = name
    self.server = server
    self.project = project
    self.labels = labels
    self.annotations = annotations
    self.provider = provider
    self.region = region
    self.zones = zones
    self.taints = taints
    self.location = location
  }

  /// Reads a list of clusters: mappings with `name`, and what is known of `server`, `project`, `labels`,
  /// `annotations`, `provider`, `region`, `zones`, `taints`, `capacity`, `controlPlane` and `members`; a bare name is
  /// a cluster of which nothing is known.
  ///
  /// Emits `inventory.declared-type`, `inventory.declared-field`, `inventory.declared-name`.
  package static func decode(_ document: Document, _ list: NodeID) -> Compiled<[DeclaredCluster]> {
    var reader = DeclaredClusterReader(document: document)
    guard document.isSequence(list) else {
      reader.report(list, "clusters: must be a list of clusters")
      return Compiled(nil, reader.diagnostics)
    }
    let clusters = document.children(list).compactMap { reader.cluster($0) }
    return Compiled(clusters, reader.diagnostics)
  }
}

private struct DeclaredClusterReader {
  let document: Document
  var diagnostics: [Diagnostic] = []

  static let fields = [
    "name", "server", "project", "labels", "annotations", "provider", "region", "zones", "taints",
    "capacity", "controlPlane", "members",
  ]

  mutating func report(_ node: NodeID, _ message: String) {
    diagnostics.append(.error(declaredType, message, at: document.location(node)))
  }

  mutating func cluster(_ node: NodeID) -> DeclaredCluster? {
    if document.isScalar(node), !document.string(node).isEmpty {
      return DeclaredCluster(name: document.string(node), location: document.location(node))
    }
    guard document.isMapping(node) else {
      report(node, "a cluster must be a mapping with a name")
      return nil
    }
    var cluster = DeclaredCluster(name: "", location: document.location(node))
    for child in document.children(node) { read(child, into: &cluster) }
    readControlPlane(node, into: &cluster)
    if cluster.name.isEmpty {
      diagnostics.append(.error(declaredName, "this cluster has no name; add `name:`", at: cluster.location))
      return nil
    }
    return cluster
  }

  private mutating func read(_ child: NodeID, into cluster: inout DeclaredCluster) {
    switch document.key(child) {
    case "name": cluster.name = text(child) ?? ""
    case "server": cluster.server = text(child)
    case "project": cluster.project = text(child)
    case "provider": cluster.provider = text(child)
    case "region": cluster.region = text(child)
    case "zones": cluster.zones = list(child)?.compactMap { text($0) }
    case "taints": cluster.taints = list(child)?.compactMap { taint($0) }
    case "capacity": cluster.capacity = capacity(child)
    case "controlPlane", "members": break
    case "labels": cluster.labels = pairs(child)
    case "annotations": cluster.annotations = pairs(child)
    case let key:
      let hint = nearMiss(to: key, among: Self.fields).map { "; did you mean `\($0)`?" }
      let fields = Self.fields.joined(separator: ", ")
      diagnostics.append(
        .error(
          declaredField, "a cluster has no field `\(key)`\(hint ?? "; it has \(fields)")",
          at: document.keyLocation(child)))
    }
  }

  /// The free replicas as one number, or the free amount of each resource.
  private mutating func capacity(_ node: NodeID) -> Capacity? {
    if let count = document.kubernetesInteger(node), count >= 0 { return .replicas(count) }
    guard document.isMapping(node) else {
      report(
        node, "capacity must be a number of replicas, or a mapping of resources such as cpu, memory and pods")
      return nil
    }
    var free: [String: Quantity] = [:]
    for child in document.children(node) {
      if document.isScalar(child), let quantity = Quantity(document.string(child)), quantity >= .zero {
        free[document.key(child)] = quantity
      } else {
        report(child, "this must be an amount such as 500m, 4 or 16Gi")
      }
    }
    if document[node, "pods"] == nil {
      report(
        node, "capacity must say how many pods are free; without them Karmada places nothing: add `pods`")
    }
    return .resources(free)
  }

  private mutating func readControlPlane(_ node: NodeID, into cluster: inout DeclaredCluster) {
    guard let mark = document[node, "controlPlane"] else {
      if let members = document[node, "members"] {
        report(members, "only a control plane has members; add `controlPlane: karmada`")
      }
      return
    }
    guard document.valueEquals(mark, "karmada") else {
      report(mark, "controlPlane must be karmada")
      return
    }
    let members = document[node, "members"].flatMap { list($0) }?.compactMap { text($0) }
    cluster.controlPlane = Cluster.ControlPlane(members: members, location: document.location(mark))
  }

  private mutating func text(_ node: NodeID) -> String? {
    switch document.kubernetesScalar(node) {
    case .string?: return document.string(node)
    case .null?: return nil
    default:
      report(node, "this must be a string\(document.isScalar(node) ? "; put it in quotes" : "")")
      return nil
    }
  }

  private mutating func list(_ node: NodeID) -> [NodeID]? {
    guard document.isSequence(node) else {
      report(node, "\(document.key(node)) must be a list")
      return nil
    }
    return Array(document.children(node))
  }

  private mutating func pairs(_ node: NodeID) -> Labels {
    guard document.isMapping(node) else {
      report(node, "\(document.key(node)) must be a mapping of strings")
      return Labels()
    }
    var labels = Labels()
    for child in document.children(node) {
      if let value = text(child) { labels[document.key(child)] = value }
    }
    return labels
  }

  private mutating func taint(_ node: NodeID) -> Cluster.Taint? {
    guard document.isMapping(node) else {
      report(node, "a taint must be a mapping of key, value and effect")
      return nil
    }
    var taint = Cluster.Taint(key: "", value: "", effect: "", location: document.location(node))
    for child in document.children(node) {
      switch document.key(child) {
      case "key": taint.key = text(child) ?? ""
      case "value": taint.value = text(child) ?? ""
      case "effect": taint.effect = text(child) ?? ""
      case let key:
        diagnostics.append(
          .error(
            declaredField, "a taint has no field `\(key)`; it has key, value and effect",
            at: document.keyLocation(child)))
      }
    }
    return taint
  }
}

private let declaredType = "inventory.declared-type"
private let declaredField = "inventory.declared-field"
private let declaredName = "inventory.declared-name"
