import KubernetesModel
import SourceModel
import Testing
import YAML

@testable import ApplicationSets

@Suite struct LiveGeneratorTests {
  private let pull = """
    - {number: '7', title: Login, branch: feature/login, branch_slug: feature-login, target_branch: main,
       target_branch_slug: main, head_sha: 089d92cbf9ff857a39e6feccd32798ca700fb958, head_short_sha: 089d92cb,
       head_short_sha_7: 089d92c, author: octocat, labels: [preview, ui]}

    """

  private func document(_ text: String, _ name: String = "record.yaml") throws -> Document {
    let path = try #require(SourcePath(name))
    let parsed = YAMLParser(duplicateKeys: .lastWins, dialect: .yaml11).parse(Array(text.utf8), path: path)
    return try #require(parsed.documents.first)
  }

  /// Expands with records given by generator, the parameters they hold for, and text.
  private func expand(
    _ generators: String, name: String, annotation: String = "", isGo: Bool = false,
    recorded: [(generator: String, with: Labels, text: String)] = [], decisions: [String] = [],
    clusters: [Cluster] = []
  ) throws -> Compiled<[GeneratedApplication]> {
    let set = try document(
      """
      apiVersion: argoproj.io/v1alpha1
      kind: ApplicationSet
      metadata: {name: demo}
      spec:
        goTemplate: \(isGo)
        generators: \(generators)
        template:
          metadata: {name: '\(name)', annotations: {note: '\(annotation)'}}
          spec:
            project: default
            destination: {name: in-cluster}
            source: {repoURL: https://git.example.com/r.git, path: x}
      """, "set.yaml")
    var options = ApplicationSetOptions()
    options.recorded = try recorded.map {
      RecordedParameters(
        applicationSet: "demo", generator: $0.generator, with: $0.with, document: try document($0.text),
        location: SourceLocation(path: set.path))
    }
    options.decisions = try decisions.map { try document($0) }
    return ApplicationSetExpander(inventory: clusters, options: options).expand(set)
  }

  private func names(_ result: Compiled<[GeneratedApplication]>) -> [String] {
    result.value?.map(\.application.name) ?? result.diagnostics.map { "\($0.id): \($0.message)" }
  }

  private func note(_ result: Compiled<[GeneratedApplication]>) -> String? {
    guard let document = result.value?.first?.application.document,
      let node = document[document.root, ["metadata", "annotations", "note"]]
    else { return nil }
    return document.string(node)
  }

  private func cluster(_ name: String) throws -> Cluster {
    let location = SourceLocation(path: try #require(SourcePath("clusters.yaml")))
    return Cluster(
      name: name,
      argoCD: .init(
        server: "https://\(name).example.com", project: "", labels: Labels(), annotations: Labels(),
        location: location))
  }

  @Test func whatToRecordIsShown() throws {
    let result = try expand("[{pullRequest: {github: {}}}]", name: "x")
    let diagnostic = try #require(result.diagnostics.first)
    #expect(diagnostic.id == "applicationset.unrecorded-generator")
    #expect(diagnostic.location?.line == 6)
    #expect(
      diagnostic.notes.first?.message
        == "add to `recorded:` in fleetfold.yaml: - {applicationSet: \"demo\", generator: "
        + "\"generators[0].pullRequest\", file: \"recorded/demo-pullRequest.yaml\"}")
    let shown = try #require(diagnostic.notes.last?.message)
    let item = try #require(shown.firstRange(of: "- {")).lowerBound
    // The snippet is a record as it stands.
    let recorded = try expand(
      "[{pullRequest: {github: {}}}]", name: "pr-{{number}}-{{branch_slug}}",
      recorded: [("generators[0].pullRequest", Labels(), String(shown[item...]))])
    #expect(names(recorded) == ["pr-42-feature-login"])
  }

  @Test func valuesAndSelectorsApplyToARecord() throws {
    let generators =
      "[{pullRequest: {values: {host: 'pr-{{number}}.example.com', l: '{{labels}}'}}, "
      + "selector: {matchLabels: {author: octocat}}}]"
    let result = try expand(
      generators, name: "{{branch_slug}}", annotation: "{{values.host}} {{values.l}} {{labels}}",
      recorded: [
        ("generators[0].pullRequest", Labels(), pull + pull.replacing("octocat", with: "somebody"))
      ])
    #expect(names(result) == ["feature-login"])
    // Labels exist for Go templates only, and not for `values`.
    #expect(note(result) == "pr-7.example.com {{labels}} {{labels}}")
    #expect(result.value?.first?.sources.first?.description == "recorded set 1")
  }

  @Test func labelsAreAListInGoTemplates() throws {
    let result = try expand(
      "[{pullRequest: {values: {num: \"{{.number}}\"}}}]", name: "pr-{{.number}}",
      annotation: "{{join \"+\" .labels}} {{.values.num}}", isGo: true,
      recorded: [("generators[0].pullRequest", Labels(), pull)])
    #expect(note(result) == "preview+ui 7")
  }

  @Test func mistakesOfARecordAreAllNamed() throws {
    let result = try expand(
      "[{pullRequest: {}}]", name: "x",
      recorded: [("generators[0].pullRequest", Labels(), "- {number: 7, brunch: x}\n- text\n")])
    let messages = result.diagnostics.map(\.message)
    #expect(messages.contains("the parameter \"number\" must be a string; put it in quotes"))
    #expect(messages.contains { $0.contains("no parameter \"brunch\"; did you mean \"branch\"?") })
    #expect(messages.contains { $0.hasSuffix("needs the parameter \"head_sha\"") })
    #expect(messages.contains("a recorded set must be a mapping of parameters"))
    #expect(result.diagnostics.allSatisfy { $0.id == "applicationset.recorded" })
  }

