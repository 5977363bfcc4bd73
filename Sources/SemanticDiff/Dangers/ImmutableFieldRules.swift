internal import KubernetesModel
internal import YAML

/// Fields that the API server refuses to change.
///
/// Source: the update validation of Kubernetes 1.34 (pkg/apis/*/validation). A default in the table stands for an
/// absent field.
let immutableFieldRules = [
  DangerRule(
    id: "immutable-selector", severity: .medium, title: "another selector of a workload"
  ) { edit in
    guard
      edit.isKind("apps", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet")
        || edit.isKind("batch", "Job"),
      edit.differs(selector), !edit.isReplaced
    else { return [] }
    return [
      edit.finding(
        at: selector,
        "the selector of a \(edit.change.id.kind) is immutable: the cluster refuses the change; give the "
          + "\(edit.change.id.kind) another name, or delete it first")
    ]
  },
  DangerRule(id: "immutable-field", severity: .medium, title: "another value of an immutable field") { edit in
    if edit.isReplaced { return [] }
    return immutablePaths(of: edit).map { path in
      edit.finding(
        at: path,
        "\(path.joined(separator: ".")) of a \(edit.change.id.kind) is immutable: the cluster refuses the change; "
          + "give the \(edit.change.id.kind) another name, or delete it first")
    }
  },
]

private let selector = ["spec", "selector"]

extension EditedResource {
  /// Whether Argo CD or Flux deletes and creates the resource anyway.
  fileprivate var isReplaced: Bool {
    guard let after, let list = after[after.root, ["metadata", "annotations"]] else { return false }
    let annotations = Labels(after, list)
    let options = annotations["argocd.argoproj.io/sync-options"] ?? ""
    return annotations["argocd.argoproj.io/hook"] != nil || annotations["helm.sh/hook"] != nil
      || options.split(separator: ",").contains { $0.filter { $0 != " " } == "Force=true" }
      || ["enabled", "Enabled"].contains(annotations["kustomize.toolkit.fluxcd.io/force"] ?? "")
  }
}

/// The immutable fields that differ.
private func immutablePaths(of edit: EditedResource) -> [[String]] {
  let id = edit.change.id
  if let (before, after) = edit.versions, isImmutable(before), isImmutable(after),
    edit.isKind("", "ConfigMap", "Secret")
  {
    return ["data", "binaryData", "stringData"].map { [$0] }.filter { edit.differs($0) }
  }
  for (group, kind, fields) in wholeButFor where id.group == group && id.kind == kind {
    return specKeys(edit).filter { !fields.contains($0) }.map { ["spec", $0] }.filter {
      edit.differs($0, default: defaults[$0[1]])
    }
  }
  var result: [[String]] = []
  for (group, kinds, path) in single where id.group == group && kinds.contains(id.kind) {
    let parts = path.split(separator: "=")
    let path = keys(String(parts[0]))
    if edit.differs(path, default: parts.count > 1 ? String(parts[1]) : nil) { result.append(path) }
  }
  return result
}

private func isImmutable(_ document: Document) -> Bool {
  document[document.root, "immutable"].map {
    document.isScalar($0) && document.resolved($0, as: .kustomizeResource) == .boolean(true)
  } ?? false
}

/// The keys of `spec` in both versions, sorted.
private func specKeys(_ edit: EditedResource) -> [String] {
  guard let (before, after) = edit.versions else { return [] }
  var names: [String] = []
  for document in [before, after] {
    guard let spec = document[document.root, "spec"], document.isMapping(spec) else { continue }
    for child in document.children(spec) {
      let key = document.key(child)
      if !names.contains(where: { $0.utf8.elementsEqual(key.utf8) }) { names.append(key) }
    }
  }
  return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

/// Kinds whose `spec` is immutable but for these fields, or whose other fields have a rule of their own.
private let wholeButFor: [(group: String, kind: String, fields: [String])] = [
  (
    "apps", "StatefulSet",
    [
      "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "minReadySeconds",
      "persistentVolumeClaimRetentionPolicy", "selector", "volumeClaimTemplates",
    ]
  ),
  ("", "PersistentVolumeClaim", ["resources", "volumeAttributesClassName", "volumeName"]),
  (
    "", "Pod",
    [
      "containers", "initContainers", "ephemeralContainers", "activeDeadlineSeconds", "tolerations",
      "terminationGracePeriodSeconds", "schedulingGates", "nodeSelector", "affinity",
    ]
  ),
]

/// Of the fields of the kinds above.
private let defaults = [
  "podManagementPolicy": "OrderedReady", "volumeMode": "Filesystem", "restartPolicy": "Always",
  "dnsPolicy": "ClusterFirst",
]

private let single: [(group: String, kinds: [String], path: String)] = [
  ("batch", ["Job"], "spec.template"),
  ("batch", ["Job"], "spec.completions"),
  ("batch", ["Job"], "spec.completionMode=NonIndexed"),
  ("batch", ["Job"], "spec.podFailurePolicy"),
  ("batch", ["Job"], "spec.backoffLimitPerIndex"),
  ("", ["Secret"], "type=Opaque"),
  ("", ["PersistentVolume"], "spec.csi"),
  ("", ["PersistentVolume"], "spec.hostPath"),
  ("", ["PersistentVolume"], "spec.nfs"),
  ("", ["PersistentVolume"], "spec.local"),
  ("", ["PersistentVolume"], "spec.nodeAffinity"),
  ("", ["PersistentVolume"], "spec.volumeMode=Filesystem"),
  ("storage.k8s.io", ["StorageClass"], "provisioner"),
  ("storage.k8s.io", ["StorageClass"], "parameters"),
  ("storage.k8s.io", ["StorageClass"], "reclaimPolicy=Delete"),
  ("storage.k8s.io", ["StorageClass"], "volumeBindingMode=Immediate"),
  ("storage.k8s.io", ["CSIDriver"], "spec.attachRequired=true"),
  ("rbac.authorization.k8s.io", ["RoleBinding", "ClusterRoleBinding"], "roleRef"),
  ("networking.k8s.io", ["IngressClass"], "spec.controller"),
  ("scheduling.k8s.io", ["PriorityClass"], "value=0"),
  ("scheduling.k8s.io", ["PriorityClass"], "preemptionPolicy=PreemptLowerPriority"),
  ("node.k8s.io", ["RuntimeClass"], "handler"),
  ("discovery.k8s.io", ["EndpointSlice"], "addressType"),
  ("apiextensions.k8s.io", ["CustomResourceDefinition"], "spec.scope"),
  ("apiextensions.k8s.io", ["CustomResourceDefinition"], "spec.group"),
  ("apiextensions.k8s.io", ["CustomResourceDefinition"], "spec.names.plural"),
]
