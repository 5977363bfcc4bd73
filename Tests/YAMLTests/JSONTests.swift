import SourceModel
import TestSupport
import Testing
import YAML

struct JSONTests {
  @Test func writing() throws {
    let text =
      "b: <&>\nB: [1.0, 1e20, 1e21, 1e-7, 0.000001, -0.0, 12345678901234567890]\na: \"\\t\\x01\\\"\\\\\\L\\u00e9\\b\"\n"
    let document = try #require(YAMLParser().parse(Array(text.utf8), path: .root).documents.first)
    let numbers = "[1,100000000000000000000,1e+21,1e-7,0.000001,-0,12345678901234567890]"
    let string = #""\t\u0001\"\\\u2028é\b""#
    #expect(document.json() == "{\"B\":\(numbers),\"a\":\(string),\"b\":\"\\u003c\\u0026\\u003e\"}")
    var writer = JSONWriter()
    writer.escapesHTML = false
    writer.isIndented = true
    var output: [UInt8] = []
    #expect(writer.write(document, node: document[document.root, "b"], into: &output).isEmpty)
    #expect(String(decoding: output, as: UTF8.self) == "\"<&>\"")
  }

  @Test func indented() throws {
    let document = try #require(
      JSONText.parse(Array(#"{"a":[1,{"b":null}],"c":{},"d":[]}"#.utf8), path: .root).value)
    var writer = JSONWriter()
    writer.isIndented = true
    var output: [UInt8] = []
    #expect(writer.write(document, into: &output).isEmpty)
    let expected = """
      {
        "a": [
          1,
          {
            "b": null
          }
        ],
        "c": {},
        "d": []
      }
      """
    #expect(String(decoding: output, as: UTF8.self) == expected)
  }

  @Test func writingReportsWhatItCanNot() throws {
    let source: MarkedYAML = "a: 1️⃣.nan\nb:\n  2️⃣1: x\n"
    let document = try #require(YAMLParser().parse(source.bytes, path: source.path).documents.first)
    var output: [UInt8] = []
    let found = JSONWriter().write(document, into: &output).inReportOrder()
    #expect(found.map(\.id) == ["yaml.number-not-finite", "yaml.key-type"])
    #expect(found.map(\.location) == [source[1], source[2]])
  }

  @Test(arguments: [
    "{}", "[]", "null", " true ", "-0", "0", "-1.5e+10", "\"\"", "[1,\n\t2]", "{\"a\":{\"b\":[{}]}}",
    "\"\\u00e9\\ud83d\\ude00\\/\"",
    "\"\u{7F}\u{2028}\"", "1E5",
  ])
  func strict(_ text: String) { #expect(JSONText.isStrict(Array(text.utf8))) }

  @Test(arguments: [
    "", " ", "[1,]", "{\"a\":1,}", "{a:1}", "{'a':1}", "01", "1.", ".5", "+1", "-", "1e", "nul", "truex",
    "[1 2]", "[,]", "{\"a\"}",
    "{\"a\":}", "\"\t\"", "\"\\x\"", "\"\\u12\"", "\"a", "[", "{", "[]]", "1 2", "# c", "\u{FEFF}1",
    "{\"a\":1 \"b\":2}", "[1}", "{]", "NaN",
  ])
  func notStrict(_ text: String) {
    #expect(!JSONText.isStrict(Array(text.utf8)))
    #expect(JSONText.parse(Array(text.utf8), path: .root).diagnostics.map(\.id) == ["json.syntax"])
  }

  @Test func positions() throws {
    let source: MarkedYAML = "[\n  1️⃣{2️⃣\"é😀\": 3️⃣\"x\", \"b\": 4️⃣[]}\n]"
    let document = try #require(JSONText.parse(source.bytes, path: source.path).value)
    let object = try #require(document.child(document.root, at: 0))
    #expect(document.location(object) == source[1])
    let first = try #require(document.firstChild(object))
    #expect(document.keyLocation(first) == source[2])
    #expect(document.location(first) == source[3])
    #expect(document.location(try #require(document[object, "b"])) == source[4])
    let bad: MarkedYAML = "{\"é\": 1️⃣nope}"
    #expect(JSONText.parse(bad.bytes, path: bad.path).diagnostics.first?.location == bad[1])
  }

  @Test func lastKeyWins() throws {
    let document = try #require(JSONText.parse(Array(#"{"a":1,"b":2,"a":3}"#.utf8), path: .root).value)
    #expect(document.json() == #"{"a":3,"b":2}"#)
  }

  @Test func surrogates() throws {
    let document = try #require(
      JSONText.parse(Array(#"["\ud83d\ude00","\ud83dx","\ude00"]"#.utf8), path: .root).value)
    #expect(document.json() == "[\"😀\",\"\u{FFFD}x\",\"\u{FFFD}\"]")
  }
}
