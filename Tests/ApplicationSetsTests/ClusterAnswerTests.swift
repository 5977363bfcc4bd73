import KubernetesModel
import SourceModel
import Testing
import YAML

@testable import ApplicationSets

@Suite struct ClusterAnswerTests {
  private func cluster(_ name: String, _ labels: [(String, String)]) throws -> Cluster {
    let location = SourceLocation(path: try #require(SourcePath("clusters.yaml")), line: 1, column: 1)
    return Cluster(
      name: name,
      argoCD: .init(
        server: "https://\(name).example.com", project: "",
        labels: Labels(labels.map { (key: $0.0, value: $0.1) }), annotations: Labels(), location: location),
      locations: [location])
  }

  /// `generator application: reason at line` of each answer for cluster a.
  private func answers(_ generators: String, cluster name: String = "a") throws -> [String] {
    let text = """
      apiVersion: argoproj.io/v1alpha1
      kind: ApplicationSet
      metadata: {name: demo}
      spec:
        template:
          metadata: {name: '{{name}}-x'}
          spec: {project: default, destination: {name: '{{name}}'}, source: {repoURL: 'https://x', path: p}}
        generators:
      \(generators)
      """
    let path = try #require(SourcePath("set.yaml"))
    let document = try #require(
      YAMLParser(duplicateKeys: .lastWins, dialect: .yaml11).parse(Array(text.utf8), path: path).documents
        .first)
    let known = [try cluster("a", [("env", "dev")]), try cluster("b", [("env", "prod")])]
    let expander = ApplicationSetExpander(inventory: known)
    let wanted = try known.first { $0.name == name } ?? cluster(name, [])
    return (expander.answers(document, for: wanted).value ?? []).map {
      "\($0.generator) \($0.application ?? "-"): \($0.reason) at \($0.location?.line ?? 0)"
    }
  }

  @Test func theTermThatExcludesIsNamed() throws {
    #expect(
      try answers(
        """
          - clusters:
              selector:
                matchLabels: {env: prod}
          - clusters:
              selector:
                matchExpressions:
                - {key: env, operator: Exists}
                - {key: mesh, operator: Exists}
          - clusters: {}
        """) == [
          "generators[0].clusters -: the selector asks for env in (prod), but it is \"dev\" at 11",
          "generators[1].clusters -: the selector asks for mesh, but the Secret of a has no such label at 16",
          "generators[2] a-x: cluster a at 1",
        ])
  }

  @Test func postSelectorsAndChildrenAreNamed() throws {
    #expect(
      try answers(
        """
          - clusters: {}
            selector:
              matchLabels: {name: b}
          - matrix:
              generators:
              - clusters: {selector: {matchLabels: {env: prod}}}
              - list: {elements: [{k: v}]}
          - list: {elements: [{name: b}]}
        """) == [
          "generators[0] -: the selector asks for name in (b), but it is \"a\" at 11",
          "generators[1].matrix.generators[0].clusters -: the selector asks for env in (prod), but it is \"dev\" at 14",
          "generators[2] -: none of the Applications that it makes goes to a at 16",
        ])
  }

  @Test func aClusterWithoutSecretIsNamed() throws {
    #expect(
      try answers("  - clusters: {}", cluster: "c").first
        == "generators[0].clusters -: Argo CD has no Secret of c at 1")
  }

  @Test func aMergeWithoutPartnerIsNamed() throws {
    #expect(
      try answers(
        """
          - merge:
              mergeKeys: [name]
              generators:
              - list: {elements: [{name: b}]}
              - list: {elements: [{name: a}]}
        """) == [
          "generators[0].merge -: the first generator of the merge has no set with {\"name\":\"a\"} at 13"
        ])
  }
}
