import FileSystem
import KubernetesModel
import Kustomize
import SourceModel
import YAML

/// What it costs that every node knows who wrote it.
///
/// There is no switch for it, so its share of a build is found from its parts: how many writes the built resources
/// hold, and how much longer a write with an author and a history takes than one of the same text without.
struct ProvenanceShare {
  let overlays: String
  let runs: Int

  func measure(with documents: [Document]) throws {
    let tree = try DiskTree(root: ".")
    let directories = kustomizations(in: tree)
    var resources: [Resource] = []
    let building = YAMLBenchmark.fastest(of: runs) {
      let build = KustomizeBuild(tree: tree)
      resources = directories.flatMap { build.build(directory: $0).value ?? [] }
    }
    let writes = resources.reduce(0) { $0 + $1.document.writtenNodes }
    let each = writeCost(documents)
    let share = Double(writes) * each / (building - Double(writes) * each) * 100
    let nanoseconds = Int((each * 1e9).rounded())
    let rounded = (share * 10).rounded() / 10
    print(
      "provenance: \(rounded) % (\(writes) writes of \(nanoseconds) ns each in builds of "
        + "\(Int((building * 1e6).rounded())) µs; \(directories.count) overlays; must be at most 25 %)")
  }

  /// How much longer a write with its author takes than one without, in seconds.
  private func writeCost(_ documents: [Document]) -> Double {
    let author = Author(.patch, step: "patches[0]", at: SourceLocation(path: .root, line: 1, column: 1))
    let scalar = ScalarValue("value")
    var count = 0
    let signed = YAMLBenchmark.fastest(of: runs) {
      count = 0
      for document in documents {
        var document = document
        for node in document.scalars {
          document.replace(node, with: scalar, by: author)
          count += 1
        }
      }
    }
    let unsigned = YAMLBenchmark.fastest(of: runs) {
      for document in documents {
        var document = document
        // Appends a text and points a node to it, as a write does, but nobody signs it.
        for node in document.scalars { document.rename(node, to: scalar.text) }
      }
    }
    return max(0, signed - unsigned) / Double(max(1, count))
  }

  private func kustomizations(in tree: DiskTree) -> [SourcePath] {
    var found: [SourcePath] = []
    var pending = [SourcePath.root.appending(overlays) ?? .root]
    while let directory = pending.popLast() {
      if tree.entry(at: directory.child("kustomization.yaml")) != nil { found.append(directory) }
      for entry in tree.children(of: directory) ?? [] where entry.kind == .directory {
        pending.append(directory.child(entry.name))
      }
    }
    return found
  }
}

extension Document {
  /// All nodes of the tree.
  private var tree: [NodeID] {
    var nodes = [root]
    var index = 0
    while index < nodes.count {
      nodes += children(nodes[index])
      index += 1
    }
    return nodes
  }

  fileprivate var scalars: [NodeID] { tree.filter { isScalar($0) } }

  /// How many nodes in the tree, or in their history, a step has written.
  fileprivate var writtenNodes: Int {
    var count = 0
    for node in tree {
      var node: NodeID? = node
      while let current = node {
        if origin(current).kind != .parsed { count += 1 }
        node = previous(current)
      }
    }
    return count
  }
}
