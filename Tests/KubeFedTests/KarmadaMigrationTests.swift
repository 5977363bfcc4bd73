import Karmada
import KubernetesModel
import SourceModel
import TestSupport
import Testing
import YAML

@testable import KubeFed

/// What Karmada makes of the migrated objects, against what KubeFed makes of the originals.
@Suite struct KarmadaMigrationTests {
  @Test func karmadaGivesEveryClusterWhatKubeFedGaveIt() throws {
    guard let corpus = ConformanceCorpus("kubefed", testFile: #filePath) else { return }
    var same = 0
    for name in corpus.cases {
      guard let json = corpus.json("\(name)/case.json"),
        json[json.root, "expect"].map({ json.string($0) }) == "ok"
      else { continue }
      func documents(_ file: String) -> [Document] { corpus.documents("\(name)/input/\(file)", as: file) }
      let problem = difference(
        documents("resources.yaml") + documents("policies.yaml"), documents("clusters.yaml"))
      if let problem { Issue.record("\(name): \(problem)") } else { same += 1 }
    }
    print("kubefed/migration: \(same)")
    #expect(same >= 40)
  }

  private func difference(_ documents: [Document], _ registrations: [Document]) -> String? {
    let clusters = registrations.compactMap { document -> Cluster? in
      guard let id = ResourceID(of: document) else { return nil }
      let labels = Labels(document, document[document.root, ["metadata", "labels"]])
      let place = document.location(document.root)
      return Cluster(
        name: id.name, karmada: Cluster.Karmada(labels: labels, location: place),
        kubeFed: Cluster.KubeFed(labels: labels, location: place))
    }
    let wanted = Federation.federate(documents, clusters: clusters).value?.clusters ?? []
    let migrated = KarmadaMigration.migrate(documents, clusters: clusters)
    let objects = (migrated.value?.replacements ?? []).flatMap(\.documents).compactMap { Resource($0) }
    let result = Propagation.propagate(
      templates: objects.filter { !$0.id.isKarmadaPolicy },
      policies: objects.filter(\.id.isKarmadaPolicy).map(\.document), clusters: clusters)
    if let error = result.diagnostics.first(where: { $0.severity == .error }) { return error.message }
    let got = result.value?.clusters ?? []
    if wanted.map(\.cluster) != got.map(\.cluster) {
      return "\(wanted.map(\.cluster)) wanted, got \(got.map(\.cluster))"
    }
    for (left, right) in zip(wanted, got) {
      if left.resources.count != right.resources.count {
        return "\(left.cluster): \(left.resources.count) objects, not \(right.resources.count)"
      }
      for (a, b) in zip(left.resources.map(\.resource), right.resources.map(\.resource)) {
        var filled = a.document
        fillIn(&filled, like: b.document)
        if let found = TestSupport.difference(filled, filled.root, b.document, b.document.root) {
          return "\(left.cluster): \(a.id)\(found)"
        }
      }
    }
    return nil
  }

  /// The counts that the API server fills in for both, and that Karmada writes; maps without entries, which it leaves out.
  private func fillIn(_ document: inout Document, like other: Document) {
    let place = Author(.defaulted, step: "", at: document.location(document.root))
    if let metadata = document[document.root, "metadata"], let map = document[metadata, "annotations"],
      document.firstChild(map) == nil, other[other.root, ["metadata", "annotations"]] == nil
    {
      document.remove(map, from: metadata, by: place)
    }
    guard let spec = document[document.root, "spec"], document.isMapping(spec) else { return }
    let author = Author(.defaulted, step: "", at: document.location(spec))
    for field in ["replicas", "parallelism", "completions"] where document[spec, field] == nil {
      guard let node = other[other.root, ["spec", field]], other.valueEquals(node, "1") else { continue }
      document.set(field, in: spec, to: .integer(1), by: author)
    }
  }

  private static let namespace = """
    apiVersion: types.kubefed.io/v1beta1
    kind: FederatedNamespace
    metadata: {name: app, namespace: app}
    spec: {placement: {clusterSelector: {}}}
    ---

    """

  private func migrate(_ text: String) throws -> Compiled<KarmadaMigration> {
    let path = try #require(SourcePath("kubefed.yaml"))
    let documents = YAMLStream.parseAll11(Array((Self.namespace + text).utf8), path: path).documents
    let members = ["c1", "c2"].map { name in
      Cluster(
        name: name,
        kubeFed: Cluster.KubeFed(labels: Labels([("name", name)]), location: SourceLocation(path: path)))
    }
    return KarmadaMigration.migrate(documents, clusters: members)
  }

  private func text(_ result: Compiled<KarmadaMigration>, _ kind: String) -> String {
    let documents = (result.value?.replacements ?? []).flatMap(\.documents)
    var bytes: [UInt8] = []
    for document in documents where ResourceID(of: document)?.kind == kind {
      #expect(YAMLPrinter.print(document, into: &bytes).isEmpty)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func aReplaceThatMakesAKeyBecomesAnAdd() throws {
    let result = try migrate(
      """
      apiVersion: types.kubefed.io/v1beta1
      kind: FederatedDeployment
      metadata: {name: web, namespace: app}
      spec:
        template: {spec: {replicas: 3}}
        placement: {clusterSelector: {matchExpressions: [{key: name, operator: NotIn, values: [x]}]}}
        overrides:
        - clusterName: c1
          clusterOverrides:
          - {path: /spec/replicas, value: 5}
          - {path: /spec/paused, value: true}
          - {path: /spec/paused, op: remove}
      """.replacing(
        "- {path: /spec/paused, op: remove}", with: "- {path: /spec/minReadySeconds, op: add, value: 3}"))
    #expect(result.diagnostics.isEmpty)
    #expect(
      text(result, "OverridePolicy").contains(
        """
              plaintext:
              - operator: replace
                path: /spec/replicas
                value: 5
              - operator: add
                path: /spec/paused
                value: true
              - operator: add
                path: /spec/minReadySeconds
                value: 3
        """))
    #expect(
      text(result, "PropagationPolicy").contains(
        """
              labelSelector:
                matchExpressions:
                - key: name
                  operator: NotIn
                  values:
                  - x
        """))
    #expect(!text(result, "Namespace").contains("skip-auto-propagation"), "it goes everywhere by itself")
  }

