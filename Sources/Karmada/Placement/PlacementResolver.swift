internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Decides the clusters and shares of templates, as Karmada's scheduler does for a first placement.
///
/// Source: reference/karmada.md sections 5, 6 and 8. Capacity counts as sufficient everywhere; where that decides,
/// the result says so in `undecidable`.
struct PlacementResolver {
  let members: [Member]
  let recordsReasons: Bool

  /// Places one template; the failure is that of the first affinity group.
  func schedule(
    _ id: ResourceID, _ workload: Workload, by policy: PropagationPolicy
  ) -> Result<Schedule, ScheduleFailure> {
    let placement = policy.placement
    if placement.groups.isEmpty {
      return attempt(id, workload, policy, placement.affinity ?? ClusterAffinity(), overflow: [])
    }
    var firstFailure: ScheduleFailure?
    var skipped: [String] = []
    for group in placement.groups {
      let overflow = workload.isWorkload ? group.overflow : []
      switch attempt(id, workload, policy, group.affinity, overflow: overflow) {
      case .success(var schedule):
        schedule.notes.insert(contentsOf: skipped, at: 0)
        schedule.notes.append("affinity group \(group.name) is the first that can be used")
        return .success(schedule)
      case .failure(var failure):
        skipped.append("affinity group \(group.name) can't be used: \(failure.message)")
        failure.node = failure.node ?? group.node
        firstFailure = firstFailure ?? failure
      }
    }
    return .failure(firstFailure ?? ScheduleFailure(message: "there is no affinity group", node: nil))
  }

  private func attempt(
    _ id: ResourceID, _ workload: Workload, _ policy: PropagationPolicy, _ affinity: ClusterAffinity,
    overflow: [AffinityGroup]
  ) -> Result<Schedule, ScheduleFailure> {
    var schedule = Schedule()
    var feasible = self.feasible(id, policy.placement, affinity, into: &schedule)
    if !overflow.isEmpty {
      schedule.undecidable.append(
        .init(
          setting: "placement.clusterAffinities[].overflowAffinities",
          remedy: "drop the overflow groups", node: overflow.first?.node))
      for group in overflow where feasible.isEmpty {
        feasible = self.feasible(id, policy.placement, group.affinity, into: &schedule)
      }
    }
    if feasible.isEmpty {
      let node = affinity.node ?? policy.placement.tolerations.first?.node
      return .failure(ScheduleFailure(message: shortage(id, policy.placement, affinity), node: node))
    }
    var selection = ClusterSelection(members: members, feasible: feasible, workload: workload)
    let selected: [Int]
    switch selection.select(policy.placement) {
    case .success(let chosen): selected = chosen
    case .failure(let failure): return .failure(failure)
    }
    schedule.undecidable += selection.undecidable
    if recordsReasons {
      let chosen = Set(selected)
      for member in feasible where !chosen.contains(member) {
        schedule.reasons[member] = (
          "the spread constraints select other clusters", policy.placement.spread.first?.node
        )
      }
    }
    if selected.isEmpty {
      return .failure(
        ScheduleFailure(
          message: "failed to assign replicas: no clusters available to schedule",
          node: policy.placement.spread.first?.node))
    }
    assign(workload, policy.placement.scheduling, to: selected, &schedule)
    if let node = policy.foreignScheduler {
      schedule.undecidable.append(
        .init(setting: "schedulerName", remedy: "use the default scheduler", node: node))
    }
    return .success(schedule)
  }

  // MARK: - Filters

  /// The members that pass all filters, in the order of names.
  private func feasible(
    _ id: ResourceID, _ placement: Placement, _ affinity: ClusterAffinity, into schedule: inout Schedule
  ) -> [Int] {
    var result: [Int] = []
    for (index, member) in members.enumerated() {
      guard let exclusion = exclusion(of: member, id, placement, affinity) else {
        result.append(index)
        schedule.reasons[index] = nil
        continue
      }
      if recordsReasons { schedule.reasons[index] = (exclusion.text(affinity, member), exclusion.node) }
    }
    return result
  }

