import SourceModel
import Testing
import YAML

/// Which node a comment with a JSON object belongs to.
@Suite struct SchemaCommentsTests {
  private func comments(_ text: String) throws -> [String] {
    let result = YAMLStream.parseResources(Array(text.utf8), path: SourcePath.root.child("r.yaml"))
    let document = try #require(result.documents.first)
    return document.comments.map { "\(document.key($0.key))@\(document.location($0.key).line) \($0.value)" }
      .sorted()
  }

  @Test(arguments: [
    ("a: 1\nb: # {\"x\": 1}\n- c\n", ["b@3 {\"x\": 1}"]),
    ("a: 1\nb: ## {\"x\": \"}\"} and more\n  c: d\n", ["b@3 {\"x\": \"}\"}"]),
    ("a: 1\n# {}\n# more\nb: [c]\n", ["b@4 {}"]),
    ("a: 1\nb: [c] # {}\n", ["b@2 {}"]),
    ("a: 1\nb: {c: [d]} # {}\n", ["b@2 {}"]),
    ("a:\n# {}\n- c: 1\n  d: 2\n", ["@3 {}"]),
  ])
  func belongs(_ text: String, _ expected: [String]) throws {
    #expect(try comments(text) == expected)
  }

  @Test(arguments: [
    "# {}\na: 1\n", "a: 1\n# {}\n\nb: 2\n", "a: 1\n# more\n# {}\nb: 2\n", "a: 1 # {}\n",
    "a: 1\nb: # {\n- c\n",
    "a: 1\nb: # # {}\n- c\n", "a: |\n  # {}\nb: [c]\n", "a: 1\nb: [c, # {}\n  d]\n", "a: 'x # {}'\n",
  ])
  func belongsToNothing(_ text: String) throws {
    #expect(try comments(text).isEmpty)
  }
}
