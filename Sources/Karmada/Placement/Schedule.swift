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
    /// What would decide it, as the end of a sentence.
    var remedy: String
    var node: NodeID?
  }

  /// In the order of members, which is by name.
  var targets: [Target] = []
  /// Why members are no targets, or by which rule they are; by member.
  var reasons: [Int: (text: String, node: NodeID?)] = [:]
  var notes: [String] = []
  var undecidable: [Undecidable] = []
  /// The outcomes of ties that real Karmada may decide the other way.
  var ties: [String] = []
}

/// Why nothing could be scheduled, in Karmada's words.
struct ScheduleFailure: Error {
  var message: String
  var node: NodeID?
}
