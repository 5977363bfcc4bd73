import KubernetesModel
import Provenance
import SourceModel
import Testing

@Suite struct FleetExplainerTests {
  private func history(_ field: String, in resource: ExplainedResource) throws -> [String] {
    let query = try #require(FieldQuery(field))
    return try #require(resource.explanation(of: query)).steps.flatMap(\.descriptions)
  }

  @Test func tellsTheParameterBehindAField() async throws {
    let resource = try await ExplainedFleet().resource("deployment/eu-web", on: "east")
    #expect(
      try history(".metadata.name", in: resource) == [
        "web @ base/web.yaml:4:9",
        "  {{metadata.labels.region}}- @ apps/web.yaml:17:23",
        "  eu @ apps/clusters.yaml:9:13 [parameter metadata.labels.region of cluster east]",
        "eu-web @ apps/web.yaml:17:23 [namePrefix]",
      ])
  }

  @Test func tellsWhereThePatchFileIsListed() async throws {
    let resource = try await ExplainedFleet().resource("deployment/eu-web", on: "east")
    let query = try #require(FieldQuery("spec.replicas"))
    let steps = try #require(resource.explanation(of: query)).steps
    #expect(
      steps.flatMap(\.descriptions) == ["1 @ base/web.yaml:6:13", "3 @ overlay/patch.yaml:5:13 [patches[0]]"])
    #expect(
      steps.map { $0.listed?.description } == [
        "base/kustomization.yaml:1:13", "overlay/kustomization.yaml:6:9",
      ])
  }

  @Test func tellsWhoTookAFieldOut() async throws {
    let resource = try await ExplainedFleet().resource("deployment/eu-web", on: "east")
    #expect(
      try history("spec.paused", in: resource) == [
        "true @ base/web.yaml:7:11", "(removed) @ overlay/patch.yaml:6:11 [patches[0]]",
      ])
  }

  @Test func tellsTheWay() async throws {
    let resource = try await ExplainedFleet().resource("deployment/eu-web", on: "east")
    #expect(
      resource.folders.map { "\($0.path) \($0.listed.map { "\($0)" } ?? "-") \($0.by)" } == [
        "base/web.yaml base/kustomization.yaml:1:13 resources[0]",
        "base overlay/kustomization.yaml:2:3 resources[0]",
        "component overlay/kustomization.yaml:4:3 components[0]",
        "overlay apps/web.yaml:15:15 ApplicationSet web, cluster east",
      ])
  }

  @Test func tellsThePlaceInAPatchThatStandsInAnApplication() async throws {
    var fleet = ExplainedFleet()
    fleet.files["apps/web.yaml"]?.replace(
      "namePrefix:",
      with: """
        patches:
                  - target: {kind: Deployment}
                    patch: |
                      - op: replace
                        path: /spec/replicas
                        value: 7
                  namePrefix:
        """)
    let resource = try await fleet.resource("deployment/eu-web", on: "east")
    #expect(
      try history("spec.replicas", in: resource).last
        == "7 @ apps/web.yaml:22:24 [source.kustomize.patches[0]]")
  }

  // MARK: - What is not there

  @Test func tellsThatAnApplicationTakesAResourceOut() async throws {
    var fleet = ExplainedFleet()
    fleet.files["apps/web.yaml"]?.replace(
      "namePrefix:",
      with: """
        patches:
                  - patch: '{$patch: delete, apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}'
                  namePrefix:
        """)
    let absence = try await fleet.explainer().absence(
      of: try #require(ResourceQuery("Deployment/web")), on: "east")
    #expect(
      absence.reasons.map { "\($0.location.map { "\($0)" } ?? "-"): \($0.text)" } == [
        "apps/web.yaml:18:21: source.kustomize.patches[0] takes Deployment.apps web out of application web-east",
        "base/web.yaml:1:1: it is defined here",
      ])
  }

  @Test func tellsWhichRuleOfAPolicyKeepsAClusterOut() async throws {
    var fleet = ExplainedFleet()
    fleet.files["fleetfold.yaml", default: ""] += """

      targets:
      - name: placed
        path: placed
        via: karmada
      """
    fleet.files["apps/members.yaml"] = """
      apiVersion: cluster.karmada.io/v1alpha1
      kind: Cluster
      metadata: {name: east}
      ---
      apiVersion: cluster.karmada.io/v1alpha1
      kind: Cluster
      metadata: {name: west}
      """
    fleet.files["placed/all.yaml"] = """
      apiVersion: v1
      kind: Service
      metadata: {name: cache, namespace: web}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: lost, namespace: web}
      ---
      apiVersion: policy.karmada.io/v1alpha1
      kind: PropagationPolicy
      metadata: {name: cache, namespace: web}
      spec:
        resourceSelectors:
        - {apiVersion: v1, kind: Service, name: cache}
        placement:
          clusterAffinity:
            clusterNames: [east]
      """
    let explainer = try await fleet.explainer()
    func absence(_ text: String) throws -> [String] {
      let absence = explainer.absence(of: try #require(ResourceQuery(text)), on: "west")
      return [absence.summary] + absence.reasons.map { "\($0.location.map { "\($0) " } ?? "")\($0.text)" }
    }
    #expect(
      try absence("service/cache") == [
        "service/cache is not on west; it is on east",
        "placed/all.yaml:9:1 PropagationPolicy web/cache: it selects the object by name",
        "placed/all.yaml:17:7 not west: it is not in clusterNames",
      ])
    #expect(
      try absence("service/lost") == [
        "there is no service/lost on west",
        "placed/all.yaml:5:1 no propagation policy selects Service web/lost",
      ])
  }

  private func absence(_ text: String, on cluster: String) async throws -> [String] {
    let query = try #require(ResourceQuery(text))
    let absence = try await ExplainedFleet().explainer().absence(of: query, on: cluster)
    return [absence.summary] + absence.reasons.map { "\($0.location.map { "\($0) " } ?? "")\($0.text)" }
  }

  @Test func anUnknownClusterHasANearOne() async throws {
    #expect(
      try await absence("deployment/eu-web", on: "eats") == ["there is no cluster eats; did you mean east?"])
  }

  @Test func aMisspeltNameHasANearOne() async throws {
    #expect(
      try await absence("deployment/eu-wep", on: "east") == [
        "there is no deployment/eu-wep on east; did you mean Deployment.apps/shop/eu-web?"
      ])
  }

  @Test func aClusterThatNoGeneratorTakesIsToldWhy() async throws {
    #expect(
      try await absence("deployment/eu-web", on: "west") == [
        "deployment/eu-web is not on west; it is on east",
        "apps/web.yaml:1:1 ApplicationSet web makes no application for west",
        "apps/web.yaml:7:17 its clusters generator wants tier in (prod); west has tier=test",
      ])
  }

  @Test func aDeletedResourceNamesThePatch() async throws {
    #expect(
      try await absence("service/web", on: "east") == [
        "there is no service/web on east",
        "overlay/kustomization.yaml:8:5 patches[1] takes Service web out of application web-east",
        "base/service.yaml:1:1 it is defined here",
      ])
  }
}
