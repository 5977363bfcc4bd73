internal import KubernetesModel
internal import SourceModel
internal import YAML

/// How a cluster's share is written into its copy of a workload. Source: reference/karmada.md sections 7.1 and 8.4.
enum ReplicaRevision {
  /// Every target gets the template as it is.
  case none
  /// Into a field. Native kinds are only written where it exists; the scripts for other kinds make it.
  case field([String], isMade: Bool)
  /// Into the worker groups of a RayService, whose head is one replica.
  case rayWorkers

  func write(_ replicas: Int64, to document: inout Document, by author: Author) {
    switch self {
    case .none: return
    case .field(let path, let isMade): Self.write(replicas, path, isMade: isMade, to: &document, by: author)
    case .rayWorkers:
      let groups = Self.workerGroups(document)
      for (group, share) in zip(groups, Self.workers(of: replicas, among: groups, in: document)) {
        document.write(share, "replicas", in: group, by: author)
      }
    }
  }

  /// Writes an integer, where the field exists and says something else.
  static func write(
    _ value: Int64, _ path: [String], isMade: Bool = false, to document: inout Document, by author: Author
  ) {
    guard let key = path.last, let parent = document[document.root, path.dropLast()],
      document.isMapping(parent), isMade || document[parent, key] != nil
    else { return }
    document.write(value, key, in: parent, by: author)
  }

  // MARK: - RayService

  private static func workerGroups(_ document: Document) -> [NodeID] {
    document.items(document[document.root, ["spec", "rayClusterConfig", "workerGroupSpecs"]])
      .filter { document.isMapping($0) }
  }

  /// The replicas of each worker group where a RayService has `replicas` with its head; the last may be negative.
  static func workers(of replicas: Int64, in document: Document) -> [Int64] {
    workers(of: replicas, among: workerGroups(document), in: document)
  }

  /// In proportion to what is written, rounded half up; the last group gets what is left.
  private static func workers(of replicas: Int64, among groups: [NodeID], in document: Document) -> [Int64] {
    let workers = max(0, replicas - 1)
    if workers == 0 { return groups.map { _ in 0 } }
    let written = groups.map { group in
      document[group, "replicas"].flatMap { document.kubernetesInteger($0) } ?? 0
    }
    let total = written.reduce(0, +)
    let count = Int64(groups.count)
    var rest = workers
    return written.enumerated().map { index, replicas in
      if index == groups.count - 1 { return rest }
      let share: Int64
      if total == 0 {
        share = workers / count + (Int64(index) < workers % count ? 1 : 0)
      } else {
        share = Int64((Double(workers) * (Double(replicas) / Double(total)) + 0.5).rounded(.down))
      }
      rest -= share
      return share
    }
  }
}

extension Document {
  fileprivate mutating func write(_ value: Int64, _ key: String, in mapping: NodeID, by author: Author) {
    if let node = self[mapping, key], kubernetesInteger(node) == value { return }
    set(key, in: mapping, to: .integer(Int(value)), by: author)
  }
}
