internal import KubernetesModel

/// What one application brings to one cluster, as far as the layout of files wants to know it.
struct OutputSet: Sendable {
  var cluster: String
  var application: String
  /// In output order.
  var resources: [PlacedIdentity]

  init(cluster: String, application: String, resources: [PlacedIdentity]) {
    self.cluster = cluster
    self.application = application
    self.resources = resources
  }

  init(_ set: ClusterResourceSet) {
    self.init(
      cluster: set.cluster, application: set.application, resources: set.resources.map { PlacedIdentity($0) })
  }
}
