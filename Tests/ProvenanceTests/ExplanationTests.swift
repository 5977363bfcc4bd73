import Provenance
import SourceModel
import Testing
import YAML

struct ExplanationTests {
  private let base = SourcePath.root.child("base.yaml")
  private let overlay = Author(
    .patch, step: "patches[0]",
    at: SourceLocation(path: SourcePath.root.child("overlay.yaml"), line: 7, column: 3))

  private func document() throws -> Document {
    try #require(
      YAMLParser().parse(Array("spec:\n  replicas: 1\n  paused: true\n".utf8), path: base).documents.first)
  }

  @Test func tellsEveryWriteOldestFirst() throws {
    var document = try document()
    let spec = try #require(document[document.root, "spec"])
    document.set("replicas", in: spec, to: .integer(3), by: overlay)
    document.set("replicas", in: spec, to: .integer(5), by: overlay)
    let node = try #require(document[spec, "replicas"])
    let steps = Explanation(of: node, in: document).steps
    #expect(steps.map(\.value) == ["1", "3", "5"])
    #expect(steps.map(\.location.description) == ["base.yaml:2:13", "overlay.yaml:7:3", "overlay.yaml:7:3"])
    #expect(steps.map(\.origin.kind) == [.parsed, .patch, .patch])
  }

  @Test func tellsWhoRemovedAField() throws {
    var document = try document()
    let spec = try #require(document[document.root, "spec"])
    document.remove(try #require(document[spec, "paused"]), from: spec, by: overlay)
    let query = try #require(FieldQuery("spec.paused"))
    let steps = try #require(Explanation(removed: query, in: document)).steps
    #expect(steps.map(\.value) == ["true", nil])
    #expect(steps.map(\.isRemoval) == [false, true])
    let never = try #require(FieldQuery("spec.never"))
    #expect(Explanation(removed: never, in: document) == nil)
  }

  @Test func listsEveryScalar() throws {
    let listing = FieldListing(try document())
    #expect(listing.fields.map(\.address) == ["spec.replicas", "spec.paused"])
    #expect(listing.fields.map(\.location.line) == [2, 3])
  }
}
