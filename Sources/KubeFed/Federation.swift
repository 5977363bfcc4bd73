package import KubernetesModel
package import SourceModel

/// What a KubeFed control plane creates in each member cluster, and why.
package struct Federation: Sendable {
  /// What one cluster gets, sorted by apiVersion, kind, namespace and name.
  package struct ClusterResources: Sendable {
    package var cluster: String
    package var resources: [Resource]
  }

  /// The clusters that get something, sorted bytewise by name.
  package var clusters: [ClusterResources]
  /// One decision for each federated object, in the order of the input.
  package var decisions: [FederationDecision]
}

/// What became of one federated object.
package struct FederationDecision: Sendable {
  /// A cluster that gets the object.
  package struct Target: Sendable {
    package var cluster: String
    package var reason: String
    package var location: SourceLocation?
    package var overrides: [Override]
  }

  /// An override that was applied.
  package struct Override: Sendable, Hashable {
    /// `replace /spec/replicas`.
    package var action: String
    package var location: SourceLocation
    /// All fields that the overrides of the cluster changed, with the last of them; empty unless asked for.
    package var changes: [FieldEdit] = []
  }

  /// The federated object itself: `FederatedDeployment.types.kubefed.io app/web`.
  package var object: ResourceID
  package var location: SourceLocation
  package var notes: [String]
  package var clusters: [Target]
}
