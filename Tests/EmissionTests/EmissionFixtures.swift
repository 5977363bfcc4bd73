internal import KubernetesModel
internal import SourceModel
internal import YAML

@testable internal import Emission

/// A resource with nothing but its identity; the document says where in `fleet.yaml` it stands.
func resource(
  _ kind: String, _ name: String, namespace: String = "", group: String = "", version: String = "v1",
  line: Int = 1
) -> Resource {
  var document = Document(path: .root.child("fleet.yaml"))
  let author = Author(.parsed, step: "", at: SourceLocation(path: document.path, line: line, column: 1))
  document.replace(document.root, withEmpty: .mapping, by: author)
  document.set("kind", in: document.root, to: .string(kind), by: author)
  let id = ResourceID(group: group, version: version, kind: kind, namespace: namespace, name: name)
  return Resource(id: id, document: document)
}

func fleet(_ sets: [(cluster: String, application: String, resources: [Resource])]) -> CompiledFleet {
  CompiledFleet(
    clusters: [],
    sets: sets.map {
      ClusterResourceSet(cluster: $0.cluster, application: $0.application, resources: $0.resources)
    })
}

/// A stand-in for the printer: the kind alone.
func printKind(_ document: Document) -> (bytes: [UInt8], diagnostics: [Diagnostic]) {
  (Array("kind: \(document[document.root, "kind"].map { document.string($0) } ?? "")\n".utf8), [])
}

/// `path: text` for each file, lines joined by spaces.
func listing(_ tree: RenderedTree?) -> [String] {
  (tree?.files ?? []).map { file in
    let lines = String(decoding: file.contents, as: UTF8.self).split(separator: "\n")
    return "\(file.path): \(lines.joined(separator: " | "))"
  }
}
