import KubernetesModel
import SourceModel
import Testing

@testable import Provenance

@Suite struct ImpactTests {
  private func impact(_ path: String, _ line: Int? = nil) async throws -> [String] {
    let explainer = try await ExplainedFleet().explainer()
    let path = try #require(SourcePath(path))
    return explainer.impact(of: path, line: line).effects.map { effect in
      "\(effect.cluster) \(effect.resource) \(effect.relation) \(effect.fields.joined(separator: " "))"
    }
  }

  private let deployment = "east Deployment.apps shop/eu-web"

  @Test func aLineOfABaseNamesItsField() async throws {
    #expect(try await impact("base/web.yaml", 6) == ["\(deployment) writes spec.replicas"])
    #expect(
      try await impact("base/web.yaml", 12)
        == ["\(deployment) writes spec.template.spec.containers[0].image"])
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
      try await impact("overlay/kustomization.yaml", 6) == ["\(deployment) writes spec.replicas"])
  }

  @Test func aClusterNamesWhatItsLabelsMake() async throws {
    #expect(try await impact("apps/clusters.yaml", 9) == ["\(deployment) decides "])
    #expect(try await impact("apps/web.yaml", 17) == ["\(deployment) writes metadata.name"])
    #expect(try await impact("apps/clusters.yaml", 20) == [])
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
