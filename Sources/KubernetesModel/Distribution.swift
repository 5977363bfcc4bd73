/// What a control plane of several clusters puts into each of its members, and why.
package struct Distribution: Sendable {
  /// One resource of one cluster.
  package struct PlacedResource: Sendable {
    package var resource: Resource
    /// Index into `decisions`: the object that it was made from.
    package var decision: Int

    package init(resource: Resource, decision: Int) {
      self.resource = resource
      self.decision = decision
    }
  }

  /// What one cluster gets, sorted by apiVersion, kind, namespace and name.
  package struct ClusterResources: Sendable {
    package var cluster: String
    package var resources: [PlacedResource]
  }

  /// The clusters that get something, in the order in which they were given.
  package var clusters: [ClusterResources]
  /// One decision for each object, in the order of the input.
  package var decisions: [PlacementDecision]

  /// Sorts what each cluster gets, and leaves out clusters that get nothing.
  package init(_ clusters: [(name: String, resources: [PlacedResource])], decisions: [PlacementDecision]) {
    self.clusters = clusters.compactMap { cluster in
      cluster.resources.isEmpty
        ? nil
        : ClusterResources(
          cluster: cluster.name,
          resources: cluster.resources.sorted { precedes($0.resource.id, $1.resource.id) })
    }
    self.decisions = decisions
  }
}

private func precedes(_ a: ResourceID, _ b: ResourceID) -> Bool {
  for (left, right) in [(a.apiVersion, b.apiVersion), (a.kind, b.kind), (a.namespace, b.namespace)]
  where !left.utf8.elementsEqual(right.utf8) {
    return left.utf8.lexicographicallyPrecedes(right.utf8)
  }
  return a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
}
