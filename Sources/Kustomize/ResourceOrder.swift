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
      TypeKey(ResourceType(type), rank: legacy.ranks[type.kind] ?? 0)
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
      let known = types.count <= 16 ? types.firstIndex { $0.type == type } : places[type]
      if known == nil {
        types.append(TypeKey(type, rank: ranks[type.kind] ?? 0))
        if types.count == 17 {
          for (place, key) in types.enumerated() { places[key.type] = place }
        } else if types.count > 17 {
          places[type] = types.count - 1
        }
      }
      return Key(type: known ?? types.count - 1, namespace: id.namespace, name: id.name)
    }
    return resources.indices.sorted { a, b in
      let (left, right) = (keys[a].type, keys[b].type)
      if left != right, let precedes = types[left].precedes(types[right]) { return precedes }
      return keys[a].precedes(keys[b])
    }.map { resources[$0] }
  }

  /// What stands before namespace and name in the comparison.
  private final class TypeKey {
    let type: ResourceType
    let rank: Int
    /// Group, version and kind; no group sorts after all groups. The rank mostly decides without it.
    private lazy var text = [
      type.group.isEmpty ? "~G" : type.group, type.version.isEmpty ? "~V" : type.version,
      type.kind.isEmpty ? "~K" : type.kind,
    ].joined(separator: "_")
    private lazy var full = [
      type.kind.isEmpty ? "[noKind]" : type.kind, type.version.isEmpty ? "[noVer]" : type.version,
      type.group.isEmpty ? "[noGrp]" : type.group,
    ].joined(separator: ".")

    init(_ type: ResourceType, rank: Int) {
      self.type = type
      self.rank = rank
    }

    private var isNamespace: Bool { same(type.kind, "Namespace") }

    /// Nil when namespace and name decide.
    func precedes(_ other: TypeKey) -> Bool? {
      if rank != other.rank { return rank < other.rank }
      if !same(text, other.text) {
        let isReversed =
          isNamespace && other.isNamespace && (type.group.isEmpty || other.type.group.isEmpty)
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
