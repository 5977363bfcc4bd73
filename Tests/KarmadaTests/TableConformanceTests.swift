import KubernetesModel
import SourceModel
import TestSupport
import Testing
import YAML

@testable import Karmada

/// The tables of the corpus: one rule each, thousands of rows.
@Suite struct TableConformanceTests {
  private func check(_ table: String, _ problem: (Document) -> String?) {
    guard let corpus = ConformanceCorpus("karmada", testFile: #filePath) else { return }
    let rows = corpus.rows(table)
    #expect(!rows.isEmpty)
    var passed = 0
    for (index, row) in rows.enumerated() {
      if let problem = problem(row) {
        Issue.record("\(table), line \(index + 1): \(problem)")
      } else {
        passed += 1
      }
    }
    print("karmada/tables/\(table): \(passed) of \(rows.count)")
  }

  @Test func staticWeightDivision() {
    check("static-weight-division") { row in
      let weights = numbers(row, "weights")
      let candidates = weights.sorted { $0.key < $1.key }.map { (name: $0.key, weight: $0.value) }
      let division = ReplicaDivision(
        row.kubernetesInteger(row[row.root, "replicas"] ?? row.root) ?? 0, among: candidates)
      func result(_ shares: [ReplicaDivision.Share]) -> [String: Int64] {
        Dictionary(uniqueKeysWithValues: shares.filter { $0.seats > 0 }.map { ($0.name, $0.seats) })
      }
      if result(division.shares) != numbers(row, "result") { return "got \(result(division.shares))" }
      let wanted = row[row.root, "resultDescending"] == nil ? nil : numbers(row, "resultDescending")
      return division.alternative.map(result) == wanted ? nil : "another outcome of the tie"
    }
  }

  @Test func clusterAffinity() {
    var members: [Member] = []
    check("cluster-affinity") { row in
      if let clusters = row[row.root, "clusters"] {
        members = row.children(clusters).compactMap { member(row, $0) }
        return nil
      }
      guard let node = row[row.root, "affinity"] else { return "no affinity" }
      var reader = PolicyReader(row, subject: "a policy")
      let affinity = reader.clusterAffinity(of: node, "spec")
      let got = members.filter { affinity.matches($0) }.map(\.name)
      let wanted = texts(row, "matches")
      return got == wanted ? nil : "wanted \(wanted), got \(got)"
    }
  }

  @Test func resourceSelector() {
    check("resource-selector") { row in
      guard let object = row[row.root, "object"], let resource = Resource(row.extract(object)) else {
        return "no object"
      }
      let selectors = list(row, "selector", named: "resourceSelectors", isItem: true)
      var reader = PolicyReader(selectors, subject: "a policy")
      let read = reader.resourceSelectors(selectors.root, policyNamespace: nil, required: true)
      let labels = Labels(row, row[object, ["metadata", "labels"]])
      let got = read.best(for: resource.id, labels: labels).map { "\($0.rank)" } ?? "mismatch"
      let wanted = row[row.root, "match"].map { row.string($0) }
      return got == wanted ? nil : "wanted \(wanted ?? ""), got \(got)"
    }
  }

  @Test func tolerations() {
    check("tolerations") { row in
      let placement = list(row, "tolerations", named: "clusterTolerations", isItem: false)
      var reader = PolicyReader(placement, subject: "a policy")
      let tolerations = reader.tolerations(placement.root)
      let taints = row[row.root, "taints"].map { row.children($0).map { taint(row, $0) } } ?? []
      let got = tolerations.untolerated(among: taints)?.text
      let wanted = row[row.root, "untolerated"].map { row.string($0) }
      return got == wanted ? nil : "wanted \(wanted ?? "feasible"), got \(got ?? "feasible")"
    }
  }

  @Test func spreadSelection() {
    check("spread-selection") { row in
      let placementDocument = list(row, "spreadConstraints", named: "spreadConstraints", isItem: false)
      var reader = PolicyReader(placementDocument, subject: "a policy")
      var placement = Placement()
      placement.spread = reader.spreadConstraints(placementDocument.root)
      if row[row.root, "replicaSchedulingType"].map({ row.string($0) }) == "Divided" {
        placement.scheduling = ReplicaScheduling(
          division: .aggregated, weights: [], hasWeightPreference: false, node: row.root, setting: row.root)
      }
      let members = row[row.root, "clusters"].map { row.children($0).compactMap { member(row, $0) } } ?? []
      let order = members.sorted { $0.name < $1.name }
      let spreadsByRegion = placement.spread.on(.region) != nil
      let feasible = order.indices.filter { !spreadsByRegion || !order[$0].region.isEmpty }
      var selection = ClusterSelection(
        members: order, feasible: feasible, workload: Workload(),
        availability: Availability(Workload(), members: order))
      let error = row[row.root, "error"].map { row.string($0) }
      do throws(ScheduleFailure) {
        let selected = try selection.select(placement)
        let got = selected.map { order[$0].name }
        if selected.isEmpty { return error == nil ? "selected nothing" : nil }
        let wanted = texts(row, "selected").sorted()
        return got == wanted ? nil : "wanted \(error ?? "\(wanted)"), got \(got)"
      } catch {
        guard let wanted = row[row.root, "error"].map({ row.string($0) }) else {
          return "wanted \(texts(row, "selected")), got \(error.message)"
        }
        return error.message.hasSuffix(wanted) || wanted.hasSuffix(error.message)
          ? nil : "wanted \(wanted), got \(error.message)"
      }
    }
  }

  @Test func imageOverride() {
    check("image-override") { row in
      func text(_ key: String) -> String { row[row.root, key].map { row.string($0) } ?? "" }
      guard let component = ImageOverrider.Component(rawValue: text("component")),
        let operation = OverrideOperator(rawValue: text("operator"))
      else { return "unknown component or operator" }
      let error = row[row.root, "error"].map { row.string($0) }
      do throws(ImageReferenceError) {
        var reference = try ImageReference(text("image"))
        reference.override(component, operation, text("value"))
        if let error { return "wanted \(error), got \(reference.text)" }
        return reference.text == text("result")
          ? nil : "\(row.string(row.root)) wanted \(text("result")), got \(reference.text)"
      } catch {
        let got = "failed to parse image value(\(text("image"))), error: \(error.message)"
        guard let wanted = row[row.root, "error"].map({ row.string($0) }) else { return "got \(got)" }
        return got == wanted ? nil : "wanted \(wanted), got \(got)"
      }
    }
  }

  // MARK: - Rows

  private func numbers(_ row: Document, _ key: String) -> [String: Int64] {
    guard let node = row[row.root, key] else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: row.children(node).map { (row.key($0), row.kubernetesInteger($0) ?? -1) })
  }

