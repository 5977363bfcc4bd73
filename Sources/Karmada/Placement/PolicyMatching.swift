internal import KubernetesModel
internal import SourceModel

/// Which policy a template belongs to, and which others wanted it.
struct PolicyMatch {
  /// Index into the propagation policies.
  var policy: Int
  var reason: String
  /// Indices of the others that select the template, with the reason why they lost.
  var losers: [(policy: Int, reason: String)]
  /// The losers that differ from the winner by their names only.
  var equals: [Int]
}

extension PolicySet {
  /// The one policy that propagates a template. Source: reference/karmada.md section 4.2.
  func match(_ template: Template) -> PolicyMatch? {
    let id = template.id
    let namespaced =
      id.namespace.isEmpty ? [] : ranked(candidates(namespace: id.namespace, for: id), template)
    let clusterWide = ranked(candidates(namespace: "", for: id), template)
    guard let winner = namespaced.first ?? clusterWide.first else { return nil }
    var losers = (namespaced.isEmpty ? clusterWide : namespaced).dropFirst().map { loser in
      (policy: loser.policy, reason: lossReason(loser, winner))
    }
    if !namespaced.isEmpty {
      losers += clusterWide.map {
        ($0.policy, "a PropagationPolicy of the namespace goes before every ClusterPropagationPolicy")
      }
    }
    let policy = propagation[winner.policy]
    var reason = "it selects the object \(winner.rank.words)"
    if !losers.isEmpty, policy.priority != 0 { reason += ", priority \(policy.priority)" }
    let contenders = namespaced.isEmpty ? clusterWide : namespaced
    let equals = contenders.dropFirst().prefix { $0.priority == winner.priority && $0.rank == winner.rank }
    return PolicyMatch(
      policy: winner.policy, reason: reason, losers: losers, equals: equals.map(\.policy))
  }

  private struct Contender {
    var policy: Int
    var rank: SelectorRank
    var priority: Int64
  }

  /// The policies that select the template, the winner first: priority, then rank, then the smaller name.
  private func ranked(_ candidates: [Int], _ template: Template) -> [Contender] {
    let contenders = candidates.compactMap { index in
      propagation[index].selectors.best(for: template.id, labels: template.labels).map {
        Contender(policy: index, rank: $0.rank, priority: propagation[index].priority)
      }
    }
    return contenders.sorted { a, b in
      if a.priority != b.priority { return a.priority > b.priority }
      return a.rank == b.rank ? a.policy < b.policy : a.rank > b.rank
    }
  }

  private func lossReason(_ loser: Contender, _ winner: Contender) -> String {
    if loser.priority != winner.priority {
      return "its priority \(loser.priority) is lower than \(winner.priority)"
    }
    if loser.rank != winner.rank { return "it selects \(loser.rank.words), the winner \(winner.rank.words)" }
    return "equal otherwise, its name comes later"
  }

  /// A policy as a decision names it.
  func decision(_ index: Int, _ reason: String) -> PlacementDecision.Policy {
    let policy = propagation[index]
    return .init(name: policy.name.description, location: policy.location, reason: reason)
  }
}

extension SelectorRank {
  fileprivate var words: String {
    switch self {
    case .all: "by its kind"
    case .label: "by label"
    case .name: "by name"
    }
  }
}
