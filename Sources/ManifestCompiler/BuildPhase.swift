internal import KubernetesModel
internal import Kustomize
internal import SourceModel
internal import YAML

/// The result of one unit.
struct BuiltUnit: Sendable {
  /// What it brings to the clusters; nothing yet where `held` is set.
  var sets: Compiled<[ClusterResourceSet]>
  /// Why they go there; empty unless the request asks for reasons.
  var decisions: [PlacementDecision] = []
  /// The resources of a unit that is placed together with the others of its control plane.
  var held: [Resource]?
  /// Everything that was asked of the snapshot for it.
  var reads: ReadTrace
}

/// Builds the units of the plan in parallel: resources, then placement.
///
/// Emits `build.path-not-found`, `build.helm`, and what the stages and `PlacementPhase` emit.
struct BuildPhase {
  let request: CompilationRequest
  let placement: PlacementPhase

  /// The units in turn; each unit is a function of what its trace lists, of the inventory and of the fleet file.
  ///
  /// Those of which the result is known are not built.
  func run(
    _ units: [BuildUnit], _ shared: SharedContent, reusing known: UnaffectedUnits = UnaffectedUnits()
  ) async -> [BuiltUnit] {
    let phase = self
    return await parallelMap(units, workers: request.workers) {
      known.result(for: $0) ?? phase.build($0, shared)
    }
  }

  private func build(_ unit: BuildUnit, _ shared: SharedContent) -> BuiltUnit {
    let recorder = ReadRecorder()
    let (resources, diagnostics) = content(of: unit, shared, recorder)
    guard let resources else { return BuiltUnit(sets: Compiled(nil, diagnostics), reads: recorder.trace) }
    if case .controlPlane = unit.placement {
      return BuiltUnit(sets: Compiled([], diagnostics), held: resources, reads: recorder.trace)
    }
    let placed = placement.place(resources, unit, RecordingTree(request.tree, into: recorder))
    return BuiltUnit(
      sets: Compiled(placed.value?.sets, diagnostics + placed.diagnostics),
      decisions: placed.value?.decisions ?? [], reads: recorder.trace)
  }

  /// What the sources of a unit make, nil with errors; taken from `shared` where another unit has the same.
  private func content(
    of unit: BuildUnit, _ shared: SharedContent, _ recorder: ReadRecorder
  ) -> ([Resource]?, [Diagnostic]) {
    let key = unit.content
    if let known = shared.known(key) {
      recorder.include(known.reads)
      return (known.resources, known.diagnostics)
    }
    let own = ReadRecorder()
    var resources: [Resource] = []
    var diagnostics: [Diagnostic] = []
    for source in unit.sources {
      let built = build(source, shared, own)
      diagnostics += built.diagnostics
      resources += built.value ?? []
    }
    let reads = own.trace
    recorder.include(reads)
    if diagnostics.hasErrors { return (nil, diagnostics) }
    if !unit.namespace.isEmpty {
      DestinationNamespace(unit.namespace, unit.namespaceLocation).apply(to: &resources)
    }
    if unit.lastCounts { diagnostics += RepeatedResources.drop(from: &resources) }
    shared.keep(BuiltContent(resources: resources, diagnostics: diagnostics, reads: reads), for: key)
    return (resources, diagnostics)
  }

  private func build(
    _ source: BuildUnit.Source, _ shared: SharedContent, _ recorder: ReadRecorder
  ) -> Compiled<[Resource]> {
    let tree = source.tree.tree(in: RecordingTree(request.tree, into: recorder))
    guard let directory = tree.resolve(source.place), directory.isWithin(source.tree.root),
      tree.entry(at: directory)?.kind == .directory
    else {
      return Compiled(nil, [notFound(source, tree)])
    }
    if kustomizationNames.contains(where: { tree.entry(at: directory.child($0)) != nil }) {
      return kustomize(directory, source, tree, builder(for: source.tree, shared, recorder))
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

  private func builder(
    for source: SourceTree, _ shared: SharedContent, _ recorder: ReadRecorder
  ) -> KustomizeBuild {
    shared.builder(for: source).recording(into: recorder)
  }

  private func kustomize(
    _ directory: SourcePath, _ source: BuildUnit.Source, _ tree: any FileTree, _ builder: KustomizeBuild
  ) -> Compiled<[Resource]> {
    guard var edits = source.options.kustomize else { return builder.build(directory: directory) }
    let known = edits.diagnostics.count
    var built = builder.build(directory: directory) { edits.apply(to: &$0, in: tree, snapshot: request.tree) }
    built.diagnostics += edits.diagnostics.dropFirst(known)
    return built
  }

  private func notFound(_ source: BuildUnit.Source, _ tree: any FileTree) -> Diagnostic {
    let where_ = source.tree.name.isEmpty ? "in this snapshot" : "in \(source.tree.name)"
    let parent = source.directory.parent ?? .root
    let siblings = (tree.children(of: source.tree.root.appending(parent)) ?? []).filter {
      $0.kind == .directory
    }
    .map(\.name)
    let hint = nearMiss(to: source.directory.name, among: siblings).map {
      "; did you mean \(parent.child($0))?"
    }
    return .error(
      pathNotFound, "there is no folder \(source.directory) \(where_)\(hint ?? "; correct the path")",
      at: source.location)
  }
}

private let pathNotFound = "build.path-not-found"
private let helm = "build.helm"
