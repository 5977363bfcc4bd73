internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Gives the selected clusters their shares of a workload. Source: reference/karmada.md section 8.
struct ReplicaAssignment {
  let members: [Member]
  let workload: Workload
  let policy: PropagationPolicy
  let availability: Availability
  /// Whether notes tell the arithmetic also where nothing is remarkable about it.
  let recordsArithmetic: Bool

  private var scheduling: ReplicaScheduling? { policy.placement.scheduling }

  private typealias Share = (member: Int, seats: Int64)

  /// Divides among the clusters of the first tier; what finds no room there goes to the next.
  ///
  /// Only a division by capacity ever has more than one tier. Fails when the clusters together have too little room.
  mutating func assign(to tiers: [[Int]], into schedule: inout Schedule) throws(ScheduleFailure) {
    let selected = Array(tiers.joined())
    guard workload.isWorkload else {
      schedule.targets = selected.sorted().map { Schedule.Target(member: $0) }
      return
    }
    let count = availability.count
    var shares: [Share]
    switch scheduling?.division ?? .duplicated {
    case .duplicated:
      shares = selected.map { ($0, count) }
      schedule.notes.append("every cluster gets all \(replicas(count)) (Duplicated)")
    case .weighted:
      shares = divide(count, by: "weight", staticWeights(of: selected), among: selected, &schedule)
    case .dynamic:
      shares = try divideByRoom(
        tiers, "placement.replicaScheduling.weightPreference.dynamicWeight", aggregates: false, &schedule)
    case .aggregated:
      shares = try divideByRoom(
        tiers, "placement.replicaScheduling.replicaDivisionPreference: Aggregated", aggregates: true,
        &schedule)
    }
    shares.sort { $0.member < $1.member }
    for share in shares where share.seats == 0 {
      schedule.reasons[share.member] = ("its share is 0 replicas", policy.location(scheduling?.setting))
      if case .weighted? = scheduling?.division { schedule.dropped.append(share.member) }
    }
    schedule.targets = shares.filter { $0.seats > 0 }.map {
      Schedule.Target(member: $0.member, replicas: $0.seats)
    }
    divideCompletions(&schedule)
  }

  // MARK: - By room

  /// Divides by the room of the clusters: in proportion to it, or, aggregating, over as few as can be.
  ///
  /// Source: reference/karmada.md section 13, and Karmada's scheduler for a first placement.
  private func divideByRoom(
    _ tiers: [[Int]], _ setting: String, aggregates: Bool, _ schedule: inout Schedule
  ) throws(ScheduleFailure) -> [Share] {
    var shares: [Share] = []
    var unknown: [Int] = []
    var rest = availability.count
    for tier in tiers {
      if rest == 0 {
        shares += tier.map { ($0, 0) }
        continue
      }
      unknown += availability.unknown(among: tier)
      let ordered = availability.ordered(tier)
      let part = min(rest, availability.sum(tier))
      rest -= part
      var takers = ordered[...]
      if aggregates {
        var room: Int64 = 0
        takers = ordered.prefix { member in
          defer { room += availability.replicas(member) }
          return room < part
        }
      }
      shares += ordered.dropFirst(takers.count).map { ($0, 0) }
      let among = takers.sorted()
      shares += divide(part, by: "room", among.map(availability.replicas), among: among, &schedule)
    }
    if rest > 0 {
      let room = availability.count - rest
      throw ScheduleFailure(
        message:
          "failed to assign replicas: failed to scale up: Clusters available replicas \(room) are not enough to schedule.",
        node: scheduling?.setting)
    }
    noteRoom(unknown, setting, isOnlyOne: tiers.joined().count == 1, &schedule)
    return shares
  }

  /// Notes that a division depends on room that nobody stated, unless there is only one candidate.
  private func noteRoom(
    _ unknown: [Int], _ setting: String, isOnlyOne: Bool, _ schedule: inout Schedule
  ) {
    if unknown.isEmpty || availability.count == 0 { return }
    if isOnlyOne {
      schedule.notes.append("the only candidate gets everything, provided that it has room")
      return
    }
    schedule.undecidable.append(
      .init(
        setting: setting, clusters: unknown.map { members[$0].name }, remedy: "use a staticWeightList",
        node: scheduling?.setting))
  }

  // MARK: - By weight

  private func staticWeights(of selected: [Int]) -> [Int64] {
    let weights = selected.map { index in
      scheduling?.weights.reduce(Int64(0)) { $1.target.matches(members[index]) ? max($0, $1.weight) : $0 }
        ?? 0
    }
    return weights.allSatisfy { $0 == 0 } ? weights.map { _ in 1 } : weights
  }

  private func divide(
    _ count: Int64, by measure: String, _ weights: [Int64], among selected: [Int], _ schedule: inout Schedule
  ) -> [Share] {
    let candidates = zip(selected, weights).map { (name: members[$0].name, weight: $1) }
    let division = ReplicaDivision(count, among: candidates)
    if count > 0, recordsArithmetic || division.alternative != nil {
      let given = list(candidates.lazy.map { "\($0.name) \($0.weight)" })
      schedule.notes.append("\(replicas(count)) by \(measure) (\(given)): \(Self.text(division.shares))")
    }
    note(division, of: replicas(count), &schedule)
    return zip(selected, division.shares).map { ($0, $1.seats) }
  }

  /// Source: reference/karmada.md section 8.4.
  private func divideCompletions(_ schedule: inout Schedule) {
    guard let completions = workload.completions, availability.count > 0, let scheduling,
      scheduling.division != .duplicated
    else { return }
    let candidates = schedule.targets.map { (name: members[$0.member].name, weight: $0.replicas ?? 0) }
    let division = ReplicaDivision(completions, among: candidates)
    for (index, share) in division.shares.enumerated() { schedule.targets[index].completions = share.seats }
    let subject = completions == 1 ? "1 completion" : "\(completions) completions"
    schedule.notes.append("\(subject) by replicas: \(Self.text(division.shares))")
    note(division, of: subject, &schedule)
  }

  private func note(_ division: ReplicaDivision, of subject: String, _ schedule: inout Schedule) {
    guard let alternative = division.alternative else { return }
    let pairs = zip(division.shares, alternative).filter { $0.seats != $1.seats }
    let differences = list(pairs.lazy.map { "\($0.name) \($0.seats) or \($1.seats)" })
    schedule.ties.append("\(subject) can be divided in two ways, \(differences)")
  }

  private static func text(_ shares: [ReplicaDivision.Share]) -> String {
    list(shares.lazy.map { "\($0.name) \($0.seats)" })
  }
}
