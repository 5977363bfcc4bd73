internal import Inventory
internal import Karmada
internal import KubeFed
internal import KubernetesModel
internal import Kustomize
internal import SourceModel
internal import YAML

/// Builds the units of the plan in parallel: resources, then placement.
///
/// Emits `build.path-not-found`, `build.helm`, the warning `build.not-federated`, and what the stages emit.
struct BuildPhase {
  let fleet: FleetFile
  let inventory: Inventory
  let request: CompilationRequest

  func run(_ units: [BuildUnit]) async -> [Compiled<[ClusterResourceSet]>] {
    let builders = KustomizeBuilders()
    let phase = self
    return await parallelMap(units, workers: request.workers) { phase.build($0, builders) }
  }

  private func build(_ unit: BuildUnit, _ builders: KustomizeBuilders) -> Compiled<[ClusterResourceSet]> {
    var resources: [Resource] = []
    var diagnostics: [Diagnostic] = []
    for source in unit.sources {
      let built = build(source, builders)
      diagnostics += built.diagnostics
      resources += built.value ?? []
    }
    if diagnostics.hasErrors { return Compiled(nil, diagnostics) }
    if !unit.namespace.isEmpty {
      DestinationNamespace(unit.namespace, unit.namespaceLocation).apply(to: &resources)
    }
    let placed = place(resources, unit)
    return Compiled(placed.value, diagnostics + placed.diagnostics)
  }

  private func build(_ source: BuildUnit.Source, _ builders: KustomizeBuilders) -> Compiled<[Resource]> {
    let tree = source.tree
    guard let directory = tree.resolve(source.directory), tree.entry(at: directory)?.kind == .directory else {
      return Compiled(nil, [notFound(source)])
    }
    if kustomizationNames.contains(where: { tree.entry(at: directory.child($0)) != nil }) {
      return kustomize(directory, source, builders.builder(for: source))
    }
    if tree.entry(at: directory.child("Chart.yaml")) != nil {
      let message =
        "\(source.directory) is a Helm chart, which is not rendered yet; commit its rendered manifests"
      return Compiled(nil, [.error(helm, message, at: source.location)])
    }
    let options = source.options
    return DirectorySource(
      tree: tree, location: source.location, recurse: options.recurse, include: options.include,
      exclude: options.exclude
    ).resources(in: directory)
  }

  private func kustomize(
    _ directory: SourcePath, _ source: BuildUnit.Source, _ builder: KustomizeBuild
  ) -> Compiled<[Resource]> {
    guard var edits = source.options.kustomize else { return builder.build(directory: directory) }
    let known = edits.diagnostics.count
    var built = builder.build(directory: directory) { edits.apply(to: &$0, in: source.tree) }
    built.diagnostics += edits.diagnostics.dropFirst(known)
    return built
  }

  private func notFound(_ source: BuildUnit.Source) -> Diagnostic {
    let where_ = source.treeName.isEmpty ? "in this snapshot" : "in \(source.treeName)"
    let parent = source.directory.parent ?? .root
    let siblings = (source.tree.children(of: parent) ?? []).filter { $0.kind == .directory }.map(\.name)
    let hint = nearMiss(to: source.directory.name, among: siblings).map {
      "; did you mean \(parent.child($0))?"
    }
    return .error(
      pathNotFound, "there is no folder \(source.directory) \(where_)\(hint ?? "; correct the path")",
      at: source.location)
  }

  private func place(_ resources: [Resource], _ unit: BuildUnit) -> Compiled<[ClusterResourceSet]> {
    switch unit.placement {
    case .clusters(let names):
      return Compiled(
        names.map { ClusterResourceSet(cluster: $0, application: unit.application, resources: resources) })
    case .karmada(let policies): return propagate(resources, policies, unit)
    case .kubeFed: return federate(resources, unit)
    }
  }

  private func propagate(
    _ resources: [Resource], _ folder: SourcePath?, _ unit: BuildUnit
  ) -> Compiled<[ClusterResourceSet]> {
    var policies = resources.filter(\.id.isKarmadaPolicy).map(\.document)
    var diagnostics: [Diagnostic] = []
    if let folder {
      let read = DirectorySource(tree: request.tree, location: unit.location, recurse: true).resources(
        in: folder)
      diagnostics += read.diagnostics
      policies += (read.value ?? []).filter(\.id.isKarmadaPolicy).map(\.document)
    }
    let options = PropagationOptions(assumesCapacity: fleet.karmadaAssumesCapacity)
    let result = Propagation.propagate(
      templates: resources.filter { !$0.id.isKarmadaPolicy }, policies: policies,
      clusters: inventory.clusters,
      options: options)
    let sets = (result.value?.clusters ?? []).map { cluster in
      ClusterResourceSet(
        cluster: cluster.cluster, application: unit.application, resources: cluster.resources.map(\.resource))
    }
    return Compiled(sets, diagnostics + result.diagnostics)
  }

  private func federate(_ resources: [Resource], _ unit: BuildUnit) -> Compiled<[ClusterResourceSet]> {
    let kinds = FederatedKinds(resources.map(\.document))
    var diagnostics: [Diagnostic] = []
    for resource in resources where !kinds.contains(resource.document) {
      let message =
        "\(resource.id) is no federated object, so KubeFed gives it to no cluster; move it to a target of its own"
      diagnostics.append(
        .warning(notFederated, message, at: resource.document.location(resource.document.root)))
    }
    let federated = resources.map(\.document).filter { kinds.contains($0) }
    let result = Federation.federate(federated, clusters: inventory.clusters)
    let sets = (result.value?.clusters ?? []).map {
      ClusterResourceSet(cluster: $0.cluster, application: unit.application, resources: $0.resources)
    }
    return Compiled(sets, diagnostics + result.diagnostics)
  }
}

private let pathNotFound = "build.path-not-found"
private let helm = "build.helm"
private let notFederated = "build.not-federated"
