import KubernetesModel
import SourceModel
import Testing

@testable import Provenance

@Suite struct ImpactTests {
  private func impact(
    _ path: String, _ line: Int? = nil, in fleet: ExplainedFleet = ExplainedFleet()
  ) async throws -> [String] {
    let explainer = try await fleet.explainer()
    let path = try #require(SourcePath(path))
    return explainer.impact(of: path, line: line).effects.map { effect in
      "\(effect.cluster) \(effect.resource) \(effect.relation) \(effect.fields.joined(separator: " "))"
    }
  }

  private let deployment = "east Deployment.apps shop/eu-web"

  @Test func aLineOfABaseNamesItsField() async throws {
    #expect(try await impact("base/web.yaml", 6) == ["\(deployment) writes spec.replicas"])
    #expect(
      try await impact("base/web.yaml", 12) == ["\(deployment) writes spec.template.spec.containers[0].image"]
    )
  }

  @Test func aFieldThatIsTakenOutCounts() async throws {
    #expect(try await impact("overlay/patch.yaml", 6) == ["\(deployment) writes spec.paused"])
  }

  @Test func aLineThatOnlySelectsNamesWhatItSelects() async throws {
    #expect(try await impact("base/kustomization.yaml", 1) == ["\(deployment) lists "])
    #expect(try await impact("overlay/kustomization.yaml", 2) == ["\(deployment) lists "])
    #expect(try await impact("apps/web.yaml", 7) == ["\(deployment) decides "])
  }

  @Test func anEntryOfPatchesNamesTheFieldsOfItsFile() async throws {
    #expect(
      try await impact("overlay/kustomization.yaml", 6) == ["\(deployment) writes spec.replicas spec.paused"])
  }

  @Test func aClusterNamesWhatItsLabelsMake() async throws {
    #expect(try await impact("apps/clusters.yaml", 9) == ["\(deployment) writes metadata.name"])
    #expect(try await impact("apps/clusters.yaml", 8) == ["\(deployment) decides "])
    #expect(try await impact("apps/clusters.yaml", 10) == ["\(deployment) decides "])
    var fleet = ExplainedFleet()
    fleet.files["apps/clusters.yaml"]?.replace("tier: prod", with: "unused: x\n    tier: prod")
    #expect(try await impact("apps/clusters.yaml", 8, in: fleet) == [])
    #expect(try await impact("apps/web.yaml", 17) == ["\(deployment) writes metadata.name"])
    #expect(try await impact("apps/clusters.yaml", 20) == [])
  }

  @Test func aLineOfAnApplicationNamesWhatItMeans() async throws {
    // The path, the destination's namespace, the project, the selector.
    #expect(try await impact("apps/web.yaml", 15) == ["\(deployment) decides "])
    #expect(try await impact("apps/web.yaml", 16) == ["\(deployment) writes metadata.name"])
    #expect(try await impact("apps/web.yaml", 18) == ["\(deployment) writes metadata.namespace"])
    let project = try await impact("apps/web.yaml", 11)
    #expect(project == [])
    #expect(try await impact("apps/web.yaml", 9) == ["\(deployment) decides "])
  }

  @Test func anOperationOfAJSONPatchNamesItsFields() async throws {
    var fleet = ExplainedFleet()
    fleet.files["overlay/kustomization.yaml"] = """
      resources: [../base]
      patches:
      - target: {kind: Deployment}
        patch: |-
          - op: replace
            path: /spec/replicas
            value: 3
          - op: add
            path: /metadata/labels
            value: {a: b, c: d}
      - target: {kind: Deployment}
        path: ops.yaml
      """
    fleet.files["overlay/ops.yaml"] = """
      - op: remove
        path: /spec/paused
      - op: replace
        path: /spec/template/spec/containers/0/image
        value: web:2
      """
    let image = "\(deployment) writes spec.template.spec.containers[0].image"
    let kustomization = "overlay/kustomization.yaml"
    func ofDeployment(_ path: String, _ line: Int) async throws -> [String] {
      try await impact(path, line, in: fleet).filter { $0.contains("Deployment") }
    }
    #expect(try await ofDeployment(kustomization, 6) == ["\(deployment) writes spec.replicas"])
    #expect(
      try await ofDeployment(kustomization, 9) == ["\(deployment) writes metadata.labels.a metadata.labels.c"]
    )
    #expect(try await ofDeployment("overlay/ops.yaml", 4) == [image])
    #expect(try await ofDeployment("overlay/ops.yaml", 2) == ["\(deployment) writes spec.paused"])
    #expect(
      try await ofDeployment(kustomization, 11) == [
        "\(deployment) writes spec.template.spec.containers[0].image spec.paused"
      ])
  }

  @Test func aLiteralNamesItsKeyAndTheNamesThatFollow() async throws {
    var fleet = ExplainedFleet()
    fleet.files["overlay/kustomization.yaml"] = """
      resources: [../base]
      configMapGenerator:
      - name: settings
        literals:
        - level=info
        - color=red
        files: [app.conf]
      """
    fleet.files["overlay/app.conf"] = "one\ntwo\n"
    for (path, line, key) in [
      ("overlay/kustomization.yaml", 5, "level"), ("overlay/app.conf", 2, "[\"app.conf\"]"),
    ] {
      let found = try await impact(path, line, in: fleet).filter { $0.contains("ConfigMap") }
      let field = key.hasPrefix("[") ? "data\(key)" : "data.\(key)"
      #expect(
        found.count == 1 && found.allSatisfy { $0.hasSuffix("writes metadata.name \(field)") }, "\(found)")
    }
  }

  @Test func aWholeFileNamesAll() async throws {
    #expect(try await impact("component/kustomization.yaml") == ["\(deployment) writes metadata.labels.part"])
    #expect(try await impact("base/service.yaml") == [])
  }

  @Test func foldingLosesNothing() async throws {
    var impact = Impact()
    let id = ResourceID(group: "", version: "v1", kind: "ConfigMap", namespace: "", name: "a")
    for (cluster, fields) in [("a", ["x"]), ("b", ["x"]), ("c", ["y"])] {
      impact.effects.append(
        Impact.Effect(cluster: cluster, application: "app", resource: id, relation: .writes, fields: fields))
    }
    #expect(impact.folded().map(\.members) == [[2], [0, 1]])
  }
}

