import KubernetesModel
import SourceModel
import TestSupport
import Testing
import YAML

@testable import ManifestCompiler

@Suite struct ProjectTests {
  private func project(_ spec: String) throws -> Project {
    let text = "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: team}\nspec:\n\(spec)\n"
    let path = try #require(SourcePath("project.yaml"))
    let document = try #require(YAMLParser().parse(Array(text.utf8), path: path).documents.first)
    let read = Project.read(document)
    #expect(read.diagnostics == [])
    return try #require(read.value)
  }

  @Test(arguments: [
    ("['*']", "https://github.com/org/repo", true), ("[]", "https://github.com/org/repo", false),
    ("['https://github.com/org/*']", "https://GitHub.com/org/repo.git", true),
    ("['https://github.com/*']", "https://github.com/org/repo", false),
    ("['https://github.com/**']", "https://github.com/org/repo", true),
    ("['*', '!https://github.com/org/*']", "https://github.com/org/repo", false),
    ("['!https://github.com/org/*']", "https://github.com/other/repo", true),
    ("['git@github.com:org/*']", "ssh://git@github.com/org/repo", true),
  ]) func sources(rules: String, url: String, isAllowed: Bool) throws {
    let project = try project("  sourceRepos: \(rules)")
    #expect((project.denial(ofRepository: url) == nil) == isAllowed)
  }

  @Test(arguments: [
    ("{server: '*', namespace: '*'}", "shop", true), ("{name: east, namespace: shop}", "shop", true),
    ("{name: east, namespace: shop}", "other", false), ("{name: west, namespace: '*'}", "shop", false),
    ("{server: 'https://east*', namespace: 'sh*'}", "shop", true),
    ("{server: '*', namespace: '*'}, {server: '*', namespace: '!kube-system'}", "kube-system", false),
    ("{server: '*', namespace: '*'}, {server: '*', namespace: '!kube-system'}", "shop", true),
    ("{server: '*', namespace: '*'}, {server: '!https://east.example.com', namespace: '*'}", "shop", false),
    ("", "shop", false),
  ]) func destinations(rules: String, namespace: String, isAllowed: Bool) throws {
    let project = try project("  destinations: [\(rules)]")
    let place = Project.Place(name: "east", server: "https://east.example.com", project: "")
    #expect((project.denial(of: place, namespace: namespace) == nil) == isAllowed)
  }

  @Test(arguments: [
    ("['team-*']", "team-a", true), ("['team-*']", "other", false), ("['*']", "other", true),
    ("['/^team-[a-z]+$/']", "team-a", true), ("['/^team-[a-z]+$/']", "team-1", false),
    ("['/am-/']", "team-a", true), ("['!team-a']", "team-b", false), ("[]", "team-a", false),
  ]) func namespaces(rules: String, namespace: String, isAllowed: Bool) throws {
    let project = try project("  sourceNamespaces: \(rules)")
    #expect(project.takes(namespace: namespace) == isAllowed)
  }

  @Test func anExpressionThatLooksAroundIsRefused() throws {
    let text =
      "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: team}\n"
      + "spec: {sourceNamespaces: ['/^(?!prod)/']}\n"
    let path = try #require(SourcePath("project.yaml"))
    let document = try #require(YAMLParser().parse(Array(text.utf8), path: path).documents.first)
    let read = Project.read(document)
    #expect(read.value == nil)
    #expect(read.diagnostics.map(\.id) == ["project.regular-expression"])
  }

  @Test func onlyClustersOfTheProject() throws {
    let project = try project(
      "  destinations: [{server: '*', namespace: '*'}]\n  permitOnlyProjectScopedClusters: true")
    let own = Project.Place(name: "east", server: "https://east.example.com", project: "team")
    let other = Project.Place(name: "east", server: "https://east.example.com", project: "")
    #expect(project.denial(of: own, namespace: "x") == nil)
    #expect(project.denial(of: other, namespace: "x") != nil)
  }

  @Test(arguments: [
    ("", "Deployment", "shop", true), ("", "Namespace", "", false),
    ("  clusterResourceWhitelist: [{group: '', kind: Namespace}]", "Namespace", "", true),
    ("  clusterResourceWhitelist: [{group: '*', kind: '*'}]", "Namespace", "", true),
    ("  clusterResourceWhitelist: [{group: '', kind: Namespace, name: 'team-*'}]", "Namespace", "", false),
    (
      "  clusterResourceWhitelist: [{group: '*', kind: '*'}]\n  clusterResourceBlacklist: [{group: '', kind: Name*}]",
      "Namespace", "", false
    ),
    ("  namespaceResourceWhitelist: []", "Deployment", "shop", false),
    ("  namespaceResourceBlacklist: [{group: '', kind: Deployment}]", "Deployment", "shop", false),
    ("  namespaceResourceBlacklist: [{group: apps, kind: Deployment}]", "Deployment", "shop", true),
  ]) func kinds(rules: String, kind: String, namespace: String, isAllowed: Bool) throws {
    let project = try project("  description: x\n\(rules)")
    let id = ResourceID(group: "", version: "v1", kind: kind, namespace: namespace, name: "x")
    #expect((project.denial(of: id) == nil) == isAllowed)
  }

  @Test func violationsNameBothPlaces() async {
    let application = TestFleet.application("web", path: "web").replacing(
      "project: default", with: "project: team")
    let fleet = TestFleet([
      "apps/web.yaml": application,
      "apps/other.yaml": TestFleet.application("other", path: "other").replacing(
        "project: default", with: "project: closed"),
      "apps/projects.yaml": """
      apiVersion: argoproj.io/v1alpha1
      kind: AppProject
      metadata: {name: team}
      spec:
        sourceRepos: ['*']
        destinations: [{name: east, namespace: shop}]
        namespaceResourceBlacklist:
        - {group: '', kind: Secret}
      ---
      apiVersion: argoproj.io/v1alpha1
      kind: AppProject
      metadata: {name: closed}
      spec:
        sourceRepos: []
        destinations: []
      """,
      "web/all.yaml": """
      apiVersion: v1
      kind: Secret
      metadata: {name: s}
      ---
      apiVersion: v1
      kind: Namespace
      metadata: {name: n}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: m, namespace: elsewhere}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: m}
      """,
      "other/m.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n",
    ])
    let result = await fleet.compile()
    #expect(
      result.diagnostics.map {
        "\($0.location.map { "\($0)" } ?? "") \($0.id) <- \($0.notes.first?.location.map { "\($0)" } ?? "")"
      } == [
        "apps/other.yaml:8:14 project.source <- apps/projects.yaml:14:16",
        "apps/other.yaml:12:5 project.destination <- apps/projects.yaml:15:17",
        "web/all.yaml:1:1 project.resource <- apps/projects.yaml:8:5",
        "web/all.yaml:5:1 project.resource <- apps/projects.yaml:1:1",
        "web/all.yaml:9:1 project.resource <- apps/projects.yaml:6:17",
      ])
  }

  @Test func theDefaultProjectAllowsAllUnlessItIsWritten() async {
    var fleet = TestFleet([
      "apps/web.yaml": TestFleet.application("web", path: "web"),
      "web/n.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n",
    ])
    #expect(await fleet.findings() == [])
    fleet.files["apps/default.yaml"] = """
      apiVersion: argoproj.io/v1alpha1
      kind: AppProject
      metadata: {name: default}
      spec: {sourceRepos: ['*'], destinations: [{server: '*', namespace: '*'}]}
      """
    #expect(await fleet.findings() == ["web/n.yaml:1:1 project.resource"])
  }
}
