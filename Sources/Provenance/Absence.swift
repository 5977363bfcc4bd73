internal import ApplicationSets
internal import KubernetesModel
internal import Kustomize
internal import ManifestCompiler
package import SourceModel
internal import YAML

/// Why a cluster has no such resource.
package struct Absence: Sendable {
  package struct Reason: Sendable {
    package var text: String
    package var location: SourceLocation?
  }

  /// What was asked for is not there, in a sentence.
  package var summary: String
  package var reasons: [Reason] = []
}

extension FleetExplainer {
  /// Why `find` finds nothing.
  package func absence(of query: ResourceQuery, on name: String) -> Absence {
    guard let cluster = cluster(name) else {
      let hint = nearMiss(to: name, among: fleet.clusters).map { "; did you mean \($0)?" } ?? ""
      let advice = hint.isEmpty ? "; `fleetfold clusters` lists them" : hint
      return Absence(summary: "there is no cluster \(name)\(advice)")
    }
    let holders = fleet.sets.filter { $0.resources.contains { query.matches($0.id) } }
    var absence = Absence(summary: "")
    absence.reasons = deletions(of: query, on: name)
    if holders.isEmpty {
      absence.summary = "there is no \(query) on \(name)"
      absence.reasons += unplacedReasons(query, name)
      if !absence.reasons.isEmpty { return absence }
      let here = fleet.sets.filter { $0.cluster.utf8.elementsEqual(name.utf8) }
        .flatMap { $0.resources.map(\.id) }
      let hint = query.hint(among: here) ?? query.hint(among: fleet.sets.flatMap { $0.resources.map(\.id) })
      if let hint { absence.summary += "; did you mean \(hint)?" }
      return absence
    }
    let clusters = Set(holders.map(\.cluster)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    absence.summary = "\(query) is not on \(name); it is on \(clusters.joined(separator: ", "))"
    var seen: Set<String> = []
    for holder in holders {
      guard let planned = planned(holder.application) else { continue }
      let family = planned.generator.map { "\($0.path)" } ?? planned.name
      if seen.insert(family).inserted { absence.reasons += reasons(planned, cluster, query) }
    }
    return absence
  }

  /// What the builds for a cluster take out by a patch.
  private func deletions(of query: ResourceQuery, on cluster: String) -> [Absence.Reason] {
    var result: [Absence.Reason] = []
    let names = fleet.sets.filter { $0.cluster.utf8.elementsEqual(cluster.utf8) }.map(\.application)
    for planned in compilation.applications
    where planned.clusters?.contains(where: { $0.utf8.elementsEqual(cluster.utf8) })
      ?? names.contains(where: { $0.utf8.elementsEqual(planned.name.utf8) })
    {
      for folder in planned.folders {
        for deletion in folder.deletions(in: sources.tree) where query.matches(deletion.id) {
          result.append(
            Absence.Reason(
              text: "\(deletion.author.origin.step) takes \(deletion.id) out of application \(planned.name)",
              location: deletion.author.location))
          result.append(Absence.Reason(text: "it is defined here", location: deletion.definition))
        }
      }
    }
    return result
  }

  /// Why an application that brings it elsewhere does not bring it to the cluster.
  private func reasons(
    _ planned: PlannedApplication, _ cluster: Cluster, _ query: ResourceQuery
  ) -> [Absence.Reason] {
    if planned.generator != nil { return generatorReasons(planned, cluster) }
    guard let clusters = planned.clusters else {
      return placementReasons(planned, cluster.name, query)
    }
    if let target = compilation.fleet.targets.first(where: { $0.name.utf8.elementsEqual(planned.name.utf8) })
    {
      var text = "target \(planned.name) goes to \(clusters.joined(separator: ", "))"
      if case .clusters(_, let selector?) = target.placement,
        let failure = selector.failure(for: cluster.labels)
      {
        text = "target \(planned.name) wants \(failure); \(describe(failure.key, cluster.labels, cluster))"
      }
      return [Absence.Reason(text: text, location: target.location)]
    }
    let document = planned.document
    let node = document.flatMap { $0[$0.root, ["spec", "destination"]] }
    let place = node.flatMap { node in document?.location(node) } ?? planned.location
    return [
      Absence.Reason(
        text: "application \(planned.name) goes to \(clusters.joined(separator: ", "))", location: place)
    ]
  }

  private func describe(_ key: String, _ labels: Labels, _ cluster: Cluster) -> String {
    labels[key].map { "\(cluster.name) has \(key)=\($0)" } ?? "\(cluster.name) has no label \(key)"
  }

  // MARK: - ApplicationSets

  private func generatorReasons(_ planned: PlannedApplication, _ cluster: Cluster) -> [Absence.Reason] {
    guard let generator = planned.generator, let (document, entries) = generators(at: generator) else {
      return []
    }
    let set = ResourceID(of: document)?.name ?? ""
    let prefix = "ApplicationSet \(set)"
    let siblings = compilation.applications.filter { other in
      other.generator?.path == generator.path && other.madeBy.utf8.starts(with: prefix.utf8)
    }
    let here = siblings.filter { sibling in
      sibling.clusters?.contains { $0.utf8.elementsEqual(cluster.name.utf8) } ?? false
    }
    if !here.isEmpty {
      return here.map { sibling in
        Absence.Reason(
          text: "\(prefix) gives \(cluster.name) application \(sibling.name), whose folder \(sibling.path) "
            + "does not bring it in",
          location: sibling.folders.first?.location ?? sibling.location)
      }
    }
    return [
      Absence.Reason(
        text: "\(prefix) makes no application for \(cluster.name)",
        location: document.location(document.root))
    ] + document.children(entries).flatMap { generatorReasons($0, document, cluster) }
  }

  /// The ApplicationSet that has a generator at a place, and its list of generators.
  private func generators(at location: SourceLocation) -> (Document, NodeID)? {
    for document in sources.documents(of: location.path)
    where ApplicationSetExpander.isApplicationSet(document) {
      guard let entries = document[document.root, ["spec", "generators"]] else { continue }
      let isHere = document.children(entries).contains { entry in
        document.children(entry).contains { document.keyLocation($0) == location }
      }
      if isHere { return (document, entries) }
    }
    return nil
  }

  /// What the generators in an entry, nested ones included, say of a cluster.
  private func generatorReasons(
    _ entry: NodeID, _ document: Document, _ cluster: Cluster
  ) -> [Absence.Reason] {
    var result: [Absence.Reason] = []
    var pending = [entry]
    while let node = pending.popLast() {
      for child in document.children(node) {
        guard document.isMapping(node) else {
          pending.append(child)
          continue
        }
        switch document.key(child) {
        case "clusters": result.append(clusterReason(child, document, cluster))
        case "list": result += listReason(child, document)
        case "matrix", "merge", "generators": pending.append(child)
        default: break
        }
      }
    }
    return result
  }

  private func clusterReason(_ node: NodeID, _ document: Document, _ cluster: Cluster) -> Absence.Reason {
    guard let view = cluster.argoCD else {
      return Absence.Reason(
        text: "its clusters generator takes clusters that Argo CD knows, and \(cluster.name) is none",
        location: document.keyLocation(node))
    }
    guard let place = document[node, "selector"] else {
      return Absence.Reason(
        text: "its clusters generator takes every cluster", location: document.keyLocation(node))
    }
    let (selector, _) = LabelSelector.read(document, place, prefix: "explain")
    let location = document.location(place)
    guard let failure = selector.failure(for: view.labels) else {
      return Absence.Reason(text: "its clusters generator takes \(cluster.name)", location: location)
    }
    return Absence.Reason(
      text: "its clusters generator wants \(failure); \(describe(failure.key, view.labels, cluster))",
      location: location)
  }

  private func listReason(_ node: NodeID, _ document: Document) -> [Absence.Reason] {
    guard let elements = document[node, "elements"] else { return [] }
    let names = document.children(elements).compactMap { element in
      (document[element, "cluster"] ?? document[element, "name"] ?? document.firstChild(element))
        .map { document.string($0) }
    }
    return [
      Absence.Reason(
        text: "its list names \(names.joined(separator: ", "))", location: document.keyLocation(elements))
    ]
  }
}
