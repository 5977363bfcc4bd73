internal import KubernetesModel
internal import SemanticDiff
internal import TestSupport
internal import Testing

@testable internal import Reports

@Suite struct PlacesTextTests {
  private func places(_ names: [String], _ labels: (String) -> [(key: String, value: String)])
    -> PlacesText
  {
    let inventory = names.map { Cluster(name: $0, labels: Labels(labels($0))) }
    let fleet = CompiledFleet(clusters: names, sets: [])
    return PlacesText(FleetDiff().compare(fleet, fleet, inventory: inventory))
  }

  @Test func wordsForSetsOfClusters() {
    let production = (1...38).map { "prod-\($0 + 10)" } + ["prod-east"]
    let others = (1...81).map { "test-\($0 + 10)" }
    let places = places((production + others).sorted()) { name in
      [
        ("environment", name.hasPrefix("prod") ? "production" : "test"),
        ("gpu", name.hasSuffix("1") ? "true" : "false"),
      ]
    }
    #expect(
      places.text(production.filter { $0 != "prod-east" && $0 != "prod-11" })
        == "37 of 120 clusters: all production; not prod-11, prod-east")
    #expect(
      places.text(production + ["test-12"]) == "40 of 120 clusters: all production; also test-12")
    #expect(places.text((production + others).sorted()) == "all 120 clusters")
    #expect(
      places.text((production + others).sorted().filter { $0 != "test-50" })
        == "119 of 120 clusters: all; not test-50")
    #expect(places.text(["prod-11", "prod-12"]) == "prod-11, prod-12 (2 of 120 clusters)")
    #expect(
      places.text((production + others).sorted().filter { $0.hasSuffix("1") })
        == "13 of 120 clusters: all gpu=true")
    let odd = others.prefix(12).map { String($0) }
    #expect(
      places.text(odd)
        == "test-11, test-12, test-13, test-14, test-15, test-16, test-17, test-18 and 4 more (12 of 120 clusters)"
    )
  }

  @Test func namesAndLabelsAreMadeVisible() {
    let names = (1...9).map { "c\($0)\u{1B}" }
    let places = places(names) { [("zone", $0.hasPrefix("c1") ? "x" : "two\u{202E}")] }
    #expect(places.text(Array(names.dropFirst())) == "8 of 9 clusters: all two\\u{202E}")
    #expect(places.text([names[0]]) == "c1\\u{1B} (1 of 9 clusters)")
  }
}
