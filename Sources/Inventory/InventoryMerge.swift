internal import KubernetesModel
package import SourceModel
package import YAML

extension Inventory {
  /// Reads the clusters of a fleet and merges what is said about each by its name.
  ///
  /// `inCluster` names the cluster that the in-cluster destination means. `oddSecrets` is how bad it is that
  /// two Argo CD Secrets give one cluster name two servers (Argo CD takes the later one), or that one has no name or
  /// server (it takes the empty text); other contradictions of objects of one kind are errors, those between labels
  /// and fields warnings.
  ///
  /// Emits what `ClusterObjectReader` emits, and `inventory.two-servers`, `inventory.two-names`,
  /// `inventory.two-objects`, `inventory.region-label`, `inventory.label-conflict`, `inventory.in-cluster`,
  /// `inventory.members`.
  package static func read(
    documents: [Document], declared: [DeclaredCluster] = [],
    inCluster: (name: String, location: SourceLocation)? = nil,
    oddSecrets: Severity = .error
  ) -> Compiled<Inventory> {
    var reader = ClusterObjectReader(oddSecrets: oddSecrets)
    for document in documents { reader.read(document) }
    let sightings =
      reader.sightings
      + declared.map { ClusterSighting(name: $0.name, view: .declared($0), location: $0.location) }
    var merge = InventoryMerge(oddSecrets: oddSecrets, diagnostics: reader.diagnostics)
    let inventory = merge.inventory(of: sightings, inCluster: inCluster)
    return Compiled(inventory, merge.diagnostics)
  }
}

/// Makes one cluster of all that is said about a name.
private struct InventoryMerge {
  let oddSecrets: Severity
  var diagnostics: [Diagnostic]
  var severalServers: [(name: String, servers: [String])] = []

  mutating func inventory(
    of sightings: [ClusterSighting], inCluster: (name: String, location: SourceLocation)?
  ) -> Inventory {
    // A stable order by name: sightings of one name stay in reading order.
    let order = sightings.indices.sorted { a, b in
      let (left, right) = (sightings[a].name.utf8, sightings[b].name.utf8)
      return left.elementsEqual(right) ? a < b : left.lexicographicallyPrecedes(right)
    }
    var clusters: [Cluster] = []
    var start = 0
    while start < order.count {
      let name = sightings[order[start]].name
      var end = start
      while end < order.count, sightings[order[end]].name.utf8.elementsEqual(name.utf8) { end += 1 }
      clusters.append(cluster(name, of: order[start..<end].map { sightings[$0] }))
      start = end
    }
    registerMembers(in: &clusters)
    let servers = servers(of: clusters)
    var index = servers.first { $0.server.utf8.elementsEqual(Inventory.inClusterServer.utf8) }?.cluster
    if let inCluster {
      let named = clusters.firstIndex { $0.name.utf8.elementsEqual(inCluster.name.utf8) }
      if named == nil { reportMissingInCluster(inCluster, among: clusters) }
      index = index ?? named
    }
    return Inventory(clusters: clusters, inCluster: index, servers: servers, severalServers: severalServers)
  }

  private mutating func reportMissingInCluster(
    _ wanted: (name: String, location: SourceLocation), among clusters: [Cluster]
  ) {
    let near = nearMiss(to: wanted.name, among: clusters.lazy.map(\.name))
    let hint = near.map { "; did you mean \($0)?" } ?? ""
    diagnostics.append(
      .error(
        inClusterUnknown, "inCluster names \(wanted.name), which is no cluster of the inventory\(hint)",
        at: wanted.location))
  }

  // MARK: - One cluster

  private mutating func cluster(_ name: String, of sightings: [ClusterSighting]) -> Cluster {
    var cluster = Cluster(name: name, locations: sightings.map(\.location))
    var servers: [String] = []
    var clusterAPI: (namespace: String, location: SourceLocation)?
    for sighting in sightings {
      switch sighting.view {
      case .argoCD(let view):
        if let other = cluster.argoCD { reportTwoSecrets(name, view, other) }
        servers.append(view.server)
        cluster.argoCD = view
        addLabels(view.labels, to: &cluster)
      case .karmada(let view):
        if var other = cluster.karmada {
          other.location = view.location
          if other != view {
            reportTwoObjects("Karmada Cluster", name, view.location, cluster.karmada?.location)
          }
        }
        cluster.karmada = view
        addLabels(view.labels, to: &cluster)
      case .kubeFed(let view):
        if let other = cluster.kubeFed, other.labels != view.labels {
          reportTwoObjects("KubeFedCluster", name, view.location, other.location)
        }
        cluster.kubeFed = view
        addLabels(view.labels, to: &cluster)
      case .clusterAPI(let namespace, let labels):
        if let other = clusterAPI, !other.namespace.utf8.elementsEqual(namespace.utf8) {
          reportTwoObjects("Cluster API Cluster", name, sighting.location, other.location, .warning)
        }
        clusterAPI = (namespace, sighting.location)
        addLabels(labels, to: &cluster)
      case .declared: break
      }
    }
    let distinct = Set(servers.map(withoutTrailingSlashes))
    if distinct.count > 1 { severalServers.append((name, distinct.sorted { bytewise($0, $1) })) }
    var declaredAt: SourceLocation?
    for case .declared(let declared) in sightings.map(\.view) {
      if let declaredAt { reportTwoObjects("cluster of `clusters:`", name, declared.location, declaredAt) }
      declaredAt = declared.location
      apply(declared, to: &cluster)
    }
    checkRegionLabels(of: cluster)
    return cluster
  }

