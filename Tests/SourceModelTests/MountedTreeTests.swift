import SourceModel
import TestSupport
import Testing

struct MountedTreeTests {
  private func path(_ text: String) -> SourcePath { SourcePath(text) ?? .root }

  @Test func theRootAppearsInTheFolderAndNothingBeside() throws {
    let tree = MountedTree(InMemoryFileTree(["a/one.yaml": "one"]), at: path("git::x/y@v1"))
    #expect(try tree.contents(of: path("git::x/y@v1/a/one.yaml")) == Array("one".utf8))
    #expect(tree.entry(at: path("git::x/y@v1"))?.kind == .directory)
    #expect(tree.entry(at: path("git::x"))?.kind == .directory)
    #expect(tree.children(of: path("git::x")) == nil)
    #expect(tree.entry(at: path("a/one.yaml")) == nil)
    #expect(tree.entry(at: path("git::x/y@v10/a")) == nil)
  }

  @Test func aConfinedFolderKeepsItsPathsAndHidesTheRest() throws {
    let files = InMemoryFileTree(
      ["vendor/r/a.yaml": "a", "secret.yaml": "s"],
      links: ["vendor/r/in.yaml": "a.yaml", "vendor/r/out.yaml": "../../secret.yaml", "vendor/r/up": ".."])
    let tree = MountedTree(confining: files, to: path("vendor/r"))
    #expect(try tree.contents(of: path("vendor/r/a.yaml")) == Array("a".utf8))
    #expect(tree.resolve(path("vendor/r/in.yaml")) == path("vendor/r/a.yaml"))
    #expect(tree.resolve(path("vendor/r/out.yaml")) == nil)
    #expect(throws: FileTreeError.self) { try tree.contents(of: path("secret.yaml")) }
    #expect(tree.children(of: path("vendor")) == nil)
    #expect(tree.children(of: path("vendor/r"))?.map(\.name) == ["a.yaml", "in.yaml", "out.yaml", "up"])
  }

  @Test func checkoutsHaveThePathsThatTheirAddressesSay() {
    func checkout(_ url: String, _ revision: String) -> String {
      SourcePath.checkout(of: url, at: revision).string
    }
    #expect(checkout("https://github.com/org/repo.git", "v1") == "git::github.com/org/repo@v1")
    #expect(checkout("git@github.com:org/repo", "feature/x") == "git::github.com/org/repo@feature/x")
    #expect(checkout("ssh://git@host:2222/a/b", "1") == "git::host:2222/a/b@1")
    #expect(checkout("file:///srv/../repo", "../v1") == "git::srv/repo@../v1")
    #expect(SourcePath.checkout(of: "https://h/a/b", at: "v1").isInCheckout)
    #expect(!path("vendor/git::x").isInCheckout)
  }
}
