package import KubernetesModel
package import SourceModel
internal import YAML

/// A resource that a build read or made and that is not in its result.
package struct ResourceDeletion: Sendable {
  /// What it was called when it went.
  package var id: ResourceID
  /// The patch, or the annotation `config.kubernetes.io/local-config`, that took it out.
  package var author: Author
  /// Where it is defined.
  package var definition: SourceLocation
}

extension KustomizeBuild {
  /// What the build of a directory leaves out, after a change to its kustomization; empty where it fails.
  package func deletions(
    directory: SourcePath, editing edit: (inout Kustomization) -> Void = { _ in }
  ) -> [ResourceDeletion] {
    var context = BuildContext(chain: [directory])
    guard var kustomization = kustomization(in: directory, askedFor: nil).value else { return [] }
    edit(&kustomization)
    context.buildMetadata = BuildMetadata(kustomization.buildMetadata)
    var work = KustomizationBuild(self, kustomization, directory: directory, context: context)
    guard let accumulation = work.run(onto: Accumulation()) else { return [] }
    return work.context.deletions + accumulation.resources.resources.compactMap(\.localDeletion)
  }
}

extension BuildResource {
  /// Why a resource that is for the build alone is not in its result.
  fileprivate var localDeletion: ResourceDeletion? {
    let name = "config.kubernetes.io/local-config"
    guard let node = document[document.root, ["metadata", "annotations", name]],
      !document.valueEquals(node, "false")
    else { return nil }
    let author = Author(.transformer, step: "the annotation \(name)", at: document.location(node))
    return ResourceDeletion(id: id, author: author, definition: location)
  }
}
