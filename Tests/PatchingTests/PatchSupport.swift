import Foundation
import KubernetesModel
import SourceModel
import Testing
import YAML

@testable import Patching

func path(_ text: String) -> SourcePath {
  guard let path = SourcePath(text) else { preconditionFailure("bad path in a test: \(text)") }
  return path
}

/// The one resource in `text`, as kustomize reads it.
func resource(_ text: String, at file: String = "base.yaml") throws -> Document {
  let result = YAMLStream.parseResources(Array(text.utf8), path: path(file))
  try #require(result.diagnostics.isEmpty)
  return try #require(result.documents.first)
}

/// The value in `text`, as JSON patches are read.
func value(_ text: String, at file: String = "patch.yaml") throws -> Document {
  let result = YAMLStream.parse11(Array(text.utf8), path: path(file))
  try #require(result.diagnostics.isEmpty)
  return try #require(result.value)
}

/// The subtree as compact JSON with sorted keys.
func json(_ document: Document, _ node: NodeID? = nil) -> String {
  var output: [UInt8] = []
  let diagnostics = JSONWriter().write(document, node: node, into: &output)
  return diagnostics.isEmpty ? String(decoding: output, as: UTF8.self) : "unprintable: \(diagnostics)"
}

/// As a terminal would show it.
func shown(_ diagnostic: Diagnostic) -> String {
  let place = diagnostic.location.map { "\($0): " } ?? ""
  return "\(place)\(diagnostic.severity): \(diagnostic.message) [\(diagnostic.id)]"
}

/// Where the corpus of the reference tools lies; nil on machines that do not have it.
enum Conformance {
  static let root: String? = {
    var candidates = [ProcessInfo.processInfo.environment["FLEETFOLD_CONFORMANCE"]].compactMap { $0 }
    var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    for _ in 0..<5 {
      folder.deleteLastPathComponent()
      candidates.append(folder.appendingPathComponent("shared/conformance").path)
    }
    return candidates.first { FileManager.default.fileExists(atPath: $0 + "/karmada/tables") }
  }()

  /// The lines of a table, parsed; nil, and said so, where there is no corpus.
  static func rows(_ table: String) throws -> [Document]? {
    guard let root, let data = FileManager.default.contents(atPath: root + "/" + table) else {
      print("skipped: there is no \(table) here")
      return nil
    }
    return try data.split(separator: UInt8(ascii: "\n")).enumerated().map { index, line in
      try #require(
        JSONText.parse([UInt8](line), path: path(table), places: TextPlaces(firstLine: index + 1)).value)
    }
  }
}
