import KubernetesModel
import SourceModel
import Testing
import YAML

@testable import ManifestCompiler

/// Applications that Argo CD sends to a Karmada control plane.
struct ControlPlaneTests {
  private static let karmada = "https://karmada.example.com"

  /// One application brings the workload, another the policies.
  private static func fleet(_ members: String = "") -> TestFleet {
    TestFleet([
      "fleetfold.yaml": """
      apiVersion: fleetfold.dev/v1alpha1
      kind: Fleet
      include: [apps]
      clusters:
      - {name: fleet-control, server: "\(karmada)", controlPlane: karmada\(members)}
      - {name: east, server: "https://east.example.com", labels: {tier: prod}}
      - {name: west, server: "https://west.example.com", labels: {tier: prod}}
      """,
      "apps/web.yaml": TestFleet.application("web", path: "web", server: karmada),
      "apps/policies.yaml": TestFleet.application("policies", path: "policies", server: karmada),
      "web/web.yaml": """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec: {replicas: 3}
      """,
      "policies/policy.yaml": """
      apiVersion: policy.karmada.io/v1alpha1
      kind: PropagationPolicy
      metadata: {name: web}
      spec:
        resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}]
        placement:
          clusterAffinity: {labelSelector: {matchLabels: {tier: prod}}}
          replicaScheduling: {weightPreference: {staticWeightList: [{targetCluster: {clusterNames: [east]}, weight: 2}, {targetCluster: {clusterNames: [west]}, weight: 1}]}}
      """,
    ])
  }

  @Test func theirPoliciesPlaceWhatAnyOfThemBrings() async throws {
    let result = await Self.fleet().compile()
    #expect(result.diagnostics == [])
    #expect(result.listing == ["east/web: Deployment.apps shop/web", "west/web: Deployment.apps shop/web"])
    let replicas = (result.resources?.sets ?? []).compactMap { set -> String? in
      guard let document = set.resources.first?.document,
        let node = document[document.root, ["spec", "replicas"]]
      else { return nil }
      return document.string(node)
    }
    #expect(replicas == ["2", "1"])
    #expect(result.applications.map(\.name) == ["policies", "web"])
    #expect(result.resources?.placements.isEmpty == true)
  }

  @Test func onlyMembersTakePart() async {
    let result = await Self.fleet(", members: [west]").compile()
    // The policy has a weight for the other cluster.
    #expect(result.diagnostics.map(\.id) == ["karmada.unused-weight"])
    #expect(result.listing == ["west/web: Deployment.apps shop/web"])
  }

  @Test func oneApplicationIsPlacedByThePoliciesOfTheOthers() async {
    var fleet = Self.fleet()
    fleet.filter = CellFilter(clusters: ["west"], applications: ["web"])
    let result = await fleet.compile()
    #expect(result.diagnostics == [])
    #expect(result.listing == ["west/web: Deployment.apps shop/web"])
    #expect(result.applications.map(\.name) == ["web"])
  }

  @Test func theReasonsAreKeptWhereTheyAreAskedFor() async throws {
    var fleet = Self.fleet()
    fleet.recordsPlacement = true
    let resources = try #require(await fleet.compile().resources)
    let id = try #require(resources.sets.first?.resources.first?.id)
    let decision = try #require(resources.placement(of: id, on: "east", from: "web"))
    #expect(decision.policy?.name == "PropagationPolicy shop/web")
    #expect(decision.clusters.map { "\($0.cluster) \($0.replicas ?? 0)" } == ["east 2", "west 1"])
    #expect(resources.placement(of: id, on: "fleet-control", from: "web") == nil)
  }

  @Test func aBrokenApplicationStopsItsControlPlaneWithoutFurtherErrors() async {
    var fleet = Self.fleet()
    fleet.files["policies/policy.yaml"] = "a: [\n"
    #expect(await fleet.findings() == ["policies/policy.yaml:2:1 yaml.syntax"])
  }

  @Test func policiesOnAnOrdinaryClusterAreNamed() async {
    var fleet = Self.fleet()
    fleet.files["apps/policies.yaml"] = TestFleet.application("policies", path: "policies")
    #expect(
      await fleet.findings() == [
        "policies/policy.yaml:1:1 build.stray-policy", "web/web.yaml:1:1 karmada.unmatched-resource",
      ])
  }

  @Test func targetsMayNameAControlPlaneButNotBesideOtherClusters() async {
    var fleet = Self.fleet()
    fleet.files["apps/web.yaml"] = nil
    fleet.files["fleetfold.yaml"]? +=
      "\ntargets: [{name: web, path: web, namespace: shop, clusters: [fleet-control]}]\n"
    #expect(
      await fleet.compile().listing == [
        "east/web: Deployment.apps shop/web", "west/web: Deployment.apps shop/web",
      ])
    fleet.files["fleetfold.yaml"]? += "\n"
    fleet.files["fleetfold.yaml"] = fleet.files["fleetfold.yaml"]?.replacing(
      "[fleet-control]", with: "[fleet-control, east]")
    #expect(await fleet.compile().diagnostics.map(\.id).contains("fleet.control-plane"))
  }
}
