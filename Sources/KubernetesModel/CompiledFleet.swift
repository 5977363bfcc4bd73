/// What one application brings to one cluster, in output order.
package struct ClusterResourceSet: Sendable {
  /// Name of the cluster, as the inventory knows it.
  package var cluster: String
  /// Name of the Application, policy or target that brings the resources.
  package var application: String
  /// A resource that several clusters share is a copy that shares its document's buffers.
  package var resources: [Resource]

  package init(cluster: String, application: String, resources: [Resource]) {
    self.cluster = cluster
    self.application = application
    self.resources = resources
  }
}

/// The result of placement: what every cluster of the fleet would run.
package struct CompiledFleet: Sendable {
  /// The names of all clusters, those that get nothing included; sorted bytewise.
  package let clusters: [String]
  /// Sorted by cluster, then application, bytewise; the same pair occurs once.
  package let sets: [ClusterResourceSet]
  /// Why Karmada and KubeFed place each object where they do; empty unless that was asked for.
  package let placements: [PlacementDecision]
  /// What is not in `sets`, because it is equal in the fleet that this one is compared with.
  package var unchanged = Unchanged()

  /// Numbers of applications and resources.
  package struct Unchanged: Sendable, Equatable {
    package var applications = 0
    package var resources = 0

    package init(applications: Int = 0, resources: Int = 0) {
      self.applications = applications
      self.resources = resources
    }
  }

  /// Sorts the sets and joins those of the same cluster and application, in the order given.
  package init(
    clusters: [String], sets: [ClusterResourceSet], placements: [PlacementDecision] = []
  ) {
    self.placements = placements
    let ordered = sets.enumerated().sorted { a, b in
      switch order(a.element.cluster, b.element.cluster)
        ?? order(a.element.application, b.element.application)
      {
      case let isBefore?: isBefore
      case nil: a.offset < b.offset
      }
    }
    var joined: [ClusterResourceSet] = []
    for (_, set) in ordered {
      if let last = joined.last, last.cluster.utf8.elementsEqual(set.cluster.utf8),
        last.application.utf8.elementsEqual(set.application.utf8)
      {
        joined[joined.count - 1].resources += set.resources
      } else {
        joined.append(set)
      }
    }
    self.sets = joined
    var names: [String] = []
    for name in (clusters + joined.map(\.cluster)).sorted(by: { order($0, $1) ?? false })
    where names.last.map({ !$0.utf8.elementsEqual(name.utf8) }) ?? true {
      names.append(name)
    }
    self.clusters = names
  }

  /// Why a resource is on a cluster: what a control plane decided about it; nil where none places it.
  package func placement(of id: ResourceID, on cluster: String, from application: String)
    -> PlacementDecision?
  {
    placements.first { decision in
      decision.application.utf8.elementsEqual(application.utf8)
        && decision.clusters.contains { $0.result == id && $0.cluster.utf8.elementsEqual(cluster.utf8) }
    }
  }
}

/// Whether `a` comes first, bytewise; nil when they are the same bytes.
private func order(_ a: String, _ b: String) -> Bool? {
  a.utf8.elementsEqual(b.utf8) ? nil : a.utf8.lexicographicallyPrecedes(b.utf8)
}
