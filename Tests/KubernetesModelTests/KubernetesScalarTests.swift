import KubernetesModel
import SourceModel
import Testing
import YAML

@Suite struct KubernetesScalarTests {
  @Test(arguments: [
    ("yes", "true"), ("y", "true"), ("Off", "false"), ("0644", "420"), ("0x1F", "31"), ("0b11", "3"),
    ("1_000", "1000"),
    ("1.10", "1.1"), ("2.0", "2"), ("1e3", "1000"), ("08", "8"), ("-0", "0"), ("+7", "7"), ("~", "null"),
    ("", "null"),
    ("9223372036854775808", "9223372036854775808"), ("18446744073709551616", "18446744073709552000"),
    ("1e21", "1e+21"), ("0.0000001", "1e-7"), ("-1.5", "-1.5"), ("0.000001", "0.000001"),
    ("123456.789", "123456.789"),
  ])
  func plainTextBecomesJSON(_ text: String, _ json: String) {
    #expect(KubernetesScalar(plain: text).jsonText == json)
  }

  @Test(arguments: [
    "nginx", "1.2.3", "0x", "1e", "-", "+", ".", "2026-11-21", "yEs", "- 5", "0o9", "--5", "12:30",
  ])
  func otherTextStaysText(_ text: String) {
    #expect(KubernetesScalar(plain: text) == .string)
  }

  @Test func documentsAreRewrittenOnlyWhereJSONDiffers() throws {
    let path = try #require(SourcePath("a.yaml"))
    let text = "on: yes\nmode: 0644\nname: 'yes'\ncount: 3\n"
    var document = try #require(YAMLParser().parse(Array(text.utf8), path: path).documents.first)
    document.normalizeScalars(below: document.root)
    let pairs = document.children(document.root).map { [document.key($0), document.string($0)] }
    #expect(pairs == [["true", "true"], ["mode", "420"], ["name", "yes"], ["count", "3"]])
    let mode = try #require(document[document.root, "mode"])
    #expect(document.location(mode).description == "a.yaml:2:7")
  }
}
