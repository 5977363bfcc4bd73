/// A type of resource that others name, and the fields in which they do.
struct NameReferenceSpec: Hashable, Sendable {
  var type: TypeSelector
  var referrers: [FieldSpec]
}

extension [NameReferenceSpec] {
  mutating func merge(_ others: [NameReferenceSpec]) throws(FieldSpecConflict) {
    for other in others {
      if let index = firstIndex(where: { $0.type == other.type }) {
        try self[index].referrers.merge(other.referrers)
      } else {
        append(other)
      }
    }
  }
}

/// The name reference specs by the kind of the referrer, in table order.
struct NameReferenceTable: Sendable {
  struct Entry: Sendable {
    var target: TypeSelector
    var field: FieldSpec
  }

  private var byKind: [String: [Entry]] = [:]
  /// Fields of every kind; rare (custom configurations).
  private var anyKind: [(order: Int, entry: Entry)] = []
  private var orders: [String: [Int]] = [:]

  init(_ specs: [NameReferenceSpec]) {
    var order = 0
    for spec in specs {
      for field in spec.referrers {
        let entry = Entry(target: spec.type, field: field)
        if field.type.kind.isEmpty {
          anyKind.append((order, entry))
        } else {
          byKind[field.type.kind, default: []].append(entry)
          orders[field.type.kind, default: []].append(order)
        }
        order += 1
      }
    }
  }

  /// The entries for referrers of a kind, in the order of the table.
  func entries(forKind kind: String) -> [Entry] {
    let own = byKind[kind] ?? []
    if anyKind.isEmpty { return own }
    let numbered = zip(orders[kind] ?? [], own).map { ($0, $1) } + anyKind.map { ($0.order, $0.entry) }
    return numbered.sorted { $0.0 < $1.0 }.map(\.1)
  }
}
