import FileSystem
import Foundation
import Inventory
import KubernetesModel
import SourceModel
import Testing
import YAML

@testable import ApplicationSets

/// Every case of the corpus, against the verdict and the Applications that Argo CD gives.
@Suite struct ConformanceTests {
  @Test func corpus() throws {
    guard let corpus = ConformanceCorpus("applicationset") else {
      print("applicationset: the corpus is not here, skipped")
      return
    }
    var failures: [String: String] = [:]
    var groups: [String: (passed: Int, all: Int)] = [:]
    for name in corpus.cases {
      let group = String(name.split(separator: "/")[0])
      groups[group, default: (0, 0)].all += 1
      if let problem = try ConformanceCase(folder: corpus.root + "/" + name).problem() {
        failures[name] = problem
      } else {
        groups[group, default: (0, 0)].passed += 1
      }
    }
    for group in groups.keys.sorted() {
      let count = groups[group] ?? (0, 0)
      print("applicationset/\(group): \(count.passed) of \(count.all)")
    }
    corpus.compare(failures)
  }
}

/// One folder of the corpus.
private struct ConformanceCase {
  var folder: String

  private func bytes(_ name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: folder + "/" + name).map { [UInt8]($0) }
  }

  private func documents(_ name: String) -> [Document] {
    guard let bytes = bytes(name), let path = SourcePath(name) else { return [] }
    return YAMLParser(duplicateKeys: .lastWins).parse(bytes, path: path).documents.filter {
      $0.isMapping($0.root)
    }
  }

  /// What differs from the expectation; nil when the case passes.
  func problem() throws -> String? {
    let json = try JSONSerialization.jsonObject(with: Data(bytes("case.json") ?? [])) as? [String: Any] ?? [:]
    let settings = json["options"] as? [String: Any] ?? [:]
    let expectsError = json["expect"] as? String == "error"
    let result = try expand(settings)
    let errors = result.diagnostics.filter { $0.severity == .error }
    if expectsError { return errors.isEmpty ? "accepted what must fail: \(json["error"] ?? "")" : nil }
    if let first = errors.first { return "refused: \(first.message)" }
    let wanted = documents("expected.yaml")
    let made = result.value ?? []
    if wanted.count != made.count { return "\(wanted.count) Applications wanted, \(made.count) made" }
    for (want, got) in zip(wanted, made) {
      let document = got.application.document
      if let path = difference(want, want.root, document, document.root, "") { return path }
    }
    return storedProblem(made.map(\.application.document))
  }

  /// What differs from the form in which the cluster stores the Applications, where the case has it.
  private func storedProblem(_ made: [Document]) -> String? {
    guard bytes("expected-normalized.yaml") != nil else { return nil }
    for (want, got) in zip(documents("expected-normalized.yaml"), made) {
      let author = Author(.generator, step: "stored", at: got.location(got.root))
      let stored = StoredShape(by: author).stored(got)
      if let path = difference(want, want.root, stored, stored.root, "stored") { return path }
    }
    return nil
  }

  private func expand(_ settings: [String: Any]) throws -> Compiled<[GeneratedApplication]> {
    let parsed = YAMLParser(duplicateKeys: .lastWins).parse(
      bytes("input/applicationset.yaml") ?? [], path: try #require(SourcePath("applicationset.yaml")))
    guard let document = parsed.documents.first, !parsed.diagnostics.hasErrors else {
      return Compiled(nil, parsed.diagnostics)
    }
    let secrets = documents("input/clusters.yaml").filter {
      guard let id = ResourceID(of: $0) else { return false }
      return id.namespace.isEmpty || id.namespace == "argocd"
    }
    let inventory = Inventory.read(documents: secrets, oddSecrets: .warning).value
    var options = ApplicationSetOptions()
    options.usesNewGitFileGlobbing = settings["newGitFileGlobbing"] as? Bool ?? false
    options.includesHiddenDirectories = settings["includeHiddenDirectories"] as? Bool ?? false
    options.checksClusters = settings["checkClusters"] as? Bool ?? false
    options.projects = settings["projects"] as? [String]
    for cluster in inventory?.clusters ?? [] {
      let servers = inventory?.servers(named: cluster.name) ?? []
      if servers.count > 1 { options.ambiguousClusters.append((cluster.name, servers)) }
    }
    let folders = settings["repos"] as? [String: String] ?? [:]
    let input = folder + "/input/"
    options.repository = { url, _ in
      guard let tree = try? DiskTree(root: input + (folders[url] ?? "repo")) else {
        return .unavailable("there is no folder for it")
      }
      return .tree(tree)
    }
    let expander = ApplicationSetExpander(inventory: inventory?.clusters ?? [], options: options)
    let expanded = expander.expand(document)
    // One by one it is the same, unless there is something wrong.
    var names: [String] = []
    if expander.expand(document, each: { names.append($0.application.name) }) {
      #expect(names == expanded.value?.map(\.application.name), "\(document.path)")
      #expect(expanded.diagnostics.isEmpty)
    } else {
      #expect(!expanded.diagnostics.isEmpty)
    }
    return expanded
  }

  private func difference(
    _ a: Document, _ left: NodeID, _ b: Document, _ right: NodeID, _ path: String
  ) -> String? {
    guard a.kind(left) == b.kind(right) else { return "\(path): another kind of node" }
    switch a.kind(left) {
    case .scalar:
      let (wanted, got) = (a.kubernetesScalar(left), b.kubernetesScalar(right))
      if wanted == .string, got == .string {
        return a.valueEquals(left, right, in: b)
          ? nil : "\(path): wanted \"\(a.string(left))\", got \"\(b.string(right))\""
      }
      return wanted?.jsonText == got?.jsonText
        ? nil : "\(path): wanted \(a.string(left)), got \(b.string(right))"
    case .sequence:
      let (wanted, got) = (Array(a.children(left)), Array(b.children(right)))
      if wanted.count != got.count { return "\(path): \(wanted.count) items wanted, got \(got.count)" }
      for (index, pair) in zip(wanted, got).enumerated() {
        if let found = difference(a, pair.0, b, pair.1, "\(path)[\(index)]") { return found }
      }
    case .mapping:
      for child in a.children(left) {
        guard let other = b.child(right, matchingKeyOf: child, in: a) else {
          return "\(path).\(a.key(child)) is missing"
        }
        if let found = difference(a, child, b, other, "\(path).\(a.key(child))") { return found }
      }
      for child in b.children(right) where a.child(left, matchingKeyOf: child, in: b) == nil {
        return "\(path).\(b.key(child)) is too much"
      }
    }
    return nil
  }
}