  private enum Filter {
    case deletion
    case api
    case taint(Cluster.Taint)
    case affinity
    case property(String)

    /// The filter's part of the message when no cluster is left; nil for what Karmada does not count.
    var counted: String? {
      switch self {
      case .deletion: nil
      case .api: "did not have the API resource"
      case .taint(let taint): "had untolerated taint {\(taint.text)}"
      case .affinity: "did not match the placement cluster affinity constraint"
      case .property(let name): "did not have \(name) property"
      }
    }
  }

  private struct Exclusion {
    var filter: Filter
    var node: NodeID?

    func text(_ affinity: ClusterAffinity, _ member: Member) -> String {
      switch filter {
      case .deletion: "it is being deleted"
      case .api: "its API enablements do not list this kind"
      case .taint(let taint): "its taint \(taint.text) is not tolerated"
      case .affinity: "it \(affinity.mismatch(member) ?? "does not match the affinity")"
      case .property(let name): "it has no \(name), which a spread constraint asks for"
      }
    }
  }

  private func exclusion(
    of member: Member, _ id: ResourceID, _ placement: Placement, _ affinity: ClusterAffinity
  ) -> Exclusion? {
    if member.isBeingDeleted { return Exclusion(filter: .deletion) }
    if !affinity.matches(member) { return Exclusion(filter: .affinity, node: affinity.node) }
    if let kinds = member.apiEnablements, kinds[id.apiVersion]?.contains(id.kind) != true {
      return Exclusion(filter: .api)
    }
    if let taint = placement.tolerations.untolerated(among: member.taints) {
      return Exclusion(filter: .taint(taint))
    }
    for constraint in placement.spread {
      switch constraint.field {
      case .provider? where member.provider.isEmpty:
        return Exclusion(filter: .property("provider"), node: constraint.node)
      case .region? where member.region.isEmpty:
        return Exclusion(filter: .property("region"), node: constraint.node)
      case .zone? where member.zones.isEmpty:
        return Exclusion(filter: .property("zones"), node: constraint.node)
      default: continue
      }
    }
    return nil
  }

  /// Karmada's sentence for the case that no cluster is feasible.
  private func shortage(_ id: ResourceID, _ placement: Placement, _ affinity: ClusterAffinity) -> String {
    if members.isEmpty { return "0/0 clusters are available: no cluster exists." }
    var counts: [String: Int] = [:]
    for member in members {
      if let reason = exclusion(of: member, id, placement, affinity)?.filter.counted {
        counts[reason, default: 0] += 1
      }
    }
    let reasons = counts.map { "\($0.value) cluster(s) \($0.key)" }.sorted(by: bytewise)
    return "0/\(members.count) clusters are available: \(reasons.joined(separator: ", "))."
  }

  // MARK: - Replicas

  private func assign(
    _ workload: Workload, _ scheduling: ReplicaScheduling?, to selected: [Int], _ schedule: inout Schedule
  ) {
    guard workload.isWorkload else {
      schedule.targets = selected.sorted().map { Schedule.Target(member: $0) }
      return
    }
    let count = workload.replicas ?? 0
    let names = selected.map { members[$0].name }
    var shares: [(member: Int, seats: Int64)]
    switch scheduling?.division ?? .duplicated {
    case .duplicated:
      shares = selected.map { ($0, count) }
      schedule.notes.append("every cluster gets all \(count) replicas (Duplicated)")
    case .weighted:
      let weights = staticWeights(scheduling, of: selected)
      shares = divide(count, zip(names, weights).map { ($0, $1) }, selected, &schedule)
    case .dynamic:
      noteCapacity(
        "placement.replicaScheduling.weightPreference.dynamicWeight", scheduling, selected, count, &schedule)
      shares = divide(count, names.map { ($0, 1) }, selected, &schedule)
    case .aggregated:
      noteCapacity(
        "placement.replicaScheduling.replicaDivisionPreference: Aggregated", scheduling, selected, count,
        &schedule)
      let first = selected.min()
      shares = selected.map { ($0, $0 == first ? count : 0) }
    }
    shares.sort { $0.member < $1.member }
    for share in shares where share.seats == 0 {
      schedule.reasons[share.member] = ("its share is 0 replicas", scheduling?.setting)
    }
    schedule.targets = shares.filter { $0.seats > 0 }.map {
      Schedule.Target(member: $0.member, replicas: $0.seats)
    }
    divideCompletions(workload, scheduling, &schedule)
  }

