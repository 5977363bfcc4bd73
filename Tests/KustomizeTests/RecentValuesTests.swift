import Testing

@testable import Kustomize

struct RecentValuesTests {
  @Test func whatIsUsedStaysAndTheRestGoes() {
    var values = RecentValues<Int, String>(limit: 10)
    values.keep("often", for: 0, weight: 3)
    for key in 1...100 {
      values.keep("once", for: key, weight: 3)
      #expect(values.value(for: 0) == "often")
    }
    #expect(values.value(for: 1) == nil)
    #expect(values.value(for: 100) == "once")
    #expect((0...100).filter { values.value(for: $0) != nil }.count <= 7)
  }

  @Test func oneThatIsTooLargeIsKeptAlone() {
    var values = RecentValues<Int, String>(limit: 10)
    values.keep("large", for: 1, weight: 1_000)
    #expect(values.value(for: 1) == "large")
    values.keep("other", for: 2, weight: 1_000)
    values.keep("third", for: 3, weight: 1_000)
    #expect(values.value(for: 1) == nil)
    #expect(values.value(for: 3) == "third")
  }

  @Test func aValueThatIsReplacedIsWeighedOnce() {
    var values = RecentValues<Int, Int>(limit: 10)
    values.keep(0, for: 0, weight: 2)
    for round in 1...50 { values.keep(round, for: 1, weight: 4) }
    #expect(values.value(for: 0) == 0)
    #expect(values.value(for: 1) == 50)
  }

  @Test func withoutALimitAllStays() {
    var values = RecentValues<Int, Int>(limit: .max / 8)
    for key in 0..<1_000 { values.keep(key, for: key, weight: 1 << 30) }
    #expect((0..<1_000).allSatisfy { values.value(for: $0) == $0 })
  }
}
