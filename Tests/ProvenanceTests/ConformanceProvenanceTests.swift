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

  /// One edit of a line is one build for all scalars that come from it: each of the edits where `FLEETFOLD_EVERY_EDIT` is
  /// set, else of each case one in six.
  @Test(arguments: 0..<4) func editingThatLineChangesTheValue(_ part: Int) throws {
    guard let corpus = ConformanceCorpus("kustomize") else { return }
    var counts = ProvenanceEdits.Counts()
    for (_, name) in corpus.cases.enumerated().filter({ $0.offset % 4 == part }) {
      guard let built = ConformanceBuild(name, corpus) else { continue }
      var audit = ProvenanceAudit(tree: built.tree)
      var edits = ProvenanceEdits()
      for (position, resource) in built.resources.enumerated() {
        for field in FieldListing(resource.document).fields {
          if let edit = audit.edit(for: field, in: resource.document) { edits.add(edit, position, field) }
        }
      }
      for (edit, fields) in edits.sample(oneIn: 6, seed: name) {
        guard let rebuilt = built.rebuilt(edit.tree) else {
          counts.refused += fields.count
          continue
        }
        for (position, field) in fields {
          let resource = built.resources[position]
          // What is gone or has another name was changed.
          guard let after = built.version(of: resource, in: rebuilt) else {
            counts.changed += 1
            continue
          }
          let value = FieldQuery(field.address)?.node(in: after).map { after.string($0) }
          let isSame = value.map { resource.document.valueEquals(field.node, $0) } ?? false
          if isSame, !isElsewhere(name) {
            counts.unchanged.append("\(name) \(resource.id) \(field.address): \(edit.description)")
          } else {
            counts.changed += 1
          }
        }
      }
    }
    print(
      "provenance: part \(part): \(counts.changed) scalars change with their line, \(counts.refused) are refused"
    )
    for line in counts.unchanged.prefix(100) { print("  + \(line)") }
    #expect(counts.unchanged == [])
    #expect(counts.changed > 300 && counts.refused * 3 < counts.changed)
  }
}

extension ConformanceProvenanceTests {
  /// Cases in which the edit, which is made at the end of the line or word, is not one of the value.
  private func isElsewhere(_ name: String) -> Bool {
    [
      // What is edited is known by it, so the edit makes another item; the old one stands in the other file too.
      "merge-merge-primitive-finalizers", "merge-merge-primitive-items", "merge-port-patch-has-no-protocol",
      "patch-port-has-no-protocol", "patch-transformer-similar-arrays", "probe-merge/container-replace",
      "probe-merge/finalizers-merge", "probe-merge/ports-merge-same-port-protocol",
      "probe-merge/topology-spread",
      "probe-merge/volumes-replace-element",
      // Several values on one line.
      "probe-generators/overlay-merge", "probe-generators/overlay-replace", "probe-hash/key-order",
      "probe-replacements/source-delimiter", "probe-replacements/map-into-scalar",
      "vars/variable-ref-nfsserver",
      // The tag of a scalar; a part of the text that nobody takes; the field behind the selector that names the item.
      "probe-scalars/strings", "filter-partial-string-replacement-replace",
      "filter-partial-string-replacement-prefix",
      "filter-name-not-matching-suffixed-and-prefixed-names-using-regex",
      "filter-one-replacements-target-should-create-multiple-values",
      "filter-index-contains-character-and-create-options",
      // A key that is there twice.
      "formatting/duplicate-keys",
    ].contains { name.hasSuffix($0) }
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

  /// What became of a resource: the one that begins at its place, where several do the one of its name.
  func version(of resource: Resource, in rebuilt: [Resource]) -> Document? {
    func place(_ resource: Resource) -> SourceModel.SourceLocation {
      resource.document.location(resource.document.root)
    }
    let same = rebuilt.filter { place($0) == place(resource) }
    if same.count == 1 { return same[0].document }
    return (same.first { $0.id == resource.id } ?? rebuilt.first { $0.id == resource.id })?.document
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
