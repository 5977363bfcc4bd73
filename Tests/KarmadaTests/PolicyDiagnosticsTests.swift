import TestSupport
import Testing

@testable import Karmada

/// What users see when a policy is wrong: the place, the rule, and what to do.
@Suite struct PolicyDiagnosticsTests {
  private static let configMap = """
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: one, namespace: demo}

    """

  @Test func unknownFieldsAreNamedWithWhatWasMeant() throws {
    let fixture = try PropagationFixture(
      MarkedYAML(
        """
        apiVersion: policy.karmada.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: p, namespace: demo}
        spec:
          resourceSelectors: [{apiVersion: v1, kind: ConfigMap}]
          placement:
            1️⃣replicaSchedulling: {}
        """ + "\n" + Self.configMap))
    #expect(fixture.findings == ["warning karmada.unknown-field @1"])
    #expect(
      fixture.messages == [
        "PropagationPolicy demo/p: Karmada has no field spec.placement.replicaSchedulling and drops it; "
          + "did you mean replicaScheduling?"
      ])
    #expect(fixture.placed.keys.sorted() == ["a", "b"])
  }

  @Test func selectorsThatKubernetesDoesNotTakeSelectNothing() throws {
    let fixture = try PropagationFixture(
      MarkedYAML(
        """
        apiVersion: policy.karmada.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: p, namespace: demo}
        spec:
          resourceSelectors:
          - {apiVersion: v1, kind: ConfigMap, labelSelector: {matchExpressions: [1️⃣{key: a/b/c, operator: DoesNotExist}]}}
          - {apiVersion: v1, kind: ConfigMap, labelSelector: {matchExpressions: [2️⃣{key: a, operator: NotIn, values: [x y]}]}}
          - {apiVersion: v1, kind: ConfigMap, labelSelector: {matchLabels: {a: 3️⃣-x}}}
        """ + "\n" + Self.configMap))
    #expect(fixture.placed.isEmpty)
    #expect(fixture.findings.filter { $0.contains("invalid-selector") }.count == 3)
    #expect(fixture.messages.contains { $0.contains("(\"x y\" is no label value: it must be letters") })
  }

  @Test func everyOverridePolicyThatIsMissingIsNamed() throws {
    let fixture = try PropagationFixture(
      MarkedYAML(
        """
        apiVersion: policy.karmada.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: p, namespace: demo}
        spec: {resourceSelectors: [{apiVersion: v1, kind: ConfigMap}], dependentOverrides: 1️⃣[one, two]}
        """ + "\n" + Self.configMap))
    #expect(fixture.findings == ["error karmada.missing-object @1"])
    #expect(fixture.messages[0].hasSuffix("there is no OverridePolicy one, two"))
  }

  @Test func refusedPoliciesDoNotExistAndSayWhere() throws {
    let fixture = try PropagationFixture(
      MarkedYAML(
        """
        apiVersion: policy.karmada.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: p, namespace: demo}
        spec:
          resourceSelectors: [{apiVersion: v1, kind: ConfigMap, namespace: 1️⃣other}]
          priority: 2️⃣high
          placement:
            clusterAffinity: {clusterNames: [3️⃣1, a]}
            spreadConstraints:
            - spreadByField: 4️⃣rack
              maxGroups: 1
            - 5️⃣spreadByField: region
              maxGroups: 6️⃣2
              minGroups: 3
            - {spreadByField: cluster, maxGroups: 1}
            clusterTolerations:
            - 7️⃣operator: Gt
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: one, namespace: demo}
        """))
    #expect(
      fixture.findings == [
        "error karmada.field-value @1", "error karmada.field-type @2", "error karmada.field-type @3",
        "error karmada.field-value @4", "error karmada.field-value @6", "error karmada.field-value @7",
        "warning karmada.unmatched-resource test.yaml:19:1",
      ])
    #expect(fixture.placed.isEmpty)
  }

  @Test func overridePoliciesAreCheckedField() throws {
    let fixture = try PropagationFixture(
      """
      apiVersion: policy.karmada.io/v1alpha1
      kind: OverridePolicy
      metadata: {name: o, namespace: demo}
      spec:
        overrideRules:
        - 1️⃣targetCluster: {clusterNames: [a]}
        - overriders:
            plaintext:
            - 2️⃣operator: add
            imageOverrider:
            - {component: Tag, operator: replace, value: 3️⃣1.20}
            labelsOverrider:
            - {operator: add, value: {bad key: 4️⃣x}}
            fieldOverrider:
            - 5️⃣fieldPath: /data/x
      """)
    #expect(
      fixture.findings == [
        "error karmada.required-field @1", "error karmada.required-field @2", "error karmada.field-type @3",
        "error karmada.field-value @4", "error karmada.field-value @5",
      ])
    #expect(fixture.messages[2].contains("must be a string, not 1.2; put it in quotes"))
  }

  @Test func policiesGivenTwiceOrWithAnotherVersionAreRefused() throws {
    let policy = """
      apiVersion: policy.karmada.io/v1alpha1
      kind: PropagationPolicy
      metadata: {name: p, namespace: demo}
      spec: {resourceSelectors: [{apiVersion: v1, kind: ConfigMap}]}

      """
    let twice = try PropagationFixture(MarkedYAML(policy + "---\n1️⃣" + policy + Self.configMap))
    #expect(twice.findings == ["error karmada.duplicate-policy @1"])
    let later = try PropagationFixture(
      MarkedYAML(policy.replacing("v1alpha1", with: "v1beta1") + Self.configMap))
    #expect(
      later.findings == [
        "error karmada.policy-version test.yaml:1:13", "warning karmada.unmatched-resource test.yaml:6:1",
      ])
  }

  @Test func whatHasNoEffectIsReported() throws {
    let fixture = try PropagationFixture(
      MarkedYAML(
        """
        1️⃣apiVersion: policy.karmada.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: typo, namespace: demo}
        spec: {resourceSelectors: [{apiVersion: v1, kind: Configmap}]}
        ---
        2️⃣apiVersion: policy.karmada.io/v1alpha1
        kind: OverridePolicy
        metadata: {name: o, namespace: demo}
        spec: {overrideRules: [{overriders: {labelsOverrider: [{operator: add, value: {a: b}}]}}]}
        ---
        3️⃣apiVersion: v1
        kind: ConfigMap
        metadata: {name: one, namespace: demo}
        """))
    #expect(
      fixture.findings == [
        "warning karmada.unused-policy @1", "warning karmada.unused-policy @2",
        "warning karmada.unmatched-resource @3",
      ])
  }
}
