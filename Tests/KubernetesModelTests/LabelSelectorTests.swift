import KubernetesModel
import SourceModel
import Testing
import YAML

struct LabelSelectorTests {
  private let labels = Labels([("env", "prod"), ("region", "eu")])

  private func read(_ text: String) throws -> (LabelSelector, [Diagnostic]) {
    let document = try #require(YAMLParser().parse(Array(text.utf8), path: .root.child("f")).documents.first)
    return LabelSelector.read(document, document.root, prefix: "test")
  }

  @Test(arguments: [
    ("matchLabels: {env: prod}", true), ("matchLabels: {env: prod, region: us}", false), ("{}", true),
    ("matchExpressions: [{key: env, operator: In, values: [dev, prod]}]", true),
    ("matchExpressions: [{key: tier, operator: In, values: [x]}]", false),
    ("matchExpressions: [{key: tier, operator: NotIn, values: [x]}]", true),
    ("matchExpressions: [{key: env, operator: NotIn, values: [prod]}]", false),
    ("matchExpressions: [{key: env, operator: Exists}]", true),
    ("matchExpressions: [{key: env, operator: DoesNotExist}]", false),
  ])
  func matches(text: String, expected: Bool) throws {
    let (selector, problems) = try read(text)
    #expect(problems == [])
    #expect(selector.matches(labels) == expected)
    #expect((selector.failure(for: labels) == nil) == expected)
  }

  @Test(arguments: [
    ("matchLabel: {a: b}", "f:1:1 test.unknown-field"),
    ("matchExpressions: [{key: a, operator: Is}]", "f:1:39 test.selector-operator"),
    ("matchExpressions: [{key: a, operator: In}]", "f:1:20 test.selector-values"),
    ("matchExpressions: [{operator: Exists}]", "f:1:20 test.missing-field"),
    ("matchLabels: [a]", "f:1:14 test.field-type"),
  ])
  func reportsMistakes(text: String, expected: String) throws {
    let (_, problems) = try read(text)
    #expect(problems.map { "\($0.location?.description ?? "") \($0.id)" } == [expected])
  }

  @Test func labelsAreSortedAndKeyedByBytes() {
    var labels = Labels([("b", "1"), ("a", "2"), ("b", "3")])
    #expect(labels.pairs.map(\.key) == ["a", "b"])
    #expect(labels["b"] == "3")
    labels["\u{e9}"] = "composed"
    labels["e\u{301}"] = "decomposed"
    #expect(labels["\u{e9}"] == "composed")
    labels["a"] = nil
    #expect(labels["a"] == nil)
    #expect(labels.pairs.count == 3)
  }
}
