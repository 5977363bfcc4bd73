internal import KubernetesModel
internal import SourceModel
internal import TestSupport
internal import Testing

@testable internal import SemanticDiff

@Suite struct ChangeGatesTests {
  private func config(_ name: String, _ value: String, labels: String = "{}") -> String {
    "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name), labels: \(labels)}\ndata: {k: \(value)}\n"
  }

  /// Three clusters change, `a` loses two of four resources.
  private var changes: ChangeSet {
    let namespace = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n"
    let base = [
      "a/x": config("one", "1") + config("two", "2") + namespace, "b/x": config("one", "1"),
      "c/x": config("one", "1"),
    ]
    let head = ["a/x": config("one", "2"), "b/x": config("one", "2"), "c/x": config("one", "2")]
    return FleetDiff().compare(compiledFleet(base), compiledFleet(head))
  }

  private func findings(_ gates: ChangeGates) -> [String] {
    gates.exceeded(by: changes).map { "\($0.id): \($0.message)" }
  }

  @Test func limitsAreTheLastThatIsAllowed() {
    #expect(findings(ChangeGates()) == [])
    #expect(findings(ChangeGates(maxClusters: 3, maxDeletions: 2)) == [])
    #expect(
      findings(ChangeGates(maxClusters: 2, maxDeletions: 1)) == [
        "diff.max-clusters: the change reaches 3 of 3 clusters, and at most 2 may be: a, b, c; split it, or raise "
          + "--max-clusters",
        "diff.max-deletions: the change deletes 2 of 5 resources, and at most 1 may be: ConfigMap two on a, "
          + "Namespace n on a; keep them, or raise --max-deletions",
      ])
  }

  @Test func rulesToFailOn() {
    let refused =
      "diff.dangerous-edits: the change holds an edit to fail on: namespace-removal of Namespace n on a"
    #expect(findings(ChangeGates(failOn: ["dangerous"])) == [refused])
    #expect(findings(ChangeGates(failOn: ["crd-removal", "namespace-removal"])) == [refused])
    #expect(findings(ChangeGates(failOn: ["crd-removal"])) == [])
    #expect(ChangeGates.problem(withFailOn: "dangerous") == nil)
    #expect(
      ChangeGates.problem(withFailOn: "namespace-removals")
        == "there is no rule \"namespace-removals\" to fail on; did you mean namespace-removal?")
  }

  @Test func theStricterSideCountsAndOptionsComeFirst() {
    let one = ChangeGates(maxClusters: 5, failOn: ["dangerous"])
    let other = ChangeGates(maxClusters: 9, maxDeletions: 0, failOn: ["image-latest"])
    let both = ChangeGates(maxClusters: 5, maxDeletions: 0, failOn: ["dangerous", "image-latest"])
    #expect(one.stricter(other) == both)
    #expect(
      both.overridden(by: ChangeGates(maxClusters: 100))
        == ChangeGates(maxClusters: 100, maxDeletions: 0, failOn: ["dangerous", "image-latest"]))
  }

  @Test func filtersLookAtBothSides() throws {
    let base = ["a/x": config("one", "1", labels: "{app: web}") + config("two", "1") + config("three", "1")]
    let head = ["a/x": config("one", "2") + config("two", "2", labels: "{app: web, tier: db}")]
    let set = FleetDiff().compare(compiledFleet(base), compiledFleet(head))
    func names(_ filter: ChangeFilter) -> [String] { set.filtered(filter).changes.map(\.id.name) }
    func selectors(_ texts: String...) throws -> ChangeFilter {
      ChangeFilter(labels: try texts.map { try SelectorText($0) })
    }
    #expect(names(ChangeFilter()) == ["one", "three", "two"])
    #expect(names(try selectors("app=web")) == ["one", "two"])
    #expect(names(try selectors("app=web", "tier in (db,cache)")) == ["two"])
    #expect(names(try selectors("!app")) == ["one", "three", "two"])
    #expect(names(ChangeFilter(kind: { $0 == "Secret" })) == [])
    #expect(set.filtered(ChangeFilter(kind: { $0 == "Secret" })).fleet == set.fleet)
  }
}
