import KubernetesModel
import SourceModel
import TestSupport
import Testing
import YAML

@testable import Karmada

@Suite struct PropagatorTests {
  private static func deployment(_ replicas: String) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: demo}
    spec: {replicas: \(replicas)}
    ---

    """
  }

  private static func policy(_ placement: String, _ name: String = "p", priority: Int = 0) -> String {
    """
    apiVersion: policy.karmada.io/v1alpha1
    kind: PropagationPolicy
    metadata: {name: \(name), namespace: demo}
    spec:
      priority: \(priority)
      resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}]
      placement: \(placement)
    ---

    """
  }

  @Test func undecidableSettingsAreErrorsUnlessCapacityIsAssumed() throws {
    let text = MarkedYAML(
      Self.deployment("4")
        + Self.policy("{replicaScheduling: {replicaDivisionPreference: 1️⃣Aggregated}}"))
    let strict = try PropagationFixture(text)
    #expect(strict.findings == ["error karmada.undecidable @1"])
    #expect(
      strict.messages[0].contains(
        "replicaDivisionPreference: Aggregated; state the `capacity` of a, b under `clusters` in fleetfold.yaml, "
          + "use a staticWeightList, or set karmada.assumeCapacity in fleetfold.yaml"))
    let lenient = try PropagationFixture(text, assumesCapacity: true)
    #expect(lenient.findings == ["warning karmada.undecidable @1"])
    #expect(lenient.placed == ["a": ["Deployment web"]])
  }

  @Test func tiesAreSettledByNameAndSaidSo() throws {
    let fixture = try PropagationFixture(
      MarkedYAML(Self.deployment("3") + Self.policy("{replicaScheduling: 1️⃣{}}")))
    #expect(fixture.findings == ["warning karmada.empty-scheduling @1", "warning karmada.tie @1"])
    #expect(fixture.messages[1].contains("3 replicas can be divided in two ways, a 2 or 1, b 1 or 2;"))
    #expect(fixture.values(["spec", "replicas"]) == ["a": "2", "b": "1"])
  }

  @Test func whatCannotBeScheduledNamesThePolicyAndTheReason() throws {
    let fixture = try PropagationFixture(
      MarkedYAML(Self.deployment("3") + Self.policy("{clusterAffinity: 1️⃣{clusterNames: [c]}}")),
      clusters: ["a", "b", "c taint=gpu:NoSchedule"])
    #expect(fixture.findings == ["error karmada.not-schedulable @1"])
    #expect(
      fixture.messages == [
        "PropagationPolicy demo/p can't place Deployment.apps demo/web: 0/3 clusters are available: 1 cluster(s) had "
          + "untolerated taint {gpu:NoSchedule}, 2 cluster(s) did not match the placement cluster affinity constraint."
      ])
  }

  @Test func whatCannotBeScheduledListsEveryClusterWithItsReason() throws {
    let text = MarkedYAML(
      Self.deployment("3") + Self.policy("{clusterAffinity: 1️⃣{labelSelector: {matchLabels: {env: prod}}}}"))
    var clusters = ["a env=prod taint=gpu:NoSchedule", "b"].map(PropagationFixture.cluster)
    let place = SourceLocation(path: text.path, line: 7, column: 3)
    clusters[0].karmada?.taints[0].location = place
    let documents = YAMLStream.parseAll11(text.bytes, path: text.path).documents
    let result = Propagation.propagate(
      templates: [try #require(Resource(documents[0]))], policies: [documents[1]], clusters: clusters,
      options: PropagationOptions(recordsClusters: true))
    let decision = try #require(result.value?.decisions.first)
    #expect(
      decision.clusters.map(\.reason) == [
        "its taint gpu:NoSchedule is not tolerated", "it does not meet labelSelector env in (prod)",
      ])
    #expect(decision.clusters.map(\.location) == [place, text[1]])
    #expect(decision.clusters.allSatisfy { !$0.isTarget })
  }

  @Test func aDependencySaysWhereItIsNeeded() throws {
    let text = MarkedYAML(
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, namespace: demo}
      spec: {serviceAccountName: 1️⃣account}
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: account, namespace: demo}
      ---
      apiVersion: policy.karmada.io/v1alpha1
      kind: PropagationPolicy
      metadata: {name: p, namespace: demo}
      spec:
        propagateDeps: true
        resourceSelectors: [{apiVersion: v1, kind: Pod}]
        placement: {clusterAffinity: {clusterNames: [a]}}
      """)
    let decision = try #require(PropagationFixture(text).result.value?.decisions.last)
    #expect(
      decision.clusters.map(\.reason) == ["Pod demo/web needs it there", "nothing that needs it goes there"])
    #expect(decision.clusters.map(\.location) == [text[1], nil])
  }

  @Test func valuesOfAFieldOverriderHaveTheirKeysSorted() throws {
    let fixture = try PropagationFixture(
      MarkedYAML(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: c, namespace: demo}
        data: {f: '{"z": 1, "b": 2}'}
        ---
        apiVersion: policy.karmada.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: p, namespace: demo}
        spec: {resourceSelectors: [{apiVersion: v1, kind: ConfigMap}]}
        ---
        apiVersion: policy.karmada.io/v1alpha1
        kind: OverridePolicy
        metadata: {name: o, namespace: demo}
        spec:
          overrideRules:
          - overriders:
              fieldOverrider:
              - {fieldPath: /data/f, json: [{subPath: /a, operator: add, value: {k: [{d: 1, c: 2}], "<": x}}]}
        """))
    #expect(fixture.values(["data", "f"])["a"] == #"{"z":1,"b":2,"a":{"\u003c":"x","k":[{"c":2,"d":1}]}}"#)
  }

  @Test func overrideFailuresPointAtTheOverriderAndNameTheClusters() throws {
    let fixture = try PropagationFixture(
      MarkedYAML(
        Self.deployment("3") + Self.policy("{}") + """
          apiVersion: policy.karmada.io/v1alpha1
          kind: OverridePolicy
          metadata: {name: o, namespace: demo}
          spec:
            overrideRules:
            - overriders:
                plaintext:
                - {path: /spec/replicas, operator: replace, value: 5}
                - 1️⃣{path: /spec/paused, operator: remove}
          """), clusters: ["a", "b", "c", "d", "e"])
    #expect(fixture.findings == ["error karmada.override @1"])
    #expect(fixture.messages[0].contains("Deployment.apps demo/web for a, b, c and 2 more: error in remove"))
  }

  @Test func replicasOfAWrongTypeAreAnError() throws {
    for value in ["many", "-1", "3000000000", "1.5", "99999999999999999999"] {
      let fixture = try PropagationFixture(MarkedYAML(Self.deployment("1️⃣\(value)") + Self.policy("{}")))
      #expect(fixture.findings.first == "error karmada.replicas @1", "\(value)")
    }
  }

  @Test func theDecisionTellsWhoWonAndWhy() throws {
    let text =
      Self.deployment("2") + Self.policy("{clusterAffinity: {clusterNames: [a]}}", "first", priority: 5)
      + Self.policy("{}", "second")
    let fixture = try PropagationFixture(MarkedYAML(text))
    let decision = try #require(fixture.result.value?.decisions.first)
    #expect(decision.policy?.name == "PropagationPolicy demo/first")
    #expect(decision.losers.map(\.reason) == ["its priority 0 is lower than 5"])
    #expect(
      decision.clusters.map { "\($0.cluster) \($0.isTarget) \($0.reason)" } == [
        "a true clusterNames lists it", "b false it is not in clusterNames",
      ])
    #expect(fixture.findings == ["warning karmada.unused-policy test.yaml:14:1"])
  }

  @Test func overridesAreRecordedWithTheirValuesButNotThoseOfSecrets() throws {
    let fixture = try PropagationFixture(
      MarkedYAML(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: s, namespace: demo}
        stringData: {password: hunter2}
        ---
        """ + "\n" + Self.deployment("3") + """
          apiVersion: policy.karmada.io/v1alpha1
          kind: PropagationPolicy
          metadata: {name: p, namespace: demo}
          spec: {resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}, {apiVersion: v1, kind: Secret}]}
          ---
          apiVersion: policy.karmada.io/v1alpha1
          kind: OverridePolicy
          metadata: {name: o, namespace: demo}
          spec:
            resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}]
            overrideRules:
            - overriders:
                plaintext: [1️⃣{path: /spec/replicas, operator: replace, value: 5}]
          ---
          apiVersion: policy.karmada.io/v1alpha1
          kind: OverridePolicy
          metadata: {name: s, namespace: demo}
          spec:
            resourceSelectors: [{apiVersion: v1, kind: Secret}]
            overrideRules:
            - overriders:
                plaintext: [{path: /stringData/password, operator: replace, value: swordfish}]
          """), clusters: ["a"])
    let decisions = fixture.result.value?.decisions ?? []
    let changes = decisions.flatMap(\.clusters).flatMap(\.overrides).flatMap(\.changes)
    #expect(
      changes.map { "\($0.path) \($0.before ?? "") \($0.after ?? "")" } == [
        "/stringData/password (hidden) (hidden)", "/spec/replicas 3 5",
      ])
    let deployment = try #require(fixture.result.value?.clusters.first?.resources.first?.resource.document)
    let node = try #require(deployment[deployment.root, ["spec", "replicas"]])
    #expect(deployment.origin(node).step == "OverridePolicy demo/o")
    #expect(deployment.location(node).path == "test.yaml".path)
  }

  @Test func namesThatCollideInKarmadasRecordsAreErrors() throws {
    let service = """
      apiVersion: v1
      kind: Service
      metadata: {name: s, namespace: demo}
      ---

      """
    let fixture = try PropagationFixture(
      MarkedYAML(service + "1️⃣" + service.replacing("v1", with: "serving.knative.dev/v1") + "2️⃣" + service))
    #expect(
      fixture.findings.filter { $0.hasPrefix("error") } == [
        "error karmada.identity-collision @1", "error karmada.duplicate-resource @2",
      ])
  }

  @Test func luaScriptsAreRefusedByName() throws {
    func text(_ script: String) -> MarkedYAML {
      MarkedYAML(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: demo}
        spec: {size: 5}
        ---
        """ + "\n"
          + Self.policy(
            "{replicaScheduling: {weightPreference: {staticWeightList: [{targetCluster: {clusterNames: [a]}, weight: 4}, {targetCluster: {}, weight: 1}]}}}"
          ) + """
            apiVersion: config.karmada.io/v1alpha1
            kind: ResourceInterpreterCustomization
            metadata: {name: c}
            spec:
              target: {apiVersion: apps/v1, kind: Deployment}
              customizations:
                replicaResource:
                  luaScript: 1️⃣"\(script)"
                replicaRevision:
                  luaScript: |
                    function ReviseReplica(obj, n)
                      obj.spec.size = n
                      return obj
                    end
            """)
    }
    let simple = try PropagationFixture(
      text("function GetReplicas(obj) \\n return obj.spec.size, nil \\n end"))
    #expect(simple.findings == [])
    #expect(simple.values(["spec", "size"]) == ["a": "4", "b": "1"])
    let script = try PropagationFixture(
      text("function GetReplicas(obj) \\n return obj.spec.size + 1 \\n end"))
    #expect(script.findings == ["error karmada.lua-script @1"])
  }
}

extension String {
  fileprivate var path: SourcePath { SourcePath(self) ?? .root }
}
