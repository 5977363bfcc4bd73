import SourceModel
import TestSupport
import Testing

@testable import Karmada

/// What the capacity of clusters decides, against what Karmada's scheduler computes from the same available replicas.
@Suite struct CapacityTests {
  private static func fleet(_ placement: String, replicas: Int = 9, requests: String = "") -> MarkedYAML {
    MarkedYAML(
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: demo}
      spec:
        replicas: \(replicas)
        template:
          spec:
            containers:
            - {name: web, image: nginx, resources: {\(requests)}}
      ---
      apiVersion: policy.karmada.io/v1alpha1
      kind: PropagationPolicy
      metadata: {name: p, namespace: demo}
      spec:
        resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}]
        placement: \(placement)
      """)
  }

  private static let dynamic =
    "{replicaScheduling: {replicaDivisionPreference: Weighted, weightPreference: {dynamicWeight: AvailableReplicas}}}"
  private static let aggregated = "{replicaScheduling: {replicaDivisionPreference: Aggregated}}"

  private func shares(
    _ fleet: MarkedYAML, _ clusters: [String], assumesCapacity: Bool = false
  ) throws -> [String: String] {
    let fixture = try PropagationFixture(fleet, clusters: clusters, assumesCapacity: assumesCapacity)
    #expect(!fixture.result.diagnostics.hasErrors, "\(fixture.messages)")
    return fixture.values(["spec", "replicas"])
  }

  @Test func dynamicWeightsAreTheAvailableReplicas() throws {
    let clusters = ["a capacity=10", "b capacity=20", "c capacity=0"]
    #expect(try shares(Self.fleet(Self.dynamic), clusters) == ["a": "3", "b": "6"])
    #expect(
      try PropagationFixture(Self.fleet(Self.dynamic), clusters: clusters).findings.isEmpty,
      "nothing is left to say")
  }

  @Test func aggregationTakesTheFewestClustersWithTheMostRoom() throws {
    let clusters = ["a capacity=4", "b capacity=6", "c capacity=8"]
    #expect(try shares(Self.fleet(Self.aggregated, replicas: 8), clusters) == ["c": "8"])
    // 14 in c and b; 9 by 8 and 6.
    #expect(try shares(Self.fleet(Self.aggregated), clusters) == ["b": "4", "c": "5"])
  }

  @Test func tooLittleRoomIsWhatKarmadaCallsIt() throws {
    let fixture = try PropagationFixture(
      Self.fleet(Self.dynamic), clusters: ["a capacity=4", "b capacity=4"])
    #expect(
      fixture.messages == [
        "PropagationPolicy demo/p can't place Deployment.apps demo/web: failed to assign replicas: failed to scale up: "
          + "Clusters available replicas 8 are not enough to schedule."
      ])
  }

  @Test func anotherGroupIsTriedWhereTheFirstHasNoRoom() throws {
    let placement = """
      {clusterAffinities: [{affinityName: one, clusterNames: [a]}, {affinityName: two, clusterNames: [b]}],
       replicaScheduling: {replicaDivisionPreference: Aggregated}}
      """
    let clusters = ["a capacity=4", "b capacity=9"]
    #expect(try shares(Self.fleet(placement), clusters) == ["b": "9"])
  }

  @Test func requestsAreComparedWithWhatIsFree() throws {
    let requests = "requests: {cpu: 500m, memory: 1Gi}"
    let clusters = [
      // 7 by cpu, and 3 by memory
      "a capacity=cpu:3500m,memory:64Gi,pods:100", "b capacity=cpu:64,memory:3Gi,pods:100",
      // no memory, no pods
      "c capacity=cpu:64,pods:100", "d capacity=cpu:64,memory:64Gi,pods:0",
    ]
    #expect(
      try shares(Self.fleet(Self.dynamic, replicas: 10, requests: requests), clusters) == [
        "a": "7", "b": "3",
      ])
    // A limit counts where no request is given.
    #expect(
      try shares(
        Self.fleet(Self.dynamic, replicas: 10, requests: "limits: {memory: 1Gi, cpu: 500m}"), clusters)
        == ["a": "7", "b": "3"])
    #expect(
      try shares(Self.fleet(Self.aggregated, replicas: 50), ["a capacity=pods:20", "b capacity=pods:40"])
        == ["a": "17", "b": "33"], "without requests the free pods count")
  }

  @Test func aChoiceOfClustersFollowsTheirRoom() throws {
    let spread = "{spreadConstraints: [{spreadByField: cluster, minGroups: 1, maxGroups: 2}]}"
    let clusters = ["a capacity=3", "b capacity=9", "c capacity=9", "d capacity=10"]
    #expect(try shares(Self.fleet(spread), clusters) == ["b": "9", "d": "9"])
    let divided = """
      {spreadConstraints: [{spreadByField: cluster, minGroups: 1, maxGroups: 2}], replicaScheduling: {replicaDivisionPreference: Aggregated}}
      """
    #expect(try shares(Self.fleet(divided, replicas: 19), clusters) == ["b": "9", "d": "10"])
    let tooMany = try PropagationFixture(Self.fleet(divided, replicas: 20), clusters: clusters)
    #expect(tooMany.messages[0].hasSuffix("no enough resource when selecting 2 clusters"))
  }

  @Test func regionsAreScoredByTheirRoom() throws {
    let spread = """
      {spreadConstraints: [{spreadByField: region, minGroups: 1, maxGroups: 1}, {spreadByField: cluster, minGroups: 1, maxGroups: 2}]}
      """
    // Two clusters of the west can hold all replicas, one of the east.
    let clusters = [
      "a region=east capacity=3", "b region=east capacity=9", "c region=west capacity=9",
      "d region=west capacity=9",
    ]
    #expect(try shares(Self.fleet(spread), clusters) == ["c": "9", "d": "9"])
  }

  @Test func overflowGoesOnWhereTheFirstGroupIsFull() throws {
    let placement = """
      {clusterAffinities: [{affinityName: own, clusterNames: [a], overflowAffinities: [
        {affinityName: near, clusterNames: [a, b]}, {affinityName: far, clusterNames: [c]}]}],
       replicaScheduling: {replicaDivisionPreference: Aggregated}}
      """
    let full = ["a capacity=4", "b capacity=3", "c capacity=9"]
    #expect(try shares(Self.fleet(placement), full) == ["a": "4", "b": "3", "c": "2"])
    #expect(
      try shares(Self.fleet(placement), ["a capacity=9", "b", "c"]) == ["a": "9"], "the rest is not asked")
  }

  @Test func whatIsNotStatedIsNamedAndMayBeAssumed() throws {
    let clusters = ["a capacity=3", "b", "c"]
    let fixture = try PropagationFixture(Self.fleet(Self.dynamic), clusters: clusters)
    #expect(fixture.findings == ["error karmada.undecidable test.yaml:16:106"])
    #expect(fixture.messages[0].contains("state the `capacity` of b, c under"))
    // b and c count as having room for all 9.
    #expect(
      try shares(Self.fleet(Self.dynamic), clusters, assumesCapacity: true) == ["a": "1", "b": "4", "c": "4"])
  }

  @Test func theLargestManagerOfAFlinkDeploymentCounts() throws {
    let text = """
      apiVersion: flink.apache.org/v1beta1
      kind: FlinkDeployment
      metadata: {name: web, namespace: demo}
      spec:
        jobManager: {resource: {cpu: 1, memory: 4Gi}}
        taskManager: {replicas: 2, resource: {cpu: 2, memory: 1Gi}}
      ---
      apiVersion: policy.karmada.io/v1alpha1
      kind: PropagationPolicy
      metadata: {name: p, namespace: demo}
      spec:
        resourceSelectors: [{apiVersion: flink.apache.org/v1beta1, kind: FlinkDeployment}]
        placement: \(Self.aggregated)
      """
    // 2 by cpu and 3 by memory.
    let amounts = ["a capacity=pods:9,cpu:5,memory:64Gi", "b capacity=pods:9,cpu:64,memory:12Gi"]
    #expect(try PropagationFixture(MarkedYAML(text), clusters: amounts).placed.keys.sorted() == ["b"])
    let counts = try PropagationFixture(MarkedYAML(text), clusters: ["a capacity=2", "b capacity=3"])
    #expect(counts.placed.keys.sorted() == ["b"])
  }

  @Test func hostileNumbersAreHarmless() throws {
    let huge = "9223372036854775807"
    #expect(
      try shares(Self.fleet(Self.dynamic), ["a capacity=\(huge)", "b capacity=\(huge)"]).count == 2)
    let spread = """
      {spreadConstraints: [{spreadByField: region, minGroups: \(huge), maxGroups: \(huge)}, {spreadByField: cluster, minGroups: 1, maxGroups: 2}],
       replicaScheduling: {replicaDivisionPreference: Aggregated}}
      """
    let fixture = try PropagationFixture(Self.fleet(spread), clusters: ["a region=x", "b region=y"])
    #expect(
      fixture.messages[0].hasSuffix("the number of feasible region is less than spreadConstraint.MinGroups"))
  }
}
