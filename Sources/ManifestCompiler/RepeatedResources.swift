internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Resources that an Application makes several times: Argo CD takes the last one and says so.
///
/// Emits the warning `application.repeated-resource`. Source: Argo CD's documentation of multiple sources.
enum RepeatedResources {
  static func drop(from resources: inout [Resource]) -> [Diagnostic] {
    var last: [ResourceID: Int] = [:]
    var dropped: Set<Int> = []
    var diagnostics: [Diagnostic] = []
    for (index, resource) in resources.enumerated() where !resource.id.name.isEmpty {
      var key = resource.id
      key.version = ""
      if let earlier = last.updateValue(index, forKey: key) {
        dropped.insert(earlier)
        let other = resources[earlier].document
        diagnostics.append(
          .warning(
            repeated, "the Application makes \(resource.id) twice; this one counts, remove the other",
            at: resource.document.location(resource.document.root),
            notes: [.init("the other one is here", at: other.location(other.root))]))
      }
    }
    if dropped.isEmpty { return [] }
    resources = resources.indices.filter { !dropped.contains($0) }.map { resources[$0] }
    return diagnostics
  }
}

private let repeated = "application.repeated-resource"
