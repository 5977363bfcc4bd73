internal import KubernetesModel

/// How many replicas of one workload each cluster could take, as Karmada's estimators would answer.
///
/// Source: reference/karmada.md sections 6.2 and 13. Where nothing is stated, a cluster counts as having room for all
/// of them, which is also what Karmada takes when no estimator answers.
struct Availability {
  /// The replicas that are to be placed.
  let count: Int64
  /// By member; nil where nothing is stated.
  private let stated: [Int64?]

  init(_ workload: Workload, members: [Member]) {
    let count = workload.replicas ?? 0
    self.count = count
    // Capacity means nothing to what is no workload.
    guard workload.isWorkload, members.contains(where: { $0.capacity != nil }) else {
      stated = []
      return
    }
    stated = members.map { member in
      guard let room = member.capacity?.replicas(requesting: workload.requests?.amounts) else { return nil }
      // Estimators answer in 32 bits; their highest answer means no limit.
      return room >= Int64(Int32.max) ? count : room
    }
  }

  /// The room of one member.
  func replicas(_ member: Int) -> Int64 { stated.isEmpty ? count : stated[member] ?? count }

  /// The room of some members together.
  func sum(_ members: [Int]) -> Int64 { members.reduce(0) { $0 + replicas($1) } }

  /// The members of which nothing is stated.
  func unknown(among members: [Int]) -> [Int] {
    stated.isEmpty ? members : members.filter { stated[$0] == nil }
  }

  /// Members with the most room first, then by name, which is the order of members.
  func ordered(_ members: [Int]) -> [Int] {
    if stated.isEmpty { return members.sorted() }
    return members.sorted { a, b in
      let (left, right) = (replicas(a), replicas(b))
      return left == right ? a < b : left > right
    }
  }
}
