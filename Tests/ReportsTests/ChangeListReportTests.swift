internal import SemanticDiff
internal import TestSupport
internal import Testing

@testable internal import Reports

@Suite struct ChangeListReportTests {
  private var changes: ChangeSet {
    func config(_ name: String, _ value: String) -> String {
      "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name), namespace: n}\ndata: {k: \(value)}\n"
    }
    var base: [String: String] = [:]
    var head: [String: String] = [:]
    for number in 1...12 {
      base["c\(number)/c\(number)-web"] = config("one", "1") + config("gone", "1")
      head["c\(number)/c\(number)-web"] =
        config("one", "2") + (number == 3 ? config("new", "3") : config("gone", "1"))
    }
    return FleetDiff().compare(compiledFleet(base, clusters: ["d"]), compiledFleet(head, clusters: ["d"]))
  }

  @Test func aLineForEachResource() {
    let lines = ChangeListReport().names(changes).split(separator: "\n")
    #expect(lines.count == 14)
    #expect(lines.prefix(2) == ["c1/c1-web ConfigMap n/one", "c10/c10-web ConfigMap n/one"])
  }

  @Test func aLineForEachSetOfClusters() {
    #expect(
      ChangeListReport().stat(changes) == """
         +1 -1              c3-web on c3 (1 of 13 clusters)
               ~1 fields 1  {cluster}-web on 12 of 13 clusters: all; not d
        12 clusters, 12 applications, 14 resources: 1 added, 12 changed, 1 removed

        """)
  }
}
