internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Finds Karmada policies and KubeFed objects that no application or target takes in: without a word they would do nothing.
///
/// What a kustomization may list is left alone. Emits the warning `fleet.unplaced-policy`.
struct UnplacedPolicyCheck {
  let tree: any FileTree
  let fleet: FleetFile
  let units: [BuildUnit]

  func run(_ scanned: ScannedDocuments) -> [Diagnostic] {
    var folders = units.flatMap { $0.sources.map(\.directory) }
    for target in fleet.targets {
      if case .karmada(let policies?) = target.placement { folders.append(policies) }
    }
    func findings(_ documents: [Document], via: String) -> [Diagnostic] {
      documents.compactMap { document in
        guard let id = ResourceID(of: document), !folders.contains(where: { document.path.isWithin($0) }),
          !isBelowKustomization(document.path)
        else { return nil }
        let folder = document.path.parent ?? .root
        let message =
          "\(id) places nothing, because no application or target takes it in; add a target with `path: \(folder)` and "
          + "`via: \(via)` to fleetfold.yaml"
        return .warning(unplaced, message, at: document.location(document.root))
      }
    }
    return findings(scanned.karmadaPolicies, via: "karmada")
      + findings(scanned.kubeFedObjects, via: "kubefed")
  }

  private func isBelowKustomization(_ path: SourcePath) -> Bool {
    var folder = path.parent
    while let current = folder {
      if kustomizationNames.contains(where: { tree.entry(at: current.child($0)) != nil }) { return true }
      folder = current.parent
    }
    return false
  }
}

private let unplaced = "fleet.unplaced-policy"
