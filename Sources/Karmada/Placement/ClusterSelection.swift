internal import SourceModel
internal import YAML

/// Chooses among feasible clusters by spread constraints. Source: reference/karmada.md section 6.
///
/// Where a choice depends on room that is not stated, `undecidable` says so.
struct ClusterSelection {
  let members: [Member]
  /// Indices into the members, in the order of names.
  let feasible: [Int]
  let workload: Workload
  let availability: Availability
  private(set) var undecidable: [Schedule.Undecidable] = []

  init(members: [Member], feasible: [Int], workload: Workload, availability: Availability) {
    self.members = members
    self.feasible = feasible
    self.workload = workload
    self.availability = availability
  }

  /// The selected members by name; fails as Karmada would.
  mutating func select(_ placement: Placement) throws(ScheduleFailure) -> [Int] {
    if placement.ignoresSpreadConstraints { return feasible }
    let isDivided = (placement.scheduling?.division ?? .duplicated) != .duplicated
    guard let cluster = placement.spread.on(.cluster) else {
      throw ScheduleFailure(
        message: "failed to select clusters: just support cluster and region spread constraint",
        node: placement.spread.first?.node)
    }
    if let region = placement.spread.on(.region) {
      return try selectByRegion(region, cluster, isDivided: isDivided)
    }
    return try selectByCluster(cluster, isDivided: isDivided)
  }

  private mutating func selectByCluster(
    _ constraint: SpreadConstraint, isDivided: Bool
  ) throws(ScheduleFailure) -> [Int] {
    let count = Int64(feasible.count)
    if count < constraint.minGroups {
      throw failure("the number of feasible clusters is less than spreadConstraint.MinGroups", constraint)
    }
    let taken = min(count, constraint.maxGroups)
    if taken == 0 {
      throw isDivided
        ? failure("no enough resource when selecting 0 clusters", constraint)
        : ScheduleFailure(
          message: "failed to assign replicas: no clusters available to schedule", node: constraint.node)
    }
    // Those with the most room come first, so no other choice has more of it.
    let selected = availability.ordered(feasible).prefix(Int(taken))
    if taken < count { noteChoice(constraint) }
    if isDivided, workload.isWorkload, availability.sum(Array(selected)) < availability.count {
      throw failure("no enough resource when selecting \(taken) clusters", constraint)
    }
    return selected.sorted()
  }

  // MARK: - Regions

  private struct Region {
    var name: String
    var clusters: [Int]
    var weight: Int64
    var value: Int64 { Int64(clusters.count) }
  }

  private mutating func selectByRegion(
    _ region: SpreadConstraint, _ cluster: SpreadConstraint, isDivided: Bool
  ) throws(ScheduleFailure) -> [Int] {
    var byName: [String: [Int]] = [:]
    for index in feasible { byName[members[index].region, default: []].append(index) }
    if Int64(byName.count) < region.minGroups {
      throw failure("the number of feasible region is less than spreadConstraint.MinGroups", region)
    }
    let regions = regions(byName, minimum: region.minGroups, isDivided: isDivided)
    guard
      let choice = RegionChoice(
        values: regions.map(\.value), minimum: region.minGroups, maximum: region.maxGroups,
        target: cluster.minGroups)
    else {
      throw failure("there are too many regions to choose from", region)
    }
    let ranked = choice.ranked(weights: regions.map(\.weight), names: regions.map(\.name))
    guard let chosen = ranked else {
      throw failure("the number of clusters is less than the cluster spreadConstraint.MinGroups", cluster)
    }
    let groups = chosen.map { regions[$0] }
    var selected = groups.compactMap(\.clusters.first)
    let total = groups.reduce(0) { $0 + $1.clusters.count }
    let wanted = min(Int64(total), cluster.maxGroups)
    let rest = availability.ordered(groups.flatMap { $0.clusters.dropFirst() })
    selected += rest.prefix(max(0, Int(wanted) - selected.count))
    let isForced =
      choice.subsets.count == 1 && (selected.count == total || groups.allSatisfy { $0.clusters.count == 1 })
    if !isForced { noteChoice(region) }
    return selected.sorted()
  }

