import KubernetesModel
import SourceModel
import Testing
import YAML

struct MappingReaderTests {
  private func reader(_ text: String) throws -> MappingReader {
    let document = try #require(YAMLParser().parse(Array(text.utf8), path: .root.child("f")).documents.first)
    return MappingReader(document, document.root, subject: "the thing", prefix: "test")
  }

  @Test func takesTypedFields() throws {
    var reader = try reader("name: 1.10\non: true\nlist: [a, b]\nmap: {k: v}\nnothing: ~\n")
    #expect(reader.takeString("name") == "1.10")
    #expect(reader.takeBoolean("on") == true)
    #expect(reader.takeStrings("list").map(\.text) == ["a", "b"])
    #expect(reader.takeLabels("map")["k"] == "v")
    #expect(reader.takeString("nothing") == nil)
    #expect(reader.takeString("absent") == nil)
    #expect(reader.finish() == [])
  }

  @Test func reportsWrongTypesAndUnknownFields() throws {
    var reader = try reader("name: [x]\non: 'true'\nlist: a\nnmae: x\n")
    _ = reader.takeString("name")
    _ = reader.takeBoolean("on")
    _ = reader.takeStrings("list")
    _ = reader.requireString("needed")
    let found = reader.finish().inReportOrder().map { "\($0.location?.description ?? "") \($0.id)" }
    #expect(
      found == [
        "f:1:1 test.missing-field", "f:1:7 test.field-type", "f:2:5 test.field-type", "f:3:7 test.field-type",
        "f:4:1 test.unknown-field",
      ])
  }

  @Test func aListIsNoMapping() throws {
    var reader = try reader("- a")
    #expect(reader.takeString("name") == nil)
    #expect(reader.finish().map(\.id) == ["test.field-type"])
  }
}
