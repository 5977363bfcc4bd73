internal import KubernetesModel
internal import SourceModel
internal import YAML

/// All manifests of a fleet as one YAML stream; a comment before each document names its cluster and application.
enum ManifestStream {
  static func print(_ fleet: CompiledFleet) -> Compiled<[UInt8]> {
    var output: [UInt8] = []
    var diagnostics: [Diagnostic] = []
    for set in fleet.sets {
      for resource in set.resources {
        output += Array("---\n# \(set.cluster)/\(set.application)\n".utf8)
        diagnostics += YAMLPrinter.print(resource.document, resourceAnnotations: true, into: &output)
      }
    }
    return Compiled(diagnostics.hasErrors ? nil : output, diagnostics)
  }
}
