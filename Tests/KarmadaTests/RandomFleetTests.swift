import KubernetesModel
import SourceModel
import TestSupport
import Testing
import YAML

@testable import Karmada

/// What must hold for any fleet, over fleets by chance with fixed seeds.
@Suite struct RandomFleetTests {
  private static let rounds = 60

  /// Templates, policies and overrides by chance; no policy selects a cluster without the label `tier`.
  private struct RandomFleet {
    var random: SplitMix
    var documents: [String] = []
    let clusters = ["a tier=prod region=x", "b tier=prod region=y", "c tier=test region=x", "d tier=prod"]

    init(seed: UInt64) {
      random = SplitMix(seed: seed)
      for index in 0..<random.number(2...6) { addTemplate(index) }
      for index in 0..<random.number(1...5) { addPolicy(index) }
      for index in 0..<random.number(0...4) { addOverride(index) }
    }

    private mutating func addTemplate(_ index: Int) {
      let meta = "metadata: {name: t\(index), namespace: demo, labels: {app: \(random.one(["one", "two"]))}}"
      let replicas = random.number(0...9)
      let reference = "{name: w, image: \"n:1\", envFrom: [{configMapRef: {name: t\(random.number(0...5))}}]}"
      switch random.number(0...2) {
      case 0: documents.append("apiVersion: v1\nkind: ConfigMap\n\(meta)\ndata: {a: b}\n")
      case 1:
        documents.append(
          "apiVersion: batch/v1\nkind: Job\n\(meta)\nspec: {parallelism: \(replicas), completions: \(random.number(0...9)), template: {spec: {containers: [\(reference)]}}}\n"
        )
      default:
        documents.append(
          "apiVersion: apps/v1\nkind: Deployment\n\(meta)\nspec: {replicas: \(replicas), template: {spec: {containers: [\(reference)]}}}\n"
        )
      }
    }

    private mutating func selector() -> String {
      let kind = random.one([
        "apiVersion: v1, kind: ConfigMap", "apiVersion: apps/v1, kind: Deployment",
        "apiVersion: batch/v1, kind: Job",
      ])
      let which = random.one(["", ", name: t1", ", name: t2", ", labelSelector: {matchLabels: {app: one}}"])
      return "{\(kind)\(which)}"
    }

    private mutating func affinity() -> String {
      random.one([
        "{labelSelector: {matchExpressions: [{key: tier, operator: Exists}]}}", "{clusterNames: [b, a]}",
        "{labelSelector: {matchLabels: {tier: prod}}, exclude: [d]}",
        "{fieldSelector: {matchExpressions: [{key: region, operator: In, values: [x]}]}}",
      ])
    }

    private mutating func addPolicy(_ index: Int) {
      let isCluster = random.number(0...3) == 0
      let weights =
        "{targetCluster: {clusterNames: [a]}, weight: \(random.number(1...5))}, {targetCluster: {}, weight: \(random.number(1...5))}"
      let scheduling = random.one([
        "", ", replicaScheduling: {replicaSchedulingType: Duplicated}",
        ", replicaScheduling: {replicaSchedulingType: Divided, weightPreference: {staticWeightList: [\(weights)]}}",
      ])
      documents.append(
        """
        apiVersion: policy.karmada.io/v1alpha1
        kind: \(isCluster ? "ClusterPropagationPolicy" : "PropagationPolicy")
        metadata: {name: p\(index)\(isCluster ? "" : ", namespace: demo")}
        spec:
          priority: \(random.number(0...2))
          propagateDeps: \(random.one(["true", "false"]))
          resourceSelectors: [\(selector()), \(selector())]
          placement: {clusterAffinity: \(affinity())\(scheduling)}

        """)
    }

