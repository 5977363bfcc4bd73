import SourceModel
import Testing

struct SourcePathTests {
  @Test(arguments: [
    ("a/b", "a/b"), ("./a//b/", "a/b"), ("a/../b", "b"), ("", ""), (".", ""), ("a/b/../..", ""),
    ("e\u{301}", "e\u{301}"),
  ])
  func normalises(text: String, expected: String) throws {
    let path = try #require(SourcePath(text))
    #expect(Array(path.string.utf8) == Array(expected.utf8))
  }

  @Test(arguments: ["..", "a/../../b", "/etc/passwd", "a\0b"]) func refusesWhatLeavesTheTree(text: String) {
    #expect(SourcePath(text) == nil)
  }

  @Test func composedAndDecomposedNamesAreDifferentPaths() throws {
    let composed = try #require(SourcePath("\u{e9}"))
    let decomposed = try #require(SourcePath("e\u{301}"))
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
  }

  @Test func relations() throws {
    let base = try #require(SourcePath("apps/web"))
    #expect(base.appending("../db")?.string == "apps/db")
    #expect(base.appending("../../..") == nil)
    #expect(base.parent?.string == "apps")
    #expect(SourcePath.root.parent == nil)
    #expect(base.name == "web")
    #expect(base.isWithin(.root))
    #expect(base.isWithin(base))
    #expect(!base.isWithin(try #require(SourcePath("apps/we"))))
    #expect(SourcePath.root.description == ".")
  }

  @Test func sortsByBytes() throws {
    let paths = try ["b", "a/z", "a-b", "B"].map { try #require(SourcePath($0)) }
    #expect(paths.sorted().map(\.string) == ["B", "a-b", "a/z", "b"])
  }
}
