internal import KubernetesModel
internal import Kustomize
internal import ManifestCompiler
internal import SourceModel
internal import YAML

/// What a place writes into Karmada policies that stand in another file: by a patch or another step of a kustomization.
struct ImpactPolicies {
  private let place: ImpactPlace
  private let explainer: FleetExplainer
  private var known: [SourceLocation: Bool] = [:]

  init(_ place: ImpactPlace, _ explainer: FleetExplainer) {
    self.place = place
    self.explainer = explainer
  }

  /// Whether something is written from the place that says what the policy at `policy` selects, or where it goes.
  mutating func decide(_ policy: SourceLocation) -> Bool {
    if policy.path == place.path { return false }
    if let known = known[policy] { return known }
    let decides = fields(of: policy).contains { field in
      field.hasPrefix("spec.") || field == "metadata.name" || field == "metadata.namespace"
    }
    known[policy] = decides
    return decides
  }

  /// The fields of a policy, as the applications that list it build it, that have something from the place.
  private func fields(of policy: SourceLocation) -> [String] {
    explainer.compilation.applications.flatMap { planned in
      planned.folders.flatMap { folder -> [String] in
        let graph = KustomizationGraph(of: folder.directory, using: folder.builder)
        if graph.entries(listing: policy.path).isEmpty { return [] }
        let built = folder.builder.build(directory: folder.directory).value ?? []
        return built.map(\.document).filter { $0.location($0.root) == policy }.flatMap { document in
          let isWritten = place.line != nil && place.isWritten(in: document)
          let listing = ImpactListing(place, planned, explainer.sources, isWritten: isWritten)
          return place.fields(of: document, listing.marks)
        }
      }
    }
  }
}
