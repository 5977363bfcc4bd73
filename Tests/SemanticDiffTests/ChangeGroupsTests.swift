internal import KubernetesModel
internal import SourceModel
internal import TestSupport
internal import Testing
internal import YAML

@testable internal import SemanticDiff

@Suite struct ChangeGroupsTests {
  /// Random fleets: what one member of a group shows, said of each of its clusters, is exactly the full diff.
  @Test(arguments: 0..<60) func expandingAllGroupsGivesTheFullDiff(_ seed: Int) throws {
    var random = Random(state: UInt64(seed) &* 1_000_003 &+ 17)
    let (base, head) = (fleet(&random), fleet(&random))
    let set = FleetDiff().compare(base, head)
    let groups = set.folded()
    #expect(groups.flatMap(\.members).sorted() == Array(set.changes.indices))
    #expect(!set.isEmpty)

    var expanded: [String] = []
    for group in groups {
      let shown = set.changes[group.members[0]]
      for member in group.members {
        var copy = shown
        copy.cluster = set.changes[member].cluster
        copy.application = set.changes[member].application
        copy.previousApplication = set.changes[member].previousApplication
        expanded.append(everything(copy))
      }
    }
    #expect(expanded.sorted() == set.changes.map(everything).sorted())
  }

  /// A fleet of ten clusters whose resources vary a little.
  private func fleet(_ random: inout Random) -> CompiledFleet {
    var texts: [String: String] = [:]
    for cluster in 0..<10 where random.below(12) > 0 {
      var text = ""
      for name in ["one", "two", "three", "four"] where random.below(5) > 0 {
        let kind = ["ConfigMap", "Secret", "Thing"][random.below(8) / 3]
        text +=
          "---\napiVersion: v1\nkind: \(kind)\nmetadata: {name: \(name), labels: {a: v\(random.below(3))}}\n"
        text +=
          "data: {x: v\(random.below(2)), list: [\(random.below(3)), 7, \(random.below(2))]}\n"
      }
      texts["c\(cluster)/\(random.below(6) == 0 ? "other" : "shop")"] = text
    }
    return compiledFleet(texts)
  }

  /// All that a change says but for where its values come from; of what goes away only that it does.
  private func everything(_ change: ResourceChange) -> String {
    var text = describe(change)
    if change.kind == .added, let body = change.body {
      text += " " + body.valueFingerprint(body.root).description
    }
    return text
  }
}
