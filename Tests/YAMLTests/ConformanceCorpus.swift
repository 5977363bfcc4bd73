import Foundation
import SourceModel
import YAML

/// Where the corpus of the reference tools lies; nil on machines that do not have it.
enum ConformanceCorpus {
  static let root: String? = {
    var candidates = [ProcessInfo.processInfo.environment["FLEETFOLD_CONFORMANCE"]].compactMap { $0 }
    // Beside the package, or beside the folder that holds its worktrees.
    var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    for _ in 0..<5 {
      folder.deleteLastPathComponent()
      candidates.append(folder.appendingPathComponent("shared/conformance").path)
    }
    return candidates.first { FileManager.default.fileExists(atPath: $0 + "/kustomize/units") }
  }()

  static func bytes(_ path: String) -> [UInt8]? {
    guard let root, let data = FileManager.default.contents(atPath: root + "/" + path) else { return nil }
    return [UInt8](data)
  }

  /// A table of the units folder.
  static func table(_ name: String) -> Document? {
    guard let bytes = bytes("kustomize/units/\(name).json") else { return nil }
    return JSONText.parse(bytes, path: .root).value
  }
}

extension Document {
  /// The subtree as compact JSON; nil where it can't be written.
  func json(_ node: NodeID? = nil, as dialect: YAMLDialect = .kustomizeResource) -> String? {
    var output: [UInt8] = []
    guard JSONWriter(dialect: dialect).write(self, node: node, into: &output).isEmpty else { return nil }
    return String(decoding: output, as: UTF8.self)
  }

  /// Whether both mean the same; printing makes a blank of U+0085 and 0 of -0.
  func sameValues(as other: Document) -> Bool {
    func normal(_ document: Document) -> String? {
      document.json()?.replacingOccurrences(of: "\u{85}", with: " ").replacingOccurrences(
        of: "-0,", with: "0,")
    }
    return normal(self) == normal(other)
  }

  /// The subtree as kustomize prints it; nil where it can't be printed.
  func yaml(_ node: NodeID? = nil, resourceAnnotations: Bool = false) -> String? {
    var output: [UInt8] = []
    let diagnostics = YAMLPrinter.print(
      self, node: node, resourceAnnotations: resourceAnnotations, into: &output)
    return diagnostics.isEmpty ? String(decoding: output, as: UTF8.self) : nil
  }
}

extension ConformanceCorpus {
  /// All YAML files below a folder, by path.
  static func yamlFiles(in folder: String) -> [(name: String, bytes: [UInt8])] {
    guard let root, let all = FileManager.default.enumerator(atPath: root + "/" + folder) else { return [] }
    let names = all.compactMap { $0 as? String }.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
    return names.sorted().compactMap { name in bytes(folder + "/" + name).map { (name, $0) } }
  }
}
