import FileSystem
import Glibc
import KubernetesModel
import Kustomize
import SourceModel
import Testing
import YAML

/// Every case of the conformance folder, built in this process; see conformance/kustomize/README.md.
@Suite struct KustomizeConformanceTests {
  @Test func allCases() throws {
    guard let root = ConformanceFolder.path("kustomize") else {
      print("kustomize: the conformance folder is absent, so this is skipped")
      return
    }
    let tree = try DiskTree(root: root)
    let known = try KnownFailures(besides: #filePath)
    var failures: [String] = []
    var groups: [(name: String, passed: Int, total: Int)] = []
    for group in tree.children(of: .root) ?? [] where group.kind == .directory {
      var passed = 0
      var total = 0
      let folder = SourcePath.root.child(group.name)
      for entry in tree.children(of: folder) ?? [] {
        let path = folder.child(entry.name)
        guard tree.entry(at: path.child("case.json")) != nil else { continue }
        total += 1
        if let reason = try ConformanceCase(path, tree, root: root).failure() {
          failures.append("\(path)")
          if !known.names.contains("\(path)") { print("  - \(path): \(reason)") }
        } else {
          passed += 1
        }
      }
      if total > 0 { groups.append((group.name, passed, total)) }
    }
    for group in groups { print("kustomize/\(group.name): \(group.passed) of \(group.total)") }
    print("kustomize: \(groups.map(\.passed).reduce(0, +)) of \(groups.map(\.total).reduce(0, +))")
    #expect(failures.filter { !known.names.contains($0) } == [], "these passed before")
    #expect(
      known.names.filter { !failures.contains($0) } == [], "these pass now: take them off known-failures.txt")
  }
}

/// Where the conformance folder is: beside the package, or where FLEETFOLD_CONFORMANCE says.
enum ConformanceFolder {
  static func path(_ suite: String) -> String? {
    var base = String(#filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 })
    base += "/../shared/conformance"
    if let chosen = getenv("FLEETFOLD_CONFORMANCE") { base = String(cString: chosen) }
    for candidate in [base, base + "/../../../shared/conformance"]
    where access("\(candidate)/\(suite)", R_OK) == 0 {
      return "\(candidate)/\(suite)"
    }
    return nil
  }
}

/// The cases that are known not to pass, `name  reason` on each line.
struct KnownFailures {
  var names: [String] = []

  init(besides file: String) throws {
    let folder = file.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    let tree = try DiskTree(root: folder)
    let bytes = try tree.contents(of: SourcePath.root.child("known-failures.txt"))
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
      if let name = line.split(separator: " ").first { names.append(String(name)) }
    }
  }
}

struct ConformanceCase {
  let input: SourcePath
  let folder: SourcePath
  let tree: DiskTree
  let description: Document
  let root: String

  init(_ folder: SourcePath, _ tree: DiskTree, root: String) throws {
    self.folder = folder
    self.tree = tree
    self.root = root
    input = folder.child("input")
    let text = try tree.contents(of: folder.child("case.json"))
    description = try #require(JSONText.parse(text, path: folder).value)
  }

  /// Why the case fails; nil when it passes.
  func failure() throws -> String? {
    let files: any FileTree =
      tree.entry(at: input) == nil ? EmptyTree() : try DiskTree(root: "\(root)/\(input)")
    let target = SourcePath(text(["target"]) ?? ".") ?? .root
    var options = KustomizeOptions()
    options.restrictsLoading = text(["options", "loadRestrictor"]) != "LoadRestrictionsNone"
    options.addsManagedByLabel = text(["options", "enableManagedByLabel"]) == "true"
    if text(["options", "reorder"]) == "none" { options.order = .none }
    let (output, findings) = build(files, target, options)
    if text(["expect"]) == "error" { return findings.hasErrors ? nil : "accepted what must fail" }
    if let error = findings.first(where: { $0.severity == .error }) {
      return "\(error.message) [\(error.id)]"
    }
    if let difference = try difference(output, "expected.yaml") { return difference }
    guard tree.entry(at: folder.child("expected.default-order.yaml")) != nil else { return nil }
    options.order = .legacy
    return try difference(build(files, target, options).output, "expected.default-order.yaml")
  }

  private func build(
    _ files: any FileTree, _ target: SourcePath, _ options: KustomizeOptions
  ) -> (output: [UInt8], findings: [Diagnostic]) {
    let result = KustomizeBuild(tree: files, options: options).build(directory: target)
    var output: [UInt8] = []
    var findings = result.diagnostics
    let documents = (result.value ?? []).map(\.document)
    findings += YAMLPrinter.print(documents, resourceAnnotations: true, into: &output)
    return (output, findings)
  }

  private func difference(_ output: [UInt8], _ name: String) throws -> String? {
    let expected = try tree.contents(of: folder.child(name))
    if output == expected { return nil }
    let lines = zip(output.split(separator: 10), expected.split(separator: 10))
    guard
      let (line, pair) = lines.enumerated().first(where: { $1.0 != $1.1 }).map({ ($0.offset, $0.element) })
    else {
      return "\(name): one is longer"
    }
    let (got, want) = (String(decoding: pair.0, as: UTF8.self), String(decoding: pair.1, as: UTF8.self))
    return "\(name): near line \(line + 1): want \(want) got \(got)"
  }

  private func text(_ path: [String]) -> String? {
    description[description.root, path].map { description.string($0) }
  }
}

/// The input of cases that have no files.
private struct EmptyTree: FileTree {
  func entry(at path: SourcePath) -> TreeEntry? {
    path == .root ? TreeEntry(name: "", kind: .directory, id: nil) : nil
  }
  func children(of path: SourcePath) -> [TreeEntry]? { path == .root ? [] : nil }
  func contents(of path: SourcePath) throws(FileTreeError) -> [UInt8] { throw .notFound(path) }
  func linkTarget(at path: SourcePath) -> String? { nil }
}
