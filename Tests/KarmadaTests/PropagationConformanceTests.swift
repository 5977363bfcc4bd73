import KubernetesModel
import SourceModel
import TestSupport
import Testing
import YAML

@testable import Karmada

/// Every case of the corpus, against what Karmada itself puts into its Work objects.
@Suite struct PropagationConformanceTests {
  @Test func corpus() throws {
    guard let corpus = ConformanceCorpus("karmada", testFile: #filePath) else { return }
    corpus.run { problem(corpus, $0) }
  }

  private func problem(_ corpus: ConformanceCorpus, _ name: String) -> String? {
    guard let json = corpus.json("\(name)/case.json") else { return "case.json can't be read" }
    let expect = json[json.root, "expect"].map { json.string($0) } ?? ""
    let strict = propagate(corpus, name, assumesCapacity: false)
    switch expect {
    case "error": return strict.diagnostics.hasErrors ? nil : "accepted what must fail"
    case "undecidable":
      if !strict.diagnostics.hasErrors { return "decided what can't be decided" }
      let lenient = propagate(corpus, name, assumesCapacity: true)
      if lenient.diagnostics.isEmpty { return "no warning about what can't be decided" }
      return problem(lenient, corpus, name, "fallback", json)
    default: return problem(strict, corpus, name, "expected", json)
    }
  }

  private func propagate(
    _ corpus: ConformanceCorpus, _ name: String, assumesCapacity: Bool
  ) -> Compiled<Distribution> {
    func documents(_ file: String) -> [Document] { corpus.documents("\(name)/input/\(file)", as: file) }
    let all = documents("resources.yaml") + documents("policies.yaml")
    let policies = all.filter { ResourceID(of: $0)?.isKarmadaPolicy ?? false }
    let templates = all.compactMap { Resource($0) }.filter { !$0.id.isKarmadaPolicy }
    return Propagation.propagate(
      templates: templates, policies: policies, clusters: documents("clusters.yaml").compactMap(cluster),
      options: PropagationOptions(assumesCapacity: assumesCapacity, recordsClusters: true))
  }

  private func problem(
    _ result: Compiled<Distribution>, _ corpus: ConformanceCorpus, _ name: String, _ folder: String,
    _ json: Document
  ) -> String? {
    if let error = result.diagnostics.first(where: { $0.severity == .error }) {
      return "refused: \(error.message)"
    }
    let strings = json[json.root, "yamlStrings"].map { list in
      json.children(list).map { json.string(json[$0, "pointer"] ?? $0) }
    }
    let problem = problem(result.value, corpus, "\(name)/\(folder)", strings ?? [])
    guard problem != nil, !corpus.files(in: "\(name)/\(folder)-alt").isEmpty else { return problem }
    return self.problem(result.value, corpus, "\(name)/\(folder)-alt", strings ?? []) == nil ? nil : problem
  }

  private func problem(
    _ propagation: Distribution?, _ corpus: ConformanceCorpus, _ folder: String, _ yamlStrings: [String]
  ) -> String? {
    let wanted = corpus.files(in: folder).map { String($0.dropLast(".yaml".count)) }
    let got = propagation?.clusters ?? []
    if wanted != got.map(\.cluster) { return "clusters \(wanted) wanted, got \(got.map(\.cluster))" }
    for set in got {
      let documents = corpus.documents("\(folder)/\(set.cluster).yaml")
      if documents.count != set.resources.count {
        return
          "\(set.cluster): \(documents.count) resources wanted, got \(set.resources.map { "\($0.resource.id)" })"
      }
      for (document, placed) in zip(documents, set.resources) {
        let made = placed.resource.document
        let found = difference(document, document.root, made, made.root, yamlStrings: yamlStrings)
        if let found { return "\(set.cluster): \(placed.resource.id)\(found)" }
      }
    }
    return nil
  }
}

/// A `Cluster` of the corpus.
func cluster(_ document: Document) -> Cluster? {
  guard let id = ResourceID(of: document) else { return nil }
  let root = document.root
  func text(_ path: [String]) -> String { document[root, path].map { document.string($0) } ?? "" }
  func field(_ node: NodeID, _ key: String) -> String {
    document[node, key].map { document.string($0) } ?? ""
  }
  func items(_ path: [String]) -> [NodeID] { document[root, path].map { Array(document.children($0)) } ?? [] }
  var zones = items(["spec", "zones"]).map { document.string($0) }
  if zones.isEmpty, !text(["spec", "zone"]).isEmpty { zones = [text(["spec", "zone"])] }
  var enablements: [String: Set<String>] = [:]
  for item in items(["status", "apiEnablements"]) {
    let kinds = document[item, "resources"].map { document.children($0).map { field($0, "kind") } } ?? []
    enablements[field(item, "groupVersion"), default: []].formUnion(kinds)
  }
  let view = Cluster.Karmada(
    labels: Labels(document, document[root, ["metadata", "labels"]]), provider: text(["spec", "provider"]),
    region: text(["spec", "region"]), zones: zones,
    taints: items(["spec", "taints"]).map {
      Cluster.Taint(key: field($0, "key"), value: field($0, "value"), effect: field($0, "effect"))
    }, apiEnablements: enablements.isEmpty ? nil : enablements,
    isBeingDeleted: document[root, ["metadata", "deletionTimestamp"]] != nil,
    location: document.location(root))
  return Cluster(name: id.name, karmada: view)
}
