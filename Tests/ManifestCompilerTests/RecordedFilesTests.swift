import TestSupport
import Testing

@testable import ManifestCompiler

@Suite struct RecordedFilesTests {
  private func fleet(_ recorded: String, _ files: [String: String] = [:]) -> TestFleet {
    let all = [
      "fleetfold.yaml": """
      apiVersion: fleetfold.dev/v1alpha1
      kind: Fleet
      include: [apps]
      clusters: [{name: east, server: https://east.example.com}]
      recorded:
      \(recorded)

      """,
      "apps/set.yaml": """
      apiVersion: argoproj.io/v1alpha1
      kind: ApplicationSet
      metadata: {name: previews, namespace: argocd}
      spec:
        generators: [{plugin: {configMapRef: {name: p}}}]
        template:
          metadata: {name: 'web-{{id}}'}
          spec:
            project: default
            source: {repoURL: \(TestFleet.repositoryURL), targetRevision: HEAD, path: web}
            destination: {name: east, namespace: 'web-{{id}}'}
      """,
      "web/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n",
    ]
    return TestFleet(all.merging(files) { $1 })
  }

  @Test func recordedSetsAreCompiled() async {
    let compilation = await fleet(
      "- {applicationSet: argocd/previews, generator: 'generators[0].plugin', file: recorded/p.yaml}",
      ["recorded/p.yaml": "- {id: one}\n- {id: two}\n"]
    ).compile()
    #expect(compilation.diagnostics.isEmpty)
    #expect(
      compilation.listing == ["east/web-one: ConfigMap web-one/m", "east/web-two: ConfigMap web-two/m"])
    #expect(compilation.applications.first?.madeBy == "ApplicationSet previews, recorded set 1")
  }

  @Test func recordsThatBelongNowhereAreErrors() async {
    let findings = await fleet(
      """
      - {applicationSet: preview, generator: 'generators[0].plugin', file: p.yaml}
      - {applicationSet: previews, generator: 'generators[1].plugin', file: p.yaml}
      - {applicationSet: previews, generator: 'generators[0].plugin', file: missing.yaml}
      """, ["p.yaml": "[]"]
    ).findings()
    #expect(
      findings == [
        "apps/set.yaml:5:17 applicationset.unrecorded-generator",
        "fleetfold.yaml:6:20 recorded.unknown-application-set",
        "fleetfold.yaml:7:41 recorded.unknown-generator",
        "missing.yaml scan.not-found",
      ])
  }

  @Test func aKarmadaPolicyDecides() async {
    let fleet = fleet(
      "- {applicationSet: previews, generator: 'generators[0].clusterDecisionResource', policy: PropagationPolicy/shop/web}",
      [
        "apps/set.yaml": """
        apiVersion: argoproj.io/v1alpha1
        kind: ApplicationSet
        metadata: {name: previews, namespace: argocd}
        spec:
          generators: [{clusterDecisionResource: {configMapRef: karmada, name: web}}]
          template:
            metadata: {name: 'web-{{name}}'}
            spec:
              project: default
              source: {repoURL: \(TestFleet.repositoryURL), targetRevision: HEAD, path: web}
              destination: {server: '{{server}}', namespace: web}
        """,
        "apps/policy/policy.yaml": """
        apiVersion: policy.karmada.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: web, namespace: shop}
        spec:
          resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}]
          placement: {clusterAffinity: {clusterNames: [east]}}
        """, "apps/policy/kustomization.yaml": "resources: [policy.yaml]\n",
      ])
    let compilation = await fleet.compile()
    #expect(compilation.diagnostics == [])
    #expect(compilation.listing == ["east/web-east: ConfigMap web/m"])
    var wrong = fleet
    wrong.files["fleetfold.yaml"] = wrong.files["fleetfold.yaml"]?.replacing("shop/web", with: "shop/wbe")
    #expect(await wrong.findings().contains { $0.hasSuffix("recorded.unknown-policy") })
  }
}