    private mutating func addOverride(_ index: Int) {
      let isCluster = random.number(0...2) == 0
      let overrider = random.one([
        "labelsOverrider: [{operator: add, value: {app: o\(index)}}]",
        "labelsOverrider: [{operator: remove, value: {app: x}}]",
        "imageOverrider: [{component: Tag, operator: add, value: o\(index)}]",
        "plaintext: [{path: /metadata/annotations/o\(index), operator: add, value: \"1\"}]",
      ])
      let selects = random.one(["", "resourceSelectors: [\(selector())]"])
      documents.append(
        """
        apiVersion: policy.karmada.io/v1alpha1
        kind: \(isCluster ? "ClusterOverridePolicy" : "OverridePolicy")
        metadata: {name: o\(index)\(isCluster ? "" : ", namespace: demo")}
        spec:
          \(selects)
          overrideRules: [{targetCluster: \(affinity()), overriders: {\(overrider)}}]

        """)
    }
  }

  /// What each cluster gets, and what is said, where `documents` keep their order.
  private func outcome(_ documents: [Document], _ clusters: [String]) -> (
    files: [String: String], said: [String], value: Distribution?
  ) {
    let result = Propagation.propagate(
      templates: documents.compactMap { Resource($0) }.filter { !$0.id.isKarmadaPolicy },
      policies: documents.filter { ResourceID(of: $0)?.isKarmadaPolicy ?? false },
      clusters: clusters.map(PropagationFixture.cluster), options: PropagationOptions(recordsClusters: true))
    var files: [String: String] = [:]
    for set in result.value?.clusters ?? [] {
      var bytes: [UInt8] = []
      #expect(YAMLPrinter.print(set.resources.map(\.resource.document), into: &bytes).isEmpty)
      files[set.cluster] = String(decoding: bytes, as: UTF8.self)
    }
    return (files, result.diagnostics.inReportOrder().map { "\($0.id) \($0.message)" }.sorted(), result.value)
  }

  private func documents(_ fleet: RandomFleet) throws -> [Document] {
    try fleet.documents.enumerated().flatMap { index, text in
      let path = try #require(SourcePath("\(index).yaml"))
      let parsed = YAMLStream.parseAll11(Array(text.utf8), path: path)
      try #require(parsed.diagnostics.isEmpty, "\(text)")
      return parsed.documents
    }
  }

  @Test(arguments: 0..<rounds)
  func neitherTheOrderOfFilesNorThatOfClustersMatters(seed: Int) throws {
    let fleet = RandomFleet(seed: UInt64(seed))
    let documents = try documents(fleet)
    let wanted = outcome(documents, fleet.clusters)
    var random = fleet.random
    for _ in 0..<5 {
      let other = outcome(documents.shuffled(using: &random), fleet.clusters.shuffled(using: &random))
      #expect(other.files == wanted.files)
      #expect(other.said == wanted.said)
    }
  }

  @Test(arguments: 0..<rounds)
  func aClusterThatNoPolicySelectsChangesNothing(seed: Int) throws {
    let fleet = RandomFleet(seed: UInt64(seed))
    let documents = try documents(fleet)
    let wanted = outcome(documents, fleet.clusters).files
    let more = outcome(documents, ["0"] + fleet.clusters + ["aa region=y", "z"]).files
    #expect(more == wanted)
  }

  @Test(arguments: 0..<rounds)
  func sharesAddUpToTheReplicasThatAreAskedFor(seed: Int) throws {
    let fleet = RandomFleet(seed: UInt64(seed))
    let value = try #require(outcome(try documents(fleet), fleet.clusters).value)
    for decision in value.decisions {
      let shares = decision.clusters.compactMap(\.replicas)
      guard let asked = decision.replicas, asked > 0, !shares.isEmpty else { continue }
      let isDivided = decision.notes.contains { $0.contains(" by weight ") }
      #expect(isDivided ? shares.reduce(0, +) == asked : shares.allSatisfy { $0 == asked })
      #expect(!shares.contains(0))
    }
  }
}

extension SplitMix {
  fileprivate mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  fileprivate mutating func one(_ words: [String]) -> String { words[number(0...(words.count - 1))] }
}
