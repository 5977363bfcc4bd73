internal import Inventory
internal import KubernetesModel
internal import SourceModel

/// Looks up the clusters of a target of `fleetfold.yaml`.
///
/// Emits `fleet.unknown-cluster`, `fleet.control-plane` and the warning `fleet.no-cluster`.
struct TargetResolver {
  let inventory: Inventory
  let request: CompilationRequest

  func resolve(_ target: FleetFile.Target) -> (BuildUnit?, [Diagnostic]) {
    var diagnostics: [Diagnostic] = []
    let placement: BuildUnit.Placement
    switch target.placement {
    case .karmada(let policies): placement = .karmada(policies: policies)
    case .kubeFed: placement = .kubeFed
    case .clusters(let names, let selector):
      placement = self.placement(clusters(names, selector, target, &diagnostics), target, &diagnostics)
    }
    if diagnostics.hasErrors { return (nil, diagnostics) }
    let source = BuildUnit.Source(
      tree: .snapshot, directory: target.path, options: BuildUnit.Options(),
      location: target.pathLocation)
    return (
      BuildUnit(
        application: target.name, sources: [source], placement: placement, namespace: target.namespace,
        namespaceLocation: target.namespaceLocation,
        location: target.location),
      diagnostics
    )
  }

  private func placement(
    _ names: [String], _ target: FleetFile.Target, _ diagnostics: inout [Diagnostic]
  ) -> BuildUnit.Placement {
    guard let plane = names.first(where: { inventory.cluster(named: $0)?.controlPlane != nil }) else {
      return .clusters(names)
    }
    if names.count > 1 {
      let message =
        "target \(target.name) names the control plane \(plane) beside other clusters; make it a target of its own"
      diagnostics.append(.error(controlPlaneAmongClusters, message, at: target.location))
    }
    return .controlPlane(plane)
  }

  private func clusters(
    _ names: [(name: String, location: SourceLocation)], _ selector: LabelSelector?,
    _ target: FleetFile.Target,
    _ diagnostics: inout [Diagnostic]
  ) -> [String] {
    var chosen: Set<String> = []
    for (name, location) in names {
      if let cluster = inventory.cluster(named: name) {
        chosen.insert(cluster.name)
        continue
      }
      let hint =
        nearMiss(to: name, among: inventory.clusters.map(\.name)).map { "; did you mean \($0)?" } ?? ""
      diagnostics.append(
        .error(
          unknownCluster, "target \(target.name) names \(name), which is no cluster of the fleet\(hint)",
          at: location))
    }
    if let selector {
      let selected = inventory.clusters.filter { $0.controlPlane == nil && selector.matches($0.labels) }
      if selected.isEmpty {
        diagnostics.append(
          .warning(
            noCluster, "the clusterSelector of target \(target.name) selects no cluster", at: target.location)
        )
      }
      chosen.formUnion(selected.map(\.name))
    }
    return inventory.clusters.map(\.name).filter { chosen.contains($0) }
  }
}

private let unknownCluster = "fleet.unknown-cluster"
private let controlPlaneAmongClusters = "fleet.control-plane"
private let noCluster = "fleet.no-cluster"
