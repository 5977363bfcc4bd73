internal import KubernetesModel

/// The type of a resource, as a dictionary key.
struct ResourceType: Hashable {
  let group: String
  let version: String
  let kind: String

  /// The type of `id`; `kind` where another one counts.
  init(_ id: ResourceID, kind: String? = nil) {
    group = id.group
    version = id.version
    self.kind = kind ?? id.kind
  }

  init(_ type: TypeSelector) {
    group = type.group
    version = type.version
    kind = type.kind
  }

  static func == (a: ResourceType, b: ResourceType) -> Bool {
    same(a.kind, b.kind) && same(a.group, b.group) && same(a.version, b.version)
  }

  func hash(into hasher: inout Hasher) { ByteString(kind).hash(into: &hasher) }
}

/// Field specs under the types of resources: which ones apply is found once for each type, not for each resource.
struct TypedFieldSpecs {
  private let specs: [FieldSpec]
  /// The specs are for resources of all types.
  private let areForAll: Bool
  private var known: [ResourceType: [FieldSpec]] = [:]

  init(_ specs: [FieldSpec]) {
    self.specs = specs
    areForAll = specs.allSatisfy(\.type.selectsAll)
  }

  /// The specs for resources of the type of `id`, in their order; `kind` where another one counts.
  mutating func specs(for id: ResourceID, kind: String? = nil) -> [FieldSpec] {
    if areForAll { return specs }
    let type = ResourceType(id, kind: kind)
    if let specs = known[type] { return specs }
    let applying = specs.filter {
      $0.type.selects(group: type.group, version: type.version, kind: type.kind)
    }
    known[type] = applying
    return applying
  }
}
