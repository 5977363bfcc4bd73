import KubernetesModel
import SourceModel
import TestSupport
import Testing
import YAML

@testable import KubeFed

/// Every case of the corpus, against the objects that KubeFed itself creates.
@Suite struct FederationConformanceTests {
  @Test func corpus() throws {
    guard let corpus = ConformanceCorpus("kubefed", testFile: #filePath) else { return }
    corpus.run { problem(corpus, $0) }
  }

  private func problem(_ corpus: ConformanceCorpus, _ name: String) -> String? {
    guard let json = corpus.json("\(name)/case.json") else { return "case.json can't be read" }
    func documents(_ file: String) -> [Document] { corpus.documents("\(name)/input/\(file)", as: file) }
    let clusters = documents("clusters.yaml").compactMap { document -> Cluster? in
      guard let id = ResourceID(of: document) else { return nil }
      let labels = Labels(document, document[document.root, ["metadata", "labels"]])
      return Cluster(
        name: id.name, kubeFed: Cluster.KubeFed(labels: labels, location: document.location(document.root)))
    }
    let result = Federation.federate(
      documents("resources.yaml") + documents("policies.yaml"), clusters: clusters)
    let error = result.diagnostics.first { $0.severity == .error }
    if json[json.root, "expect"].map({ json.string($0) }) == "error" {
      return error == nil ? "accepted what must fail" : nil
    }
    if let error { return "refused: \(error.message)" }
    let wanted = corpus.files(in: "\(name)/expected").map { String($0.dropLast(".yaml".count)) }
    let got = result.value?.clusters ?? []
    if wanted != got.map(\.cluster) { return "clusters \(wanted) wanted, got \(got.map(\.cluster))" }
    for set in got {
      let documents = corpus.documents("\(name)/expected/\(set.cluster).yaml")
      if documents.count != set.resources.count {
        return "\(set.cluster): \(documents.count) objects wanted, got \(set.resources.count)"
      }
      for (document, made) in zip(documents, set.resources.map(\.resource)) {
        if let found = difference(document, document.root, made.document, made.document.root) {
          return "\(set.cluster): \(made.id)\(found)"
        }
      }
    }
    return nil
  }

  @Test func replicaPlanner() throws {
    guard let corpus = ConformanceCorpus("kubefed", testFile: #filePath) else { return }
    let rows = corpus.rows("replica-planner")
    #expect(!rows.isEmpty)
    var passed = 0
    for (index, row) in rows.enumerated() {
      func node(_ key: String) -> NodeID? { row[row.root, key] }
      func number(_ node: NodeID?) -> Int64? { node.flatMap { row.kubernetesInteger($0) } }
      var preferences: [String: ReplicaPlanner.Preference] = [:]
      for child in node("preferences").map({ Array(row.children($0)) }) ?? [] {
        preferences[row.key(child)] = ReplicaPlanner.Preference(
          weight: number(row[child, "weight"]) ?? 0, minimum: number(row[child, "minReplicas"]) ?? 0,
          maximum: number(row[child, "maxReplicas"]))
      }
      let clusters = node("clusters").map { row.children($0).map { row.string($0) } } ?? []
      let plan = ReplicaPlanner(preferences: preferences).plan(
        number(node("totalReplicas")) ?? 0, clusters: clusters, key: node("key").map { row.string($0) } ?? "")
      let got = Dictionary(uniqueKeysWithValues: zip(clusters, plan))
      let wanted = Dictionary(
        uniqueKeysWithValues: (node("result").map { Array(row.children($0)) } ?? []).map {
          (row.key($0), row.kubernetesInteger($0) ?? -1)
        })
      if got == wanted {
        passed += 1
      } else {
        Issue.record("line \(index + 1): wanted \(wanted), got \(got)")
      }
    }
    print("kubefed/tables/replica-planner: \(passed) of \(rows.count)")
  }
}
