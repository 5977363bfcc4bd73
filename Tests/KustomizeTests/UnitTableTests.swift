import FileSystem
import KubernetesModel
import SourceModel
import Testing
import YAML

@testable import Kustomize

/// The tables of conformance/kustomize/units that are about single functions of this module.
@Suite struct UnitTableTests {
  private func entries(_ name: String) throws -> (document: Document, entries: [NodeID])? {
    guard let root = ConformanceFolder.path("kustomize") else {
      print("kustomize: the conformance folder is absent, so \(name) is skipped")
      return nil
    }
    let path = try #require(SourcePath("units/\(name)"))
    let bytes = try DiskTree(root: root).contents(of: path)
    let document = try #require(JSONText.parse(bytes, path: path).value)
    return (document, Array(document.children(document.root)))
  }

  private func text(_ table: Document, _ entry: NodeID, _ key: String) -> String? {
    table[entry, key].map { table.string($0) }
  }

  @Test func imageReferences() throws {
    guard let (table, entries) = try entries("image-reference-split.json") else { return }
    for entry in entries {
      let reference = ImageReference(text(table, entry, "image") ?? "")
      #expect(reference.name == text(table, entry, "name"))
      #expect(reference.tag == text(table, entry, "tag"))
      #expect(reference.digest == text(table, entry, "digest"))
    }
    #expect(!entries.isEmpty)
  }

  @Test func imageNames() throws {
    guard let (table, entries) = try entries("image-name-match.json") else { return }
    for entry in entries {
      let pattern = try ImagePattern(text(table, entry, "name") ?? "", at: SourceLocation(path: .root))
      #expect(pattern.matches(text(table, entry, "image") ?? "") == (text(table, entry, "matches") == "true"))
    }
    #expect(!entries.isEmpty)
  }

  @Test func nameHashes() throws {
    guard let (table, entries) = try entries("name-hash.json") else { return }
    for entry in entries {
      let stream = YAMLStream.parseResources(Array((text(table, entry, "resource") ?? "").utf8), path: .root)
      let document = try #require(stream.documents.first)
      let resource = try #require(BuildResource(document, provenance: .file(.root)))
      let isHashed = resource.id.kind == "ConfigMap" || resource.id.kind == "Secret"
      // What kustomize makes of other kinds depends on lines and columns: it is refused, not imitated.
      #expect(NameHash.suffix(of: resource) == (isHashed ? text(table, entry, "hash") : nil))
    }
    #expect(!entries.isEmpty)
  }

  @Test func environmentFiles() throws {
    guard let (table, entries) = try entries("env-file.json") else { return }
    for entry in entries {
      var rule = GeneratorRule(location: SourceLocation(path: .root))
      rule.envs = [Located("f.env", at: rule.location)]
      var content = Array((text(table, entry, "content") ?? "").utf8)
      let isInvalid = table[entry, "error"] != nil
      // JSON can't hold the bytes that are no UTF-8; the replacement characters stand for them.
      if isInvalid { content += [0x80, 0x81] }
      let sources = KeyValueSources(rule) { _ in (path: .root, bytes: content) }
      #expect(sources.findings.isEmpty == !isInvalid)
      guard let pairs = table[entry, "pairs"] else { continue }
      let wanted = table.children(pairs).map {
        "\(text(table, $0, "key") ?? "")=\(text(table, $0, "value") ?? "")"
      }
      #expect(sources.entries.map { "\($0.key)=\(String(decoding: $0.value, as: UTF8.self))" } == wanted)
    }
    #expect(!entries.isEmpty)
  }

  @Test func remoteAddresses() throws {
    guard let (table, entries) = try entries("remote-url.json") else { return }
    var wrong: [String] = []
    for entry in entries {
      let url = text(table, entry, "url") ?? ""
      let isRemote = table[entry, "error"] == nil
      if (RemoteAddress(url) != nil) != isRemote { wrong.append(url) }
    }
    #expect(wrong == [])
    #expect(!entries.isEmpty)
  }
}
