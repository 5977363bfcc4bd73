import Provenance
import SourceModel
import Testing
import YAML

struct FieldQueryTests {
  private let text = """
    spec:
      containers:
      - {name: web, image: 'nginx:1'}
      - {name: log, args: [a, b]}
    data:
      app.conf: x
    """

  @Test(arguments: [
    (".spec.containers[name=log].args[1]", "b"), ("spec.containers[0].image", "nginx:1"),
    ("data[\"app.conf\"]", "x"),
  ])
  func findsTheField(query: String, value: String) throws {
    let document = try #require(YAMLParser().parse(Array(text.utf8), path: .root).documents.first)
    let field = try #require(FieldQuery(query))
    let node = try #require(field.node(in: document))
    #expect(document.string(node) == value)
  }

  @Test(arguments: ["spec.replicas", "spec.containers[7]", "spec.containers[name=x]", "data.app.conf"])
  func findsNothing(query: String) throws {
    let document = try #require(YAMLParser().parse(Array(text.utf8), path: .root).documents.first)
    #expect(try #require(FieldQuery(query)).node(in: document) == nil)
  }

  @Test(arguments: ["a[", "a[x]", "a..b", "a[\"b]", "a."]) func refusesWhatIsNoField(query: String) {
    #expect(FieldQuery(query) == nil)
  }
}
