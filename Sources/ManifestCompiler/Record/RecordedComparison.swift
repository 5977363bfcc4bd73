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
    let lookups = toBase.lookups.union(toHead.lookups)
    let affected = record.affected(by: lookups)
    if affected.plan { return nil }
    let units = affected.units.compactMap { record.unit($0) }
    guard units.count == affected.units.count else { return nil }

    // The file is part of the plan, so both sides have the same.
    guard let fleet = FleetCompiler(head).fleetFile().value else { return nil }
    let shared = SharedContent(base, fleet)
    shared.expect(units)
    let before = await builds(base).run(units, shared)
    let changes = TreeChanges(from: base.tree, to: head.tree)
    let others = SharedContent(head, fleet, reusing: (shared, changes))
    others.expect(units)
    let after = await builds(head).run(
      units, others, reusing: UnaffectedUnits(units, before, by: changes))
    let indices = Set(affected.units)
    guard let one = compilation(before, indices, base), let other = compilation(after, indices, head) else {
      return nil
    }
    return (one, other)
  }

  /// Units of a record name their clusters, so that neither the inventory nor the fleet file decides anything.
  private func builds(_ request: CompilationRequest) -> BuildPhase {
    BuildPhase(
      request: request,
      placement: PlacementPhase(fleet: FleetFile(), inventory: .empty, request: request))
  }

  private func scanIsAffected(by changes: TreeChanges, in tree: any FileTree) -> Bool {
    [recorded, tree].contains {
      ScanPhase(tree: $0, fleet: record.scope, workers: 1).isAffected(by: changes)
    }
  }

  private func compilation(
    _ built: [BuiltUnit], _ affected: Set<Int>, _ request: CompilationRequest
  ) -> Compilation? {
    let sets = built.flatMap { $0.sets.value ?? [] }
    // Objects that steer others, and objects that somebody else may bring too, are judged with the whole fleet.
    if sets.contains(where: { $0.resources.contains { $0.id.steersOthers } }) { return nil }
    if record.mayConflict(sets, of: affected) || !DuplicateCheck.run(sets, [:]).isEmpty { return nil }
    guard let file = FleetCompiler(request).fleetFile().value else { return nil }
    var diagnostics = built.flatMap(\.sets.diagnostics)
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

extension ResourceID {
  /// Whether the object decides about others: what brings it is never judged by itself.
  var steersOthers: Bool { group.utf8.elementsEqual("argoproj.io".utf8) }
}
