internal import KubernetesModel
internal import SourceModel
internal import YAML

/// All manifests of a fleet as one YAML stream; a comment before each document names its cluster and application.
enum ManifestStream {
  /// In pieces of about a megabyte: one growing array would be copied, and held twice, again and again.
  static func print(_ fleet: CompiledFleet) -> Compiled<[[UInt8]]> {
    let size = 1 << 20
    var pieces: [[UInt8]] = []
    var output: [UInt8] = []
    output.reserveCapacity(size)
    var diagnostics: [Diagnostic] = []
    for set in fleet.sets {
      for resource in set.resources {
        output += Array("---\n# \(set.cluster)/\(set.application)\n".utf8)
        diagnostics += YAMLPrinter.print(resource.document, resourceAnnotations: true, into: &output)
      }
      if output.count >= size {
        pieces.append(output)
        output = []
        output.reserveCapacity(size)
      }
    }
    return Compiled(diagnostics.hasErrors ? nil : pieces + [output], diagnostics)
  }
}
