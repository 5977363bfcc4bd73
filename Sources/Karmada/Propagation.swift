/// Karmada without a control plane.
package enum Propagation {}

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
