import FileSystem
import KubernetesModel
import Kustomize
import SourceModel
import TestSupport
import Testing
import YAML

/// The kustomizations of `Tests/Fuzz/Findings`: each file holds one, and what `kubectl kustomize` printed for it.
@Suite struct FindingFilesTests {
  @Test func allFindings() throws {
    let folder = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fuzz/Findings"
    let tree = try DiskTree(root: folder)
    let files = try #require(tree.children(of: .root)).filter { $0.name.hasSuffix(".txt") }
    #expect(files.count > 20)
    for file in files {
      let finding = try Finding(try tree.contents(of: SourcePath.root.child(file.name)))
      #expect(finding.result() == finding.expected, "\(file.name)")
    }
  }
}

/// A file in sections: `== file PATH`, `== target DIRECTORY`, and last `== prints` or `== refuses ID`.
private struct Finding {
  enum Expectation: Equatable {
    case prints(String)
    case refuses(String)
  }

  private var files: [String: String] = [:]
  private var target = SourcePath.root
  private(set) var expected = Expectation.prints("")

  init(_ bytes: [UInt8]) throws {
    var head = ""
    var body: [UInt8] = []
    for line in bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast() {
      if line.starts(with: "== ".utf8) {
        try finish(head, body)
        head = String(decoding: line, as: UTF8.self)
        body = []
      } else {
        body += line + [10]
      }
    }
    try finish(head, body)
  }

  private mutating func finish(_ head: String, _ body: [UInt8]) throws {
    let text = String(decoding: body, as: UTF8.self)
    let words = head.split(separator: " ").map(String.init)
    guard words.count > 1 else { return }
    switch words[1] {
    case "file":
      files[words[2]] = head.hasSuffix(" without its last line end") ? String(text.dropLast()) : text
    case "target": target = try #require(SourcePath(words[2]))
    case "prints": expected = .prints(text)
    case "refuses": expected = .refuses(words[2])
    default: Issue.record("what is \"\(head)\"?")
    }
  }

  func result() -> Expectation {
    var options = KustomizeOptions()
    options.order = .legacy
    let result = KustomizeBuild(tree: InMemoryFileTree(files), options: options).build(directory: target)
    var output: [UInt8] = []
    let documents = (result.value ?? []).map(\.document)
    let faults = YAMLPrinter.print(documents, resourceAnnotations: true, into: &output)
    if let first = (result.diagnostics + faults).first(where: { $0.severity == .error }) {
      return .refuses(first.id)
    }
    return .prints(String(decoding: output, as: UTF8.self))
  }
}
