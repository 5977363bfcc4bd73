import FileSystem
import KubernetesModel
import ManifestCompiler
import Provenance
import SourceModel
import Testing
import YAML

/// The history of every scalar that the fleet at the root of this repository renders.
@Suite struct RootFleetProvenanceTests {
  private let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  private func compile(_ tree: any FileTree) async -> CompiledFleet? {
    await FleetCompiler(CompilationRequest(tree: tree, repositories: SameRepository(), workers: 2)).compile()
      .resources
  }

  @Test func everyScalarHasALineThatAccountsForIt() async throws {
    let tree = try DiskTree(root: root)
    let fleet = try #require(await compile(tree))
    var audit = ProvenanceAudit(tree: tree)
    var scalars = 0
    var problems: [String] = []
    for set in fleet.sets {
      for resource in set.resources {
        for field in FieldListing(resource.document).fields {
          scalars += 1
          guard let problem = audit.problem(of: field, in: resource.document) else { continue }
          problems.append("\(set.cluster) \(resource.id) \(field.address): \(problem)")
        }
      }
    }
    print("provenance: \(scalars - problems.count) of \(scalars) scalars of the root fleet")
    for problem in problems.prefix(60) { print("  = \(problem)") }
    #expect(scalars > 1_000)
    #expect(problems == [])
  }

  /// One edit of a line is one compilation for all scalars that come from it: each of the edits where
  /// `FLEETFOLD_EVERY_EDIT` is set, else one in forty.
  @Test func editingThatLineChangesTheValue() async throws {
    let tree = try DiskTree(root: root)
    let fleet = try #require(await compile(tree))
    var audit = ProvenanceAudit(tree: tree)
    var edits = ProvenanceEdits()
    let resources = fleet.sets.flatMap { set in set.resources.map { (set: set, resource: $0) } }
    for (position, (_, resource)) in resources.enumerated() {
      for field in FieldListing(resource.document).fields {
        if let edit = audit.edit(for: field, in: resource.document) { edits.add(edit, position, field) }
      }
    }
    var counts = ProvenanceEdits.Counts()
    for (edit, fields) in edits.sample(oneIn: 40, seed: "root") {
      guard let after = await compile(edit.tree) else {
        counts.refused += fields.count
        continue
      }
      for (position, field) in fields {
        let (set, resource) = resources[position]
        let others = after.sets.filter { $0.cluster == set.cluster && $0.application == set.application }
        let same = others.flatMap(\.resources).first { $0.id == resource.id }?.document
        let value = same.flatMap { same in
          FieldQuery(field.address)?.node(in: same).map { same.string($0) }
        }
        if value.map({ resource.document.valueEquals(field.node, $0) }) ?? false {
          counts.unchanged.append("\(set.cluster) \(resource.id) \(field.address): \(edit.description)")
        } else {
          counts.changed += 1
        }
      }
    }
    print(
      "provenance: \(counts.changed) scalars of the root fleet change with their line, \(counts.refused) are refused"
    )
    for line in counts.unchanged.prefix(60) { print("  + \(line)") }
    #expect(counts.unchanged == [])
    #expect(counts.changed > 10)
  }
}
