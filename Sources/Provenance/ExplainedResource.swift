package import KubernetesModel
internal import Kustomize
internal import ManifestCompiler
package import SourceModel
internal import YAML

/// One resource on one cluster, and what it came from.
package struct ExplainedResource: Sendable {
  /// A file or folder that the resource came through.
  package struct Folder: Sendable {
    package var path: SourcePath
    /// The entry that lists it, and what that entry is.
    package var listed: SourceLocation?
    package var by: String
  }

  package let cluster: String
  package let application: String
  package let resource: Resource
  /// What made the application, for people.
  package var madeBy: String? { planned?.madeBy }
  /// Nil for an application that the plan does not know.
  let planned: PlannedApplication?
  /// The file that defines it first, the folder that the application is built from last; empty where no kustomization
  /// is involved.
  package let folders: [Folder]
  /// Why a control plane puts it there; nil where none does.
  package let placement: PlacementDecision?
  /// The other resources of the application on this cluster.
  let siblings: [Resource]
  let sources: SourceDocuments
  private let graph: KustomizationGraph?
  private let trail: [KustomizationGraph.Entry]

  init(
    _ resource: Resource, of set: ClusterResourceSet, _ planned: PlannedApplication?,
    _ sources: SourceDocuments, _ placement: PlacementDecision?
  ) {
    self.resource = resource
    self.placement = placement
    self.planned = planned
    self.sources = sources
    cluster = set.cluster
    application = set.application
    siblings = set.resources
    var found: (graph: KustomizationGraph, trail: [KustomizationGraph.Entry], folder: Int)?
    let origins = Set(resource.document.origins.map(\.path))
    for (index, folder) in (planned?.folders ?? []).enumerated() {
      let graph = KustomizationGraph(of: folder.directory, using: folder.builder)
      // Of several ways, the one whose kustomizations wrote something.
      let trails = graph.trails(to: resource.document.path)
      func score(_ trail: [KustomizationGraph.Entry]) -> Int {
        trail.count { origins.contains($0.kustomization) }
      }
      guard let best = trails.max(by: { score($0) < score($1) }) else { continue }
      found = (graph, best, index)
      break
    }
    graph = found?.graph
    trail = found?.trail ?? []
    folders =
      found.map { found in
        ExplainedResource.folders(
          of: resource, found.graph, found.trail, origins, planned, planned?.folders[found.folder])
      } ?? []
  }

  private static func folders(
    of resource: Resource, _ graph: KustomizationGraph, _ trail: [KustomizationGraph.Entry],
    _ origins: Set<SourcePath>, _ planned: PlannedApplication?, _ folder: PlannedApplication.SourceFolder?
  ) -> [Folder] {
    var result = trail.map { Folder(path: $0.target, listed: $0.location, by: $0.field) }
    for entry in graph.entries where entry.field.hasPrefix("components[") {
      guard origins.contains(where: { $0.isWithin(entry.target) }),
        !trail.contains(where: { $0.target == entry.target })
      else { continue }
      result.append(Folder(path: entry.target, listed: entry.location, by: entry.field))
    }
    result.append(Folder(path: graph.root, listed: folder?.location, by: planned?.madeBy ?? ""))
    return result
  }

  /// The history of a field, with what its steps made it of; nil when there is no such field and never was.
  package func explanation(of query: FieldQuery) -> Explanation? {
    let document = resource.document
    let found =
      query.node(in: document).map { Explanation(of: $0, in: document) }
      ?? Explanation(removed: query, in: document)
    guard var explanation = found else { return nil }
    for index in explanation.steps.indices {
      explanation.steps[index].causes = causes(of: explanation.steps[index])
      explanation.steps[index].listed = listing(of: explanation.steps[index])
    }
    return explanation
  }

  /// The entry of a kustomization on the way that lists the file of a step; nil where the step stands in it itself.
  package func listing(of step: Explanation.Step) -> SourceLocation? {
    guard let graph else { return nil }
    let entries = graph.entries(listing: step.location.path)
    let name = step.origin.step
    let own = entries.filter { name.isEmpty || $0.field.utf8.starts(with: name.utf8) }
    let onTheWay = own.first { entry in trail.contains { $0.kustomization == entry.kustomization } }
    return (onTheWay ?? own.first)?.location
  }
}
