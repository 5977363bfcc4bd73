internal import Inventory
internal import Karmada
internal import KubeFed
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// What one or more applications bring to the clusters.
struct PlacedResources: Sendable {
  var sets: [ClusterResourceSet] = []
  /// Empty unless the request asks for reasons.
  var decisions: [PlacementDecision] = []
}

/// Gives the resources of each application to clusters: to those named, or as Karmada or KubeFed would.
///
/// Applications on one Karmada control plane are placed together, because it sees the policies of all of them. Emits
/// the warnings `build.not-federated` and `build.stray-policy`, and what Karmada and KubeFed emit.
struct PlacementPhase {
  let fleet: FleetFile
  let inventory: Inventory
  let request: CompilationRequest

  /// A unit that waits for the others of its control plane.
  typealias HeldUnit = (unit: BuildUnit, resources: [Resource])

  /// Places everything that is sent to each of some Karmada control planes.
  func place(on planes: [(name: String, units: [HeldUnit])]) async -> [Compiled<PlacedResources>] {
    let phase = self
    return await parallelMap(planes, workers: request.workers) { phase.propagate($0.units, on: $0.name) }
  }

  // MARK: - One application

  /// Places what a unit brings by itself; `tree` is the snapshot.
  func place(
    _ resources: [Resource], _ unit: BuildUnit, _ tree: any FileTree
  ) -> Compiled<PlacedResources> {
    switch unit.placement {
    case .clusters(let names):
      let sets = names.map {
        ClusterResourceSet(cluster: $0, application: unit.application, resources: resources)
      }
      let policy = resources.first(where: \.id.isKarmadaPolicy).map {
        strayPolicy(PlacedIdentity($0), of: unit.application, on: names)
      }
      return Compiled(PlacedResources(sets: sets), policy.map { [$0] } ?? [])
    case .karmada(let folder):
      var diagnostics: [Diagnostic] = []
      var policies: [Resource] = []
      if let folder {
        let read = DirectorySource(tree: tree, location: unit.location, recurse: true).resources(
          in: folder)
        diagnostics += read.diagnostics
        policies = (read.value ?? []).filter(\.id.isKarmadaPolicy)
      }
      var placed = propagate([(unit, resources)], policies: policies, to: inventory.clusters)
      placed.diagnostics = diagnostics + placed.diagnostics
      return placed
    case .kubeFed: return federate(resources, unit)
    case .controlPlane(let name): return propagate([(unit, resources)], on: name)
    }
  }

  /// Policies do nothing in a cluster that is no control plane.
  func strayPolicy(_ policy: PlacedIdentity, of application: String, on clusters: [String]) -> Diagnostic {
    let message =
      "\(application) sends \(policy.id) to \(clusters.joined(separator: ", ")), where it places nothing; if that is a "
      + "Karmada control plane, write `controlPlane: karmada` for it under `clusters` in fleetfold.yaml"
    return .warning(strayPolicyID, message, at: policy.location)
  }

  private func federate(_ resources: [Resource], _ unit: BuildUnit) -> Compiled<PlacedResources> {
    let kinds = FederatedKinds(resources.map(\.document))
    var diagnostics: [Diagnostic] = []
    for resource in resources where !kinds.contains(resource.document) {
      let message =
        "\(resource.id) is no federated object, so KubeFed gives it to no cluster; move it to a target of its own"
      diagnostics.append(
        .warning(notFederated, message, at: resource.document.location(resource.document.root)))
    }
    let federated = resources.map(\.document).filter { kinds.contains($0) }
    let result = Federation.federate(
      federated, clusters: inventory.clusters, recordsClusters: request.recordsPlacement)
    let value = result.value.map { placed($0) { _ in unit.application } }
    return Compiled(value, diagnostics + result.diagnostics)
  }

  // MARK: - Karmada

  private func propagate(_ units: [HeldUnit], on controlPlane: String) -> Compiled<PlacedResources> {
    var members = inventory.clusters
    if let names = inventory.cluster(named: controlPlane)?.controlPlane?.members {
      members.removeAll { member in !names.contains { $0.utf8.elementsEqual(member.name.utf8) } }
    }
    return propagate(units, policies: [], to: members)
  }

  private func propagate(
    _ units: [HeldUnit], policies: [Resource], to members: [Cluster]
  ) -> Compiled<PlacedResources> {
    var policies = policies.map(\.document)
    var templates: [Resource] = []
    var applications: [String] = []
    for (unit, resources) in units {
      policies += resources.filter(\.id.isKarmadaPolicy).map(\.document)
      for resource in resources where !resource.id.isKarmadaPolicy {
        templates.append(resource)
        applications.append(unit.application)
      }
    }
    let options = PropagationOptions(
      assumesCapacity: fleet.karmadaAssumesCapacity, recordsClusters: request.recordsPlacement)
    let result = Propagation.propagate(
      templates: templates, policies: policies, clusters: members, options: options)
    return Compiled(result.value.map { placed($0) { applications[$0] } }, result.diagnostics)
  }

  /// The distribution by cluster and application; `application` names that of a decision's object.
  private func placed(_ distribution: Distribution, application: (Int) -> String) -> PlacedResources {
    var placed = PlacedResources()
    for cluster in distribution.clusters {
      let first = placed.sets.count
      for resource in cluster.resources {
        let name = application(resource.decision)
        let known = placed.sets[first...].firstIndex { $0.application.utf8.elementsEqual(name.utf8) }
        if let known {
          placed.sets[known].resources.append(resource.resource)
        } else {
          placed.sets.append(
            ClusterResourceSet(cluster: cluster.cluster, application: name, resources: [resource.resource]))
        }
      }
    }
    guard request.recordsPlacement else { return placed }
    placed.decisions = distribution.decisions
    for index in placed.decisions.indices { placed.decisions[index].application = application(index) }
    return placed
  }
}

private let notFederated = "build.not-federated"
private let strayPolicyID = "build.stray-policy"
