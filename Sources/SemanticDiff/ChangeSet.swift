package import KubernetesModel
package import SourceModel
package import YAML

/// Where a value comes from.
package struct FieldSource: Hashable, Sendable {
  package var location: SourceLocation
  package var origin: Origin

  package init(location: SourceLocation, origin: Origin) {
    self.location = location
    self.origin = origin
  }
}

/// One field of a resource that differs.
package struct FieldChange: Hashable, Sendable {
  package var address: FieldAddress
  /// Nil for a new field.
  package var before: FieldValue?
  /// Nil for a removed field.
  package var after: FieldValue?
  package var beforeSource: FieldSource?
  package var afterSource: FieldSource?
  /// The generated or renamed resource whose new name this field follows: `ConfigMap app-config`.
  package var follows: String?

  package init(
    address: FieldAddress, before: FieldValue?, after: FieldValue?, beforeSource: FieldSource? = nil,
    afterSource: FieldSource? = nil, follows: String? = nil
  ) {
    self.address = address
    self.before = before
    self.after = after
    self.beforeSource = beforeSource
    self.afterSource = afterSource
    self.follows = follows
  }

  /// Whether the items are the same in another order.
  package var isReordering: Bool {
    if case .order? = before, case .order? = after { true } else { false }
  }
}

/// One resource of one cluster that differs.
package struct ResourceChange: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case added
    case removed
    case changed
    /// Another name or namespace, and mostly the same otherwise: the cluster deletes one and creates the other.
    case renamed
    /// The same resource, now brought by another application.
    case moved
  }

  package var cluster: String
  package var application: String
  package var kind: Kind
  /// After the change; before it, for a removed resource.
  package var id: ResourceID
  /// Before the change, when it was another: renamed, or generated with another hash in its name.
  package var previousID: ResourceID?
  package var previousApplication: String?
  /// Of a resource with a hash of its content in its name that has another hash now, or is gone: its name without it.
  package var generatedName: String?
  /// In the order of the printed resource.
  package var fields: [FieldChange]
  /// The whole resource, for one that was added or removed; secrets are masked.
  package var body: Document?
  /// Where the resource begins.
  package var source: FieldSource
  /// The same for the same change on other clusters; where values come from does not count.
  package var contentKey: ContentFingerprint
  /// Both versions as they are, with whatever is secret in them: for rules in this module, never for a report.
  var versions = Versions()

  struct Versions: Sendable {
    var before: Document?
    var after: Document?
  }
}

/// All that differs between two compiled fleets.
package struct ChangeSet: Sendable {
  /// Sorted by cluster, application and resource.
  package let changes: [ResourceChange]
  /// The names of all clusters of both fleets, sorted.
  package let clusters: [String]
  /// Of each of `clusters`, as the inventory knows them; empty where nobody said.
  package let labels: [Labels]
  /// What there is in both fleets together, changed or not.
  package let fleet: FleetSize
  /// What had resources and has none any more.
  package let emptied: Emptied

  /// Clusters and parts of clusters that lose all they had.
  package struct Emptied: Sendable {
    package struct Cell: Sendable {
      package var cluster: String
      /// Nil for all applications.
      package var application: String?
      /// Where the cluster was registered, or the application defined; nil where nobody said.
      package var place: SourceLocation?
    }

    /// Sorted.
    package var clusters: [Cell] = []
    /// Applications of clusters that keep others; sorted by cluster.
    package var cells: [Cell] = []

    package init() {}
  }

  package init(
    changes: [ResourceChange], clusters: [String], labels: [Labels] = [], fleet: FleetSize,
    emptied: Emptied = Emptied()
  ) {
    self.changes = changes
    self.emptied = emptied
    self.clusters = clusters
    self.labels = labels.count == clusters.count ? labels : clusters.map { _ in Labels() }
    self.fleet = fleet
  }

  package var isEmpty: Bool { changes.isEmpty }
}

/// Text as a dictionary key, compared byte by byte.
struct TextKey: Hashable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (a: TextKey, b: TextKey) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }
}
