internal import KubernetesModel
internal import YAML

/// Any kind counts, those of operators too.
let replicasToZero = DangerRule(
  id: "replicas-to-zero", severity: .high, title: "a workload that is scaled to zero"
) { edit in
  guard let (before, after) = edit.versions, replicas(after) == 0, replicas(before) != 0 else { return [] }
  return [
    edit.finding(
      at: path,
      "nothing runs any more where this is applied; where an autoscaler is meant to decide, leave replicas out"
    )
  ]
}

private let path = ["spec", "replicas"]

/// Nil where it is absent or no number.
private func replicas(_ document: Document) -> Int64? {
  guard let node = document[document.root, path], document.isScalar(node),
    case .integer(let count) = document.resolved(node, as: .kustomizeResource)
  else { return nil }
  return Int64(count)
}
