import Testing

@testable import ManifestCompiler

struct GlobSetTests {
  @Test(arguments: [
    ("*.yaml", "a.yaml", true), ("*.yaml", "sub/a.yaml", true), ("*.yaml", "a.yml", false),
    ("{*.yaml,*.yml}", "a.yml", true), ("?.yaml", "ab.yaml", false), ("[a-c].yaml", "b.yaml", true),
    ("[!a-c].yaml", "b.yaml", false), ("config/*", "config/x/y.json", true), ("\\*", "*", true),
    ("", "", true),
    ("a*b*c", "aXbYbZc", true), ("a*b*c", "aXbYbZ", false),
  ])
  func matches(pattern: String, path: String, expected: Bool) throws {
    let glob = try #require(GlobSet(pattern))
    #expect(glob.matches(path) == expected)
  }

  @Test(arguments: ["[a", "{a,b", "[z-a]"]) func refusesWhatIsNoPattern(text: String) {
    #expect(GlobSet(text) == nil)
  }

  @Test func alternativesAreBounded() {
    #expect(GlobSet(String(repeating: "{a,b}", count: 30)) == nil)
  }

  @Test func manyStarsStayFast() throws {
    let glob = try #require(GlobSet(String(repeating: "a*", count: 200) + "b"))
    #expect(!glob.matches(String(repeating: "a", count: 20_000)))
  }
}
