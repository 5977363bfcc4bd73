internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Decides the clusters and shares of templates, as Karmada's scheduler does for a first placement.
///
/// Source: reference/karmada.md sections 5, 6 and 8. Where the room of clusters decides and is not stated, they count as
/// having enough, and `undecidable` of the result says so.
struct PlacementResolver {
  let members: [Member]
  let recordsReasons: Bool

  /// Places one template; the failure is that of the first affinity group.
  func schedule(
    _ id: ResourceID, _ workload: Workload, by policy: PropagationPolicy
  ) -> Result<Schedule, ScheduleFailure> {
    let placement = policy.placement
    var firstFailure: ScheduleFailure?
    var skipped: [String] = []
    var groups = placement.groups
    if groups.isEmpty {
      let affinity = placement.affinity ?? ClusterAffinity()
      groups = [AffinityGroup(name: "", affinity: affinity, node: affinity.node ?? policy.document.root)]
    }
    for group in groups {
      var schedule = Schedule()
      do throws(ScheduleFailure) {
        try attempt(id, workload, policy, group, into: &schedule)
        if !placement.groups.isEmpty {
          let choice = "affinity group \(group.name) is the first that can be used"
          schedule.notes.insert(contentsOf: skipped + [choice], at: 0)
        }
        return .success(schedule)
      } catch {
        skipped.append("affinity group \(group.name) can't be used: \(error.message)")
        firstFailure =
          firstFailure
          ?? ScheduleFailure(
            message: error.message, node: error.node ?? group.node, reasons: schedule.reasons)
      }
    }
    return .failure(firstFailure ?? ScheduleFailure(message: "there is no affinity group", node: nil))
  }

  private func attempt(
    _ id: ResourceID, _ workload: Workload, _ policy: PropagationPolicy, _ group: AffinityGroup,
    into schedule: inout Schedule
  ) throws(ScheduleFailure) {
    let placement = policy.placement
    let filter = ClusterFilter(id: id, policy: policy, affinity: group.affinity)
    var tiers = [feasible(filter, into: &schedule)]
    // Groups to overflow into matter only where there is something to divide.
    for overflow in workload.isWorkload ? group.overflow : [] {
      let earlier = Set(tiers.joined())
      let filter = ClusterFilter(id: id, policy: policy, affinity: overflow.affinity)
      tiers.append(feasible(filter, into: &schedule, except: earlier))
    }
    guard tiers.contains(where: { !$0.isEmpty }) else {
      throw ScheduleFailure(
        message: filter.shortage(among: members),
        node: group.affinity.node ?? placement.tolerations.first?.node)
    }
    let availability = Availability(workload, members: members)
    if tiers.count == 1 || !placement.ignoresSpreadConstraints {
      tiers = try select(policy, tiers, workload, availability, group, into: &schedule)
    }
    var assignment = ReplicaAssignment(
      members: members, workload: workload, policy: policy, availability: availability,
      recordsArithmetic: recordsReasons)
    try assignment.assign(to: tiers, into: &schedule)
    if let node = policy.foreignScheduler {
      schedule.undecidable.append(
        .init(setting: "schedulerName", remedy: "use the default scheduler", node: node))
    }
  }

  /// The members that pass all filters, in the order of names.
  private func feasible(
    _ filter: ClusterFilter, into schedule: inout Schedule, except earlier: Set<Int> = []
  ) -> [Int] {
    var result: [Int] = []
    for (index, member) in members.enumerated() where !earlier.contains(index) {
      let exclusion = filter.exclusion(of: member)
      if exclusion == nil { result.append(index) }
      guard recordsReasons else { continue }
      if let exclusion {
        schedule.reasons[index] = (filter.text(exclusion, member), exclusion.location)
      } else {
        schedule.reasons[index] = (filter.reason(for: member), filter.location)
      }
    }
    return result
  }

  /// The clusters that the spread constraints choose, as one tier.
  private func select(
    _ policy: PropagationPolicy, _ tiers: [[Int]], _ workload: Workload, _ availability: Availability,
    _ group: AffinityGroup, into schedule: inout Schedule
  ) throws(ScheduleFailure) -> [[Int]] {
    let placement = policy.placement
    if tiers.count > 1 {
      schedule.undecidable.append(
        .init(
          setting: "placement.clusterAffinities[].overflowAffinities",
          remedy: "drop the overflow groups or the spread constraints", node: group.overflow.first?.node))
    }
    let feasible = tiers.first { !$0.isEmpty } ?? []
    var selection = ClusterSelection(
      members: members, feasible: feasible, workload: workload, availability: availability)
    let selected = try selection.select(placement)
    schedule.undecidable += selection.undecidable
    if selected.isEmpty {
      throw ScheduleFailure(
        message: "failed to assign replicas: no clusters available to schedule",
        node: placement.spread.first?.node)
    }
    if recordsReasons, selected.count < feasible.count {
      let chosen = Set(selected)
      for member in feasible {
        let isChosen = chosen.contains(member)
        schedule.reasons[member] = (
          isChosen ? "the spread constraints choose it" : "the spread constraints choose other clusters",
          placement.spread.first.map { policy.location($0.node) }
        )
      }
    }
    return [selected]
  }
}