/// What policies and registrations of clusters mean to what Karmada and KubeFed place.
@Suite struct PlacementImpactTests {
  private var fleet: ExplainedFleet {
    var fleet = ExplainedFleet()
    fleet.files = [
      "fleetfold.yaml": """
      apiVersion: fleetfold.dev/v1alpha1
      kind: Fleet
      include: [members]
      targets:
      - name: placed
        path: placed
        via: karmada
      - name: named
        path: named
        namespace: shop
        clusterSelector: {matchLabels: {tier: prod}}
      """,
      "members/clusters.yaml": """
      apiVersion: cluster.karmada.io/v1alpha1
      kind: Cluster
      metadata:
        name: east
        labels:
          tier: prod
          team: red
      ---
      apiVersion: cluster.karmada.io/v1alpha1
      kind: Cluster
      metadata: {name: west, labels: {tier: test}}
      """,
      "named/one.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n",
      "placed/all.yaml": """
      apiVersion: v1
      kind: Service
      metadata: {name: cache, namespace: web}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: cache, namespace: web}
      spec: {replicas: 4, template: {spec: {containers: [{name: c, image: 'a:1'}]}}}
      """,
      "placed/policy.yaml": """
      apiVersion: policy.karmada.io/v1alpha1
      kind: PropagationPolicy
      metadata: {name: all, namespace: web}
      spec:
        resourceSelectors:
        - {apiVersion: v1, kind: Service}
        - {apiVersion: apps/v1, kind: Deployment}
        placement:
          clusterAffinity:
            labelSelector: {matchExpressions: [{key: tier, operator: Exists}]}
          replicaScheduling:
            replicaSchedulingType: Divided
            replicaDivisionPreference: Weighted
            weightPreference:
              staticWeightList:
              - {targetCluster: {clusterNames: [east]}, weight: 3}
              - {targetCluster: {clusterNames: [west]}, weight: 1}
      ---
      apiVersion: policy.karmada.io/v1alpha1
      kind: OverridePolicy
      metadata: {name: east, namespace: web}
      spec:
        resourceSelectors:
        - {apiVersion: apps/v1, kind: Deployment}
        overrideRules:
        - targetCluster: {clusterNames: [east]}
          overriders:
            imageOverrider:
            - component: Tag
              operator: replace
              value: '2'
            plaintext:
            - path: /metadata/annotations
              operator: add
              value: {a: b}
      """,
    ]
    return fleet
  }

  private func impact(_ path: String, _ line: Int?, of fleet: ExplainedFleet? = nil) async throws -> [String]
  {
    let explainer = try await (fleet ?? self.fleet).explainer()
    return explainer.impact(of: try #require(SourcePath(path)), line: line).effects.map { effect in
      "\(effect.cluster) \(effect.resource.kind) \(effect.relation) \(effect.fields.joined(separator: " "))"
    }
  }

