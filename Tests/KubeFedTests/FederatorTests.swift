import KubernetesModel
import SourceModel
import TestSupport
import Testing
import YAML

@testable import KubeFed

@Suite struct FederatorTests {
  private func federate(_ text: MarkedYAML, clusters: [String] = ["c1", "c2"]) -> Compiled<Distribution> {
    let documents = YAMLStream.parseAll11(text.bytes, path: text.path).documents
    let members = clusters.map { name in
      let view = Cluster.KubeFed(
        labels: Labels([("name", name)]), location: SourceLocation(path: text.path))
      return Cluster(name: name, kubeFed: view)
    }
    return Federation.federate(documents, clusters: members, recordsClusters: true)
  }

  private func findings(_ result: Compiled<Distribution>) -> [String] {
    result.diagnostics.inReportOrder().map { diagnostic in
      let location = diagnostic.location.map { "\($0.line):\($0.column)" } ?? ""
      return "\(diagnostic.severity == .error ? "error" : "warning") \(diagnostic.id) \(location)"
    }
  }

  private static let namespace = """
    apiVersion: types.kubefed.io/v1beta1
    kind: FederatedNamespace
    metadata: {name: app, namespace: app}
    spec: {placement: {clusterSelector: {}}}
    ---

    """

  @Test func aNamespaceInTheWrongPlaceIsTheErrorAndWhatItCostsAreWarnings() {
    let text = MarkedYAML(
      """
      apiVersion: types.kubefed.io/v1beta1
      kind: FederatedNamespace
      metadata:
        name: app
        namespace: 1️⃣kube-federation-system
      spec: {placement: {clusters: [{name: c1}]}}
      ---
      2️⃣apiVersion: types.kubefed.io/v1beta1
      kind: FederatedConfigMap
      metadata: {name: settings, namespace: app}
      spec: {placement: {clusters: [{name: c1}]}}
      """)
    let result = federate(text)
    let sorted = result.diagnostics.inReportOrder()
    #expect(sorted.map(\.id) == ["kubefed.misplaced-namespace", "kubefed.namespace-not-federated"])
    #expect(sorted.map(\.location) == [text[1], text[2]])
    #expect(sorted.first?.message.hasSuffix("set metadata.namespace to app") == true)
    #expect(sorted.last?.notes.first?.message == "this FederatedNamespace stands in the wrong namespace")
    #expect(result.value?.clusters.isEmpty == true)
  }

