internal import Inventory
internal import KubernetesModel
package import ManifestCompiler
package import SourceModel

/// Finds resources of a compiled fleet for explanations, and says why one is not there.
package struct FleetExplainer: Sendable {
  let compilation: Compilation
  let fleet: CompiledFleet
  let sources: SourceDocuments

  /// Nil for a fleet with errors.
  package init?(_ compilation: Compilation, of tree: any FileTree) {
    guard let fleet = compilation.resources else { return nil }
    self.compilation = compilation
    self.fleet = fleet
    sources = SourceDocuments(tree)
  }

  /// The resources of a cluster that are meant, one for each application that brings it; empty when there are none.
  ///
  /// Several resources that differ in group, kind or namespace are all given.
  package func find(_ query: ResourceQuery, on cluster: String) -> [ExplainedResource] {
    fleet.sets.filter { $0.cluster.utf8.elementsEqual(cluster.utf8) }.flatMap { set in
      set.resources.filter { query.matches($0.id) }.map {
        ExplainedResource(
          $0, of: set, planned(set.application), sources,
          fleet.placement(of: $0.id, on: set.cluster, from: set.application))
      }
    }
  }

  func planned(_ application: String) -> PlannedApplication? {
    compilation.applications.first { $0.name.utf8.elementsEqual(application.utf8) }
  }

  func cluster(_ name: String) -> Cluster? { compilation.inventory.cluster(named: name) }
}
