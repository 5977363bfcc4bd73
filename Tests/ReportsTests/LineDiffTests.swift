internal import Testing

@testable internal import Reports

@Suite struct LineDiffTests {
  @Test func onlyWhatDiffersWithItsSurroundings() {
    #expect(
      LineDiff.lines("1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nX\n6\n7\n8\n9\n", context: 1) == [
        .gap, .same("4"), .removed("5"), .added("X"), .same("6"), .gap, .same("8"), .added("9"),
      ])
    #expect(
      LineDiff.lines("a\nb", "a\nb\n") == [.same("a"), .same("b"), .removed("(no line feed at the end)")])
    #expect(LineDiff.lines("", "a\n") == [.added("a")])
  }
}
