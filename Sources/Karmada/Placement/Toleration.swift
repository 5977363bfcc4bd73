internal import KubernetesModel
internal import SourceModel
internal import YAML

/// One item of `clusterTolerations`. Source: reference/karmada.md section 5.3.
struct Toleration {
  var key: String
  var operation: String
  var value: String
  var effect: String
  var node: NodeID

  func tolerates(_ taint: Cluster.Taint) -> Bool {
    if !effect.isEmpty, !same(effect, taint.effect) { return false }
    if !key.isEmpty, !same(key, taint.key) { return false }
    switch operation {
    case "Exists": return true
    case "", "Equal": return same(value, taint.value)
    default: return false
    }
  }
}

extension [Toleration] {
  /// The first taint that keeps a cluster from being chosen.
  func untolerated(among taints: [Cluster.Taint]) -> Cluster.Taint? {
    taints.first { taint in taint.keepsOut && !contains { $0.tolerates(taint) } }
  }
}

extension Cluster.Taint {
  /// Whether it needs a toleration.
  var keepsOut: Bool { effect == "NoSchedule" || effect == "NoExecute" }

  /// `KEY=VALUE:EFFECT`, or `KEY:EFFECT` without a value.
  var text: String { value.isEmpty ? "\(key):\(effect)" : "\(key)=\(value):\(effect)" }
}

extension PolicyReader {
  mutating func tolerations(_ placement: NodeID) -> [Toleration] {
    let path = "spec.placement"
    return items(placement, "clusterTolerations", path).enumerated().compactMap { index, item in
      let path = "\(path).clusterTolerations[\(index)]"
      let fields = ["key", "operator", "value", "effect", "tolerationSeconds"]
      guard checkFields(of: item, path, fields) else { return nil }
      _ = integer(item, "tolerationSeconds", path)
      let toleration = Toleration(
        key: text(item, "key", path), operation: text(item, "operator", path),
        value: text(item, "value", path), effect: text(item, "effect", path), node: item)
      switch toleration.operation {
      case "", "Exists", "Equal": break
      case "Lt", "Gt":
        refuse(item, "\(path).operator can't be \(toleration.operation); it is Exists or Equal")
      default:
        warn(
          item, deadToleration,
          "\(path).operator \"\(toleration.operation)\" tolerates nothing; use Exists or Equal")
      }
      return toleration
    }
  }
}

private let deadToleration = "karmada.dead-toleration"
