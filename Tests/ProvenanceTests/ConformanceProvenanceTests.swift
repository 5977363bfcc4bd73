import FileSystem
import KubernetesModel
import Kustomize
import Provenance
import SourceModel
import TestSupport
import Testing
import YAML

/// The history of every scalar in what kustomizations of the conformance corpus make.
@Suite struct ConformanceProvenanceTests {
  @Test func everyScalarHasALineThatAccountsForIt() throws {
    guard let corpus = ConformanceCorpus("kustomize") else { return }
    var scalars = 0
    var cases = 0
    var problems: [String] = []
    for name in corpus.cases {
      guard let built = ConformanceBuild(name, corpus) else { continue }
      cases += 1
      var audit = ProvenanceAudit(tree: built.tree)
      for resource in built.resources {
        for field in FieldListing(resource.document).fields {
          scalars += 1
          guard let problem = audit.problem(of: field, in: resource.document) else { continue }
          problems.append("\(name) \(resource.id) \(field.address): \(problem)")
        }
      }
    }
    print("provenance: \(scalars - problems.count) of \(scalars) scalars in \(cases) cases")
    for problem in problems.prefix(400) { print("  - \(problem)") }
    #expect(cases >= 300)
    #expect(problems == [])
  }

  @Test func editingThatLineChangesTheValue() throws {
    guard let corpus = ConformanceCorpus("kustomize") else { return }
    var counts = (changed: 0, refused: 0)
    var unchanged: [String] = []
    for (index, name) in corpus.cases.enumerated() where index % 3 == 0 {
      guard let built = ConformanceBuild(name, corpus) else { continue }
      var audit = ProvenanceAudit(tree: built.tree)
      for (position, resource) in built.resources.enumerated().prefix(4) {
        let fields = FieldListing(resource.document).fields
        for field in fields.enumerated().filter({ ($0.offset + index) % 7 == 0 }).map(\.element) {
          guard let edit = audit.edit(for: field, in: resource.document),
            let query = FieldQuery(field.address)
          else { continue }
          guard let rebuilt = built.rebuilt(edit.tree), position < rebuilt.count else {
            counts.refused += 1
            continue
          }
          let after = (rebuilt.first { $0.id == resource.id } ?? rebuilt[position]).document
          let value = query.node(in: after).map { after.string($0) }
          let isSame = value.map { resource.document.valueEquals(field.node, $0) } ?? false
          // Another kind is another place in the order; the edited `b` of this list is in the patch too.
          if isSame, field.address != "kind", !name.hasSuffix("merge-merge-primitive-finalizers") {
            unchanged.append("\(name) \(resource.id) \(field.address): \(edit.description)")
          } else {
            counts.changed += 1
          }
        }
      }
    }
    print("provenance: \(counts.changed) edits change the value, \(counts.refused) are refused")
    for line in unchanged.prefix(100) { print("  + \(line)") }
    #expect(unchanged == [])
    #expect(counts.changed > 500 && counts.refused * 4 < counts.changed)
  }
}

/// One case of the corpus, built in this process.
struct ConformanceBuild {
  let tree: any FileTree
  let resources: [Resource]
  private let target: SourcePath
  private let options: KustomizeOptions

  /// Nil for cases that do not build, and those without files.
  init?(_ name: String, _ corpus: ConformanceCorpus) {
    guard let description = corpus.json("\(name)/case.json"),
      let tree = try? DiskTree(root: "\(corpus.root)/\(name)/input")
    else { return nil }
    func text(_ path: [String]) -> String? {
      description[description.root, path].map { description.string($0) }
    }
    target = SourcePath(text(["target"]) ?? ".") ?? .root
    var options = KustomizeOptions()
    options.restrictsLoading = text(["options", "loadRestrictor"]) != "LoadRestrictionsNone"
    options.addsManagedByLabel = text(["options", "enableManagedByLabel"]) == "true"
    if text(["options", "reorder"]) == "none" { options.order = .none }
    self.options = options
    self.tree = tree
    guard let built = ConformanceBuild.build(tree, target, options) else { return nil }
    resources = built
  }

  /// What the case makes of another tree; nil when it fails.
  func rebuilt(_ tree: any FileTree) -> [Resource]? { ConformanceBuild.build(tree, target, options) }

  private static func build(
    _ tree: any FileTree, _ target: SourcePath, _ options: KustomizeOptions
  ) -> [Resource]? {
    let result = KustomizeBuild(tree: tree, options: options).build(directory: target)
    return result.diagnostics.hasErrors ? nil : result.value
  }
}
