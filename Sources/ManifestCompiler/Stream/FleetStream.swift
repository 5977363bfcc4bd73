package import Inventory
package import KubernetesModel
internal import Kustomize
package import SourceModel

/// What is known at the end of a fleet that was handed on application by application.
package struct StreamedFleet: Sendable {
  /// Nil where it can't be read.
  package let file: FleetFile?
  package let inventory: Inventory
  /// In report order; with an error among them, what was handed on is not to be used.
  package var diagnostics: [Diagnostic]
  package private(set) var applicationCount = 0
  package private(set) var resourceCount = 0
  /// The record of the fleet; nil where none was asked for or none can be made.
  package fileprivate(set) var record: [UInt8]?
  /// False when nothing was handed on, because no record could tell what differs from the tree to compare with.
  package private(set) var isWhole = true
}

extension FleetCompiler {
  /// Compiles the snapshot and hands on what each application brings to each cluster, sorted by cluster, then application,
  /// bytewise: what `compile` gives, without holding it.
  ///
  /// `make` turns resources into what is wanted of them, once for clusters that share them, and tells what can't be
  /// printed (`YAMLPrinter`); `place` that into what is wanted for one cluster; both run on several threads. `take` is called in order, errors or not. Memory is that of a
  /// packed plan, of what goes to Argo CD's own cluster or is placed by policies, and of the bases that were used last.
  ///
  /// `recording` asks for the record of what was compiled. Where no record can tell what differs from its base, nothing is
  /// handed on and the result is not whole.
  package func stream<Made: Sendable, Placed: Sendable>(
    recording: StreamRecording? = nil,
    _ make: @escaping @Sendable ([Resource]) -> Compiled<Made>,
    place: @escaping @Sendable (_ made: Made, _ application: String, _ cluster: String) -> Placed,
    take: (Placed) -> Void
  ) async -> StreamedFleet {
    let repositories = NotedRepositories(request.repositories)
    var request = request
    request.repositories = repositories
    var hasClaims = false
    while true {
      var detail = PlanDetail.packed(hasClaims: hasClaims)
      let made = await plan { hasProjects in
        detail = .packed(hasClaims: hasClaims || hasProjects)
        return detail
      }
      guard let planned = made.value else {
        return StreamedFleet(file: nil, inventory: .empty, diagnostics: made.diagnostics.inReportOrder())
      }
      let builds = BuildPhase(
        request: request,
        placement: PlacementPhase(fleet: planned.file, inventory: planned.inventory, request: request),
        isTraced: recording != nil)
      let shared = SharedContent(
        request, planned.file, keeping: .recent(bytes: retainedBytes, isTraced: recording != nil))
      let plans = PlanPhase(
        fleet: planned.file, inventory: planned.inventory, request: request, detail: detail)
      var fleet = FleetResult(await grow(planned, plans, builds, shared), planned, request, shared)
      await fleet.place(with: builds.placement)
      if !detail.hasClaims, fleet.bringsProjects {
        // Only the output tells that there are projects: what they have rules about has to be kept after all.
        hasClaims = true
        continue
      }
      var record = recording.flatMap { _ in StreamRecord(fleet, planned) }
      if let base = recording?.base,
        record == nil
          || planned.isAffected(
            by: TreeChanges(from: base, to: request.tree), between: base, request.tree)
      {
        return StreamedFleet(
          file: planned.file, inventory: planned.inventory, diagnostics: [], isWhole: false)
      }
      fleet.check()
      let cells = FleetCells(
        fleet, builds, shared, request, keepsIdentities: detail.hasClaims || record != nil, make, place)
      let resources = await cells.run(&fleet, &record, take)
      var result = StreamedFleet(
        file: planned.file, inventory: planned.inventory, diagnostics: fleet.diagnostics.inReportOrder(),
        applicationCount: fleet.applicationCount, resourceCount: resources)
      if let recording {
        let subject = FleetRecord.Subject(
          tool: recording.tool, tree: recording.tree,
          revisions: repositories.revisions(with: planned.revisions), repositories: repositories)
        result.record = record.take()?.finish(subject, result.diagnostics)
      }
      return result
    }
  }
}

/// How much of bases, files and kustomizations is kept for the applications to come.
private let retainedBytes = 8 << 20
