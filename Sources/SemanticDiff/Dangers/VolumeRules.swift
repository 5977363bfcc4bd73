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

private func size(_ claim: Document) -> Double? {
  guard let node = claim[claim.root, request], claim.isScalar(node) else { return nil }
  return quantity(claim.string(node))
}

/// The value of a Kubernetes quantity, near enough to compare sizes; nil for what is none.
func quantity(_ text: String) -> Double? {
  let digits = text.prefix { $0.isNumber || $0 == "." || $0 == "-" || $0 == "+" }
  guard let number = Double(digits) else { return nil }
  let suffix = String(text.dropFirst(digits.count))
  if let factor = suffixes[suffix] { return number * factor }
  return suffix.isEmpty ? number : Double(text)
}

private let suffixes: [String: Double] = [
  "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
  "Ki": 1024, "Mi": 1_048_576, "Gi": 1_073_741_824, "Ti": 1_099_511_627_776, "Pi": 1_125_899_906_842_624,
  "Ei": 1_152_921_504_606_846_976,
]
