internal import KubernetesModel
internal import SourceModel

/// The order in which resources are printed.
///
/// Source: kustomize 5.8.1, reference/kustomize.md section 16. Emits `kustomize.bad-sort-order`.
struct ResourceOrder {
  private let ranks: [String: Int]

  private static let defaultFirst = [
    "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount",
    "PodSecurityPolicy", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret",
    "Endpoints", "Service", "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim",
    "Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget",
  ]
  private static let defaultLast = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]

  /// Legacy order: what is neither first nor last stands between, by type and name.
  init(first: [String] = defaultFirst, last: [String] = defaultLast) {
    var ranks: [String: Int] = [:]
    for (index, kind) in first.enumerated() { ranks[kind] = index - first.count }
    for (index, kind) in last.enumerated() { ranks[kind] = index + 1 }
    self.ranks = ranks
  }

  /// The order that a kustomization asks for, or else `fallback`; nil keeps the order of accumulation.
  static func chosen(
    by options: SortOptions?, fallback: KustomizeOptions.Order
  ) throws(Diagnostic) -> ResourceOrder? {
    guard let options else { return fallback == .none ? nil : ResourceOrder() }
    switch options.order?.value {
    case "fifo":
      if options.legacy != nil {
        throw .error(
          badSortOrder, "\"legacySortOptions\" has no meaning with \"order: fifo\"; remove one of them",
          at: options.location)
      }
      return nil
    case "legacy":
      guard let legacy = options.legacy else { return ResourceOrder() }
      return ResourceOrder(first: legacy.orderFirst, last: legacy.orderLast)
    default:
      throw .error(
        badSortOrder, "\"sortOptions.order\" must be fifo or legacy",
        at: options.order?.location ?? options.location)
    }
  }

  func sort(_ resources: [BuildResource]) -> [BuildResource] {
    let keyed = resources.map { (key: Key($0.id, rank: ranks[$0.id.kind] ?? 0), resource: $0) }
    return keyed.sorted { $0.key.precedes($1.key) }.map(\.resource)
  }

  private struct Key {
    var rank: Int
    /// Group, version and kind; no group sorts after all groups.
    var type: String
    var isNamespace: Bool
    var hasGroup: Bool
    var identity: String

    init(_ id: ResourceID, rank: Int) {
      self.rank = rank
      isNamespace = same(id.kind, "Namespace")
      hasGroup = !id.group.isEmpty
      type = [
        id.group.isEmpty ? "~G" : id.group, id.version.isEmpty ? "~V" : id.version,
        id.kind.isEmpty ? "~K" : id.kind,
      ].joined(separator: "_")
      let full = [
        id.kind.isEmpty ? "[noKind]" : id.kind, id.version.isEmpty ? "[noVer]" : id.version,
        id.group.isEmpty ? "[noGrp]" : id.group,
      ].joined(separator: ".")
      identity = [full, id.namespace.isEmpty ? "~X" : id.namespace, id.name.isEmpty ? "~N" : id.name]
        .joined(separator: "|")
    }

    func precedes(_ other: Key) -> Bool {
      if rank != other.rank { return rank < other.rank }
      if !same(type, other.type) {
        let isReversed = isNamespace && other.isNamespace && (!hasGroup || !other.hasGroup)
        return isReversed
          ? other.type.utf8.lexicographicallyPrecedes(type.utf8)
          : type.utf8.lexicographicallyPrecedes(other.type.utf8)
      }
      return identity.utf8.lexicographicallyPrecedes(other.identity.utf8)
    }
  }
}

private let badSortOrder = "kustomize.bad-sort-order"
