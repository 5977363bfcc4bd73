internal import Inventory
internal import KubernetesModel
package import SourceModel

/// What a stream shall leave a record for.
package struct StreamRecording: Sendable {
  /// The tree that the fleet is compared with, where it is another one.
  package var base: (any FileTree)?
  /// The tree of the commit that the record will speak for.
  package var tree: ObjectID
  /// Tells builds of the tool apart.
  package var tool: String

  package init(base: (any FileTree)?, tree: ObjectID, tool: String) {
    self.base = base
    self.tree = tree
    self.tool = tool
  }
}

/// The record of a fleet that is streamed, as far as it is made.
struct StreamRecord {
  private var writer: FleetRecordWriter
  /// The number of the first packed unit of each node.
  private let firsts: [Int]
  private var steersOthers = false

  /// Nil where a record would not speed anything up, or can't speak for the fleet.
  init?(_ fleet: FleetResult, _ planned: PlannedFleet) {
    var firsts: [Int] = []
    var count = fleet.built.count
    for node in fleet.nodes {
      firsts.append(count)
      count += node.source.packed.count
    }
    guard fleet.isPlain, count >= FleetRecord.minimumUnits else { return nil }
    self.firsts = firsts
    writer = FleetRecordWriter(unitCount: count, planned, hasProjects: false)
    for (index, built) in fleet.built.enumerated() {
      writer.add(TracedUnit(built.unit, built.result), at: index)
    }
  }

  /// Adds the packed unit at `index` of a node.
  mutating func add(_ unit: BuildUnit, _ reads: ReadTrace, _ found: [Diagnostic], node: Int, _ index: Int) {
    writer.add(unit, reads, found, brings: true, at: firsts[node] + index)
  }

  /// Adds what that unit brings to a cluster.
  mutating func add(_ resources: [PlacedIdentity], on cluster: String, node: Int, _ index: Int) {
    for resource in resources {
      if resource.id.steersOthers { steersOthers = true }
      writer.add(resource.id, on: cluster, of: firsts[node] + index)
    }
  }

  /// The bytes of the record; nil with errors, and where an application brings what decides on others.
  consuming func finish(_ subject: FleetRecord.Subject, _ diagnostics: [Diagnostic]) -> [UInt8]? {
    diagnostics.hasErrors || steersOthers ? nil : writer.finish(subject, diagnostics)
  }
}
