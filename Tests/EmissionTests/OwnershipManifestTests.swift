internal import SourceModel
internal import Testing

@testable internal import Emission

@Suite struct OwnershipManifestTests {
  private let path = SourcePath.root.child(OwnershipManifest.fileName)

  private func tree(_ files: [(String, String)]) -> RenderedTree {
    RenderedTree(
      files: files.map { name, text in
        RenderedTree.File(
          path: name.split(separator: "/").reduce(.root) { $0.child(String($1)) }, contents: Array(text.utf8))
      })
  }

  @Test func oneLineForEachFileAndNothingElse() throws {
    let manifest = OwnershipManifest(
      of: tree([("b/x \"y\".yaml", ""), ("a.yaml", "hello")]), toolVersion: "0.1.0")
    #expect(
      String(decoding: manifest.bytes, as: UTF8.self) == """
        {
          "format": "fleetfold.dev/output/v1",
          "tool": "fleetfold 0.1.0",
          "files": {
            "a.yaml": "cbd8a7b341bd9b025b1e906a48ae1d19",
            "b/x \\"y\\".yaml": "00000000000000000000000000000000"
          }
        }

        """)
    #expect(OwnershipManifest.parse(manifest.bytes, path: path).value == manifest)
    let empty = OwnershipManifest(of: tree([]), toolVersion: "0.1.0")
    #expect(
      String(decoding: empty.bytes, as: UTF8.self)
        == "{\n  \"format\": \"fleetfold.dev/output/v1\",\n  \"tool\": \"fleetfold 0.1.0\",\n  \"files\": {}\n}\n"
    )
    #expect(OwnershipManifest.parse(empty.bytes, path: path).value == empty)
  }

  @Test func whatStandsAsWrittenIsReadLineByLine() throws {
    let manifest = OwnershipManifest(
      of: tree([("a/b.yaml", "1"), ("a-b.yaml", "2"), ("c", "3")]), toolVersion: "1.0")
    func lines(_ bytes: [UInt8]) -> ManifestLines? {
      ManifestLines(bytes, format: "fleetfold.dev/output/v1")
    }
    let read = try #require(lines(manifest.bytes))
    #expect(read.toolVersion == "1.0")
    #expect(read.files.indices.map { read.path($0) } == manifest.entries.map(\.path))
    #expect(read.files.map(\.fingerprint) == manifest.entries.map(\.fingerprint))
    let text = String(decoding: manifest.bytes, as: UTF8.self)
    for other in [
      text.replacing("a/b", with: "d"), text.replacing("a/b", with: "\\u0061/b"),
      text.replacing("a/b", with: "../b"), text.replacing("  \"", with: " \""), text + "\n",
      text.replacing("}", with: ",}"),
    ] {
      #expect(lines(Array(other.utf8)) == nil, "\(other)")
    }
    // Another order or layout is still a manifest.
    let moved = OwnershipManifest.parse(Array(text.replacing("a/b", with: "d").utf8), path: path)
    #expect(moved.value?.entries.map(\.path.string) == ["a-b.yaml", "c", "d.yaml"])
    for count in 0..<manifest.bytes.count { #expect(lines(Array(manifest.bytes.prefix(count))) == nil) }
  }

  @Test(arguments: [
    ("{", "emission.manifest-unreadable"), ("", "emission.manifest-unreadable"),
    ("[]", "emission.manifest-unreadable"),
    ("<<<<<<< HEAD\n{}\n", "emission.manifest-unreadable"),
    (#"{"format": "fleetfold.dev/output/v9", "files": {}}"#, "emission.manifest-format"),
    (#"{"format": "fleetfold.dev/output/v1"}"#, "emission.manifest-unreadable"),
    (
      #"{"format": "fleetfold.dev/output/v1", "files": {"../x": "cbd8a7b341bd9b025b1e906a48ae1d19"}}"#,
      "emission.manifest-unreadable"
    ),
    (
      #"{"format": "fleetfold.dev/output/v1", "files": {"/etc/passwd": "cbd8a7b341bd9b025b1e906a48ae1d19"}}"#,
      "emission.manifest-unreadable"
    ),
    (
      #"{"format": "fleetfold.dev/output/v1", "files": {"a//x": "cbd8a7b341bd9b025b1e906a48ae1d19"}}"#,
      "emission.manifest-unreadable"
    ),
    (
      #"{"format": "fleetfold.dev/output/v1", "files": {"a\nb": "cbd8a7b341bd9b025b1e906a48ae1d19"}}"#,
      "emission.manifest-unreadable"
    ),
    (#"{"format": "fleetfold.dev/output/v1", "files": {"a": "short"}}"#, "emission.manifest-unreadable"),
  ])
  func hostileManifestsAreRefused(_ text: String, _ id: String) {
    let result = OwnershipManifest.parse(Array(text.utf8), path: path)
    #expect(result.value == nil)
    #expect(result.diagnostics.map(\.id) == [id])
    #expect(result.diagnostics.first?.location?.path == path)
  }
}
