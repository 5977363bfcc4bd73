internal import KubernetesModel
internal import TestSupport
internal import Testing

@testable internal import SemanticDiff

@Suite struct ClusterSetsTests {
  /// 12 clusters: four of each environment in two regions, numbered.
  private let names = ["dev", "prod", "stage"].flatMap { environment in
    (1...4).map { "\(environment)-\($0)" }
  }
  private var sets: ClusterSets {
    ClusterSets(
      clusters: names,
      labels: names.map { name in
        let environment =
          name.hasPrefix("prod") ? "production" : name.hasPrefix("dev") ? "development" : "staging"
        let number = name.hasSuffix("1") || name.hasSuffix("2") ? "eu" : "us"
        return Labels([
          ("environment", environment), ("region", number), ("gpu", "true"), ("name", name),
        ])
      })
  }

  private func words(_ wanted: [String]) -> String {
    let set = sets.describe(wanted)
    let form =
      switch set.form {
      case .everything: "everything"
      case .names: "names"
      case .any(let labels):
        labels.map { "\($0.key)=\($0.value)\($0.isPlainValue ? "" : "!")" }.joined(
          separator: " or ")
      case .every(let labels): labels.map { "\($0.key)=\($0.value)" }.joined(separator: " and ")
      }
    return ([form] + set.except.map { "-\($0)" } + set.also.map { "+\($0)" }).joined(separator: " ")
  }

  @Test func labelsDescribeWhatTheyCanAndNamesTheRest() {
    #expect(words(names) == "everything")
    #expect(words(names.filter { $0 != "dev-2" }) == "everything -dev-2")
    #expect(words(["dev-1", "prod-1", "stage-1"]) == "names +dev-1 +prod-1 +stage-1")
    #expect(words(["prod-1", "prod-2", "prod-3", "prod-4"]) == "environment=production")
    #expect(
      words(names.filter { !$0.hasPrefix("dev") })
        == "environment=production or environment=staging")
    #expect(
      words(["dev-3", "prod-1", "prod-2", "prod-3", "prod-4"]) == "environment=production +dev-3")
    #expect(
      words(names.filter { !$0.hasPrefix("dev") && $0 != "prod-4" })
        == "environment=production or environment=staging -prod-4")
    // No rule with fewer words than the names.
    #expect(
      words(["dev-1", "dev-3", "prod-1", "stage-4"]) == "names +dev-1 +dev-3 +prod-1 +stage-4")
  }

  @Test func twoLabelsTogether() {
    let many = (0..<200).map { "c\($0 + 100)" }
    let sets = ClusterSets(
      clusters: many,
      labels: many.indices.map {
        Labels([("tier", $0 % 2 == 0 ? "gold" : "iron"), ("zone", "z\($0 % 3)")])
      })
    let wanted = many.indices.filter { $0 % 6 == 0 && $0 != 12 }.map { many[$0] }
    let set = sets.describe(wanted)
    guard case .every(let labels) = set.form else {
      Issue.record("\(set)")
      return
    }
    #expect(labels.map(\.value) == ["gold", "z0"])
    #expect(set.except == ["c112"] && set.also == [])
  }

  @Test(arguments: 0..<300) func expandingADescriptionGivesTheSet(_ seed: Int) {
    var random = Random(state: UInt64(seed) &* 77 &+ 5)
    let count = 1 + random.below(90)
    let clusters = (0..<count).map { "c\(1000 + $0)" }
    let sets = ClusterSets(
      clusters: clusters,
      labels: clusters.map { _ in
        Labels((0..<random.below(4)).map { ("k\($0)", "v\(random.below(4))") })
      })
    let rule = random.below(4)
    let wanted = clusters.filter { _ in random.below(8) > rule * 2 }
    let description = sets.describe(wanted)
    #expect(sets.expand(description) == wanted)
    #expect(description.count == wanted.count)
  }
}
