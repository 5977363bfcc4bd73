import SourceModel
import Testing

struct SuggestionTests {
  @Test(arguments: [
    ("resouces", "resources"), ("namePrefx", "namePrefix"), ("Patches", "patches"), ("labesl", "labels"),
  ])
  func findsTheNearest(word: String, expected: String) {
    #expect(
      nearMiss(to: word, among: ["resources", "namePrefix", "patches", "labels", "images"]) == expected)
  }

  @Test func nothingIsNear() {
    #expect(nearMiss(to: "helm", among: ["resources", "patches"]) == nil)
    #expect(nearMiss(to: "x", among: [String]()) == nil)
  }

  @Test func theFirstOfEquallyNearOnesWins() {
    #expect(nearMiss(to: "prod-nest", among: ["prod-west", "prod-best"]) == "prod-west")
  }
}