  private func addLabels(_ labels: Labels, to cluster: inout Cluster) {
    for pair in labels.pairs where cluster.labels[pair.key] == nil { cluster.labels[pair.key] = pair.value }
  }

  /// Adds what the configuration says to all three views; where an object says something else, that is an error.
  private mutating func apply(_ declared: DeclaredCluster, to cluster: inout Cluster) {
    let place = declared.location
    var argoCD =
      cluster.argoCD
      ?? Cluster.ArgoCD(
        server: declared.server ?? "", project: declared.project ?? "", labels: Labels(),
        annotations: Labels(),
        location: place)
    if let server = declared.server, withoutTrailingSlashes(server) != withoutTrailingSlashes(argoCD.server) {
      reportConflict("server", of: cluster.name, place, argoCD.location)
    }
    if let project = declared.project, !project.utf8.elementsEqual(argoCD.project.utf8) {
      reportConflict("project", of: cluster.name, place, argoCD.location)
    }
    let labelsOfCluster = declared.labels
    add(labelsOfCluster, "label", to: &argoCD.labels, of: cluster.name, place, argoCD.location)
    add(declared.annotations, "annotation", to: &argoCD.annotations, of: cluster.name, place, argoCD.location)
    cluster.argoCD = argoCD
    addLabels(labelsOfCluster, to: &cluster)
    if let controlPlane = declared.controlPlane {
      cluster.controlPlane = controlPlane
      return
    }

    var karmada = cluster.karmada ?? Cluster.Karmada(labels: Labels(), location: place)
    take(declared.provider, "provider", into: &karmada.provider, cluster, place)
    take(declared.region, "region", into: &karmada.region, cluster, place)
    take(declared.zones, "zones", into: &karmada.zones, cluster, place)
    take(declared.taints, "taints", into: &karmada.taints, cluster, place)
    karmada.capacity = declared.capacity
    add(labelsOfCluster, "label", to: &karmada.labels, of: cluster.name, place, karmada.location)
    cluster.karmada = karmada

    var kubeFed = cluster.kubeFed ?? Cluster.KubeFed(labels: Labels(), location: place)
    add(labelsOfCluster, "label", to: &kubeFed.labels, of: cluster.name, place, kubeFed.location)
    cluster.kubeFed = kubeFed
  }

  private mutating func take<Value: RangeReplaceableCollection & Equatable>(
    _ value: Value?, _ field: String, into target: inout Value, _ cluster: Cluster, _ place: SourceLocation
  ) {
    guard let value else { return }
    if let view = cluster.karmada, !target.isEmpty, target != value {
      reportConflict(field, of: cluster.name, place, view.location)
    }
    target = value
  }

  private mutating func add(
    _ labels: Labels, _ what: String, to target: inout Labels, of name: String, _ place: SourceLocation,
    _ other: SourceLocation
  ) {
    for pair in labels.pairs {
      if let value = target[pair.key], !value.utf8.elementsEqual(pair.value.utf8) {
        reportConflict("\(what) \(pair.key)", of: name, place, other)
      } else {
        target[pair.key] = pair.value
      }
    }
  }

  // MARK: - Control planes

  /// Makes the members of control planes known to Karmada, and reports names that are none.
  private mutating func registerMembers(in clusters: inout [Cluster]) {
    let controlPlanes = clusters.indices.filter { clusters[$0].controlPlane != nil }
    for index in controlPlanes {
      guard let controlPlane = clusters[index].controlPlane else { continue }
      let name = clusters[index].name
      guard let members = controlPlane.members else {
        if controlPlanes.count > 1 {
          diagnostics.append(
            .error(
              membersUnknown,
              "there are several control planes, so \(name) must name its own clusters; add `members`",
              at: controlPlane.location))
        }
        continue
      }
      for member in members {
        if let found = clusters.firstIndex(where: { $0.name.utf8.elementsEqual(member.utf8) }) {
          if clusters[found].karmada == nil {
            clusters[found].karmada = Cluster.Karmada(labels: Labels(), location: controlPlane.location)
          }
          continue
        }
        let hint =
          nearMiss(to: member, among: clusters.lazy.map(\.name)).map { "; did you mean \($0)?" } ?? ""
        diagnostics.append(
          .error(
            membersUnknown, "\(name) has the member \(member), which is no cluster of the fleet\(hint)",
            at: controlPlane.location))
      }
    }
  }

