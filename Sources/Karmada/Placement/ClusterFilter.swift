internal import KubernetesModel
internal import SourceModel

/// Tells which clusters are feasible for a template at a first scheduling. Source: reference/karmada.md section 5.2.
struct ClusterFilter {
  let id: ResourceID
  let policy: PropagationPolicy
  let affinity: ClusterAffinity

  private var placement: Placement { policy.placement }

  /// Why a cluster can't be chosen.
  struct Exclusion {
    fileprivate enum Rule {
      case deletion
      case api
      case taint(Cluster.Taint)
      case affinity
      case property(String)
    }

    fileprivate var rule: Rule
    /// What says so, in the policy or in the cluster.
    var location: SourceLocation?
  }

  /// The first rule that a cluster fails; nil when it is feasible.
  func exclusion(of member: Member) -> Exclusion? {
    if member.isBeingDeleted { return Exclusion(rule: .deletion, location: member.location) }
    if !affinity.matches(member) { return Exclusion(rule: .affinity, location: location) }
    if let kinds = member.apiEnablements, kinds[id.apiVersion]?.contains(id.kind) != true {
      return Exclusion(rule: .api, location: member.location)
    }
    if let taint = placement.tolerations.untolerated(among: member.taints) {
      return Exclusion(rule: .taint(taint), location: taint.location)
    }
    for constraint in placement.spread {
      switch constraint.field {
      case .provider? where member.provider.isEmpty:
        return Exclusion(rule: .property("provider"), location: policy.location(constraint.node))
      case .region? where member.region.isEmpty:
        return Exclusion(rule: .property("region"), location: policy.location(constraint.node))
      case .zone? where member.zones.isEmpty:
        return Exclusion(rule: .property("zones"), location: policy.location(constraint.node))
      default: continue
      }
    }
    return nil
  }

  /// Where the affinity is written; nil without one.
  var location: SourceLocation? { affinity.node.map { policy.location($0) } }

  /// The exclusion as a sentence about the cluster.
  func text(_ exclusion: Exclusion, _ member: Member) -> String {
    switch exclusion.rule {
    case .deletion: "it is being deleted"
    case .api: "its API enablements do not list this kind"
    case .taint(let taint): "its taint \(taint.text) is not tolerated"
    case .affinity: "it \(affinity.mismatch(member) ?? "does not match the affinity")"
    case .property(let name): "it has no \(name), which a spread constraint asks for"
    }
  }

  /// Why a feasible cluster is one, as a sentence about it.
  func reason(for member: Member) -> String {
    let taints = member.taints.filter(\.keepsOut).map(\.text)
    let tolerated = taints.isEmpty ? "" : "; its taint \(list(taints)) is tolerated"
    return affinity.match(member) + tolerated
  }

  /// Karmada's sentence for the case that no cluster is feasible.
  func shortage(among members: [Member]) -> String {
    if members.isEmpty { return "0/0 clusters are available: no cluster exists." }
    var counts: [String: Int] = [:]
    for member in members {
      let reason: String
      switch exclusion(of: member)?.rule {
      // Karmada does not count these.
      case nil, .deletion?: continue
      case .api?: reason = "did not have the API resource"
      case .taint(let taint)?: reason = "had untolerated taint {\(taint.text)}"
      case .affinity?: reason = "did not match the placement cluster affinity constraint"
      case .property(let name)?: reason = "did not have \(name) property"
      }
      counts[reason, default: 0] += 1
    }
    let reasons = counts.map { "\($0.value) cluster(s) \($0.key)" }.sorted(by: bytewise)
    return "0/\(members.count) clusters are available: \(reasons.joined(separator: ", "))."
  }
}
