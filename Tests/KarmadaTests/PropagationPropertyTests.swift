import KubernetesModel
import SourceModel
import TestSupport
import Testing
import YAML

@testable import Karmada

/// What must hold for any input. Random with fixed seeds, so that a failure can be had again.
@Suite struct PropagationPropertyTests {
  @Test func divisionGivesOutEverySeatAndFollowsTheWeights() {
    var random = SplitMix(seed: 1)
    for _ in 0..<500 {
      let count = Int.random(in: 1...12, using: &random)
      let candidates = (0..<count).map { index in
        (name: "c\(index)", weight: Int64.random(in: 0...20, using: &random))
      }
      let total = Int64.random(in: 0...20_000, using: &random)
      let division = ReplicaDivision(total, among: candidates)
      let hasWeight = candidates.contains { $0.weight > 0 }
      #expect(division.shares.reduce(0) { $0 + $1.seats } == (hasWeight ? total : 0))
      for share in division.shares where share.weight == 0 { #expect(share.seats == 0) }
      let sorted = division.shares.sorted { $0.weight < $1.weight }
      for (small, large) in zip(sorted, sorted.dropFirst()) where small.weight < large.weight {
        #expect(small.seats <= large.seats)
      }
      // One seat more never takes one away from anybody.
      let next = ReplicaDivision(total + 1, among: candidates)
      #expect(zip(division.shares, next.shares).allSatisfy { $0.seats <= $1.seats })
    }
  }

  @Test func hugeCountsAreDividedAtOnce() {
    let division = ReplicaDivision(
      Int64(Int32.max), among: [("a", Int64.max), ("b", Int64.max / 2), ("c", 1)])
    #expect(division.shares.map(\.seats).reduce(0, +) == Int64(Int32.max))
    #expect(division.shares[2].seats == 0)
  }

  @Test func divisionByRoomGivesOutEveryReplicaAndNeverMoreThanThereIsRoom() throws {
    var random = SplitMix(seed: 3)
    for round in 0..<60 {
      let rooms = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        Int.random(in: 0...20, using: &random)
      }
      let replicas = Int.random(in: 1...40, using: &random)
      let preference =
        round % 2 == 0
        ? "replicaDivisionPreference: Aggregated" : "weightPreference: {dynamicWeight: AvailableReplicas}"
      let fixture = try PropagationFixture(
        MarkedYAML(
          """
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web, namespace: demo}
          spec: {replicas: \(replicas)}
          ---
          apiVersion: policy.karmada.io/v1alpha1
          kind: PropagationPolicy
          metadata: {name: web, namespace: demo}
          spec:
            resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}]
            placement: {replicaScheduling: {\(preference)}}
          """), clusters: rooms.enumerated().map { "c\($0) capacity=\($1)" })
      guard rooms.reduce(0, +) >= replicas else {
        #expect(fixture.result.diagnostics.hasErrors)
        continue
      }
      let shares = fixture.values(["spec", "replicas"]).mapValues { Int($0) ?? 0 }
      #expect(shares.values.reduce(0, +) == replicas)
      for (index, room) in rooms.enumerated() { #expect(shares["c\(index)"] ?? 0 <= room) }
      if round % 2 == 0 {
        // No smaller number of clusters would have had room.
        let largest = rooms.sorted(by: >).prefix(shares.count - 1).reduce(0, +)
        #expect(largest < replicas)
      }
    }
  }

  private static let fleet = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: demo, labels: {app: web}}
    spec: {replicas: 7, template: {spec: {containers: [{name: web, image: nginx, envFrom: [{configMapRef: {name: settings}}]}]}}}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: settings, namespace: demo}
    ---
    apiVersion: policy.karmada.io/v1alpha1
    kind: PropagationPolicy
    metadata: {name: web, namespace: demo}
    spec:
      propagateDeps: true
      resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}]
      placement:
        clusterAffinity: {labelSelector: {matchLabels: {tier: prod}}}
        replicaScheduling:
          weightPreference: {staticWeightList: [{targetCluster: {clusterNames: [a]}, weight: 3}, {targetCluster: {}, weight: 1}]}
    ---
    apiVersion: policy.karmada.io/v1alpha1
    kind: OverridePolicy
    metadata: {name: second, namespace: demo}
    spec: {overrideRules: [{overriders: {imageOverrider: [{component: Tag, operator: add, value: "1"}]}}]}
    ---
    apiVersion: policy.karmada.io/v1alpha1
    kind: ClusterOverridePolicy
    metadata: {name: first}
    spec: {overrideRules: [{overriders: {imageOverrider: [{component: Registry, operator: add, value: r.io}]}}]}
    """

  private func output(_ documents: [Document], _ clusters: [String]) -> [String: String] {
    let policies = documents.filter { ResourceID(of: $0)?.isKarmadaPolicy ?? false }
    let templates = documents.compactMap { Resource($0) }.filter { !$0.id.isKarmadaPolicy }
    let result = Propagation.propagate(
      templates: templates, policies: policies, clusters: clusters.map(PropagationFixture.cluster))
    #expect(!result.diagnostics.hasErrors)
    var texts: [String: String] = [:]
    for set in result.value?.clusters ?? [] {
      var bytes: [UInt8] = []
      #expect(YAMLPrinter.print(set.resources.map(\.resource.document), into: &bytes).isEmpty)
      texts[set.cluster] = String(decoding: bytes, as: UTF8.self)
    }
    return texts
  }

  @Test func theOrderOfTheInputNeverMatters() throws {
    let path = try #require(SourcePath("fleet.yaml"))
    let documents = YAMLStream.parseAll11(Array(Self.fleet.utf8), path: path).documents
    let clusters = ["a tier=prod", "b tier=prod", "c tier=prod", "dev"]
    let wanted = output(documents, clusters)
    #expect(wanted.keys.sorted() == ["a", "b", "c"])
    #expect(wanted["a"]?.contains("image: r.io/nginx:1") == true)
    var random = SplitMix(seed: 2)
    for _ in 0..<50 {
      #expect(output(documents.shuffled(using: &random), clusters.shuffled(using: &random)) == wanted)
    }
  }

  @Test func aClusterThatNoPolicySelectsChangesNothing() throws {
    let path = try #require(SourcePath("fleet.yaml"))
    let documents = YAMLStream.parseAll11(Array(Self.fleet.utf8), path: path).documents
    let clusters = ["a tier=prod", "b tier=prod"]
    #expect(output(documents, clusters) == output(documents, clusters + ["0 tier=test", "aa", "z region=x"]))
  }
}

/// A small generator whose runs can be repeated.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
