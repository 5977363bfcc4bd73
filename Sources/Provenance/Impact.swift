package import KubernetesModel
internal import Kustomize
internal import ManifestCompiler
package import SourceModel
internal import YAML

/// What comes from a file, or from one line of it: in which clusters, resources and fields.
package struct Impact: Sendable {
  /// How a resource depends on the file; the strongest of several.
  package enum Relation: Int, Sendable {
    /// It says which cluster gets the resource, or takes part in the build of all of its application.
    case decides
    /// It lists the file or folder that the resource comes from.
    case lists
    /// It writes fields of the resource.
    case writes
  }

  package struct Effect: Sendable {
    package var cluster: String
    package var application: String
    package var resource: ResourceID
    package var relation: Relation
    /// The fields that it writes, in the order of the document; empty where it only lists or decides.
    package var fields: [String]
  }

  /// By cluster, application and resource, as the fleet has them.
  package var effects: [Effect] = []

  /// The same effect on several clusters.
  package struct Group: Sendable {
    /// Positions in `effects`, ascending; never empty.
    package var members: [Int]
  }

  /// Each effect in exactly one group; those of few clusters first among the same resource.
  package func folded() -> [Group] {
    struct Key: Hashable {
      var resource: ResourceID
      var relation: Relation
      var fields: [String]
    }
    var positions: [Key: Int] = [:]
    var groups: [Group] = []
    for (index, effect) in effects.enumerated() {
      let key = Key(resource: effect.resource, relation: effect.relation, fields: effect.fields)
      if let position = positions[key] {
        groups[position].members.append(index)
      } else {
        positions[key] = groups.count
        groups.append(Group(members: [index]))
      }
    }
    return groups.sorted { a, b in
      let (one, other) = (effects[a.members[0]], effects[b.members[0]])
      if one.resource != other.resource { return one.resource < other.resource }
      if a.members.count != b.members.count { return a.members.count < b.members.count }
      return a.members[0] < b.members[0]
    }
  }
}

extension FleetExplainer {
  /// What comes from a file of the snapshot; from one line of it where `line` is given.
  package func impact(of path: SourcePath, line: Int? = nil) -> Impact {
    var impact = Impact()
    let place = ImpactPlace(path: path, line: line, sources)
    var decided: [String: Bool] = [:]
    var listers: [String: ImpactListing] = [:]
    var known: [Document.StorageIdentity: [String]] = [:]
    for set in fleet.sets {
      let planned = planned(set.application)
      if let planned, decided[planned.name] == nil {
        let listing = ImpactListing(place, planned)
        listers[planned.name] = listing
        decided[planned.name] = listing.decides || place.decides(planned)
      }
      let isDecided = decided[set.application] ?? false
      for resource in set.resources {
        let steps = listers[set.application]?.steps ?? []
        let identity = resource.document.storageIdentity
        let fields = known[identity] ?? place.fields(of: resource.document, steps)
        known[identity] = fields
        let isListed = listers[set.application]?.lists(resource.document.path) ?? false
        guard !fields.isEmpty || isListed || isDecided else { continue }
        impact.effects.append(
          Impact.Effect(
            cluster: set.cluster, application: set.application, resource: resource.id,
            relation: !fields.isEmpty ? .writes : isListed ? .lists : .decides, fields: fields))
      }
    }
    return impact
  }
}

/// What a place means to the kustomizations of one application.
private struct ImpactListing {
  /// Whether it takes part in everything: a schema, a configuration, a transformer.
  private(set) var decides = false
  /// The steps that the place configures, and the files that they are written in.
  private(set) var steps: Set<ImpactStep> = []
  /// The entries that the place is.
  private var entries: [KustomizationGraph.Entry] = []
  private var graphs: [KustomizationGraph] = []
  private let place: ImpactPlace

  init(_ place: ImpactPlace, _ planned: PlannedApplication) {
    self.place = place
    for folder in planned.folders {
      let graph = KustomizationGraph(of: folder.directory, using: folder.builder)
      if graph.files.values.contains(place.path) {
        graphs.append(graph)
        let field = place.field
        if let field { steps.insert(ImpactStep(path: place.path, step: field)) }
        for entry in graph.entries where entry.kustomization == place.path {
          guard field.map({ $0.utf8.elementsEqual(entry.field.utf8) }) ?? true else { continue }
          entries.append(entry)
          if field != nil { steps.insert(ImpactStep(path: entry.target, step: entry.field)) }
        }
      }
      let takesPart = ["configurations", "crds", "openapi", "transformers", "generators", "validators"]
      if graph.entries(listing: place.path).contains(where: { entry in
        takesPart.contains { entry.field.hasPrefix($0) }
      }) {
        decides = true
      }
    }
  }

  /// Whether the place lists the file, or a folder that it is reached through.
  func lists(_ file: SourcePath) -> Bool {
    if graphs.isEmpty { return false }
    let isWhole = place.line == nil
    return graphs.contains { graph in
      if isWhole, graph.files.contains(where: { $0.value == place.path && $0.key == graph.root }) {
        return true
      }
      return graph.trails(to: file).contains { trail in
        trail.contains { step in
          entries.contains { $0.kustomization == step.kustomization && $0.location == step.location }
        }
      }
    }
  }
}
