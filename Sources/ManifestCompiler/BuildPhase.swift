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
  /// Whether results tell what was asked of the snapshot for them.
  var isTraced = true

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
    let content = sharedContent(of: unit, shared)
    guard let resources = content.resources else {
      return BuiltUnit(sets: Compiled(nil, content.diagnostics), reads: content.reads)
    }
    if case .controlPlane = unit.placement {
      return BuiltUnit(sets: Compiled([], content.diagnostics), held: resources, reads: content.reads)
    }
    let recorder = isTraced ? ReadRecorder() : nil
    recorder?.include(content.reads)
    let placed = placement.place(resources, unit, tree(recorder))
    return BuiltUnit(
      sets: Compiled(placed.value?.sets, content.diagnostics + placed.diagnostics),
      decisions: placed.value?.decisions ?? [], reads: recorder?.trace ?? .nothing)
  }

  /// What the sources of a unit make; taken from `shared` where another unit has the same.
  private func sharedContent(of unit: BuildUnit, _ shared: SharedContent) -> BuiltContent {
    let key = unit.content
    if let known = shared.known(key) { return known }
    let built = content(of: unit, shared)
    if built.resources != nil { shared.keep(built, for: key) }
    return built
  }

  /// What the sources of a unit make.
  func content(of unit: BuildUnit, _ shared: SharedContent) -> BuiltContent {
    let recorder = isTraced ? ReadRecorder() : nil
    var resources: [Resource] = []
    var diagnostics: [Diagnostic] = []
    for source in unit.sources {
      let built = build(source, shared, recorder)
      diagnostics += built.diagnostics
      resources += built.value ?? []
    }
    let reads = recorder?.trace ?? .nothing
    if diagnostics.hasErrors { return BuiltContent(diagnostics: diagnostics, reads: reads) }
    if !unit.namespace.isEmpty {
      DestinationNamespace(unit.namespace, unit.namespaceLocation).apply(to: &resources)
    }
    if unit.lastCounts { diagnostics += RepeatedResources.drop(from: &resources) }
    return BuiltContent(resources: resources, diagnostics: diagnostics, reads: reads)
  }

  private func tree(_ recorder: ReadRecorder?) -> any FileTree {
    recorder.map { RecordingTree(request.tree, into: $0) } ?? request.tree
  }

  private func build(
    _ source: BuildUnit.Source, _ shared: SharedContent, _ recorder: ReadRecorder?
  ) -> Compiled<[Resource]> {
    let tree = source.tree.tree(in: tree(recorder))
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
    for source: SourceTree, _ shared: SharedContent, _ recorder: ReadRecorder?
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
