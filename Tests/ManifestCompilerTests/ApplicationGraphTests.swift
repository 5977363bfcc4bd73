import KubernetesModel
import SourceModel
import TestSupport
import Testing
import YAML

@testable import ManifestCompiler

/// Applications that make Applications.
@Suite struct ApplicationGraphTests {
  private static let local = "https://kubernetes.default.svc"

  private func root(_ name: String = "root", path: String, kustomize: String = "") -> String {
    TestFleet.application(name, path: path, server: Self.local).replacing(
      "    path: \(path)\n", with: "    path: \(path)\n\(kustomize)"
    ).replacing("namespace: shop", with: "namespace: argocd")
  }

  private let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n"

  @Test func applicationsInOutputAreCompiledOn() async {
    let fleet = TestFleet([
      "apps/root.yaml": root(path: "children"),
      "children/web.yaml": TestFleet.application("web", path: "web"),
      "children/set.yaml": """
      apiVersion: argoproj.io/v1alpha1
      kind: ApplicationSet
      metadata: {name: set}
      spec:
        generators: [{clusters: {selector: {matchLabels: {tier: prod}}}}]
        template:
          metadata: {name: '{{name}}-db'}
          spec:
            project: default
            source: {repoURL: \(TestFleet.repositoryURL), targetRevision: HEAD, path: web}
            destination: {name: '{{name}}', namespace: db}
      """,
      "web/map.yaml": map,
    ])
    let result = await fleet.compile()
    #expect(result.diagnostics == [])
    #expect(
      result.listing == [
        "east/east-db: ConfigMap db/m", "east/web: ConfigMap shop/m",
        "in-cluster/root: ApplicationSet.argoproj.io argocd/set",
        "in-cluster/root: Application.argoproj.io argocd/web", "west/west-db: ConfigMap db/m",
      ])
    #expect(result.applications.map(\.name) == ["east-db", "root", "web", "west-db"])
    #expect(await fleet.compile(workers: 1).listing == result.listing)
  }

  /// The scan finds the children too; what comes out of the build unchanged is the same object.
  @Test func aChildThatTheScanFindsCountsOnce() async {
    let fleet = TestFleet([
      "apps/root.yaml": root(path: "apps"), "apps/web.yaml": TestFleet.application("web", path: "web"),
      "web/map.yaml": map,
    ])
    let result = await fleet.compile()
    #expect(result.diagnostics == [])
    #expect(result.applications.map(\.name) == ["root", "web"])
  }

  /// The base names no cluster of the fleet; only what the overlays make of it counts.
  @Test func aBuildThatChangesAnApplicationReplacesIt() async {
    let fleet = TestFleet([
      "apps/root.yaml": root(path: "apps/overlay"),
      "apps/base/web.yaml": TestFleet.application("web", path: "web", server: "https://replaced.example.com"),
      "apps/base/kustomization.yaml": "resources: [web.yaml]\n",
      "apps/overlay/kustomization.yaml": """
      resources: [../base]
      namePrefix: prod-
      patches:
      - patch: '[{"op": "replace", "path": "/spec/destination/server", "value": "https://west.example.com"}]'
        target: {kind: Application}
      """,
      "web/map.yaml": map,
    ])
    let result = await fleet.compile()
    #expect(result.diagnostics == [])
    #expect(
      result.listing == [
        "in-cluster/root: Application.argoproj.io argocd/prod-web", "west/prod-web: ConfigMap shop/m",
      ])
  }

  @Test func applicationsForAnotherClusterAreNamed() async {
    let fleet = TestFleet([
      "apps/root.yaml": TestFleet.application("root", path: "children"),
      "children/web.yaml": TestFleet.application("web", path: "web"), "web/map.yaml": map,
    ])
    #expect(await fleet.findings() == ["children/web.yaml:1:1 fleet.foreign-application"])
    let listing = await fleet.compile().listing
    #expect(listing == ["east/root: Application.argoproj.io shop/web"])
  }

  @Test func aCycleIsNamed() async {
    // Every build of the folder gives the Application one more prefix of its own text.
    let fleet = TestFleet([
      "apps/root.yaml": root(path: "loop"),
      "loop/kustomization.yaml": "resources: [child.yaml]\n",
      "loop/child.yaml": root("child", path: "loop2"),
      "loop2/kustomization.yaml": "resources: [child.yaml]\n",
      "loop2/child.yaml": root("child", path: "loop"),
    ])
    let result = await fleet.compile()
    #expect(result.diagnostics.map(\.id) == ["fleet.application-cycle", "fleet.resource-conflict"])
    #expect(result.diagnostics.first?.message.contains("child → child") ?? false)
    #expect(result.diagnostics.first?.location?.path.string == "loop2/child.yaml")
    #expect(result.diagnostics.first?.notes.first?.location?.path.string == "loop/child.yaml")
  }

  @Test func depthHasALimit() async {
    var files = ["apps/root.yaml": root(path: "level0")]
    for level in 0...ApplicationGraph.maximumDepth {
      files["level\(level)/a.yaml"] = root("a\(level)", path: "level\(level + 1)")
    }
    let findings = await TestFleet(files).findings()
    let last = ApplicationGraph.maximumDepth
    #expect(findings == ["level\(last)/a.yaml:1:1 fleet.application-depth"])
  }

  /// A second compilation that takes over what did not change finds the same nested Applications.
  @Test func nestedApplicationsAreReused() async {
    let before = TestFleet([
      "apps/root.yaml": root(path: "children"),
      "children/web.yaml": TestFleet.application("web", path: "web"),
      "children/other.yaml": TestFleet.application("other", path: "other"), "web/map.yaml": map,
      "other/map.yaml": map.replacing("name: m", with: "name: o"), "more/map.yaml": map,
    ])
    let earlier = await before.compile()
    for (path, text) in [
      ("web/map.yaml", map.replacing("name: m", with: "name: changed")),
      ("children/web.yaml", TestFleet.application("web", path: "more", server: "https://west.example.com")),
      ("children/new.yaml", TestFleet.application("new", path: "more", server: "https://west.example.com")),
    ] {
      var after = before
      after.files[path] = text
      let whole = await after.compile()
      let reused = await after.compile(reusing: earlier)
      #expect(whole.diagnostics == [])
      #expect(reused.listing == whole.listing, "\(path)")
      #expect(reused.diagnostics == whole.diagnostics)
      #expect(whole.listing != earlier.listing)
    }
  }

  @Test func aFilterStillFindsNestedApplications() async {
    var fleet = TestFleet([
      "apps/root.yaml": root(path: "children"),
      "children/web.yaml": TestFleet.application("web", path: "web"), "web/map.yaml": map,
    ])
    fleet.filter = CellFilter(clusters: [], applications: ["web"])
    let result = await fleet.compile()
    #expect(result.listing == ["east/web: ConfigMap shop/m"])
    #expect(result.applications.map(\.name) == ["web"])
  }
}

