internal import KubernetesModel
internal import Testing
internal import YAML

@testable internal import SemanticDiff

@Suite struct SecretMaskTests {
  @Test(arguments: [
    (
      "apiVersion: v1\nkind: Secret\ndata: {a: CANARY1, b: c2Ft}",
      "apiVersion: v1\nkind: Secret\ndata: {a: CANARY2, b: c2Ft, c: CANARY3}",
      ["data.a *** > ***", "data.c - > ***"]
    ),
    ("kind: Secret\nstringData: {a: CANARY1}", "kind: Secret", ["stringData {\"a\":\"(masked)\"} > -"]),
    ("kind: Secret\nstringData: CANARY1", "kind: Secret\nstringData: CANARY2", ["stringData *** > ***"]),
    (
      "kind: Secret\nmetadata: {annotations: {kubectl.kubernetes.io/last-applied-configuration: CANARY1}}",
      "kind: Secret\nmetadata: {annotations: {kubectl.kubernetes.io/last-applied-configuration: CANARY2}}",
      ["metadata.annotations[\"kubectl.kubernetes.io/last-applied-configuration\"] *** > ***"]
    ),
    (
      "kind: FederatedSecret\nspec: {template: {data: {a: CANARY1}}, "
        + "overrides: [{clusterName: c, clusterOverrides: [{path: /data/a, value: CANARY1}]}]}",
      "kind: FederatedSecret\nspec: {template: {data: {a: CANARY2}}, "
        + "overrides: [{clusterName: c, clusterOverrides: [{path: /data/a, value: CANARY2}]}]}",
      [
        "spec.overrides[clusterName=c].clusterOverrides[path=/data/a].value *** > ***",
        "spec.template.data.a *** > ***",
      ]
    ),
    (
      "kind: List\nitems: [{kind: Secret, data: {a: CANARY1}}]",
      "kind: List\nitems: [{kind: Secret, data: {a: {b: CANARY2}}}]", ["items[0].data.a *** > ***"]
    ),
    (
      "kind: OverridePolicy\nspec: {overrideRules: [{overriders: {plaintext: [{path: /data/a, value: CANARY1}]}}]}",
      "kind: OverridePolicy\nspec: {overrideRules: [{overriders: {plaintext: [{path: /data/a, value: CANARY2}]}}]}",
      ["spec.overrideRules[0].overriders.plaintext[path=/data/a].value *** > ***"]
    ),
    (
      "kind: Work\nspec: {}",
      "kind: Work\nspec: {workload: {manifests: [{kind: Secret, data: {a: CANARY1}}]}}",
      ["spec.workload - > {\"manifests\":[{\"data\":{\"a\":\"(masked)\"},\"kind\":\"Secret\"}]}"]
    ),
    (
      "kind: Secret\ndata: {a: CANARY1}", "kind: ConfigMap\ndata: {a: x}",
      ["data.a *** > ***", "kind Secret > ConfigMap"]
    ),
  ])
  func secretValuesStayHidden(_ before: String, _ after: String, _ expected: [String]) throws {
    let left = try document(before)
    let right = try document(after)
    let found = FieldDiffer.compare(left, right, schema: .builtIn)
    #expect(found.map(describe) == expected)
    for document in [left, right] {
      var bytes: [UInt8] = []
      _ = YAMLPrinter.print(SecretMask(document).document, into: &bytes)
      #expect(!String(decoding: bytes, as: UTF8.self).contains("CANARY"))
    }
  }

  @Test func otherKindsAreShown() throws {
    let policy = try document(
      "kind: OverridePolicy\nspec: {resourceSelectors: [{kind: Deployment}], overriders: {plaintext: [{path: /data, value: x}]}}"
    )
    #expect(SecretMask(policy).document.storageIdentity == policy.storageIdentity)
  }
}