  @Test func valuesAreWrittenAsKubeFedReadsThem() throws {
    let result = try migrate(
      """
      apiVersion: types.kubefed.io/v1beta1
      kind: FederatedConfigMap
      metadata: {name: settings, namespace: app}
      spec:
        placement: {clusterSelector: {}}
        overrides: [{clusterName: c1, clusterOverrides: [{path: /large, value: 9007199254740993}]}]
      """)
    #expect(text(result, "OverridePolicy").contains("value: 9007199254740992\n"))
  }

  @Test func aWorkloadWithoutReplicasStaysWhereItIs() throws {
    let result = try migrate(
      """
      apiVersion: types.kubefed.io/v1beta1
      kind: FederatedDeployment
      metadata: {name: web, namespace: app}
      spec:
        template: {spec: {replicas: 0, template: {spec: {nodeSelector: {a: b}}}}}
        placement: {clusters: [{name: c1}]}
      """)
    #expect(text(result, "Deployment").contains("  replicas: 1\n"))
    #expect(text(result, "OverridePolicy").contains("path: /spec/replicas\n        value: 0\n"))
  }

  @Test func whatHasNoEquivalentIsNamed() throws {
    let result = try migrate(
      """
      apiVersion: types.kubefed.io/v1beta1
      kind: FederatedDeployment
      metadata: {name: web, namespace: app}
      spec: {template: {spec: {replicas: 3}}, placement: {clusterSelector: {}}, retainReplicas: true}
      ---
      apiVersion: scheduling.kubefed.io/v1alpha1
      kind: ReplicaSchedulingPreference
      metadata: {name: web, namespace: app}
      spec: {targetKind: FederatedDeployment, totalReplicas: 5}
      ---
      apiVersion: types.kubefed.io/v1beta1
      kind: FederatedConfigMap
      metadata: {name: lost, namespace: other}
      spec: {placement: {clusterSelector: {}}}
      """)
    #expect(
      Set(result.diagnostics.map(\.id)) == [
        "migrate.fixed-plan", "migrate.retained-replicas", "migrate.not-placed",
        "kubefed.namespace-not-federated",
      ])
    #expect(text(result, "OverridePolicy").contains("value: 3"))
  }

  @Test func clustersKeepTheirLabelsAndAddress() throws {
    let path = try #require(SourcePath("clusters.yaml"))
    let text = """
      apiVersion: core.kubefed.io/v1beta1
      kind: KubeFedCluster
      metadata: {name: c1, labels: {tier: "1"}}
      spec: {apiEndpoint: "https://c1:6443"}
      """
    let registration = try #require(YAMLStream.parseAll11(Array(text.utf8), path: path).documents.first)
    let cluster = try #require(KarmadaMigration.cluster(of: registration))
    var bytes: [UInt8] = []
    #expect(YAMLPrinter.print(cluster, into: &bytes).isEmpty)
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        apiVersion: cluster.karmada.io/v1alpha1
        kind: Cluster
        metadata:
          labels:
            tier: "1"
          name: c1
        spec:
          apiEndpoint: https://c1:6443
          syncMode: Push

        """)
  }
}
