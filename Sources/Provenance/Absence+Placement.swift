internal import KubernetesModel
internal import ManifestCompiler
internal import SourceModel

extension FleetExplainer {
  /// Why Karmada or KubeFed keeps from a cluster what an application brings to others: the policy and the rule that
  /// excludes the cluster, for each object that is meant.
  func placementReasons(
    _ planned: PlannedApplication, _ cluster: String, _ query: ResourceQuery
  ) -> [Absence.Reason] {
    let decisions = fleet.placements.filter {
      $0.application.utf8.elementsEqual(planned.name.utf8) && query.matches($0.object)
    }
    let reasons = decisions.flatMap { placementReasons($0, cluster) }
    if !reasons.isEmpty { return reasons }
    return [
      Absence.Reason(
        text: "the policies of \(planned.name) give it to other clusters", location: planned.location)
    ]
  }

  /// The reasons of all objects that are meant and that go to no cluster at all.
  func unplacedReasons(_ query: ResourceQuery, _ cluster: String) -> [Absence.Reason] {
    fleet.placements.filter { decision in
      query.matches(decision.object) && !decision.clusters.contains(where: \.isTarget)
    }
    .flatMap { placementReasons($0, cluster) }
  }

  private func placementReasons(_ decision: PlacementDecision, _ name: String) -> [Absence.Reason] {
    var reasons: [Absence.Reason] = []
    func add(_ text: String, _ location: SourceLocation?) {
      reasons.append(Absence.Reason(text: text, location: location))
    }
    switch decision.outcome {
    case .placed: break
    case .unmatched: add("no propagation policy selects \(decision.object)", decision.location)
    case .skipped(let why), .failed(let why):
      add("\(decision.object) goes nowhere: \(why)", decision.location)
    }
    if let policy = decision.policy { add("\(policy.name): \(policy.reason)", policy.location) }
    for loser in decision.losers { add("not \(loser.name): \(loser.reason)", loser.location) }
    if case .placed = decision.outcome {
      if let cluster = decision.clusters.first(where: { $0.cluster.utf8.elementsEqual(name.utf8) }) {
        if !cluster.isTarget { add("not \(name): \(cluster.reason)", cluster.location) }
      } else {
        add("\(name) is not a member that was looked at", decision.policy?.location)
      }
    }
    return reasons
  }
}
