package import KubernetesModel
package import SourceModel
internal import YAML

/// The texts of what one application brings, and what they are the texts of.
package struct PrintedResources: Sendable {
  let resources: [PlacedIdentity]
  /// One for each resource, with a line feed at its end.
  let texts: [[UInt8]]

  /// Prints resources. Emits what the printer emits.
  package static func print(_ resources: [Resource]) -> Compiled<PrintedResources> {
    var found: [Diagnostic] = []
    let texts = resources.map { resource in
      var bytes: [UInt8] = []
      found += YAMLPrinter.print(resource.document, resourceAnnotations: true, into: &bytes)
      return bytes
    }
    return Compiled(PrintedResources(resources: resources.map { PlacedIdentity($0) }, texts: texts), found)
  }

  /// All of them as a part of a stream of documents, each after a comment with these words.
  package func stream(naming words: String) -> [UInt8] {
    let header = Array("---\n# \(words)\n".utf8)
    var stream: [UInt8] = []
    stream.reserveCapacity(texts.reduce(0) { $0 + header.count + $1.count })
    for text in texts {
      stream += header
      stream += text
    }
    return stream
  }
}

extension [[UInt8]] {
  /// The one text, or all as a stream of documents.
  var joinedDocuments: [UInt8] {
    guard var stream = first else { return [] }
    for text in dropFirst() {
      stream += "---\n".utf8
      stream += text
    }
    return stream
  }
}
