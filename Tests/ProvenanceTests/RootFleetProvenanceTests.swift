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

  @Test func editingThatLineChangesTheValue() async throws {
    let tree = try DiskTree(root: root)
    let fleet = try #require(await compile(tree))
    var audit = ProvenanceAudit(tree: tree)
    var counts = (changed: 0, refused: 0)
    var unchanged: [String] = []
    for (number, set) in fleet.sets.enumerated() {
      guard let resource = set.resources.dropFirst(number % set.resources.count).first else { continue }
      let fields = FieldListing(resource.document).fields
      for field in fields.enumerated().filter({ $0.offset % 11 == number % 11 }).map(\.element).prefix(2) {
        guard let edit = audit.edit(for: field, in: resource.document), let query = FieldQuery(field.address)
        else { continue }
        guard let after = await compile(edit.tree) else {
          counts.refused += 1
          continue
        }
        let resources = after.sets.filter { $0.cluster == set.cluster && $0.application == set.application }
        let same = resources.flatMap(\.resources).first { $0.id == resource.id }?.document
        let value = same.flatMap { same in query.node(in: same).map { same.string($0) } }
        if value.map({ resource.document.valueEquals(field.node, $0) }) ?? false {
          unchanged.append("\(set.cluster) \(resource.id) \(field.address): \(edit.description)")
        } else {
          counts.changed += 1
        }
      }
    }
    print("provenance: \(counts.changed) edits of the root fleet change it, \(counts.refused) are refused")
    #expect(unchanged == [])
    #expect(counts.changed > 10)
  }
}
