internal import SourceModel
internal import YAML

/// Where one template goes.
struct Schedule {
  struct Target {
    /// Index into the members.
    var member: Int
    /// Nil for what is no workload.
    var replicas: Int64?
    /// The share of `spec.completions`; nil where they stay.
    var completions: Int64?
  }

  /// A setting whose effect depends on live data.
  struct Undecidable {
    /// In Karmada's words: `placement.replicaScheduling.replicaDivisionPreference: Aggregated`.
    var setting: String
    /// The clusters whose stated capacity would decide it; none where that would not.
    var clusters: [String] = []
    /// What else would, as the end of a sentence.
    var remedy: String
    var node: NodeID?
  }

  /// In the order of members, which is by name.
  var targets: [Target] = []
  /// Why a member is a target or is none, as a sentence about it, and what says so.
  typealias Reason = (text: String, location: SourceLocation?)

  /// By member.
  var reasons: [Int: Reason] = [:]
  var notes: [String] = []
  var undecidable: [Undecidable] = []
  /// The selected members that static weights leave without a share.
  var dropped: [Int] = []
  /// The outcomes of ties that real Karmada may decide the other way.
  var ties: [String] = []
}

/// Why nothing could be scheduled, in Karmada's words.
struct ScheduleFailure: Error {
  var message: String
  var node: NodeID?
  /// Why each member can't be used or could have been, where reasons are recorded.
  var reasons: [Int: Schedule.Reason] = [:]
}

/// `1 replica`, `3 replicas`.
func replicas(_ count: Int64) -> String { count == 1 ? "1 replica" : "\(count) replicas" }

/// The first few of many, separated by commas.
func list(_ items: some RandomAccessCollection<String>, limit: Int = 8) -> String {
  let shown = items.prefix(limit).joined(separator: ", ")
  return items.count > limit ? "\(shown) and \(items.count - limit) more" : shown
}
