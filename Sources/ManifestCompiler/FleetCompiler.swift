internal import Inventory
internal import KubernetesModel
package import SourceModel
internal import YAML

/// The pipeline: the only place that knows the order of the stages.
///
/// Emits the warning `fleet.foreign-cluster-secret`, and what the stages emit.
package struct FleetCompiler: Sendable {
  let request: CompilationRequest

  package init(_ request: CompilationRequest) { self.request = request }

  /// Compiles the snapshot; the same snapshot gives the same value with any number of workers.
  package func compile() async -> Compilation { await compile(after: nil) }

  /// Compiles a snapshot that is much the same as that of `earlier`, which was made by an equal request but for its
  /// tree.
  ///
  /// Gives what `compile()` would. Whatever asked nothing that the two trees answer differently is taken over, so that
  /// the cost follows the change.
  package func compile(reusing earlier: Compilation) async -> Compilation {
    if let prepared = earlier.base, prepared.tree == request.tree.entry(at: .root)?.id {
      return prepared.compilation
    }
    guard let trace = earlier.trace else { return await compile() }
    return await compile(after: (trace, TreeChanges(from: trace.tree, to: request.tree)))
  }

  /// Compiles what differs between the snapshot and `base`, by the record of the tree `recorded`; nil where everything must be
  /// compiled to tell.
  ///
  /// What is the same on both sides is missing from the result. `compile(reusing:)` of the base then gives the other side.
  package func compile(
    comparedWith base: any FileTree, by record: FleetRecord, of recorded: any FileTree
  ) async -> Compilation? {
    guard let id = base.entry(at: .root)?.id else { return nil }
    var other = request
    other.tree = base
    let comparison = RecordedComparison(record: record, recorded: recorded, base: other, head: request)
    guard case (let before, var after)? = await comparison.run() else { return nil }
    after.base = PreparedBase(tree: id, compilation: before)
    return after
  }

  private func compile(after earlier: (trace: FleetTrace, changes: TreeChanges)?) async -> Compilation {
    let planned: PlannedFleet
    if let earlier, !earlier.trace.planIsAffected(by: earlier.changes, in: request.tree) {
      planned = earlier.trace.planned
    } else {
      let made = await plan()
      guard let value = made.value else {
        return Compilation(
          fleet: FleetFile(), inventory: Inventory.empty, applications: [], resources: nil,
          diagnostics: made.diagnostics.inReportOrder())
      }
      planned = value
    }
    let repositories = NotedRepositories(request.repositories)
    var request = request
    request.repositories = repositories
    let shared = SharedContent(
      request, planned.file, reusing: earlier.map { ($0.trace.shared, $0.changes) })
    let known = earlier.map { $0.trace.unaffected(by: $0.changes, planned) } ?? UnaffectedUnits()
    let recorder = ReadRecorder()
    var noting = request
    noting.tree = RecordingTree(request.tree, into: recorder)
    let plans = PlanPhase(fleet: planned.file, inventory: planned.inventory, request: noting)
    let builds = BuildPhase(
      request: request,
      placement: PlacementPhase(fleet: planned.file, inventory: planned.inventory, request: request))
    let graph = await grow(planned, plans, builds, shared, known)
    var fleet = FleetResult(graph, planned, noting, shared)
    await fleet.place(with: builds.placement)
    fleet.check()
    fleet.diagnostics += DuplicateCheck.run(fleet.sets, fleet.nodes.applicationLocations)
    return Compilation(
      fleet: planned.file, inventory: planned.inventory, applications: fleet.applications,
      resources: fleet.diagnostics.hasErrors
        ? nil
        : CompiledFleet(
          clusters: planned.inventory.clusters.map(\.name), sets: fleet.sets, placements: fleet.placements),
      diagnostics: fleet.diagnostics.inReportOrder(),
      trace: FleetTrace(
        tree: request.tree, planned: planned, built: fleet.built, units: fleet.units,
        shared: shared, discovered: recorder.trace,
        revisions: repositories.revisions(with: planned.revisions + (earlier?.trace.revisions ?? [])),
        isSeparable: fleet.isSeparable, hasProjects: fleet.hasProjects,
        applicationSets: fleet.applicationSets, expander: plans.expander(planned.plan)))
  }

  /// Builds what is planned, then what the Applications in the output make, and so on.
  func grow(
    _ planned: PlannedFleet, _ plans: PlanPhase, _ builds: BuildPhase, _ shared: SharedContent,
    _ known: UnaffectedUnits = UnaffectedUnits()
  ) async -> ApplicationGraph {
    var graph = ApplicationGraph(
      planned.plan.sources, argoCDCluster: planned.inventory.argoCDCluster,
      argoCDNamespace: planned.file.argoCD.namespace)
    var first = 0
    while first < graph.nodes.count {
      let pending = graph.pendingUnits(from: first)
      let units = pending.map(\.unit)
      shared.expect(units)
      let built = await builds.run(units, shared, reusing: known)
      for (place, result) in zip(pending, built) { graph.set(result, of: place.node, place.index) }
      let found = graph.discover(from: first)
      first = graph.nodes.count
      let sources = await plans.sources(found.map(\.document), planned.plan)
      for (place, source) in zip(found, sources) { graph.add(source, parent: place.parent) }
    }
    return graph
  }

  /// Everything up to the builds: which applications there are, and where they go.
  ///
  /// `detail` tells how much of it to keep, by whether the repository holds projects.
  func plan(_ detail: (_ hasProjects: Bool) -> PlanDetail = { _ in .whole }) async -> Compiled<PlannedFleet> {
    let recorder = ReadRecorder()
    var request = request
    request.tree = RecordingTree(request.tree, into: recorder)
    let repositories = NotedRepositories(request.repositories)
    request.repositories = repositories
    let file = readFleetFile(request.tree)
    guard let fleet = file.value else { return Compiled(nil, file.diagnostics) }
    var diagnostics = file.diagnostics
    // What the scan reads is not noted: `ScanPhase` knows better which changes matter to it.
    let scan = ScanPhase(tree: self.request.tree, fleet: fleet, workers: request.workers)
    let (scanned, scanProblems) = await scan.run()
    diagnostics += scanProblems

    let (inventory, inventoryProblems) = readInventory(fleet, scanned)
    diagnostics += inventoryProblems

    let hasProjects = !scanned.projects.isEmpty || fleet.argoCD.projects != nil
    let plan = await PlanPhase(
      fleet: fleet, inventory: inventory, request: request, detail: detail(hasProjects)
    ).run(scanned)
    return Compiled(
      PlannedFleet(
        file: fleet, inventory: inventory, plan: plan, diagnostics: diagnostics, reads: recorder.trace,
        revisions: repositories.revisions()))
  }

  /// The names of its clusters and applications, as far as nothing need be built to tell; empty where the fleet can't be
  /// read.
  package func names() async -> FleetNames {
    guard let planned = await plan({ _ in .packed(hasClaims: false) }).value else { return FleetNames() }
    var names = FleetNames(clusters: planned.inventory.clusters.map(\.name))
    for source in planned.plan.sources {
      names.applications += source.units.map(\.name)
      names.applications += (0..<source.packed.count).map { source.packed[$0].application }
    }
    return names
  }

  /// The fleet file of the snapshot.
  package func fleetFile() -> Compiled<FleetFile> { readFleetFile(request.tree) }

  private func readFleetFile(_ tree: any FileTree) -> Compiled<FleetFile> {
    let path = SourcePath.root.child(FleetFile.name)
    guard let entry = tree.entry(at: path), entry.isFile else { return Compiled(FleetFile()) }
    do throws(FileTreeError) {
      return FleetFile.read(try tree.contents(of: path), path: path)
    } catch {
      return Compiled(nil, [error.diagnostic])
    }
  }

  /// The inventory that a fleet file and the documents of a scan give.
  func readInventory(_ fleet: FleetFile, _ scanned: ScannedDocuments) -> (Inventory, [Diagnostic]) {
    var declared: [DeclaredCluster] = []
    var diagnostics: [Diagnostic] = []
    if let (document, list) = fleet.clusters {
      let decoded = DeclaredCluster.decode(document, list)
      declared = decoded.value ?? []
      diagnostics += decoded.diagnostics
    }
    let (documents, foreign) = clusterObjects(fleet, scanned)
    diagnostics += foreign
    let read = Inventory.read(
      documents: documents, declared: declared, inCluster: fleet.inCluster)
    return (read.value ?? Inventory.empty, diagnostics + read.diagnostics)
  }

  /// The cluster objects that count: Argo CD reads cluster Secrets of its own namespace only.
  private func clusterObjects(_ fleet: FleetFile, _ scanned: ScannedDocuments) -> ([Document], [Diagnostic]) {
    var documents: [Document] = []
    var diagnostics: [Diagnostic] = []
    for document in scanned.inventory {
      guard let id = ResourceID(of: document), id.kind == "Secret", !id.namespace.isEmpty,
        !id.namespace.utf8.elementsEqual(fleet.argoCD.namespace.utf8)
      else {
        documents.append(document)
        continue
      }
      let message =
        "this cluster Secret is in the namespace \(id.namespace), which Argo CD does not look into; move it to "
        + "\(fleet.argoCD.namespace), or set argocd.namespace in fleetfold.yaml"
      diagnostics.append(.warning(foreignSecret, message, at: document.location(document.root)))
    }
    return (documents, diagnostics)
  }
}

private let foreignSecret = "fleet.foreign-cluster-secret"
