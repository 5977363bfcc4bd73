import KubernetesModel
import Kustomize
import SourceModel
import TestSupport
import Testing
import YAML

/// What `make fuzz-kustomize` found, with the bytes that `kubectl kustomize` printed.
@Suite struct FuzzFindingTests {
  private func build(_ files: [String: String]) -> (text: String?, ids: [String]) {
    let result = KustomizeBuild(tree: InMemoryFileTree(files)).build(directory: .root)
    var output: [UInt8] = []
    _ = YAMLPrinter.print((result.value ?? []).map(\.document), resourceAnnotations: true, into: &output)
    let ids = result.diagnostics.filter { $0.severity == .error }.map(\.id)
    return (result.value == nil ? nil : String(decoding: output, as: UTF8.self), ids)
  }

  @Test(arguments: ["1", "true", "null", "1.5", "0x1", "2001-01-01"])
  func addedKeysThatAreNoTextAreRefused(key: String) {
    let resource = "kind: A\nmetadata: {name: x}\n"
    for field in ["commonAnnotations: {\"\(key)\": b}", "labels: [{pairs: {\"\(key)\": b}}]"] {
      let built = build(["kustomization.yaml": "resources: [r.yaml]\n\(field)\n", "r.yaml": resource])
      #expect(built.text == nil)
      #expect(built.ids == ["kustomize.key-type"])
    }
    let generated = build([
      "kustomization.yaml": "configMapGenerator: [{name: x, literals: [\"\(key)=2\"]}]\n"
    ])
    #expect(generated.ids == ["kustomize.key-type"])
  }

  @Test(arguments: [("'2'", "\"3\""), ("\"x\"", "\"3\""), ("2", "3"), ("!!str 2", "3"), ("2.0", "3")])
  func aReplicaCountKeepsTheQuotesOfTheOldOne(old: String, new: String) {
    let built = build([
      "kustomization.yaml": "resources: [r.yaml]\nreplicas: [{name: x, count: 3}]\n",
      "r.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: {replicas: \(old)}\n",
    ])
    #expect(
      built.text == "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: x\nspec:\n  replicas: \(new)\n"
    )
  }

  @Test func keysThatAreThereKeepTheirQuotes() {
    let built = build([
      "kustomization.yaml": "resources: [r.yaml]\ncommonLabels: {\"1\": b, \"y\": c}\n",
      "r.yaml": "kind: A\nmetadata: {name: x, labels: {\"1\": \"2\"}}\n",
    ])
    #expect(built.text == "kind: A\nmetadata:\n  labels:\n    \"1\": b\n    \"y\": c\n  name: x\n")
  }

  @Test(arguments: ["1", "1e3", "true", "~"])
  func annotationsThatNeedQuotesAreRefused(key: String) {
    let built = build([
      "kustomization.yaml": "resources: [r.yaml]\n",
      "r.yaml": "kind: A\nmetadata: {name: x, annotations: {\"\(key)\": a}}\n",
    ])
    #expect(built.ids == ["kustomize.annotation-key"])
  }

  @Test func annotationsMadeATextByAJSONPatchAreDropped() {
    let built = build([
      "kustomization.yaml": """
      resources: [r.yaml]
      commonAnnotations: {a: b}
      patches:
      - target: {kind: A}
        patch: '[{"op": "replace", "path": "/metadata/annotations", "value": "text"}]'
      """,
      "r.yaml": "kind: A\nmetadata: {name: x, annotations: {z: y}}\n",
    ])
    #expect(built.text == "kind: A\nmetadata:\n  annotations:\n    a: b\n  name: x\n")
  }
}
