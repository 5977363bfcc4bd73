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

  // MARK: - Policies that select nothing

  @Test(arguments: [
    ("{apiVersion: apps/v1, kind: Deployment, name: wbe}", "; did you mean web?"),
    ("{apiVersion: apps/v1, kind: Deploymnet}", "; did you mean the kind Deployment?"),
    (
      "{apiVersion: extensions/v1beta1, kind: Deployment}",
      "; the Deployment here is apps/v1, not extensions/v1beta1"
    ),
    (
      "{apiVersion: v1, kind: Namespace, name: demo}",
      "; a Namespace has no namespace, so only a ClusterPropagationPolicy can select it"
    ),
    ("{apiVersion: v1, kind: Secret}", "; Secret other/s is not in the namespace demo"),
    ("{apiVersion: v1, kind: Service}", ""),
    ("{apiVersion: apps/v1, kind: Deployment, labelSelector: {matchLabels: {a: b}}}", ""),
  ])
  func policiesThatSelectNothingSayWhatWasMeant(selector: String, hint: String) throws {
    let text = """
      apiVersion: v1
      kind: Namespace
      metadata: {name: demo}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: s, namespace: other}
      ---

      """ + policy("{}", name: "other").replacing("{apiVersion: apps/v1, kind: Deployment}", with: selector)
    let found = try fixture(text)
    let message = found.messages.first { $0.hasPrefix("PropagationPolicy demo/other") }
    #expect(message == "PropagationPolicy demo/other selects no resource, so it has no effect\(hint)")
  }

  // MARK: - Overriders

  private static let pods = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: demo, labels: {app: web}}
    spec:
      template:
        spec:
          initContainers: [{name: setup, image: init}]
          containers: [{name: web, image: "q.io/nginx:1@sha256:0123456789abcdef0123456789abcdef"}]
    ---
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: tidy, namespace: demo}
    spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: tidy, image: busybox}]}}}}}
    ---

    """

  /// The findings of override rules that are applied to `pods`, without the two for what all rules miss.
  private func remarks(_ text: String, selector: String = "Deployment") throws -> PropagationFixture {
    let selects =
      "resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}, {apiVersion: batch/v1, kind: CronJob}]"
    return try PropagationFixture(
      MarkedYAML(
        Self.pods
          + policy("{}").replacing(
            "resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}]", with: selects)
          + text), clusters: ["a"])
  }

  @Test func imagesThatAnOverriderDoesNotReach() throws {
    let found = try remarks(
      override("[{overriders: {imageOverrider: [1️⃣{component: Registry, operator: replace, value: r.io}]}}]"))
    #expect(
      found.findings == [
        "warning karmada.digest-lost @1", "warning karmada.images-untouched @1",
        "warning karmada.images-untouched @1",
      ])
    #expect(
      found.messages == [
        "OverridePolicy demo/o: the digest of q.io/nginx:1@sha256:0123456789abcdef0123456789abcdef is lost, because the image "
          + "has a tag too and Karmada keeps one of them (Deployment.apps demo/web)",
        "OverridePolicy demo/o: imageOverrider does not reach init containers (setup); give a predicate.path for each "
          + "(Deployment.apps demo/web)",
        "OverridePolicy demo/o: imageOverrider without a predicate does not know the containers of a CronJob; give a "
          + "predicate.path for each (CronJob.batch demo/tidy)",
      ])
    let named = try remarks(
      override(
        """
        [{targetCluster: {clusterNames: [a]}, overriders: {imageOverrider: [
          {predicate: {path: /spec/template/spec/initContainers/0/image}, component: Tag, operator: add, value: "2"},
          {predicate: {path: /spec/template/spec/containers/0/image}, component: Tag, operator: remove}]}}]
        """
      ).replacing(
        "spec: {overrideRules",
        with: "spec: {resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}], overrideRules"))
    #expect(named.findings.map { $0.split(separator: " ")[1] } == ["karmada.digest-lost"])
  }

  @Test func imagesWithoutARepository() throws {
    let found = try remarks(
      override(
        "[{overriders: {imageOverrider: [1️⃣{predicate: {path: /spec/template/spec/initContainers/0/image}, component: Repository, operator: remove}]}}]"
      ).replacing(
        "spec: {overrideRules",
        with: "spec: {resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}], overrideRules"))
    #expect(found.findings == ["warning karmada.empty-repository @1"])
  }

  @Test func removingFromAListThatIsNotThere() throws {
    let found = try fixture(
      policy("{}")
        + override("[{overriders: {argsOverrider: [1️⃣{containerName: web, operator: remove, value: [x]}]}}]"))
    #expect(found.findings == ["warning karmada.empty-list @1"])
    #expect(found.messages[0].contains("remove writes an empty args list into container web, which has none"))
  }

  @Test(arguments: [
    ("# first\na: 1\n", true), ("a: 1 # why\n", true), ("a: 1\nb: \"x # y\"\n", false),
    ("a: |\n  # text\n  b\n", false),
    ("a: x#y\n", false), ("a: |\n  # b\nb: 1\n#c\n", true), ("a: 'it' # don't\n", true),
  ])
  func commentsThatAYAMLOverriderLoses(text: String, isLost: Bool) throws {
    let lines = text.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
    let found = try PropagationFixture(
      MarkedYAML(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: c, namespace: demo}
        data:
          f: |
        \(lines)
        ---

        """
          + policy("{}").replacing(
            "{apiVersion: apps/v1, kind: Deployment}", with: "{apiVersion: v1, kind: ConfigMap}")
          + override(
            "[{overriders: {fieldOverrider: [1️⃣{fieldPath: /data/f, yaml: [{subPath: /a, operator: add, value: 2}]}]}}]"
          )))
    #expect(found.findings == (isLost ? ["warning karmada.comments-lost @1"] : []))
  }

  @Test func aPolicyByLabelThatOneByNameOverwrites() throws {
    func override(_ name: String, _ selector: String, _ value: String) -> String {
      """
      apiVersion: policy.karmada.io/v1alpha1
      kind: OverridePolicy
      metadata: {name: \(name), namespace: demo}
      spec:
        resourceSelectors: [{apiVersion: apps/v1, kind: Deployment, \(selector)}]
        overrideRules: [{overriders: {labelsOverrider: [{operator: add, value: {tier: \(value)}}]}}]
      ---

      """
    }
    let label = "1️⃣" + override("z", "labelSelector: {matchLabels: {app: web}}", "one")
    let found = try remarks(override("a", "name: web", "two") + label)
    #expect(found.findings == ["warning karmada.overwritten-override @1"])
    #expect(
      found.messages == [
        "OverridePolicy demo/z: OverridePolicy demo/a overwrites /metadata/labels/tier, because a policy that selects by name "
          + "comes after one by label (Deployment.apps demo/web)"
      ])
    #expect(try remarks(override("a", "name: web", "one") + label).findings.isEmpty, "the same value")
  }

  @Test func namespacesGoEverywhereWhateverAPolicySays() throws {
    let found = try PropagationFixture(
      MarkedYAML(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: demo}
        ---
        1️⃣apiVersion: policy.karmada.io/v1alpha1
        kind: ClusterPropagationPolicy
        metadata: {name: p}
        spec:
          resourceSelectors: [{apiVersion: v1, kind: Namespace}]
          placement: {clusterAffinity: {clusterNames: [a]}}
        """), clusters: ["a", "b", "c"])
    #expect(found.findings == ["warning karmada.namespace-everywhere @1"])
    #expect(found.messages[0].contains("does not keep Namespace demo from b, c"))
    #expect(found.placed.keys.sorted() == ["a", "b", "c"])
  }
}
