internal import Inventory
internal import KubernetesModel
internal import ManifestCompiler
internal import SourceModel
internal import YAML

/// What a place means to what Karmada and KubeFed do.
struct ImpactPlacement {
  private let place: ImpactPlace
  private let explainer: FleetExplainer
  /// The fields that an override or a division of replicas there writes.
  let marks: ImpactMarks
  /// The kinds of the document of the place.
  private let kind: String
  /// The clusters whose registration the line is in.
  private let clusters: [String]

  init(_ place: ImpactPlace, _ explainer: FleetExplainer) {
    self.place = place
    self.explainer = explainer
    let document = place.document
    kind = document.flatMap { $0[$0.root, "kind"].map($0.string) } ?? ""
    var marks = ImpactMarks()
    if let line = place.line, let document, let lines = ImpactPlacement.unit(at: line, in: document, kind) {
      marks.spans.insert(ImpactSpan(place.path, lines))
    }
    self.marks = marks
    clusters = explainer.compilation.inventory.clusters.filter { cluster in
      cluster.locations.contains { location in
        location.path == place.path
          && (place.line.map { document?.lines(ofNodeAt: location)?.contains($0) ?? false } ?? true)
      }
    }
    .map(\.name)
  }

  /// The lines of the smallest rule around a line of a policy that writes fields.
  private static func unit(at line: Int, in document: Document, _ kind: String) -> ClosedRange<Int>? {
    let lists: [String]
    switch kind {
    case "OverridePolicy", "ClusterOverridePolicy":
      lists = [
        "overrideRules", "plaintext", "imageOverrider", "commandOverrider", "argsOverrider",
        "labelsOverrider",
        "annotationsOverrider", "fieldOverrider", "json", "yaml",
      ]
    case "PropagationPolicy", "ClusterPropagationPolicy": return scheduling(at: line, in: document)
    case "ReplicaSchedulingPreference": return document.lines(of: document.root)
    case _ where kind.hasPrefix("Federated"): lists = ["overrides", "clusterOverrides"]
    default: return nil
    }
    var node = document.root
    // A line above all rules is about all of them.
    var result = kind.hasPrefix("Federated") ? nil : document.lines(of: node)
    var name = ""
    while let child = document.children(node).first(where: { document.lines(of: $0).contains(line) }) {
      if document.isSequence(node), lists.contains(name) { result = document.lines(of: child) }
      if document.isMapping(node) { name = document.key(child) }
      node = child
    }
    return result
  }

  private static func scheduling(at line: Int, in document: Document) -> ClosedRange<Int>? {
    document[document.root, ["spec", "placement", "replicaScheduling"]].map { document.lines(of: $0) }
      .flatMap { $0.contains(line) ? $0 : nil }
  }

  // MARK: - Placement

  /// Whether the place takes part in the decision that a resource goes to a cluster.
  func decides(_ resource: Resource, of set: ClusterResourceSet) -> Bool {
    let application = set.application
    if decidesByTarget(set) { return true }
    guard let decision = explainer.fleet.placement(of: resource.id, on: set.cluster, from: application)
    else { return false }
    if let policy = decision.policy {
      if policy.location.path == place.path, isDecisive(of: policy.location, for: decision.object) {
        return true
      }
      return isMember(set.cluster, policy)
    }
    guard decision.location.path == place.path || kind == "FederatedNamespace" else { return false }
    guard place.line != nil else { return kind == "FederatedNamespace" ? isOwnNamespace(resource) : false }
    guard place.keys.count > 1, place.keys[0] == "spec", place.keys[1] == "placement" else { return false }
    if kind == "FederatedNamespace" { return isOwnNamespace(resource) }
    return place.document.map { $0.location($0.root) == decision.location } ?? false
  }

  private func isOwnNamespace(_ resource: Resource) -> Bool {
    guard let document = place.document ?? place.documents.first,
      let name = document[document.root, ["metadata", "namespace"]]
        ?? document[document.root, ["metadata", "name"]]
    else { return false }
    return document.valueEquals(name, resource.id.namespace)
  }

  /// Whether a line of a propagation policy says which objects go where.
  private func isDecisive(of policy: SourceLocation, for object: ResourceID) -> Bool {
    guard place.line != nil else { return true }
    guard let document = place.document, document.location(document.root) == policy else { return false }
    guard place.keys.first == "spec", place.keys.count > 1 else {
      return place.keys.last == "name" || place.keys.last == "namespace" || place.keys.count < 2
    }
    if place.keys[1] == "resourceSelectors", place.keys.count > 2 { return selects(object, in: document) }
    return !place.keys.contains("replicaScheduling")
  }

  /// Whether the selector that the line is in may select an object.
  private func selects(_ object: ResourceID, in document: Document) -> Bool {
    guard let list = document[document.root, ["spec", "resourceSelectors"]], let line = place.line,
      let item = document.children(list).first(where: { document.lines(of: $0).contains(line) })
    else { return true }
    func agrees(_ key: String, _ value: String) -> Bool {
      document[item, key].map { document.string($0).isEmpty || document.valueEquals($0, value) } ?? true
    }
    return agrees("apiVersion", object.apiVersion) && agrees("kind", object.kind)
      && agrees("name", object.name) && agrees("namespace", object.namespace)
  }

  /// Whether the line registers the cluster, and says something of it that the placement of the policy looks at.
  private func isMember(_ cluster: String, _ policy: PlacementDecision.Policy) -> Bool {
    guard clusters.contains(where: { $0.utf8.elementsEqual(cluster.utf8) }) else { return false }
    guard place.line != nil, let key = place.keys.last else { return true }
    if ["name", "taints", "key", "effect"].contains(key) { return true }
    let documents = explainer.sources.documents(of: policy.location.path)
    guard let document = documents.first(where: { $0.location($0.root) == policy.location }),
      let placement = document[document.root, ["spec", "placement"]]
    else { return false }
    return document.mentions(key, below: placement)
  }

  /// Whether the line registers the cluster, and says something of it that a target selects by.
  private func decidesByTarget(_ set: ClusterResourceSet) -> Bool {
    guard clusters.contains(where: { $0.utf8.elementsEqual(set.cluster.utf8) }),
      let target = explainer.compilation.fleet.targets.first(where: {
        $0.name.utf8.elementsEqual(set.application.utf8)
      }), case .clusters(let names, let selector) = target.placement
    else { return false }
    guard place.line != nil, let key = place.keys.last else { return true }
    if key == "name", place.keys.dropLast().last != "labels" { return true }
    if names.contains(where: { $0.name.utf8.elementsEqual(set.cluster.utf8) }) { return false }
    return selector?.requirements.contains { $0.key.utf8.elementsEqual(key.utf8) } ?? false
  }
}

extension Document {
  /// Whether a key or a text below a node is this word.
  fileprivate func mentions(_ word: String, below node: NodeID) -> Bool {
    var pending = [node]
    while let node = pending.popLast() {
      if key(node).utf8.elementsEqual(word.utf8) { return true }
      if isScalar(node), valueEquals(node, word) { return true }
      pending += children(node)
    }
    return false
  }
}
