import KubernetesModel
import SourceModel
import TestSupport
import Testing

@testable import Karmada

/// What is legal, and hardly meant. Source: reference/karmada.md section 16.
@Suite struct PitfallTests {
  private static let web = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: demo}
    spec: {replicas: 2, template: {spec: {containers: [{name: web, image: nginx}], nodeSelector: {a: b}}}}
    ---

    """

  private func policy(
    _ placement: String, name: String = "p", kind: String = "PropagationPolicy", priority: Int = 0
  )
    -> String
  {
    """
    apiVersion: policy.karmada.io/v1alpha1
    kind: \(kind)
    metadata: {name: \(name)\(kind == "PropagationPolicy" ? ", namespace: demo" : "")}
    spec:
      priority: \(priority)
      resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}]
      placement: \(placement)
    ---

    """
  }

  private func override(_ rules: String) -> String {
    """
    apiVersion: policy.karmada.io/v1alpha1
    kind: OverridePolicy
    metadata: {name: o, namespace: demo}
    spec: {overrideRules: \(rules)}
    """
  }

  private func fixture(_ text: String, _ clusters: [String] = ["prod-east", "prod-west"]) throws
    -> PropagationFixture
  {
    try PropagationFixture(MarkedYAML(Self.web + text), clusters: clusters)
  }

  @Test func namesThatAreNoClusters() throws {
    let found = try fixture(policy("{clusterAffinity: {clusterNames: [prod-east, 1️⃣prod-wets]}}"))
    #expect(found.findings == ["warning karmada.unknown-cluster @1"])
    #expect(found.messages[0].hasSuffix("no cluster of the control plane; did you mean prod-west?"))
  }

  @Test func weightsForClustersThatAreNotSelected() throws {
    let found = try fixture(
      policy(
        """
        {clusterAffinity: {clusterNames: [prod-east]}, replicaScheduling: {weightPreference: {staticWeightList: [
          {targetCluster: {clusterNames: [prod-east]}, weight: 1}, 1️⃣{targetCluster: {clusterNames: [prod-west]}, weight: 1}]}}}
        """))
    #expect(found.findings == ["warning karmada.unused-weight @1"])
  }

  @Test func clustersWithoutAShare() throws {
    let found = try fixture(
      policy(
        """
        {replicaScheduling: 1️⃣{weightPreference: {staticWeightList: [
          {targetCluster: {clusterNames: [prod-east]}, weight: 9}, {targetCluster: {clusterNames: [prod-west]}, weight: 1}]}}}
        """))
    #expect(found.findings == ["warning karmada.no-share @1"])
    #expect(found.messages[0].contains("does not go to prod-west, because the share there is 0 replicas"))
  }

  @Test func workloadsWithoutReplicasVanish() throws {
    let text = Self.web.replacing("replicas: 2", with: "replicas: 0")
    let found = try PropagationFixture(MarkedYAML("1️⃣" + text + policy("{}")))
    #expect(found.findings == ["warning karmada.no-replicas @1"])
    #expect(found.placed.isEmpty)
  }

  @Test func policiesThatClaimTheSame() throws {
    let found = try fixture("1️⃣" + policy("{}", name: "a") + "2️⃣" + policy("{}", name: "b"))
    #expect(found.findings == ["warning karmada.same-claim @1", "warning karmada.unused-policy @2"])
    #expect(
      found.messages[0]
        == "PropagationPolicy demo/a and PropagationPolicy demo/b select Deployment.apps demo/web alike; the first wins by "
        + "its name only, so give one a priority")
  }

  @Test func aClusterPolicyWithAHigherPriorityLosesAllTheSame() throws {
    let found = try fixture(
      "1️⃣" + policy("{}") + "2️⃣" + policy("{}", name: "all", kind: "ClusterPropagationPolicy", priority: 9))
    #expect(found.findings == ["warning karmada.priority-ignored @1", "warning karmada.unused-policy @2"])
  }

  @Test func overridersThatChangeNothing() throws {
    let found = try fixture(
      policy("{}")
        + override(
          """
          [{overriders: {argsOverrider: [1️⃣{containerName: app, operator: add, value: [x]}],
            labelsOverrider: [2️⃣{operator: replace, value: {tier: x}}], imageOverrider: [{component: Tag, operator: add, value: "1"}],
            plaintext: [3️⃣{path: spec/template, operator: add, value: x}]}}]
          """))
    #expect(
      found.findings == [
        "warning karmada.idle-overrider @1", "warning karmada.idle-overrider @2",
        "warning karmada.patch-path @3",
      ])
    #expect(found.messages[0].contains("argsOverrider: no container is called app"))
  }

  @Test func anOverriderThatFailsForOneKindOfItsTargets() throws {
    let found = try fixture(
      policy("{}")
        + """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, namespace: demo}
        data: {level: info}
        ---
        apiVersion: policy.karmada.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: settings, namespace: demo}
        spec: {resourceSelectors: [{apiVersion: v1, kind: ConfigMap}]}
        ---

        """ + override("[{overriders: {plaintext: [1️⃣{path: /data/level, operator: replace, value: debug}]}}]")
    )
    #expect(found.findings == ["error karmada.override @1"])
    #expect(
      found.result.diagnostics.first?.notes.map(\.message) == [
        "the resource is here",
        "OverridePolicy demo/o has no resourceSelectors, so it means every object of its namespace",
      ])
  }

  @Test func overridesThatMakeTwoObjectsOne() throws {
    let found = try fixture(
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: other, namespace: demo}
      spec: {replicas: 2}
      ---

      """ + policy("{}")
        + override("[{overriders: {plaintext: [{path: /metadata/name, operator: replace, value: web}]}}]"))
    #expect(found.findings == ["error karmada.overridden-identity test.yaml:6:1"])
    #expect(found.messages[0].contains("the same object as Deployment.apps demo/web on prod-east"))
  }

  @Test func rayServicesAreNotDivided() throws {
    let ray = """
      apiVersion: ray.io/v1
      kind: RayService
      metadata: {name: ray, namespace: demo}
      spec: {rayClusterConfig: {workerGroupSpecs: [{groupName: a, replicas: 3}]}}
      ---

      """
    let divided = policy("{replicaScheduling: {replicaSchedulingType: Divided}}").replacing(
      "apps/v1", with: "ray.io/v1"
    )
    .replacing("Deployment", with: "RayService")
    let found = try PropagationFixture(MarkedYAML(ray + divided))
    #expect(found.findings.map { $0.split(separator: " ")[1] } == ["karmada.divided-ray-service"])
    let whole = divided.replacing("Divided", with: "Duplicated")
    #expect(try PropagationFixture(MarkedYAML(ray + whole)).findings.isEmpty)
  }
}