  @Test func repositoryNumbersStayNumbers() throws {
    let record =
      "- {organization: o, repository: web, repository_id: 1296269, url: u, branch: main, branchNormalized: main, "
      + "sha: '1', short_sha: '1', short_sha_7: '1', labels: ''}"
    let result = try expand(
      "[{scmProvider: {}}]", name: "{{.repository}}", annotation: "{{.repository_id}}", isGo: true,
      recorded: [("generators[0].scmProvider", Labels(), record)])
    #expect(note(result) == "1296269")
  }

  @Test func pluginsFlattenAndCarryTheirInput() throws {
    let plugin = "{plugin: {configMapRef: {name: p}, input: {parameters: {k: 1}}}}"
    let record = "- {name: a, deep: {list: [1, 2]}}"
    let fast = try expand(
      "[\(plugin)]", name: "{{name}}", annotation: "{{deep.list.1}} {{generator}}",
      recorded: [("generators[0].plugin", Labels(), record)])
    #expect(note(fast) == "2 {{generator}}")
    let go = try expand(
      "[\(plugin)]", name: "{{.name}}",
      annotation: "{{index .deep.list 1}} {{.generator.input.parameters.k}} {{toJson .generator}}",
      isGo: true, recorded: [("generators[0].plugin", Labels(), record)])
    #expect(note(go) == "2 {[49]} {\"input\":{\"parameters\":{\"k\":1}}}")
  }

  @Test func aMatrixTakesTheRecordOfEachSet() throws {
    let generators =
      "[{matrix: {generators: [{list: {elements: [{repo: web}, {repo: api}]}}, "
      + "{pullRequest: {github: {repo: '{{repo}}'}}}]}}]"
    let path = "generators[0].matrix.generators[1].pullRequest"
    let missing = try expand(generators, name: "x")
    #expect(missing.diagnostics.first?.notes.first?.message.hasSuffix("with: {repo: \"web\"}}") ?? false)
    let result = try expand(
      generators, name: "{{repo}}-{{number}}",
      recorded: [
        (path, Labels([("repo", "api")]), pull.replacing("'7'", with: "'8'")),
        (path, Labels([("repo", "web")]), pull),
      ])
    #expect(names(result) == ["web-7", "api-8"])
  }

  // MARK: - clusterDecisionResource

  private let map = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: ocm, namespace: argocd}
    data:
      apiVersion: cluster.open-cluster-management.io/v1beta1
      kind: placementdecisions
      statusListKey: decisions
      matchKey: clusterName
    """
  private let generator =
    "[{clusterDecisionResource: {configMapRef: ocm, labelSelector: "
    + "{matchLabels: {cluster.open-cluster-management.io/placement: web}}, values: {num: '{{name}}'}}}]"

  @Test func recordedDecisionsAreTakenFromTheirStatus() throws {
    let decision = """
      apiVersion: cluster.open-cluster-management.io/v1beta1
      kind: PlacementDecision
      metadata: {name: web-1, namespace: argocd, labels: {cluster.open-cluster-management.io/placement: web}}
      status:
        decisions: [{clusterName: b, reason: x}, {clusterName: unknown}, {clusterName: a}]
      """
    let result = try expand(
      generator, name: "{{name}}", annotation: "{{server}} {{reason}} {{values.num}}",
      decisions: [map, decision], clusters: [try cluster("a"), try cluster("b")])
    #expect(names(result) == ["b", "a"])
    #expect(note(result) == "https://b.example.com x b")
  }

  private let placement = """
    apiVersion: cluster.open-cluster-management.io/v1beta1
    kind: Placement
    metadata: {name: web, namespace: argocd}
    spec:
      predicates:
      - requiredClusterSelector: {labelSelector: {matchLabels: {env: prod}}}
    """
  private let binding = """
    apiVersion: cluster.open-cluster-management.io/v1beta2
    kind: ManagedClusterSetBinding
    metadata: {name: default, namespace: argocd}
    spec: {clusterSet: default}
    """

  private func managed(_ name: String, _ labels: String, taint: String = "") -> String {
    """
    apiVersion: cluster.open-cluster-management.io/v1
    kind: ManagedCluster
    metadata: {name: \(name), labels: {\(labels)}}
    spec: {taints: [\(taint)]}
    """
  }

  @Test func staticPlacementsAreDecided() throws {
    let set = "cluster.open-cluster-management.io/clusterset: other"
    let result = try expand(
      generator, name: "{{clusterName}}",
      decisions: [
        map, placement, binding, managed("c", "env: prod"), managed("a", "env: prod"),
        managed("b", "env: dev"), managed("d", "env: prod, \(set)"),
        managed("e", "env: prod", taint: "{key: gpu, effect: NoSelect}"),
      ], clusters: try ["a", "b", "c", "d", "e"].map(cluster))
    #expect(names(result) == ["a", "c"])
  }

  @Test func whatTheHubWouldScoreIsLeftOpen() throws {
    let result = try expand(
      generator, name: "x",
      decisions: [
        map, placement + "\n  numberOfClusters: 1", binding, managed("c", "env: prod"),
        managed("a", "env: prod"),
      ])
    let message = try #require(result.diagnostics.first?.message)
    #expect(message.contains("numberOfClusters takes 1 of 2 clusters by score"))
    let bare = try expand(generator, name: "x", decisions: [map, placement])
    #expect(bare.diagnostics.first?.message.contains("no ManagedCluster is in the repository") ?? false)
    let none = try expand(generator, name: "x")
    #expect(none.diagnostics.first?.message.contains("the ConfigMap ocm is not in the repository") ?? false)
  }
}
