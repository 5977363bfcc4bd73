internal import GoTemplate
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// The clusters of a clusterDecisionResource generator, where objects of the repository decide them.
///
/// The generator names a ConfigMap, that one a kind and a list in the status of its objects, and each item of the list a
/// cluster. Without a status, an Open Cluster Management placement is decided here when its rules are static.
/// Source: reference/applicationset.md section 8.2. Emits `applicationset.cluster-decision`.
struct ClusterDecision {
  enum Outcome {
    case decided([ParameterSet])
    /// The repository does not say enough; what is missing.
    case open(String)
  }

  let context: ExpansionContext

  /// What the ConfigMap says about the kind.
  private struct Kind {
    var apiVersion: String
    var plural: String
    var list: String
    var match: String
  }

  func clusters(_ document: Document, _ node: NodeID) throws(ExpansionFailure) -> Outcome {
    let name = document[node, "name"].map { document.string($0) } ?? ""
    let terms =
      document[node, "labelSelector"].map {
        document.isMapping($0) ? SelectorTerm.read(document, $0) : []
      } ?? []
    if name.utf8.isEmpty == terms.isEmpty {
      throw ExpansionFailure(
        badDecision, "clusterDecisionResource takes either a name or a labelSelector",
        at: document.keyLocation(node))
    }
    guard let reference = document[node, "configMapRef"] else {
      throw ExpansionFailure(
        badDecision, "clusterDecisionResource needs configMapRef", at: document.keyLocation(node))
    }
    var requirements: [LabelSelector.Requirement] = []
    for term in terms {
      if let problem = term.problem(checksValues: true) {
        throw ExpansionFailure(badDecision, problem, at: term.location)
      }
      guard let known = LabelSelector.Operator(rawValue: term.operator) else { continue }
      requirements.append(.init(key: term.key, operator: known, values: term.values))
    }
    let wanted = document.string(reference)
    guard
      let map = objects(kind: "ConfigMap", group: "").first(where: {
        $0.id.name.utf8.elementsEqual(wanted.utf8)
      })
    else { return .open("the ConfigMap \(wanted) is not in the repository") }
    let kind = try kind(map.document)
    let selector = LabelSelector(requirements: requirements)
    let found = context.options.decisions.filter { decides($0, kind, name, selector) }
    let decided = found.filter { $0[$0.root, "status"].map($0.isMapping) ?? false }
    if !decided.isEmpty {
      return .decided(decided.flatMap { object in items(object, kind).flatMap { sets(object, $0, kind) } })
    }
    if kind.plural == "placementdecisions", kind.apiVersion.hasPrefix(OpenClusterPlacement.group + "/") {
      return openCluster(selector, kind)
    }
    let objects =
      found.isEmpty ? "no \(kind.plural) that it selects are in the repository" : "they have no status"
    return .open(objects)
  }

  /// Objects of the namespace of Argo CD, which is the only one it reads.
  private func objects(kind: String, group: String) -> [Resource] {
    context.options.decisions.compactMap { document in
      guard let resource = Resource(document), resource.id.kind == kind, resource.id.group == group,
        isOwn(resource.id)
      else { return nil }
      return resource
    }
  }

  private func isOwn(_ id: ResourceID) -> Bool {
    id.namespace.isEmpty || id.namespace.utf8.elementsEqual(context.options.defaultNamespace.utf8)
  }

  private func kind(_ map: Document) throws(ExpansionFailure) -> Kind {
    func text(_ key: String) -> String { map[map.root, ["data", key]].map { map.string($0) } ?? "" }
    let kind = Kind(
      apiVersion: text("apiVersion"), plural: text("kind"),
      list: text("statusListKey").isEmpty ? "clusters" : text("statusListKey"), match: text("matchKey"))
    if kind.apiVersion.isEmpty || kind.plural.isEmpty || kind.match.isEmpty {
      throw ExpansionFailure(
        badDecision, "the ConfigMap of a clusterDecisionResource needs apiVersion, kind and matchKey",
        at: map.location(map.root))
    }
    return kind
  }

  private func decides(_ document: Document, _ kind: Kind, _ name: String, _ selector: LabelSelector) -> Bool
  {
    guard let id = ResourceID(of: document), isOwn(id),
      id.apiVersion.utf8.elementsEqual(kind.apiVersion.utf8),
      kind.plural.utf8.elementsEqual((id.kind.lowercased() + "s").utf8)
    else { return false }
    if !name.utf8.isEmpty { return id.name.utf8.elementsEqual(name.utf8) }
    return selector.matches(Labels(document, document[document.root, ["metadata", "labels"]]))
  }

  private func items(_ object: Document, _ kind: Kind) -> [NodeID] {
    guard let list = object[object.root, ["status", kind.list]], object.isSequence(list) else { return [] }
    return Array(object.children(list))
  }

  /// The set of one decision; none when Argo CD does not know the cluster.
  private func sets(_ object: Document, _ item: NodeID, _ kind: Kind) -> [ParameterSet] {
    guard object.isMapping(item), let match = object[item, kind.match],
      let map = parameters(of: object.string(match))
    else { return [] }
    for child in object.children(item) where object.isScalar(child) {
      map[object.jsonKey(child)] = .string(object.string(child))
    }
    let source = ParameterSource(kind: .cluster(object.string(match)), location: object.location(item))
    return [ParameterSet(values: map, sources: [source])]
  }

  private func parameters(of name: String) -> MapValue? {
    if let cluster = context.clusters.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
      return MapValue([("name", .string(cluster.name)), ("server", .string(cluster.server))])
    }
    // Argo CD always lists the cluster that it runs in.
    guard name == "in-cluster",
      !context.clusters.contains(where: { $0.server.utf8.elementsEqual(inClusterServer.utf8) })
    else { return nil }
    return MapValue([("name", .string("in-cluster")), ("server", .string(inClusterServer))])
  }

  private func openCluster(_ selector: LabelSelector, _ kind: Kind) -> Outcome {
    guard selector.requirements.count == 1, let term = selector.requirements.first,
      term.key == OpenClusterPlacement.decisionLabel, term.operator == .in, term.values.count == 1,
      let name = term.values.first
    else {
      return .open("no PlacementDecision is in the repository, and the selector does not name one placement")
    }
    let placements = objects(kind: "Placement", group: OpenClusterPlacement.group)
    guard let placement = placements.first(where: { $0.id.name.utf8.elementsEqual(name.utf8) }) else {
      return .open("neither the Placement \(name) nor a decision of it is in the repository")
    }
    let rules = OpenClusterPlacement(
      objects: context.options.decisions, namespace: context.options.defaultNamespace)
    switch rules.clusters(of: placement.document) {
    case .failure(let reason): return .open("the Placement \(name) can't be decided, \(reason.text)")
    case .success(let names):
      return .decided(
        names.compactMap { cluster in
          guard let map = parameters(of: cluster.name) else { return nil }
          map[kind.match] = .string(cluster.name)
          map["reason"] = .string("")
          return ParameterSet(
            values: map, sources: [ParameterSource(kind: .cluster(cluster.name), location: cluster.location)])
        })
    }
  }
}

private let badDecision = "applicationset.cluster-decision"
