internal import ApplicationSets
internal import Inventory
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Everything that is decided before anything is built.
struct PlannedFleet: Sendable {
  var file: FleetFile
  var inventory: Inventory
  var plan: Plan
  var diagnostics: [Diagnostic]
  /// What was asked of the snapshot, but for the scan.
  var reads: ReadTrace
  /// The revisions that repositories were asked for, sorted.
  var revisions: [String]
}

extension PlannedFleet {
  /// Whether the plan may be another one for the other of two trees, between which these are the changes.
  func isAffected(by changes: TreeChanges, between one: any FileTree, _ other: any FileTree) -> Bool {
    changes.affect(reads)
      || [one, other].contains {
        ScanPhase(tree: $0, fleet: file, workers: 1).isAffected(by: changes)
      }
  }
}

/// How a compilation came about: enough to tell which parts of it hold for another tree.
package struct FleetTrace: Sendable {
  let tree: any FileTree
  let planned: PlannedFleet
  /// What was built: the units of the plan, and those of the Applications in its output.
  let built: [(unit: BuildUnit, result: BuiltUnit)]
  /// What of it counts.
  let units: [TracedUnit]
  let shared: SharedContent
  /// What was asked of the snapshot for the Applications in the output, and by checks of the whole fleet.
  let discovered: ReadTrace
  /// The revisions that repositories were asked for by the plan and the builds, sorted.
  let revisions: [String]
  /// Whether the fleet is whole.
  let isSeparable: Bool
  let hasProjects: Bool
  /// The ApplicationSets that count, and what expands them.
  let applicationSets: [Document]
  let expander: ApplicationSetExpander

  /// Whether the plan may be another one for the tree `new`, to which `changes` lead.
  func planIsAffected(by changes: TreeChanges, in new: any FileTree) -> Bool {
    planned.isAffected(by: changes, between: tree, new)
  }

  /// The results that hold after `changes`, by the unit of the plan that made them.
  func unaffected(by changes: TreeChanges, _ now: PlannedFleet) -> UnaffectedUnits {
    let isSamePlan = now.reads === planned.reads
    var known = UnaffectedUnits()
    for (unit, result) in built where !changes.affect(result.reads) {
      // Policies are applied to the whole inventory, which is known to be the same where the plan is.
      if case .clusters = unit.placement {} else if !isSamePlan { continue }
      known.units[unit.application] = (unit, result)
    }
    return known
  }
}

/// Results of another tree that hold for this one.
struct UnaffectedUnits: Sendable {
  init() {}

  /// The results of `units` on a tree that `changes` lead from.
  init(_ all: [BuildUnit], _ built: [BuiltUnit], by changes: TreeChanges) {
    for (unit, result) in zip(all, built) where !changes.affect(result.reads) {
      units[unit.application] = (unit, result)
    }
  }

  fileprivate var units: [String: (unit: BuildUnit, result: BuiltUnit)] = [:]

  /// The result of a unit that asks for just the same.
  func result(for unit: BuildUnit) -> BuiltUnit? {
    guard let known = units[unit.application], known.unit.isSame(as: unit) else { return nil }
    return known.result
  }
}
