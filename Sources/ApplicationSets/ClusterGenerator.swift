internal import GoTemplate
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// The clusters generator: a set for each cluster that Argo CD knows and the selector takes.
///
/// Source: reference/applicationset.md section 6.1. Emits `applicationset.selector` and what selectors emit.
struct ClusterGenerator {
  let context: ExpansionContext
  /// The field of the spec that holds the generator.
  let path: String

  func parameters(_ document: Document, _ node: NodeID) throws(ExpansionFailure) -> [ParameterSet] {
    let selector = try selector(document, document[node, "selector"])
    explain(document, node, selector)
    var sets: [ParameterSet] = []
    var hasLocal = false
    for cluster in context.clusters {
      guard let view = cluster.argoCD, selector.matches(view.labels) else { continue }
      if view.server.utf8.elementsEqual(inClusterServer.utf8) { hasLocal = true }
      sets.append(
        ParameterSet(
          values: values(cluster, view),
          sources: [
            ParameterSource(kind: .cluster(cluster.name), location: view.location)
          ]))
    }
    if selector.isEmpty, !hasLocal {
      let local = MapValue([
        ("name", .string("in-cluster")), ("nameNormalized", .string("in-cluster")),
        ("server", .string(inClusterServer)), ("project", .string("")),
      ])
      sets.append(
        ParameterSet(values: local, sources: [ParameterSource(kind: .cluster("in-cluster"), location: nil)]))
    }
    for set in sets { try GeneratorValues(context: context).add(document, node, to: set.values) }
    guard let flat = document[node, "flatList"], document.kubernetesScalar(flat) == .boolean(true) else {
      return sets
    }
    let maps = sets.map { Value.map($0.values) }
    let list = MapValue([("clusters", .list(maps, maps.isEmpty ? .nilDictionary : .dictionary))])
    let source = ParameterSource(kind: .clusters, location: document.location(flat))
    return [ParameterSet(values: list, sources: [source])]
  }

  /// Tells `trace` which term keeps its cluster out.
  private func explain(_ document: Document, _ node: NodeID, _ selector: LabelSelector) {
    guard let trace = context.trace else { return }
    let name = trace.cluster.name
    guard let cluster = context.clusters.first(where: { $0.name.utf8.elementsEqual(name.utf8) }),
      let view = cluster.argoCD
    else {
      let reason = "Argo CD has no Secret of \(name)"
      return trace.note(path, reason, at: trace.cluster.locations.first ?? document.keyLocation(node))
    }
    guard let failed = selector.requirements.firstIndex(where: { !$0.matches(view.labels) }) else { return }
    let term = selector.requirements[failed]
    let own = view.labels[term.key].map { "it is \"\($0)\"" } ?? "the Secret of \(name) has no such label"
    let terms = document[node, "selector"].map { SelectorTerm.read(document, $0) } ?? []
    trace.note(
      path, "the selector asks for \(term), but \(own)",
      at: failed < terms.count ? terms[failed].location : document.keyLocation(node))
  }

  private func values(_ cluster: Cluster, _ view: Cluster.ArgoCD) -> MapValue {
    let map = MapValue([
      ("name", .string(cluster.name)), ("nameNormalized", .string(normalizedName(cluster.name))),
      ("server", .string(view.server)), ("project", .string(view.project)),
    ])
    if context.isGoTemplate {
      let metadata = MapValue()
      for (name, labels) in [("labels", view.labels), ("annotations", view.annotations)]
      where !labels.isEmpty {
        metadata[name] = .map(
          MapValue(labels.pairs.map { ($0.key, Value.string($0.value)) }, element: .string))
      }
      map["metadata"] = .map(metadata)
    } else {
      for pair in view.labels.pairs { map["metadata.labels." + pair.key] = .string(pair.value) }
      for pair in view.annotations.pairs { map["metadata.annotations." + pair.key] = .string(pair.value) }
    }
    return map
  }

  private func selector(_ document: Document, _ node: NodeID?) throws(ExpansionFailure) -> LabelSelector {
    guard let node, document.isMapping(node) else { return LabelSelector(requirements: []) }
    var diagnostics: [Diagnostic] = []
    var requirements: [LabelSelector.Requirement] = []
    for term in SelectorTerm.read(document, node) {
      if let problem = term.problem(checksValues: true) {
        diagnostics.append(.error(badSelector, problem, at: term.location))
      } else if let known = LabelSelector.Operator(rawValue: term.operator) {
        requirements.append(.init(key: term.key, operator: known, values: term.values))
      }
    }
    if !diagnostics.isEmpty { throw ExpansionFailure(diagnostics) }
    return LabelSelector(requirements: requirements)
  }
}

let inClusterServer = "https://kubernetes.default.svc"

private let badSelector = "applicationset.selector"
