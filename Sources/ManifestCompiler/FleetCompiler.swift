internal import Inventory
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// The pipeline: the only place that knows the order of the stages.
package struct FleetCompiler: Sendable {
  private let request: CompilationRequest

  package init(_ request: CompilationRequest) { self.request = request }

  /// Compiles the snapshot; the same snapshot gives the same value with any number of workers.
  package func compile() async -> Compilation {
    let file = readFleetFile()
    guard let fleet = file.value else {
      return Compilation(
        fleet: FleetFile(), inventory: Inventory.empty, applications: [], resources: nil,
        diagnostics: file.diagnostics.inReportOrder())
    }
    var diagnostics = file.diagnostics
    let (scanned, scanProblems) = await ScanPhase(tree: request.tree, fleet: fleet, workers: request.workers)
      .run()
    diagnostics += scanProblems

    let (inventory, inventoryProblems) = readInventory(fleet, scanned)
    diagnostics += inventoryProblems

    let plan = await PlanPhase(fleet: fleet, inventory: inventory, request: request).run(scanned)
    diagnostics += plan.diagnostics

    let sets = await BuildPhase(fleet: fleet, inventory: inventory, request: request).run(plan.units)
    diagnostics += sets.flatMap(\.diagnostics)
    let built = sets.flatMap { $0.value ?? [] }.filter { request.filter.selects(cluster: $0.cluster) }
    diagnostics += DuplicateCheck.run(built)

    return Compilation(
      fleet: fleet, inventory: inventory, applications: plan.applications,
      resources: diagnostics.hasErrors
        ? nil : CompiledFleet(clusters: inventory.clusters.map(\.name), sets: built),
      diagnostics: diagnostics.inReportOrder())
  }

  private func readFleetFile() -> Compiled<FleetFile> {
    let path = SourcePath.root.child(FleetFile.name)
    guard let entry = request.tree.entry(at: path), entry.isFile else { return Compiled(FleetFile()) }
    do throws(FileTreeError) {
      return FleetFile.read(try request.tree.contents(of: path), path: path)
    } catch {
      return Compiled(nil, [error.diagnostic])
    }
  }

  private func readInventory(_ fleet: FleetFile, _ scanned: ScannedDocuments) -> (Inventory, [Diagnostic]) {
    var declared: [DeclaredCluster] = []
    var diagnostics: [Diagnostic] = []
    if let (document, list) = fleet.clusters {
      let decoded = DeclaredCluster.decode(document, list)
      declared = decoded.value ?? []
      diagnostics += decoded.diagnostics
    }
    let read = Inventory.read(
      documents: scanned.inventory, declared: declared, inCluster: fleet.inCluster)
    return (read.value ?? Inventory.empty, diagnostics + read.diagnostics)
  }
}
