internal import Inventory
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// The pipeline: the only place that knows the order of the stages.
///
/// Emits the warning `fleet.foreign-cluster-secret`, and what the stages emit.
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