  /// Notes that a division depends on live capacity, unless there is only one candidate.
  private func noteCapacity(
    _ setting: String, _ scheduling: ReplicaScheduling?, _ selected: [Int], _ count: Int64,
    _ schedule: inout Schedule
  ) {
    guard count > 0 else { return }
    if selected.count > 1 {
      schedule.undecidable.append(
        .init(setting: setting, remedy: "use a staticWeightList", node: scheduling?.setting))
    } else {
      schedule.notes.append("the only candidate gets everything, provided that it has room")
    }
  }

  private func staticWeights(_ scheduling: ReplicaScheduling?, of selected: [Int]) -> [Int64] {
    let weights = selected.map { index in
      scheduling?.weights.reduce(Int64(0)) { $1.target.matches(members[index]) ? max($0, $1.weight) : $0 }
        ?? 0
    }
    return weights.allSatisfy { $0 == 0 } ? weights.map { _ in 1 } : weights
  }

  private func divide(
    _ count: Int64, _ candidates: [(name: String, weight: Int64)], _ selected: [Int],
    _ schedule: inout Schedule
  ) -> [(member: Int, seats: Int64)] {
    let division = ReplicaDivision(count, among: candidates)
    if count > 0, recordsReasons || division.alternative != nil {
      let weights = Self.list(candidates.map { "\($0.name) \($0.weight)" })
      let shares = Self.text(division.shares)
      schedule.notes.append("\(count) replicas by weight (\(weights)): \(shares)")
    }
    if let alternative = division.alternative {
      schedule.ties.append(
        "\(count) replicas can be divided in two ways, \(Self.text(division.shares, alternative))")
    }
    return zip(selected, division.shares).map { ($0, $1.seats) }
  }

  private static func text(_ shares: [ReplicaDivision.Share]) -> String {
    list(shares.map { "\($0.name) \($0.seats)" })
  }

  /// Where two outcomes differ: `a 2 or 1, b 1 or 2`.
  private static func text(_ shares: [ReplicaDivision.Share], _ others: [ReplicaDivision.Share]) -> String {
    let pairs = zip(shares, others).filter { $0.seats != $1.seats }
    return list(pairs.map { "\($0.name) \($0.seats) or \($1.seats)" })
  }

  /// The first few of many.
  private static func list(_ items: [String]) -> String {
    let shown = items.prefix(8).joined(separator: ", ")
    return items.count > 8 ? "\(shown) and \(items.count - 8) more" : shown
  }

  /// Source: reference/karmada.md section 8.4.
  private func divideCompletions(
    _ workload: Workload, _ scheduling: ReplicaScheduling?, _ schedule: inout Schedule
  ) {
    guard let completions = workload.completions, (workload.replicas ?? 0) > 0, let scheduling,
      scheduling.division != .duplicated
    else { return }
    let candidates = schedule.targets.map { (name: members[$0.member].name, weight: $0.replicas ?? 0) }
    let division = ReplicaDivision(completions, among: candidates)
    for (index, share) in division.shares.enumerated() { schedule.targets[index].completions = share.seats }
    schedule.notes.append("\(completions) completions by replicas: \(Self.text(division.shares))")
    if let alternative = division.alternative {
      schedule.ties.append(
        "\(completions) completions can be divided in two ways, \(Self.text(division.shares, alternative))")
    }
  }
}