  /// The feasible clusters by region, sorted as the search for regions wants them.
  ///
  /// `minimum`, the least number of regions, is no larger than the number of clusters. Source: reference/karmada.md
  /// section 6.5; the average score in it is 0 at a first scheduling.
  private func regions(_ byName: [String: [Int]], minimum: Int64, isDivided: Bool) -> [Region] {
    let count = availability.count
    func weight(_ clusters: [Int]) -> Int64 {
      if !isDivided {
        let isEnough = { workload.isWorkload ? availability.replicas($0) >= count : true }
        return 1000 * Int64(clusters.count(where: isEnough))
      }
      if !workload.isWorkload { return 0 }
      let part = (count + minimum - 1) / max(1, minimum)
      return 1000 * min(part, availability.sum(clusters))
    }
    let regions = byName.map {
      Region(name: $0.key, clusters: availability.ordered($0.value), weight: weight($0.value))
    }
    return regions.sorted { a, b in
      if a.value != b.value { return a.value < b.value }
      if a.weight != b.weight { return a.weight > b.weight }
      return bytewise(a.name, b.name)
    }
  }

  // MARK: - Outcomes

  private func failure(_ message: String, _ constraint: SpreadConstraint) -> ScheduleFailure {
    ScheduleFailure(message: "failed to select clusters: \(message)", node: constraint.node)
  }

  private mutating func noteChoice(_ constraint: SpreadConstraint) {
    guard workload.isWorkload, availability.count > 0 else { return }
    let unknown = availability.unknown(among: feasible)
    if unknown.isEmpty { return }
    undecidable.append(
      .init(
        setting: "placement.spreadConstraints (choice among feasible clusters by available replicas)",
        clusters: unknown.map { members[$0].name }, remedy: "name the clusters in the affinity",
        node: constraint.node))
  }
}

/// The search for the regions that together have enough clusters. Source: reference/karmada.md section 6.6.
private struct RegionChoice {
  /// More would be a search without end for hostile input; real fleets have few regions.
  private static let limit = 100_000

  /// Subsets of indices in the order of discovery.
  private(set) var subsets: [[Int]] = []
  private let values: [Int64]

  /// Nil when there are too many subsets to try.
  init?(values: [Int64], minimum: Int64, maximum: Int64, target: Int64) {
    self.values = values
    if Int64(values.count) == minimum {
      let sum = values.reduce(0, +)
      if sum >= target, minimum <= maximum { subsets = [Array(values.indices)] }
      return
    }
    var steps = 0
    // Depth first: each entry is a subset and its sum; later regions extend it in turn.
    var pending: [(subset: [Int], sum: Int64)] = values.indices.reversed().map { ([$0], values[$0]) }
    while let (subset, sum) = pending.popLast() {
      steps += 1
      if steps > Self.limit { return nil }
      let size = Int64(subset.count)
      if size > maximum { continue }
      if sum >= target, size >= minimum {
        subsets.append(subset)
        continue
      }
      guard size < maximum, let last = subset.last else { continue }
      for next in values.indices.dropFirst(last + 1).reversed() {
        pending.append((subset + [next], sum + values[next]))
      }
    }
  }

  /// The chosen subset; nil when there is none.
  func ranked(weights: [Int64], names: [String]) -> [Int]? {
    let ordered = subsets.map { subset in
      subset.sorted {
        weights[$0] != weights[$1] ? weights[$0] > weights[$1] : bytewise(names[$0], names[$1])
      }
    }
    func sum(_ subset: [Int], _ of: [Int64]) -> Int64 { subset.reduce(0) { $0 + of[$1] } }
    let order = ordered.indices.sorted { a, b in
      let (weightA, weightB) = (sum(ordered[a], weights), sum(ordered[b], weights))
      if weightA != weightB { return weightA > weightB }
      let (valueA, valueB) = (sum(ordered[a], values), sum(ordered[b], values))
      if valueA != valueB { return valueA > valueB }
      return a < b
    }
    guard var choice = order.first.map({ ordered[$0] }) else { return nil }
    for index in order.dropFirst() {
      let candidate = ordered[index]
      if candidate.count < choice.count, choice.starts(with: candidate) { choice = candidate }
    }
    return choice
  }
}
