package import SourceModel

/// A member of the fleet, as the inventory knows it: one name, and what each control plane registers under it.
///
/// The views are apart because the controllers are: Argo CD selects on the labels of its Secret, Karmada on those
/// of its `Cluster`, KubeFed on those of its `KubeFedCluster`. A cluster written in `fleetfold.yaml` has them all.
package struct Cluster: Sendable, Hashable {
  /// What Argo CD knows: the Secret of the cluster.
  package struct ArgoCD: Sendable, Hashable {
    /// `data.server`, verbatim.
    package var server: String
    package var project: String
    /// All labels of the Secret, the secret-type label included.
    package var labels: Labels
    package var annotations: Labels
    package var location: SourceLocation

    package init(
      server: String, project: String, labels: Labels, annotations: Labels, location: SourceLocation
    ) {
      self.server = server
      self.project = project
      self.labels = labels
      self.annotations = annotations
      self.location = location
    }
  }

  /// What Karmada knows: the `Cluster` object.
  package struct Karmada: Sendable, Hashable {
    package var labels: Labels
    package var provider: String
    package var region: String
    package var zones: [String]
    package var taints: [Taint]
    /// Kinds by `apiVersion`; nil when the object lists none and so is taken to support everything.
    package var apiEnablements: [String: Set<String>]?
    package var isBeingDeleted: Bool
    /// What is free there; nil when nobody says. Only `fleetfold.yaml` can: the object's own status ages.
    package var capacity: Capacity?
    package var location: SourceLocation

    package init(
      labels: Labels, provider: String = "", region: String = "", zones: [String] = [], taints: [Taint] = [],
      apiEnablements: [String: Set<String>]? = nil, isBeingDeleted: Bool = false, capacity: Capacity? = nil,
      location: SourceLocation
    ) {
      self.labels = labels
      self.provider = provider
      self.region = region
      self.zones = zones
      self.taints = taints
      self.apiEnablements = apiEnablements
      self.isBeingDeleted = isBeingDeleted
      self.capacity = capacity
      self.location = location
    }
  }

  /// What KubeFed knows: the `KubeFedCluster` object.
  package struct KubeFed: Sendable, Hashable {
    package var labels: Labels
    package var location: SourceLocation

    package init(labels: Labels, location: SourceLocation) {
      self.labels = labels
      self.location = location
    }
  }

  /// Two taints that say the same are equal, wherever they stand.
  package struct Taint: Sendable, Hashable {
    package var key: String
    package var value: String
    package var effect: String
    package var location: SourceLocation?

    package init(key: String, value: String, effect: String, location: SourceLocation? = nil) {
      self.key = key
      self.value = value
      self.effect = effect
      self.location = location
    }

    private var said: [String] { [key, value, effect] }

    package static func == (a: Taint, b: Taint) -> Bool { a.said == b.said }

    package func hash(into hasher: inout Hasher) { hasher.combine(said) }
  }

  /// A cluster that runs nothing itself: what is sent to it goes to its members by policies.
  package struct ControlPlane: Sendable, Hashable {
    /// The names of its members; nil for every cluster that is registered with Karmada.
    package var members: [String]?
    package var location: SourceLocation

    package init(members: [String]?, location: SourceLocation) {
      self.members = members
      self.location = location
    }
  }

  package var name: String
  /// The union of the labels that the views give, for people and for `clusterSelector` in `fleetfold.yaml`.
  package var labels: Labels
  package var argoCD: ArgoCD?
  package var karmada: Karmada?
  package var kubeFed: KubeFed?
  /// Set where `fleetfold.yaml` marks the cluster as a Karmada control plane.
  package var controlPlane: ControlPlane?
  /// Every place that declares this cluster, in the order of reading.
  package var locations: [SourceLocation]

  package init(
    name: String, labels: Labels = Labels(), argoCD: ArgoCD? = nil, karmada: Karmada? = nil,
    kubeFed: KubeFed? = nil,
    locations: [SourceLocation] = []
  ) {
    self.name = name
    self.labels = labels
    self.argoCD = argoCD
    self.karmada = karmada
    self.kubeFed = kubeFed
    self.locations = locations
  }

  /// The URL of the API server; empty where no source gives one.
  package var server: String { argoCD?.server ?? "" }
}