/// What `--skip-unsupported` leaves out, and resources that one Application makes twice.
@Suite struct LeftOutTests {
  private let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n"

  private func fleet(_ files: [String: String] = [:]) -> TestFleet {
    let own = [
      "apps/web.yaml": TestFleet.application("web", path: "web"),
      "apps/chart.yaml": TestFleet.application("chart", path: "web").replacing(
        "    path: web", with: "    path: web\n    helm: {releaseName: x}"),
      "apps/pulls.yaml": """
      apiVersion: argoproj.io/v1alpha1
      kind: ApplicationSet
      metadata: {name: pulls}
      spec:
        generators: [{pullRequest: {}}]
        template:
          metadata: {name: x}
          spec: {project: default, destination: {name: east}}
      """,
      "web/map.yaml": map,
    ]
    return TestFleet(own.merging(files) { $1 })
  }

  private let skipping = CellFilter(clusters: [], applications: [], skipsUnsupported: true)

  @Test func theRestIsRendered() async {
    #expect(await fleet().compile().resources == nil)
    var fleet = fleet()
    fleet.filter = skipping
    let result = await fleet.compile()
    #expect(result.listing == ["east/web: ConfigMap shop/m"])
    #expect(result.diagnostics.map(\.severity) == [.warning, .warning])
    #expect(
      result.diagnostics.first?.message.hasPrefix(
        "Application chart is left out: Application chart has a Helm source") ?? false)
    #expect(result.diagnostics.last?.message.hasPrefix("ApplicationSet pulls is left out: ") ?? false)
  }

  @Test func theFleetFileMaySaySo() async {
    var fleet = fleet()
    fleet.files["fleetfold.yaml"]? += "\nskipUnsupported: true\n"
    #expect(await fleet.compile().listing == ["east/web: ConfigMap shop/m"])
  }

  @Test func otherErrorsStay() async {
    let broken = TestFleet.application("chart", path: "web", server: "https://nowhere").replacing(
      "    path: web", with: "    path: web\n    helm: {releaseName: x}")
    var fleet = fleet(["apps/chart.yaml": broken])
    fleet.filter = skipping
    let result = await fleet.compile()
    #expect(result.resources == nil)
    #expect(result.diagnostics.filter { $0.severity == .error }.count == 2)
  }

  @Test func theLastOfSeveralSourcesCounts() async throws {
    let application = """
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: web}
      spec:
        project: default
        destination: {name: east, namespace: shop}
        sources:
        - {repoURL: \(TestFleet.repositoryURL), targetRevision: HEAD, path: one}
        - {repoURL: https://example.com/values, ref: values}
        - {repoURL: \(TestFleet.repositoryURL), targetRevision: HEAD, path: two}
      """
    let fleet = TestFleet([
      "apps/web.yaml": application, "one/map.yaml": map + "data: {from: one}\n",
      "two/map.yaml": map + "data: {from: two}\n",
    ])
    let result = await fleet.compile()
    #expect(result.diagnostics.map(\.id) == ["application.repeated-resource"])
    #expect(result.diagnostics.first?.notes.first?.location?.path.string == "one/map.yaml")
    let document = try #require(result.resources?.sets.first?.resources.first?.document)
    #expect(document.location(document.root).path.string == "two/map.yaml")
    #expect(result.listing.count == 1)
    let twice = application.replacing("path: two", with: "path: two, ref: values")
    let doubled = TestFleet(["apps/web.yaml": twice, "one/map.yaml": map, "two/map.yaml": map])
    #expect(await doubled.findings().contains { $0.hasSuffix(" application.ref") })
  }

  @Test func newerKindsWithoutNamespaceGetNone() async {
    let fleet = TestFleet([
      "apps/web.yaml": TestFleet.application("web", path: "web"),
      "web/policy.yaml":
        "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: {name: p}\n",
    ])
    #expect(
      await fleet.compile().listing == [
        "east/web: ValidatingAdmissionPolicy.admissionregistration.k8s.io p"
      ])
  }
}