  // MARK: - Contradictions

  private mutating func reportTwoSecrets(_ name: String, _ view: Cluster.ArgoCD, _ other: Cluster.ArgoCD) {
    if withoutTrailingSlashes(view.server) != withoutTrailingSlashes(other.server) {
      diagnostics.append(
        Diagnostic(
          oddSecrets, twoServers,
          "the cluster \(name) has the server \(view.server) here and \(other.server) elsewhere; keep one Secret",
          at: view.location, notes: [.init("the other Secret is here", at: other.location)]))
    } else if view.labels != other.labels || !view.project.utf8.elementsEqual(other.project.utf8) {
      diagnostics.append(
        .warning(
          twoObjects,
          "two Secrets register the cluster \(name) with different labels or projects; this one counts",
          at: view.location, notes: [.init("the other Secret is here", at: other.location)]))
    }
  }

  private mutating func reportTwoObjects(
    _ what: String, _ name: String, _ location: SourceLocation, _ other: SourceLocation?,
    _ severity: Severity = .error
  ) {
    diagnostics.append(
      Diagnostic(
        severity, twoObjects, "there are two objects for the \(what) \(name) that differ; keep one",
        at: location,
        notes: other.map { [.init("the other one is here", at: $0)] } ?? []))
  }

  private mutating func reportConflict(
    _ field: String, of name: String, _ location: SourceLocation, _ other: SourceLocation
  ) {
    diagnostics.append(
      .error(
        labelConflict,
        "the \(field) of the cluster \(name) differs from what its own object says; remove one of the two",
        at: location, notes: [.init("the object is here", at: other)]))
  }

  /// The well-known region label of any view, against the region that Karmada selects on.
  private mutating func checkRegionLabels(of cluster: Cluster) {
    guard let karmada = cluster.karmada, !karmada.region.isEmpty else { return }
    var views = [(karmada.labels, karmada.location)]
    if let argoCD = cluster.argoCD { views.append((argoCD.labels, argoCD.location)) }
    if let kubeFed = cluster.kubeFed { views.append((kubeFed.labels, kubeFed.location)) }
    for (labels, location) in views {
      for key in [wellKnownRegion, "region"] {
        guard let value = labels[key], !value.utf8.elementsEqual(karmada.region.utf8) else { continue }
        diagnostics.append(
          .warning(
            regionLabel,
            "the label \(key) of the cluster \(cluster.name) is \(value), but its Karmada region is \(karmada.region)",
            at: location, notes: [.init("the region is given here", at: karmada.location)]))
      }
    }
  }

  private mutating func servers(of clusters: [Cluster]) -> [(server: String, cluster: Int)] {
    var all: [(server: String, cluster: Int)] = []
    for (index, cluster) in clusters.enumerated() where !cluster.server.isEmpty {
      all.append((withoutTrailingSlashes(cluster.server), index))
    }
    all.sort {
      $0.server.utf8.elementsEqual($1.server.utf8) ? $0.cluster < $1.cluster : bytewise($0.server, $1.server)
    }
    var result: [(server: String, cluster: Int)] = []
    for entry in all {
      guard let last = result.last, last.server.utf8.elementsEqual(entry.server.utf8) else {
        result.append(entry)
        continue
      }
      let (first, second) = (clusters[last.cluster], clusters[entry.cluster])
      let note = first.argoCD.map { Diagnostic.Note("\(first.name) is here", at: $0.location) }
      diagnostics.append(
        .error(
          twoNames,
          "the server \(entry.server) is registered as the cluster \(first.name) and as \(second.name); keep one name",
          at: second.argoCD?.location, notes: note.map { [$0] } ?? []))
    }
    return result
  }
}

private func bytewise(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

private let wellKnownRegion = "topology.kubernetes.io/region"

private let twoServers = "inventory.two-servers"
private let twoNames = "inventory.two-names"
private let twoObjects = "inventory.two-objects"
private let regionLabel = "inventory.region-label"
private let labelConflict = "inventory.label-conflict"
private let membersUnknown = "inventory.members"
private let inClusterUnknown = "inventory.in-cluster"