  @Test func aSelectorOfAPolicyNamesWhatItSelects() async throws {
    #expect(try await impact("placed/policy.yaml", 6) == ["east Service decides ", "west Service decides "])
    #expect(
      try await impact("placed/policy.yaml", 10) == [
        "east Deployment decides ", "east Service decides ", "west Deployment decides ",
        "west Service decides ",
      ])
  }

  @Test func theDivisionOfReplicasNamesThem() async throws {
    #expect(
      try await impact("placed/policy.yaml", 16) == [
        "east Deployment writes spec.replicas", "west Deployment writes spec.replicas",
      ])
  }

  @Test func anOverriderNamesItsFields() async throws {
    let image = "east Deployment writes spec.template.spec.containers[0].image"
    #expect(try await impact("placed/policy.yaml", 30) == [image])
    #expect(try await impact("placed/policy.yaml", 33) == ["east Deployment writes metadata.annotations.a"])
    // The rule as a whole.
    #expect(
      try await impact("placed/policy.yaml", 26) == [
        "east Deployment writes metadata.annotations.a spec.template.spec.containers[0].image"
      ])
  }

  @Test func aPatchOfAPolicyNamesWhatItPlaces() async throws {
    var fleet = fleet
    fleet.files["placed/kustomization.yaml"] = """
      resources: [all.yaml, policy.yaml]
      patches:
      - path: where.yaml
      commonAnnotations: {a: b}
      """
    fleet.files["placed/where.yaml"] = """
      apiVersion: policy.karmada.io/v1alpha1
      kind: PropagationPolicy
      metadata:
        name: all
        namespace: web
        annotations: {owner: us}
      spec:
        placement:
          clusterAffinity:
            clusterNames: [east]
      """
    let east = ["east Deployment decides ", "east Service decides "]
    #expect(try await impact("placed/where.yaml", 10, of: fleet) == east)
    #expect(try await impact("placed/where.yaml", nil, of: fleet) == east)
    #expect(try await impact("placed/kustomization.yaml", 3, of: fleet) == east)
    #expect(try await impact("placed/where.yaml", 6, of: fleet) == [])
  }

  @Test func aLabelOfAClusterNamesWhatIsSelectedByIt() async throws {
    #expect(
      try await impact("members/clusters.yaml", 6) == [
        "east ConfigMap decides ", "east Deployment decides ", "east Service decides ",
      ])
    #expect(try await impact("members/clusters.yaml", 7) == [])
  }

  @Test func aLineOfATargetNamesWhatItMeans() async throws {
    #expect(try await impact("fleetfold.yaml", 10) == ["east ConfigMap writes metadata.namespace"])
    let selector = try await impact("fleetfold.yaml", 11)
    #expect(selector == ["east ConfigMap decides "])
  }
}

/// A folder of the repository that stands for another one.
@Suite struct MappedRepositoryTests {
  /// The file of a git generator has its path in this repository, and its values are found there.
  @Test func aFileOfAGeneratorInItNamesItsFields() async throws {
    var fleet = fleet
    fleet.files["apps/web.yaml"] = fleet.files["apps/web.yaml"]?.replacing(
      "  - clusters:\n      selector: {matchLabels: {tier: prod}}\n",
      with: """
          - git:
              repoURL: https://example.com/fleet
              revision: HEAD
              files: [{path: 'teams/*.yaml'}]

        """)
    fleet.files["vendor/shop/teams/one.yaml"] =
      "name: east\nserver: https://east.example.com\nmetadata: {labels: {region: eu}}\n"
    let explainer = try await fleet.explainer()
    let path = try #require(SourcePath("vendor/shop/teams/one.yaml"))
    #expect(explainer.impact(of: path, line: 1).effects.map(\.cluster) == ["east"])
    #expect(explainer.impact(of: path, line: 3).effects.flatMap(\.fields) == ["metadata.name"])
  }

  private var fleet: ExplainedFleet {
    var fleet = ExplainedFleet()
    for (path, text) in fleet.files where !path.hasPrefix("apps/") && path != "fleetfold.yaml" {
      fleet.files[path] = nil
      fleet.files["vendor/shop/\(path)"] = text
    }
    fleet.files["fleetfold.yaml", default: ""] += """

      repositories:
      - url: https://example.com/fleet
        path: vendor/shop
      """
    return fleet
  }

  @Test func pathsAreThoseOfTheRepository() async throws {
    let resource = try await fleet.resource("deployment/eu-web", on: "east")
    let query = try #require(FieldQuery("spec.replicas"))
    #expect(
      try #require(resource.explanation(of: query)).steps.flatMap(\.descriptions) == [
        "1 @ vendor/shop/base/web.yaml:6:13", "3 @ vendor/shop/overlay/patch.yaml:5:13 [patches[0]]",
      ])
    #expect(resource.folders.map(\.path.description).last == "vendor/shop/overlay")
  }

  @Test func aLineOfItNamesItsFields() async throws {
    let explainer = try await fleet.explainer()
    for (path, line, fields) in [
      ("vendor/shop/base/web.yaml", 6, ["spec.replicas"]),
      ("vendor/shop/overlay/kustomization.yaml", 6, ["spec.replicas", "spec.paused"]),
    ] {
      let effects = explainer.impact(of: try #require(SourcePath(path)), line: line).effects
      #expect(effects.map(\.fields) == [fields])
    }
  }
}
