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

  private static let legacy = ResourceOrder(first: defaultFirst, last: defaultLast)

  /// Legacy order: what is neither first nor last stands between, by type and name.
  init(first: [String], last: [String]) {
    var ranks: [String: Int] = [:]
    for (index, kind) in first.enumerated() { ranks[kind] = index - first.count }
    for (index, kind) in last.enumerated() { ranks[kind] = index + 1 }
    self.ranks = ranks
  }

  /// The order that a kustomization asks for, or else `fallback`; nil keeps the order of accumulation.
  static func chosen(
    by options: SortOptions?, fallback: KustomizeOptions.Order
  ) throws(Diagnostic) -> ResourceOrder? {
    guard let options else { return fallback == .none ? nil : .legacy }
    switch options.order?.value {
    case "fifo":
      if options.legacy != nil {
        throw .error(
          badSortOrder, "\"legacySortOptions\" has no meaning with \"order: fifo\"; remove one of them",
          at: options.location)
      }
      return nil
    case "legacy":
      guard let legacy = options.legacy else { return .legacy }
      return ResourceOrder(first: legacy.orderFirst, last: legacy.orderLast)
    default:
      throw .error(
        badSortOrder, "\"sortOptions.order\" must be fifo or legacy",
        at: options.order?.location ?? options.location)
    }
  }

  /// Whether a type comes before another one in legacy order; kustomize sorts field specs in the same way.
  static func precedes(_ a: TypeSelector, _ b: TypeSelector) -> Bool {
    func key(_ type: TypeSelector) -> TypeKey {
      TypeKey(group: type.group, version: type.version, kind: type.kind, rank: legacy.ranks[type.kind] ?? 0)
    }
    return key(a).precedes(key(b)) ?? false
  }

  func sort(_ resources: [BuildResource]) -> [BuildResource] {
    if resources.count < 2 { return resources }
    // Few types, many resources: what the type alone decides is worked out once for each.
    var places: [ResourceType: Int] = [:]
    var types: [TypeKey] = []
    let keys = resources.indices.map { index -> Key in
      let id = resources[index].id
      let type = ResourceType(id)
      let place = places[type] ?? types.count
      if place == types.count {
        places[type] = place
        types.append(
          TypeKey(
            group: type.group, version: type.version, kind: type.kind, rank: ranks[type.kind] ?? 0))
      }
      return Key(type: place, namespace: id.namespace, name: id.name)
    }
    func precede(_ a: Int, _ b: Int) -> Bool {
      let (left, right) = (keys[a].type, keys[b].type)
      if left != right, let precedes = types[left].precedes(types[right]) { return precedes }
      return keys[a].precedes(keys[b])
    }
    // A base that was in order mostly stays so.
    if !resources.indices.dropFirst().contains(where: { precede($0, $0 - 1) }) { return resources }
    return resources.indices.sorted(by: precede).map { resources[$0] }
  }

  /// What stands before namespace and name in the comparison.
  private struct TypeKey {
    let rank: Int
    /// Group, version and kind; no group sorts after all groups.
    let text: String
    let full: String
    let isNamespace: Bool
    let hasGroup: Bool

    init(group: String, version: String, kind: String, rank: Int) {
      self.rank = rank
      isNamespace = same(kind, "Namespace")
      hasGroup = !group.isEmpty
      text = [
        group.isEmpty ? "~G" : group, version.isEmpty ? "~V" : version, kind.isEmpty ? "~K" : kind,
      ].joined(separator: "_")
      full = [
        kind.isEmpty ? "[noKind]" : kind, version.isEmpty ? "[noVer]" : version,
        group.isEmpty ? "[noGrp]" : group,
      ].joined(separator: ".")
    }

    /// Nil when namespace and name decide.
    func precedes(_ other: TypeKey) -> Bool? {
      if rank != other.rank { return rank < other.rank }
      if !same(text, other.text) {
        let isReversed = isNamespace && other.isNamespace && (!hasGroup || !other.hasGroup)
        return isReversed ? TypeKey.precedes(other.text, text) : TypeKey.precedes(text, other.text)
      }
      return same(full, other.full) ? nil : TypeKey.precedes(full + "|", other.full + "|")
    }

    private static func precedes(_ a: String, _ b: String) -> Bool {
      a.utf8.lexicographicallyPrecedes(b.utf8)
    }
  }

  private struct Key {
    let type: Int
    let namespace: String
    let name: String

    init(type: Int, namespace: String, name: String) {
      self.type = type
      self.namespace = namespace.isEmpty ? "~X" : namespace
      self.name = name.isEmpty ? "~N" : name
    }

    /// Compares namespace and name with a bar between them.
    func precedes(_ other: Key) -> Bool {
      if same(namespace, other.namespace) { return name.utf8.lexicographicallyPrecedes(other.name.utf8) }
      return (namespace + "|").utf8.lexicographicallyPrecedes((other.namespace + "|").utf8)
    }
  }
}

private let badSortOrder = "kustomize.bad-sort-order"
