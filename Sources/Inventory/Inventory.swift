package import KubernetesModel
internal import SourceModel

/// The clusters of a fleet, one for each name, sorted bytewise by name.
package struct Inventory: Sendable {
  /// The address by which a control plane calls the cluster that it runs in.
  package static let inClusterServer = "https://kubernetes.default.svc"
  /// The name that Argo CD gives to that cluster when no Secret names it.
  package static let inClusterName = "in-cluster"

  /// No clusters.
  package static let empty = Inventory(clusters: [], inCluster: nil, servers: [], severalServers: [])

  package let clusters: [Cluster]
  /// Index into `clusters` of the one that the in-cluster destination means; nil when nobody says.
  private let inClusterIndex: Int?
  /// Servers without trailing slashes, and the clusters they belong to, sorted bytewise.
  private let servers: [(server: String, cluster: Int)]
  /// Every server that Argo CD Secrets give for a name that has more than one, sorted bytewise by name.
  private let severalServers: [(name: String, servers: [String])]

  init(
    clusters: [Cluster], inCluster: Int?, servers: [(server: String, cluster: Int)],
    severalServers: [(name: String, servers: [String])]
  ) {
    self.clusters = clusters
    inClusterIndex = inCluster
    self.servers = servers
    self.severalServers = severalServers
  }

  /// Clusters of which no more is known than their names and labels; sorted by name.
  package static func named(_ clusters: [Cluster]) -> Inventory {
    Inventory(clusters: clusters, inCluster: nil, servers: [], severalServers: [])
  }

  /// The cluster that `https://kubernetes.default.svc` and the name `in-cluster` mean: the one whose Secret has
  /// that server, else the one configured as `inCluster`.
  package var inCluster: Cluster? { inClusterIndex.map { clusters[$0] } }

  /// The cluster of that name; `in-cluster` is the in-cluster destination unless a cluster is really called so.
  package func cluster(named name: String) -> Cluster? {
    if let index = index(of: name) { return clusters[index] }
    return name.utf8.elementsEqual(Inventory.inClusterName.utf8) ? inCluster : nil
  }

  /// The cluster whose API server has this URL; trailing slashes make no difference.
  ///
  /// Source: Argo CD 2.13 and later, reference/applicationset.md section 13.
  package func cluster(server: String) -> Cluster? {
    let wanted = withoutTrailingSlashes(server)
    var low = 0
    var high = servers.count
    while low < high {
      let middle = (low + high) / 2
      if comesBefore(servers[middle].server, wanted) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    if low < servers.count, haveSameBytes(servers[low].server, wanted) {
      return clusters[servers[low].cluster]
    }
    return wanted.utf8.elementsEqual(Inventory.inClusterServer.utf8) ? inCluster : nil
  }

  /// The servers of the Argo CD Secrets that share this name, sorted; more than one makes a destination by name
  /// ambiguous.
  package func servers(named name: String) -> [String] {
    if let several = severalServers.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
      return several.servers
    }
    guard let cluster = cluster(named: name), !cluster.server.isEmpty else { return [] }
    return [cluster.server]
  }

  private func index(of name: String) -> Int? {
    var low = 0
    var high = clusters.count
    while low < high {
      let middle = (low + high) / 2
      if comesBefore(clusters[middle].name, name) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < clusters.count && haveSameBytes(clusters[low].name, name) ? low : nil
  }
}

/// A server URL as Argo CD compares it.
func withoutTrailingSlashes(_ server: String) -> String {
  var view = server[...]
  while view.utf8.last == UInt8(ascii: "/") { view = view.dropLast() }
  return String(view)
}
