import Testing

@testable import Patching

struct JSONPointerTests {
  private func steps(_ text: String) -> [String] {
    JSONPointer(text).steps.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func stepsAreUnescapedOnce() {
    #expect(steps("/a~1b/c~0d/~01/~10") == ["a/b", "c~d", "~1", "/0"])
    #expect(steps("/a~2b/c~") == ["a~2b", "c~"])
  }

  @Test func whatStandsBeforeTheFirstSlashIsDropped() {
    #expect(steps("spec/x") == ["x"])
    #expect(steps("spec").isEmpty)
    #expect(JSONPointer("spec").hasNoSlash)
    #expect(JSONPointer("").hasNoSlash)
    #expect(!JSONPointer("/").hasNoSlash)
    #expect(steps("/") == [""])
    #expect(steps("//x/") == ["", "x", ""])
  }

  @Test(arguments: ["a/b", "~", "~1", "/~0/", "plain", ""]) func escapingIsUndone(_ key: String) {
    #expect(steps("/" + JSONPointer.escape(key)) == [key])
  }

  @Test(arguments: [("3", 3), ("-1", -1), ("+2", 2), ("007", 7)])
  func indexesAreReadLoosely(_ text: String, _ number: Int) {
    guard case .number(number) = ListIndex(Array(text.utf8)) else {
      Issue.record("\(text) is no index")
      return
    }
  }

  @Test(arguments: ["", "-", "x", "1.0", "1e3", "٣"]) func otherTextIsNoIndex(_ text: String) {
    guard case .invalid(let reason) = ListIndex(Array(text.utf8)) else {
      Issue.record("\(text) is an index")
      return
    }
    #expect(reason == "strconv.Atoi: parsing \"\(text)\": invalid syntax")
  }

  @Test func hugeIndexesAreOutOfRange() {
    guard case .invalid(let reason) = ListIndex(Array("99999999999999999999".utf8)) else {
      Issue.record("the index was read")
      return
    }
    #expect(reason.hasSuffix("value out of range"))
  }
}
