package import SourceModel

/// What a control plane decides about one object: which policy places it, where it goes, and why.
package struct PlacementDecision: Sendable {
  package enum Outcome: Sendable, Hashable {
    /// It goes to the clusters listed, if any.
    case placed
    /// No policy selects it, and nothing needs it.
    case unmatched
    /// Such an object is never propagated; the text says why.
    case skipped(String)
    /// It can't be placed; the text says why.
    case failed(String)
  }

  /// A policy that was looked at.
  package struct Policy: Sendable, Hashable {
    /// `PropagationPolicy demo/nginx`.
    package var name: String
    package var location: SourceLocation
    /// The rule that made it win or lose.
    package var reason: String

    package init(name: String, location: SourceLocation, reason: String) {
      self.name = name
      self.location = location
      self.reason = reason
    }
  }

  /// Name of the application that brings the object; empty where there is none.
  package var application = ""
  /// The resource template, or the federated object.
  package var object: ResourceID
  package var location: SourceLocation
  package var outcome: Outcome
  package var policy: Policy?
  /// Policies that select the object too and lost.
  package var losers: [Policy] = []
  /// The replicas that are asked for; nil for kinds without a count.
  package var replicas: Int64?
  /// How replicas were counted and divided, and what was assumed.
  package var notes: [String] = []
  /// By name; targets only, unless reasons for all clusters were asked for.
  package var clusters: [ClusterDecision] = []

  package init(object: ResourceID, location: SourceLocation, outcome: Outcome, replicas: Int64? = nil) {
    self.object = object
    self.location = location
    self.outcome = outcome
    self.replicas = replicas
  }
}

/// What is decided about one object for one cluster.
package struct ClusterDecision: Sendable {
  package var cluster: String
  /// What the cluster gets, after overrides; nil for a cluster that is no target.
  package var result: ResourceID?
  /// The share of a workload; nil for everything else.
  package var replicas: Int64?
  /// Why it is a target or is none, as a sentence about the cluster.
  package var reason: String
  /// The field that decided it.
  package var location: SourceLocation?
  /// The overrides that changed the object for this cluster, in the order of application.
  package var overrides: [AppliedOverride]

  package var isTarget: Bool { result != nil }

  package init(
    cluster: String, result: ResourceID? = nil, replicas: Int64? = nil, reason: String,
    location: SourceLocation? = nil, overrides: [AppliedOverride] = []
  ) {
    self.cluster = cluster
    self.result = result
    self.replicas = replicas
    self.reason = reason
    self.location = location
    self.overrides = overrides
  }
}

/// One override that was applied.
package struct AppliedOverride: Sendable, Hashable {
  /// `OverridePolicy demo/nginx`, or the federated object that holds it.
  package var policy: String
  /// What it did: `plaintext add /spec/replicas`.
  package var action: String
  package var location: SourceLocation
  /// The fields with their values before and after; empty unless reasons were asked for.
  package var changes: [FieldEdit] = []

  package init(policy: String, action: String, location: SourceLocation, changes: [FieldEdit] = []) {
    self.policy = policy
    self.action = action
    self.location = location
    self.changes = changes
  }
}
