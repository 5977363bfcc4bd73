import KubernetesModel
import SourceModel
import Testing

@testable import ManifestCompiler

struct FleetFileTests {
  private func read(_ text: String) throws -> Compiled<FleetFile> {
    FleetFile.read(Array(text.utf8), path: try #require(SourcePath("fleetfold.yaml")))
  }

  @Test func readsEveryField() throws {
    let result = try read(
      """
      apiVersion: fleetfold.dev/v1alpha1
      kind: Fleet
      output: golden
      layout: '{cluster}/{kind}-{name}.yaml'
      include: [templates, clusters]
      exclude: [templates/old]
      inCluster: management
      repositories:
      - url: https://example.com/fleet
      - url: https://example.com/other
        path: vendor/other
      targets:
      - name: platform
        path: overlays/dev
        clusters: [dev]
        namespace: platform
      - name: demo
        path: templates/demo
        via: karmada
      - name: edge
        path: edge
        clusterSelector:
          matchLabels: {tier: edge}
      argocd: {namespace: gitops, newGitFileGlobbing: true, projects: [default]}
      karmada: {assumeCapacity: true}
      """)
    #expect(result.diagnostics == [])
    let file = try #require(result.value)
    #expect(file.output.string == "golden")
    #expect(file.include.map(\.string) == ["templates", "clusters"])
    #expect(file.exclude.map(\.string) == ["templates/old"])
    #expect(file.inCluster?.name == "management")
    #expect(file.repositories.map(\.path) == [".", "vendor/other"])
    #expect(file.targets.map(\.name) == ["platform", "demo", "edge"])
    #expect(file.argoCD.namespace == "gitops")
    #expect(file.argoCD.newGitFileGlobbing)
    #expect(!file.argoCD.includeHiddenDirectories)
    #expect(file.argoCD.projects == ["default"])
    #expect(file.karmadaAssumesCapacity)
    guard case .clusters(let names, nil) = file.targets[0].placement else {
      Issue.record("the first target is placed by names")
      return
    }
    #expect(names.map(\.name) == ["dev"])
  }

  @Test func reportsEverythingWrongAtOnce() throws {
    let result = try read(
      """
      apiVersion: fleetfold.dev/v1
      kind: Fleet
      ouput: golden
      include: [../elsewhere]
      targets:
      - name: a
        path: x
      - name: a
        path: y
        via: argo
      """)
    #expect(result.value == nil)
    let found = result.diagnostics.inReportOrder().map { "\($0.location?.description ?? "") \($0.id)" }
    #expect(
      found == [
        "fleetfold.yaml:1:13 fleet.api-version", "fleetfold.yaml:3:1 fleet.unknown-field",
        "fleetfold.yaml:4:11 fleet.path", "fleetfold.yaml:6:3 fleet.target-placement",
        "fleetfold.yaml:10:8 fleet.via",
      ])
    #expect(result.diagnostics.contains { $0.message.contains("did you mean \"output\"") })
  }
}
