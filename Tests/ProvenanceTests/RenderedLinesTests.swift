import KubernetesModel
import Provenance
import SourceModel
import Testing

@Suite struct RenderedLinesTests {
  @Test func everyLineNamesItsSource() async throws {
    let resource = try await ExplainedFleet().resource("deployment/eu-web", on: "east")
    let document = resource.resource.document
    let lines = RenderedLines(document, shown: document).lines
    #expect(
      lines.map { "\($0.text) <- \($0.location.path):\($0.location.line)" } == [
        "apiVersion: apps/v1 <- base/web.yaml:1", "kind: Deployment <- base/web.yaml:2",
        "metadata: <- base/web.yaml:3", "  labels: <- component/kustomization.yaml:4",
        "    part: shop <- component/kustomization.yaml:5", "  name: eu-web <- apps/web.yaml:17",
        "  namespace: shop <- apps/web.yaml:18", "spec: <- base/web.yaml:5",
        "  replicas: 3 <- overlay/patch.yaml:5", "  template: <- base/web.yaml:8",
        "    spec: <- base/web.yaml:9", "      containers: <- base/web.yaml:10",
        "      - image: web:1 <- base/web.yaml:12", "        name: web <- base/web.yaml:11",
      ])
  }

  @Test func aTextOfSeveralLinesHasALineForEach() async throws {
    var fleet = ExplainedFleet()
    fleet.files["base/kustomization.yaml"] = """
      resources: [web.yaml, service.yaml, settings.yaml]
      configMapGenerator:
      - name: files
        files: [notes.txt]
      """
    fleet.files["base/notes.txt"] = "first\nsecond\n"
    fleet.files["base/settings.yaml"] = """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings}
      data:
        text: |
          one
          two
      """
    let settings = try await fleet.resource("configmap/eu-settings", on: "east").resource.document
    let lines = RenderedLines(settings, shown: settings).lines
    #expect(
      lines.filter { $0.field == "data.text" }.map { "\($0.text) <- \($0.location.line)" }
        == ["  text: |- <- 5", "    one <- 6", "    two <- 7"])
    let query = try #require(ResourceQuery("configmap/eu-files"))
    let hint = try await fleet.explainer().absence(of: query, on: "east").summary
    let name = try #require(hint.split(separator: "/").last?.dropLast())
    let files = try await fleet.resource("configmap/\(name)", on: "east").resource.document
    #expect(
      RenderedLines(files, shown: files).lines.filter { $0.field == "data[\"notes.txt\"]" }.map {
        "\($0.location)"
      } == ["base/notes.txt:1:1", "base/notes.txt:1:1", "base/notes.txt:2:1"])
  }
}
