internal import Testing

@testable internal import Reports

@Suite struct LineAlignmentTests {
  /// The steps take each line of both texts once and in order, and no shorter script exists.
  @Test(arguments: 0..<40)
  func aShortestScriptOfRandomTexts(seed: UInt64) {
    var random = SplitMix(state: seed)
    func lines() -> [ArraySlice<UInt8>] {
      (0..<Int(random.next() % 25)).map { _ in [UInt8(random.next() % 4)] }
    }
    let (a, b) = (lines(), lines())
    var (i, j, kept) = (0, 0, 0)
    for step in LineAlignment.steps(a, b) {
      switch step {
      case .same(let x, let y):
        #expect(x == i && y == j && a[x] == b[y])
        (i, j, kept) = (i + 1, j + 1, kept + 1)
      case .removed(let x):
        #expect(x == i)
        i += 1
      case .added(let y):
        #expect(y == j)
        j += 1
      }
    }
    #expect(i == a.count && j == b.count)
    #expect(kept == longestCommon(a, b))
  }

  @Test func textsWithoutACommonLineEndSoon() {
    let a = (0..<40_000).map { ArraySlice("a\($0)".utf8) }
    let b = (0..<40_000).map { ArraySlice("b\($0)".utf8) }
    #expect(LineAlignment.steps(a, b).count == 80_000)
  }

  private func longestCommon(_ a: [ArraySlice<UInt8>], _ b: [ArraySlice<UInt8>]) -> Int {
    var row = [Int](repeating: 0, count: b.count + 1)
    for x in a {
      var diagonal = 0
      for (index, y) in b.enumerated() {
        let above = row[index + 1]
        row[index + 1] = x == y ? diagonal + 1 : max(above, row[index])
        diagonal = above
      }
    }
    return row[b.count]
  }
}
