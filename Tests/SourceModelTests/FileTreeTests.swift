import SourceModel
import TestSupport
import Testing

struct FileTreeTests {
  private let tree = InMemoryFileTree(
    ["base/a.yaml": "a", "other/b.yaml": "b"],
    links: [
      "link": "base", "base/up": "../other/b.yaml", "out": "../outside", "absolute": "/etc", "loop": "loop2",
      "loop2": "loop",
    ])

  private func resolve(_ path: String) throws -> String? {
    tree.resolve(try #require(SourcePath(path)))?.string
  }

  @Test func followsLinksInsideTheTree() throws {
    #expect(try resolve("base/a.yaml") == "base/a.yaml")
    #expect(try resolve("link/a.yaml") == "base/a.yaml")
    #expect(try resolve("link/up") == "other/b.yaml")
  }

  @Test(arguments: ["out", "absolute", "loop", "missing", "base/missing"])
  func goesNowhereElse(path: String) throws {
    #expect(try resolve(path) == nil)
  }

  @Test func listsSortedChildren() {
    #expect(
      tree.children(of: .root)?.map(\.name) == ["absolute", "base", "link", "loop", "loop2", "other", "out"])
    #expect(tree.children(of: SourcePath.root.child("link")) == nil)
  }
}
