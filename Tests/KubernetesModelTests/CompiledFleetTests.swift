internal import KubernetesModel
internal import TestSupport
internal import Testing

@Suite struct CompiledFleetTests {
  @Test func setsAreSortedBytewiseAndJoined() {
    let empty = { (cluster: String, application: String) in
      ClusterResourceSet(cluster: cluster, application: application, resources: [])
    }
    let fleet = CompiledFleet(
      clusters: ["b", "idle", "b"],
      sets: [empty("b", "x"), empty("Z", "y"), empty("b", "é"), empty("b", "a")])
    #expect(fleet.clusters == ["Z", "b", "idle"])
    #expect(fleet.sets.map { "\($0.cluster)/\($0.application)" } == ["Z/y", "b/a", "b/x", "b/é"])
  }

  @Test func theSamePairTwiceKeepsTheOrderOfItsResources() throws {
    let first = compiledFleet(["c/a": "kind: A\nmetadata: {name: z}\n"]).sets
    let second = compiledFleet(["c/a": "kind: A\nmetadata: {name: b}\n"]).sets
    let fleet = CompiledFleet(clusters: [], sets: first + second)
    #expect(fleet.sets.count == 1)
    #expect(fleet.sets.first?.resources.map(\.id.name) == ["z", "b"])
  }
}
