internal import KubernetesModel
internal import YAML

/// Volumes that are asked for otherwise than before.
let volumeRules = [
  DangerRule(
    id: "volume-claim-templates", severity: .medium, title: "other volumeClaimTemplates of a StatefulSet"
  ) { edit in
    guard edit.isKind("apps", "StatefulSet"), edit.differs(templates) else { return [] }
    return [
      edit.finding(
        at: templates,
        "volumeClaimTemplates are immutable: the cluster refuses the change; delete the StatefulSet with "
          + "--cascade=orphan and let it be created anew, existing volumes stay as they are")
    ]
  },
  DangerRule(id: "volume-shrink", severity: .medium, title: "a smaller PersistentVolumeClaim") { edit in
    guard edit.isKind("", "PersistentVolumeClaim"), let (before, after) = edit.versions,
      let one = size(before), let other = size(after), other < one
    else { return [] }
    return [
      edit.finding(
        at: request,
        "a volume can't shrink: the cluster refuses the change; make a new claim and copy the data")
    ]
  },
]

private let templates = ["spec", "volumeClaimTemplates"]
private let request = ["spec", "resources", "requests", "storage"]

private func size(_ claim: Document) -> Quantity? {
  guard let node = claim[claim.root, request], claim.isScalar(node) else { return nil }
  return Quantity(claim.string(node))
}
