internal import Inventory
internal import KubernetesModel
internal import SourceModel

/// Compiles the applications that may differ between two trees, and no others, by what a record says of a third.
///
/// What the changes from the recorded tree to either side do not affect has one result on all three, so both sides leave
/// it out. Gives nil where only compiling everything tells: when the plan may be another one, when an application can't be
/// built from the record, or when something concerns more than one application.
struct RecordedComparison {
  let record: FleetRecord
  /// The tree of the record.
  let recorded: any FileTree
  let base: CompilationRequest
  let head: CompilationRequest

  func run() async -> (base: Compilation, head: Compilation)? {
    guard head.filter.selectsAll, !head.filter.skipsUnsupported,
      head.repositories.fingerprint(of: record.revisions) == record.repositories
    else { return nil }
    let (toBase, toHead) = (
      TreeChanges(from: recorded, to: base.tree), TreeChanges(from: recorded, to: head.tree)
    )
    if scanIsAffected(by: toBase, in: base.tree) || scanIsAffected(by: toHead, in: head.tree) { return nil }
    // A record that is far from both makes both sides build what they have in common: time for a new one.
    if !toHead.isEmpty, record.affected(by: toBase.lookups).units.count > max(256, record.unitCount / 32) {
      return nil
    }
    let affected = record.affected(by: toBase.lookups.union(toHead.lookups))
    if affected.plan { return nil }
    let indices = record.withControlPlanes(affected.units)
    let units = indices.compactMap { record.unit($0) }
    guard units.count == indices.count, !indices.contains(where: record.isSteering) else { return nil }

    // The file is part of the plan, so both sides have the same.
    guard let fleet = FleetCompiler(head).fleetFile().value else { return nil }
    let inventory = units.allSatisfy(\.namesItsClusters) ? .empty : inventory(fleet)
    let shared = SharedContent(base, fleet)
    shared.expect(units)
    let builds = builds(base, fleet, inventory)
    let before = await builds.run(units, shared)
    let changes = TreeChanges(from: base.tree, to: head.tree)
    let others = SharedContent(head, fleet, reusing: (shared, changes))
    others.expect(units)
    let later = self.builds(head, fleet, inventory)
    let after = await later.run(units, others, reusing: UnaffectedUnits(units, before, by: changes))
    let (one, other) = (
      await placed(before, units, by: builds.placement), await placed(after, units, by: later.placement)
    )
    // Where something leaves a cluster, only the whole fleet knows whether the cluster keeps anything.
    if leavesClusters(one, other) { return nil }
    guard let one = compilation(one, indices, base, fleet),
      let other = compilation(other, indices, head, fleet)
    else { return nil }
    return (one, other)
  }

  /// The clusters as policies see them; neither tree says anything else of them than the recorded one.
  private func inventory(_ fleet: FleetFile) -> Inventory {
    var scanned = ScannedDocuments()
    for path in record.inventoryFiles {
      for document in ScanPhase.read(path, in: head.tree).0 { scanned.sort(document) }
    }
    return FleetCompiler(head).readInventory(fleet, scanned).0
  }

  private func builds(
    _ request: CompilationRequest, _ fleet: FleetFile, _ inventory: Inventory
  ) -> BuildPhase {
    BuildPhase(
      request: request, placement: PlacementPhase(fleet: fleet, inventory: inventory, request: request))
  }

  /// The units with what control planes make of them.
  private func placed(
    _ built: [BuiltUnit], _ units: [BuildUnit], by placement: PlacementPhase
  ) async -> [TracedUnit] {
    var traced = zip(units, built).map { TracedUnit($0, $1) }
    var planes: [(name: String, units: [PlacementPhase.HeldUnit])] = []
    for (unit, result) in zip(units, built) {
      guard case .controlPlane(let name) = unit.placement else { continue }
      // What is wrong with one of them is told, and the control plane is left out.
      guard let held = result.held else { return traced }
      if let known = planes.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
        planes[known].units.append((unit, held))
      } else {
        planes.append((name, [(unit, held)]))
      }
    }
    for (plane, result) in zip(planes, await placement.place(on: planes)) {
      traced.take(result, from: plane.name)
    }
    return traced
  }

  private func leavesClusters(_ before: [TracedUnit], _ after: [TracedUnit]) -> Bool {
    zip(before, after).contains { one, other in
      if one.diagnostics.hasErrors || other.diagnostics.hasErrors { return false }
      let kept = Set(other.sets.map { ByteKey($0.cluster) })
      return one.sets.contains { !$0.resources.isEmpty && !kept.contains(ByteKey($0.cluster)) }
    }
  }

  private func scanIsAffected(by changes: TreeChanges, in tree: any FileTree) -> Bool {
    [recorded, tree].contains {
      ScanPhase(tree: $0, fleet: record.scope, workers: 1).isAffected(by: changes)
    }
  }

  private func compilation(
    _ units: [TracedUnit], _ indices: [Int], _ request: CompilationRequest, _ file: FleetFile
  ) -> Compilation? {
    let affected = Set(indices)
    let sets = units.flatMap(\.sets)
    // Objects that steer others, what projects have not judged, and objects that somebody else may bring too, are judged
    // with the whole fleet.
    if units.contains(where: \.steersOthers) { return nil }
    guard zip(units, indices).allSatisfy({ record.allows($0.sent, of: $1) }) else { return nil }
    if record.mayConflict(sets, of: affected) || !DuplicateCheck.run(sets, [:]).isEmpty { return nil }
    var diagnostics = units.flatMap(\.diagnostics) + FleetResult.unprintable(in: sets)
    for (unit, diagnostic) in record.diagnostics {
      if let unit, affected.contains(unit) { continue }
      diagnostics.append(diagnostic)
    }
    var fleet: CompiledFleet?
    if !diagnostics.hasErrors {
      fleet = CompiledFleet(clusters: record.clusters.map(\.name), sets: sets)
      fleet?.unchanged = CompiledFleet.Unchanged(
        applications: record.applicationCount(of: 0..<record.unitCount)
          - record.applicationCount(of: affected),
        resources: record.resourceCount - record.resourceCount(of: affected))
    }
    return Compilation(
      fleet: file, inventory: Inventory.named(record.clusters), applications: [], resources: fleet,
      diagnostics: diagnostics.inReportOrder())
  }
}

extension BuildUnit {
  /// Whether neither the inventory nor the fleet file decides where it goes.
  fileprivate var namesItsClusters: Bool { if case .clusters = placement { true } else { false } }
}