  @Test func fieldsOfTheWrongTypeAndUnknownOnesAreNamed() {
    let result = federate(
      MarkedYAML(
        Self.namespace + """
          apiVersion: types.kubefed.io/v1beta1
          kind: FederatedDeployment
          metadata: {name: web, namespace: app}
          spec:
            tempalte: {}
            placement: {clusters: [{nmae: c1}]}
            overrides:
            - clusterName: c1
              clusterOverrides:
              - {path: /spec/replicas, op: set, value: 5}
              - {op: add, value: 5}
          """))
    #expect(
      findings(result) == [
        "warning kubefed.unknown-field 10:3", "error kubefed.required-field 11:26",
        "warning kubefed.unknown-field 11:27", "error kubefed.field-value 15:34",
        "error kubefed.required-field 16:7",
      ])
  }

  @Test func overridesKeepTheirPlaceAndTheValuesTheyChanged() throws {
    let result = federate(
      MarkedYAML(
        Self.namespace + """
          apiVersion: types.kubefed.io/v1beta1
          kind: FederatedDeployment
          metadata: {name: web, namespace: app}
          spec:
            template: {spec: {replicas: 3}}
            placement: {clusters: [{name: c1}]}
            overrides:
            - clusterName: c1
              clusterOverrides:
              - {path: /spec/replicas, value: 5}
          """))
    #expect(result.diagnostics.isEmpty)
    let resources = try #require(result.value?.clusters.first?.resources)
    #expect(resources.map { "\($0.resource.id)" } == ["Deployment.apps app/web", "Namespace app"])
    let document = resources[0].resource.document
    let replicas = try #require(document[document.root, ["spec", "replicas"]])
    #expect(document.string(replicas) == "5")
    #expect(document.origin(replicas).step == "FederatedDeployment app/web")
    let before = try #require(document.previous(replicas))
    #expect(document.string(before) == "3")
    let override = try #require(result.value?.decisions.last?.clusters.first?.overrides.first)
    #expect(override.location.line == 15)
    #expect(
      override.changes.map { "\($0.path) \($0.before ?? "") \($0.after ?? "")" } == ["/spec/replicas 3 5"])
  }

  @Test func unknownClustersAndKindsAreWarnings() {
    let result = federate(
      MarkedYAML(
        Self.namespace + """
          apiVersion: types.kubefed.io/v1beta1
          kind: FederatedConfigMap
          metadata: {name: a, namespace: app}
          spec: {placement: {clusters: [{name: c1}, {name: c11}]}}
          ---
          apiVersion: types.kubefed.io/v1beta1
          kind: FederatedConfigmap
          metadata: {name: b, namespace: app}
          ---
          apiVersion: types.kubefed.io/v1beta1
          kind: FederatedSecret
          metadata: {name: c, namespace: app}
          """))
    #expect(
      findings(result) == [
        "warning kubefed.unknown-cluster 9:19", "warning kubefed.unknown-type 11:1",
        "warning kubefed.placed-nowhere 15:1",
      ])
  }

  @Test func theOldNameOfTheGroupMeansTheSame() throws {
    let text = Self.namespace + Self.namespace.replacing("app", with: "other")
    let result = federate(MarkedYAML(text.replacing("kubefed.io/v1beta1", with: "kubefed.k8s.io/v1alpha1")))
    let names = try #require(result.value?.clusters.first?.resources.map(\.resource.id.name))
    #expect(names == ["app", "other"])
  }

  @Test func aPreferenceForAnotherKindIsRefused() {
    let result = federate(
      """
      apiVersion: scheduling.kubefed.io/v1alpha1
      kind: ReplicaSchedulingPreference
      metadata: {name: web, namespace: app}
      spec: {targetKind: FederatedStatefulSet, totalReplicas: 99999999999}
      ---
      apiVersion: scheduling.kubefed.io/v1alpha1
      kind: ReplicaSchedulingPreference
      metadata: {name: web, namespace: app}
      spec: {targetKind: FederatedDeployment, totalReplicas: 3}
      """)
    #expect(
      findings(result) == [
        "error kubefed.preference 4:20", "error kubefed.preference 4:57",
        "warning kubefed.unused-preference 6:1",
      ])
  }

  @Test func aPlanIsBoundedByWhatThereIs() {
    let planner = ReplicaPlanner(preferences: [
      "*": .init(weight: Int64.max, minimum: 2, maximum: 1), "x": .init(weight: Int64.max),
    ])
    let plan = planner.plan(10, clusters: ["a", "b", "x"], key: "n/o")
    #expect(plan.reduce(0, +) == 10)
    #expect(planner.plan(0, clusters: ["a"], key: "n/o") == [0])
    #expect(planner.plan(10, clusters: [], key: "n/o") == [])
  }

  @Test func whatAPreferenceDecidesIsSaidToBeItsDoing() throws {
    let text = MarkedYAML(
      Self.namespace + """
        apiVersion: types.kubefed.io/v1beta1
        kind: FederatedDeployment
        metadata: {name: web, namespace: app}
        spec: {template: {spec: {replicas: 1}}, placement: {clusters: [{name: c2}]}}
        ---
        1️⃣apiVersion: scheduling.kubefed.io/v1alpha1
        kind: ReplicaSchedulingPreference
        metadata: {name: web, namespace: app}
        spec: {targetKind: FederatedDeployment, totalReplicas: 2️⃣6}
        """)
    let decision = try #require(federate(text).value?.decisions.last)
    let name = "ReplicaSchedulingPreference app/web"
    #expect(
      decision.clusters.map(\.reason) == ["\(name) takes every cluster", "\(name) takes every cluster"])
    #expect(decision.clusters.map(\.location) == [text[1], text[1]])
    #expect(decision.clusters[0].overrides.map(\.policy) == [name])
    #expect(decision.clusters[0].overrides.map(\.location) == [text[2]])
  }

  @Test func aClusterWhoseOverrideFailsIsListedWithTheReason() throws {
    let text = MarkedYAML(
      Self.namespace + """
        apiVersion: types.kubefed.io/v1beta1
        kind: FederatedConfigMap
        metadata: {name: settings, namespace: app}
        spec:
          placement: {clusterSelector: {}}
          overrides: [{clusterName: c1, clusterOverrides: [1️⃣{path: /data/x, op: add, value: y}]}]
        """)
    let decision = try #require(federate(text).value?.decisions.last)
    #expect(decision.clusters.map(\.cluster) == ["c1", "c2"])
    #expect(decision.clusters[0].reason.hasPrefix("an override fails: add operation does not apply"))
    #expect(decision.clusters[0].location == text[1])
    #expect(decision.clusters.map(\.isTarget) == [false, true])
  }

  @Test func aPathWithDotsIsToldHowToBeWritten() throws {
    let result = federate(
      MarkedYAML(
        Self.namespace + """
          apiVersion: types.kubefed.io/v1beta1
          kind: FederatedDeployment
          metadata: {name: web, namespace: app}
          spec:
            template: {spec: {replicas: 1}}
            placement: {clusterSelector: {}}
            overrides: [{clusterName: c1, clusterOverrides: [{path: spec.replicas, value: 5}]}]
          """))
    #expect(result.diagnostics.count == 1)
    #expect(
      result.diagnostics.first?.message.hasSuffix("; a path starts with /, so write /spec/replicas") == true)
  }

  @Test func selectorsThatKubernetesRefusesAreErrors() {
    func finding(_ selector: String, clusters: String = "") -> [String] {
      findings(
        federate(
          MarkedYAML(
            Self.namespace + """
              apiVersion: types.kubefed.io/v1beta1
              kind: FederatedConfigMap
              metadata: {name: settings, namespace: app}
              spec: {placement: {\(clusters)clusterSelector: {\(selector)}}}
              """)))
    }
    #expect(finding("matchLabels: {a b: c}").map { String($0.prefix(22)) } == ["error kubefed.selector"])
    #expect(
      finding("matchExpressions: [{key: a, operator: NotIn, values: [b c]}]").map { String($0.prefix(22)) }
        == ["error kubefed.selector"])
    #expect(
      finding("matchLabels: {a b: c}", clusters: "clusters: [{name: c1}], ").map { String($0.prefix(24)) }
        == ["warning kubefed.selector"], "it is not used")
  }
}
