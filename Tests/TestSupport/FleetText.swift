package import KubernetesModel
internal import SourceModel
internal import YAML

/// A compiled fleet from YAML streams: `cluster/application` to the text of its resources.
///
/// The text of each set is read as the file `<cluster>/<application>.yaml`.
package func compiledFleet(_ sets: [String: String], clusters: [String] = []) -> CompiledFleet {
  CompiledFleet(
    clusters: clusters,
    sets: sets.map { place, text in
      let parts = place.split(separator: "/").map(String.init)
      guard parts.count == 2, let path = SourcePath("\(place).yaml") else {
        preconditionFailure("not cluster/application: \(place)")
      }
      let parsed = YAMLParser().parse(Array(text.utf8), path: path)
      precondition(parsed.diagnostics.isEmpty, "bad YAML in a test: \(parsed.diagnostics)")
      return ClusterResourceSet(
        cluster: parts[0], application: parts[1], resources: parsed.documents.compactMap { Resource($0) })
    })
}
