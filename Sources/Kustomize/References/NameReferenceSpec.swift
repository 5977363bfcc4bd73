internal import YAML

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

/// The name reference specs by the kind of the referrer, as tries: the many fields of a kind share most of their way.
struct NameReferenceTable: Sendable {
  /// A field that names a resource of some type, in resources of some group and version.
  struct Entry: Sendable {
    var target: TypeSelector
    var referrer: TypeSelector
    var field: FieldSpec
    var isRoleName: Bool
  }

  /// A step of the way: a key, with the steps behind it and the entries that end here.
  struct Step: Sendable {
    var key: MappingKey
    var children: [Int] = []
    var entries: [Entry] = []
  }

  /// The steps of one kind; the first one is the root of the document.
  typealias Trie = [Step]

  private var tries: [String: Trie] = [:]
  private let wildcards: Trie

  static let builtIn = NameReferenceTable(FieldSpecTable.nameReferences)

  init(_ specs: [NameReferenceSpec]) {
    let entries = specs.flatMap { spec in
      spec.referrers.map { field in
        Entry(
          target: spec.type, referrer: field.type, field: field,
          isRoleName: field.path.suffix(2).map(\.text) == ["roleRef", "name"])
      }
    }
    let empty: Trie = [Step(key: MappingKey(""))]
    var wildcards = empty
    for entry in entries where !entry.referrer.kind.isEmpty { tries[entry.referrer.kind] = empty }
    let kinds = Array(tries.keys)
    // Every kind has its own entries and those for all kinds, in the order of the specs.
    for entry in entries {
      let isForAll = entry.referrer.kind.isEmpty
      for kind in isForAll ? kinds : [entry.referrer.kind] {
        NameReferenceTable.insert(entry, into: &tries[kind, default: empty])
      }
      if isForAll { NameReferenceTable.insert(entry, into: &wildcards) }
    }
    self.wildcards = wildcards
  }

  /// The fields of referrers of a kind; nil when there are none.
  func trie(forKind kind: String) -> Trie? {
    if let trie = tries[kind] { return trie }
    return wildcards[0].children.isEmpty ? nil : wildcards
  }

  private static func insert(_ entry: Entry, into trie: inout Trie) {
    var node = 0
    for step in entry.field.path {
      if let known = trie[node].children.first(where: { same(trie[$0].key.text, step.key.text) }) {
        node = known
      } else {
        trie.append(Step(key: step.key))
        trie[node].children.append(trie.count - 1)
        node = trie.count - 1
      }
    }
    trie[node].entries.append(entry)
  }
}
