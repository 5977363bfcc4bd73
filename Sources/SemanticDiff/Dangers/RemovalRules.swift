internal import KubernetesModel
internal import YAML

/// What takes more with it than itself when it goes.
let removalRules = [
  clusterEmptied, applicationRemoval,
  DangerRule(id: "namespace-removal", severity: .high, title: "the removal of a Namespace") { edit in
    guard edit.isKind("", "Namespace"), let gone = edit.deleted else { return [] }
    return [
      edit.finding(
        "the cluster deletes everything in the Namespace \(gone.name), its volumes included; take its resources out "
          + "first and remove it alone")
    ]
  },
  DangerRule(
    id: "crd-removal", severity: .high, title: "the removal of a CustomResourceDefinition"
  ) { edit in
    guard edit.isKind("apiextensions.k8s.io", "CustomResourceDefinition"), edit.deleted != nil else {
      return []
    }
    return [
      edit.finding(
        "the cluster deletes all objects of this kind with it, those that are not in this repository too; make sure "
          + "that there are none left")
    ]
  },
  DangerRule(
    id: "crd-version-removal", severity: .high,
    title: "a version of a CustomResourceDefinition is no longer served"
  ) { edit in
    guard edit.isKind("apiextensions.k8s.io", "CustomResourceDefinition"), let (before, after) = edit.versions
    else { return [] }
    let served = servedVersions(after)
    return servedVersions(before).filter { version in !served.contains { $0.utf8.elementsEqual(version.utf8) }
    }
    .map { version in
      let name = FieldAddress.Identifier(key: "name", value: version)
      let address = FieldAddress([.key("spec"), .key("versions"), .item([name])])
      let field = edit.change.fields.first { $0.address.steps.starts(with: address.steps) }
      let message =
        "manifests and clients that still use the version \(version) fail, and objects stored in it may become "
        + "unreadable; move them to another version first"
      var finding =
        field.map { edit.finding($0, message) } ?? edit.finding(at: ["spec", "versions"], message)
      finding.field = address
      return finding
    }
  },
  DangerRule(
    id: "volume-removal", severity: .high, title: "the removal of a PersistentVolume or PersistentVolumeClaim"
  ) { edit in
    guard edit.isKind("", "PersistentVolume", "PersistentVolumeClaim"), edit.deleted != nil else { return [] }
    return [
      edit.finding(
        "the data of the volume is lost unless its reclaim policy is Retain; make sure of the policy, or of a backup"
      )
    ]
  },
]

/// The names of the versions that a CustomResourceDefinition serves.
private func servedVersions(_ definition: Document) -> [String] {
  guard let list = definition[definition.root, ["spec", "versions"]] else { return [] }
  return definition.children(list).compactMap { version in
    guard let name = definition[version, "name"], definition.isScalar(name) else { return nil }
    if let served = definition[version, "served"], definition.isScalar(served),
      definition.resolved(served, as: .kustomizeResource) == .boolean(false)
    {
      return nil
    }
    return definition.string(name)
  }
}