  private func texts(_ row: Document, _ key: String) -> [String] {
    row[row.root, key].map { row.children($0).map { row.string($0) } } ?? []
  }

  private func taint(_ row: Document, _ node: NodeID) -> Cluster.Taint {
    func text(_ key: String) -> String { row[node, key].map { row.string($0) } ?? "" }
    return Cluster.Taint(key: text("key"), value: text("value"), effect: text("effect"))
  }

  private func member(_ row: Document, _ node: NodeID) -> Member? {
    func text(_ key: String) -> String { row[node, key].map { row.string($0) } ?? "" }
    let zones = row[node, "zones"].map { row.children($0).map { row.string($0) } } ?? []
    let view = Cluster.Karmada(
      labels: Labels(row, row[node, "labels"]), provider: text("provider"), region: text("region"),
      zones: zones,
      location: row.location(node))
    return Member(Cluster(name: text("name"), karmada: view))
  }

  /// A document with one list, whose items are those of `row[key]`, or that value itself.
  private func list(_ row: Document, _ key: String, named name: String, isItem: Bool) -> Document {
    var document = Document(path: row.path)
    let author = Author(.parsed, step: "", at: row.location(row.root))
    let list = document.ensure(name, in: document.root, kind: .sequence, by: author)
    guard let node = row[row.root, key], isItem || row.isSequence(node) else { return document }
    for item in isItem ? [node] : Array(row.children(node)) {
      let copy = document.graft(item, of: row)
      document.append(copy, to: list)
    }
    return document
  }
}
