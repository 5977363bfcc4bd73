import Inventory
import KubernetesModel
import SourceModel
import Testing
import YAML

@testable import ManifestCompiler

struct FleetCompilerTests {
  private let web = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {replicas: 1}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: reader}
    """

  @Test func plainManifestsGetTheNamespaceOfTheDestination() async throws {
    let fleet = TestFleet(["apps/web.yaml": TestFleet.application("web", path: "web"), "web/web.yaml": web])
    let result = await fleet.compile()
    #expect(result.diagnostics == [])
    #expect(
      result.listing == [
        "east/web: Deployment.apps shop/web", "east/web: ClusterRole.rbac.authorization.k8s.io reader",
      ])
    #expect(result.applications.map(\.name) == ["web"])
    let document = try #require(result.resources?.sets.first?.resources.first?.document)
    let namespace = try #require(document[document.root, ["metadata", "namespace"]])
    #expect(document.location(namespace).description == "apps/web.yaml:13:16")
  }

  @Test func applicationSetsGoToTheClustersTheySelect() async {
    let set = """
      apiVersion: argoproj.io/v1alpha1
      kind: ApplicationSet
      metadata: {name: web, namespace: argocd}
      spec:
        generators:
        - clusters:
            selector: {matchLabels: {tier: prod}}
        template:
          metadata: {name: 'web-{{name}}'}
          spec:
            project: default
            source: {repoURL: 'https://example.com/fleet', targetRevision: HEAD, path: 'web/{{name}}'}
            destination: {server: '{{server}}', namespace: shop}
      """
    let kustomization = "namePrefix: NAME-\nresources: [../base]\n"
    let fleet = TestFleet([
      "apps/set.yaml": set, "web/base/kustomization.yaml": "resources: [web.yaml]\n",
      "web/base/web.yaml": web,
      "web/east/kustomization.yaml": kustomization, "web/west/kustomization.yaml": kustomization,
    ])
    let result = await fleet.compile()
    #expect(result.diagnostics == [])
    #expect(
      result.listing == [
        "east/web-east: ClusterRole.rbac.authorization.k8s.io NAME-reader",
        "east/web-east: Deployment.apps shop/NAME-web",
        "west/web-west: ClusterRole.rbac.authorization.k8s.io NAME-reader",
        "west/web-west: Deployment.apps shop/NAME-web",
      ])
    let one = await fleet.compile(workers: 1)
    #expect(one.listing == result.listing)
  }

  @Test func gitGeneratorsReadTheSnapshot() async {
    let set = """
      apiVersion: argoproj.io/v1alpha1
      kind: ApplicationSet
      metadata: {name: web}
      spec:
        goTemplate: true
        generators:
        - git:
            repoURL: https://example.com/fleet
            revision: HEAD
            directories: [{path: 'web/*'}]
        template:
          metadata: {name: 'web-{{.path.basename}}'}
          spec:
            project: default
            source: {repoURL: 'https://example.com/fleet', targetRevision: HEAD, path: '{{.path.path}}'}
            destination: {name: '{{.path.basename}}', namespace: shop}
      """
    let fleet = TestFleet([
      "apps/set.yaml": set, "web/east/web.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
      "web/west/web.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n",
    ])
    let result = await fleet.compile()
    #expect(result.diagnostics == [])
    #expect(result.listing == ["east/web-east: ConfigMap shop/a", "west/web-west: ConfigMap shop/b"])
  }

  @Test func argoCDReadsClusterSecretsOfItsOwnNamespaceOnly() async {
    let secret = """
      apiVersion: v1
      kind: Secret
      metadata: {name: north, namespace: other, labels: {argocd.argoproj.io/secret-type: cluster}}
      stringData: {name: north, server: 'https://north.example.com'}
      """
    let result = await TestFleet(["apps/north.yaml": secret]).compile()
    #expect(result.diagnostics.map(\.id) == ["fleet.foreign-cluster-secret"])
    #expect(result.inventory.clusters.map(\.name) == ["east", "west"])
    let own = await TestFleet(["apps/north.yaml": secret.replacing("other", with: "argocd")]).compile()
    #expect(own.inventory.clusters.map(\.name) == ["east", "north", "west"])
  }

  @Test func aPolicyThatNoTargetTakesInIsNamed() async {
    let policy = """
      apiVersion: policy.karmada.io/v1alpha1
      kind: PropagationPolicy
      metadata: {name: p, namespace: demo}
      spec: {resourceSelectors: [{apiVersion: v1, kind: ConfigMap}]}
      """
    #expect(
      await TestFleet(["apps/demo/p.yaml": policy]).findings() == [
        "apps/demo/p.yaml:1:1 fleet.unplaced-policy"
      ])
    let listed = ["apps/demo/p.yaml": policy, "apps/kustomization.yaml": "resources: [demo/p.yaml]\n"]
    #expect(await TestFleet(listed).findings() == [])
  }

  @Test func emptyAndMissingFoldersAreNamedWhereTheyAreWritten() async {
    var fleet = TestFleet([
      "apps/a.yaml": TestFleet.application("a", path: "web"), "web/README.md": "nothing to apply",
    ])
    #expect(await fleet.findings() == ["apps/a.yaml:10:11 directory.empty"])
    fleet.files["fleetfold.yaml"] = fleet.files["fleetfold.yaml"]?.replacing("[apps]", with: "[apps, gone]")
    #expect(await fleet.findings().contains("fleetfold.yaml:3:17 scan.not-found"))
  }

  @Test func targetsNeedNoArgoCD() async {
    var fleet = TestFleet(["web/web.yaml": web])
    fleet.files["fleetfold.yaml"]? += """

      targets:
      - name: web
        path: web
        clusterSelector: {matchLabels: {tier: prod}}
      """
    fleet.files["fleetfold.yaml"] = fleet.files["fleetfold.yaml"]?.replacing(
      "include: [apps]", with: "include: [web]")
    let result = await fleet.compile()
    #expect(result.diagnostics == [])
    #expect(result.listing.map { $0.prefix(9) } == ["east/web:", "east/web:", "west/web:", "west/web:"])
  }

  @Test func everyMistakeHasItsPlace() async {
    let fleet = TestFleet([
      "apps/a.yaml": TestFleet.application("a", path: "wbe"),
      "apps/b.yaml": TestFleet.application("b", path: "web", server: "https://eest.example.com"),
      "apps/c.yaml": TestFleet.application("c", path: "web").replacing(
        "example.com/fleet", with: "example.com/other"),
      "apps/d.yaml": TestFleet.application("d", path: "web").replacing("HEAD", with: "v9"),
      "apps/e.yaml": TestFleet.application("a", path: "web"),
      "apps/f.yaml": TestFleet.application("f", path: "../web"),
      "apps/g.yaml": TestFleet.application("g", path: "web").replacing(
        "    path: web", with: "    helm: {releaseName: g}\n    path: web"),
      "apps/h.yaml": "kind: ApplicationSet\napiVersion: argoproj.io/v1alpha1\nmetadata: [",
      "web/web.yaml": web,
    ])
    #expect(
      await fleet.findings() == [
        "apps/a.yaml:10:11 build.path-not-found", "apps/b.yaml:12:13 application.unknown-cluster",
        "apps/c.yaml:8:14 application.unknown-repository", "apps/d.yaml:9:21 application.unknown-revision",
        "apps/e.yaml:1:1 fleet.duplicate-application", "apps/f.yaml:10:11 application.path",
        "apps/g.yaml:10:5 application.unsupported-source", "apps/h.yaml:4:1 yaml.syntax",
      ])
  }

  @Test func oneResourceBelongsToOneApplication() async {
    let fleet = TestFleet([
      "apps/a.yaml": TestFleet.application("a", path: "web"),
      "apps/b.yaml": TestFleet.application("b", path: "web"),
      "web/web.yaml": web,
    ])
    #expect(
      await fleet.findings() == [
        "web/web.yaml:1:1 fleet.resource-conflict", "web/web.yaml:6:1 fleet.resource-conflict",
      ])
  }

  @Test func aConflictNamesThePlacesOfBothApplications() async {
    let fleet = TestFleet([
      "apps/a.yaml": TestFleet.application("a", path: "web"),
      "apps/b.yaml": TestFleet.application("b", path: "other"),
      "apps/c.yaml": TestFleet.application("c", path: "web"),
      "web/web.yaml": web,
      "other/web.yaml": web,
    ])
    let found = await fleet.compile().diagnostics.filter { $0.location?.line == 1 }
    #expect(
      found.map { $0.notes.map { "\($0.message) \($0.location?.path.string ?? "")" } } == [
        [
          "the other one is here web/web.yaml", "the application a comes from here apps/a.yaml",
          "the application b comes from here apps/b.yaml",
        ],
        ["the application a comes from here apps/a.yaml", "the application c comes from here apps/c.yaml"],
      ])
  }

  @Test func aKeyMayStandOnceInAMapping() async {
    let fleet = TestFleet([
      "apps/a.yaml": TestFleet.application("a", path: "web"),
      "web/web.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nmetadata: {name: b}\n",
    ])
    #expect(await fleet.findings() == ["web/web.yaml:4:1 yaml.duplicate-key"])
  }

  @Test func aHelmChartIsRefused() async {
    let fleet = TestFleet([
      "apps/a.yaml": TestFleet.application("a", path: "chart"), "chart/Chart.yaml": "name: x\n",
      "chart/templates/x.yaml": "{{ if }}\n",
    ])
    #expect(await fleet.findings() == ["apps/a.yaml:10:11 build.helm"])
  }
}

/// Options of an Application that Argo CD edits into the kustomization.
struct KustomizeEditsTests {
  private let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 1
      template:
        spec:
          containers:
          - {name: web, image: 'nginx:1.0'}
          - {name: log, image: 'docker.io/fluent/bit:2'}
    """

  private func fleet(_ options: String) -> TestFleet {
    TestFleet([
      "apps/a.yaml": TestFleet.application("a", path: "web").replacing(
        "    path: web", with: "    path: web\n    kustomize: \(options)"),
      "web/kustomization.yaml": "resources: [web.yaml]\nimages: [{name: nginx, newTag: '1.1'}]\n",
      "web/web.yaml": deployment,
    ])
  }

  /// A set's patch serves all its Applications; only one that nearly finds something is worth a word.
  @Test(arguments: [
    ("Job", []), ("Deploymnt", ["apps/set.yaml:17:21 kustomize.patch-no-match"]),
  ])
  func patchesOfASetNeedNotMatchEverywhere(kind: String, findings: [String]) async {
    let set = """
      apiVersion: argoproj.io/v1alpha1
      kind: ApplicationSet
      metadata: {name: web}
      spec:
        generators:
        - list: {elements: [{cluster: east}]}
        template:
          metadata: {name: 'web-{{cluster}}'}
          spec:
            project: default
            source:
              repoURL: https://example.com/fleet
              targetRevision: HEAD
              path: web
              kustomize:
                patches:
                - target: {kind: \(kind)}
                  patch: '[{"op": "add", "path": "/spec/paused", "value": true}]'
            destination: {name: '{{cluster}}', namespace: shop}
      """
    let fleet = TestFleet([
      "apps/set.yaml": set, "web/kustomization.yaml": "resources: [web.yaml]\n", "web/web.yaml": deployment,
    ])
    #expect(await fleet.findings() == findings)
  }

  @Test func editsTheKustomization() async throws {
    let result = await fleet(
      """
      {namePrefix: a-, images: ['nginx:1.2', 'docker.io/fluent/bit=fluent/bit@sha256:\(String(repeating: "0", count: 64))'],
            replicas: [{name: web, count: 3}], commonAnnotations: {team: shop},
            patches: [{target: {kind: Deployment}, patch: '[{"op": "add", "path": "/spec/paused", "value": true}]'}]}
      """
    ).compile()
    #expect(result.diagnostics == [])
    let document = try #require(result.resources?.sets.first?.resources.first?.document)
    var bytes: [UInt8] = []
    #expect(YAMLPrinter.print(document, into: &bytes) == [])
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          annotations:
            team: shop
          name: a-web
          namespace: shop
        spec:
          paused: true
          replicas: 3
          template:
            metadata:
              annotations:
                team: shop
            spec:
              containers:
              - image: nginx:1.2
                name: web
              - image: fluent/bit@sha256:\(String(repeating: "0", count: 64))
                name: log

        """)
  }

  @Test(arguments: [
    ("{version: v4.5.7}", "application.kustomize-version"),
    ("{commonLabels: {app: '${ARGOCD_APP_NAME}'}}", "application.kustomize-variable"),
    ("{replicas: [{name: web, count: many}]}", "application.kustomize-replicas"),
  ])
  func refusesWhatItCannotDo(options: String, id: String) async {
    #expect(await fleet(options).compile().diagnostics.map(\.id) == [id])
  }
}
