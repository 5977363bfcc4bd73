package import KubernetesModel
package import SourceModel

/// What Karmada puts into each member cluster, and why.
package struct Propagation: Sendable {
  /// One resource of one cluster.
  package struct PlacedResource: Sendable {
    package var resource: Resource
    /// Index into `decisions`: the template that it was made from.
    package var decision: Int
  }

  /// What one cluster gets, sorted by apiVersion, kind, namespace and name.
  package struct ClusterResources: Sendable {
    package var cluster: String
    package var resources: [PlacedResource]
  }

  /// The clusters that get something, sorted bytewise by name.
  package var clusters: [ClusterResources]
  /// One decision for each template, in the order of the templates.
  package var decisions: [PropagationDecision]
}

/// What became of one template.
package struct PropagationDecision: Sendable {
  package enum Outcome: Sendable, Hashable {
    /// It goes to the clusters listed, if any.
    case placed
    /// No policy selects it, and nothing needs it.
    case unmatched
    /// Karmada never propagates such an object; the text says why.
    case skipped(String)
    /// Karmada would not place it; the text says why.
    case failed(String)
  }

  /// A policy that was looked at.
  package struct Policy: Sendable, Hashable {
    /// `PropagationPolicy demo/nginx`.
    package var name: String
    package var location: SourceLocation
    /// The rule that made it win or lose.
    package var reason: String
  }

  package var template: ResourceID
  package var location: SourceLocation
  package var outcome: Outcome
  package var policy: Policy?
  /// Policies that select the template too and lost.
  package var losers: [Policy]
  /// Nil for kinds without a count.
  package var replicas: Int64?
  /// How replicas were counted and divided, and what was assumed.
  package var notes: [String]
  /// Every cluster of the inventory by name; empty unless reasons were asked for.
  package var clusters: [ClusterDecision]
}

/// What became of one template in one cluster.
package struct ClusterDecision: Sendable {
  package var cluster: String
  package var isTarget: Bool
  /// The share of a workload; nil for everything else.
  package var replicas: Int64?
  /// Why it is a target or is none.
  package var reason: String
  /// The field of the policy that decided it.
  package var location: SourceLocation?
  /// The overrides that changed the resource for this cluster, in the order of application.
  package var overrides: [AppliedOverride]
}

/// One overrider that was applied.
package struct AppliedOverride: Sendable, Hashable {
  /// `OverridePolicy demo/nginx`.
  package var policy: String
  /// What it did: `plaintext add /spec/replicas`.
  package var action: String
  package var location: SourceLocation
  /// The fields with their values before and after; empty unless reasons were asked for.
  package var changes: [FieldEdit] = []
}

/// Settings of `propagate`.
package struct PropagationOptions: Sendable {
  /// Every feasible cluster of which no capacity is stated can hold all replicas: decides what otherwise depends on live
  /// data.
  package var assumesCapacity: Bool
  /// Whether decisions list every cluster with its reason (for `explain` and `--why`).
  package var recordsClusters: Bool
  /// How a person asks for `assumesCapacity`, for messages.
  package var assumption = "set karmada.assumeCapacity in fleetfold.yaml"

  package init(assumesCapacity: Bool = false, recordsClusters: Bool = false) {
    self.assumesCapacity = assumesCapacity
    self.recordsClusters = recordsClusters
  }
}
