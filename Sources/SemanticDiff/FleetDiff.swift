package import KubernetesModel
package import SourceModel
internal import YAML

/// Compares two compiled fleets by the identity of resources and fields.
package struct FleetDiff {
  /// Tells the merge keys of lists.
  package var schema: MergeSchema

  package init(schema: MergeSchema = .builtIn) { self.schema = schema }

  /// What turns `base` into `head`; documents that both share, or that were compared before, cost a look-up.
  ///
  /// `inventory` tells the labels and places of clusters, of two with one name the last; `applications` where each
  /// application of `base` is defined.
  package func compare(
    _ base: CompiledFleet, _ head: CompiledFleet, inventory: [Cluster] = [],
    applications: [(name: String, place: SourceLocation)] = []
  ) -> ChangeSet {
    var run = FleetComparison(schema: schema)
    run.compare(base, head)
    let clusters = CompiledFleet(clusters: base.clusters + head.clusters, sets: []).clusters
    let removed = run.changes.count { $0.kind == .removed }
    let size = FleetSize(
      clusters: clusters.count,
      applications: Set((base.sets + head.sets).map { TextKey($0.application) }).count
        + head.unchanged.applications,
      resources: head.sets.reduce(removed + head.unchanged.resources) { $0 + $1.resources.count })
    var labels: [TextKey: Labels] = [:]
    for cluster in inventory { labels[TextKey(cluster.name)] = cluster.labels }
    var emptied = emptied(base, head)
    emptied.locate(inventory, applications)
    return ChangeSet(
      changes: run.changes.sorted(by: precedes), clusters: clusters,
      labels: clusters.map { labels[TextKey($0)] ?? Labels() }, fleet: size, emptied: emptied)
  }
}

/// The clusters and applications with resources in `base` that `head` does not know.
///
/// An application that is still there but brings nothing is known: so this says the same for fleets from which equal
/// applications are left out.
private func emptied(_ base: CompiledFleet, _ head: CompiledFleet) -> ChangeSet.Emptied {
  let clusters = Set(head.sets.map { TextKey($0.cluster) })
  let cells = Set(head.sets.map { [TextKey($0.cluster), TextKey($0.application)] })
  var result = ChangeSet.Emptied()
  for set in base.sets where !set.resources.isEmpty {
    if !clusters.contains(TextKey(set.cluster)) {
      if result.clusters.last.map({ !$0.cluster.utf8.elementsEqual(set.cluster.utf8) }) ?? true {
        result.clusters.append(.init(cluster: set.cluster))
      }
    } else if !cells.contains([TextKey(set.cluster), TextKey(set.application)]) {
      result.cells.append(.init(cluster: set.cluster, application: set.application))
    }
  }
  return result
}

extension ChangeSet.Emptied {
  /// Fills in the places; of two clusters with one name the first that has one, for that is the one before the change.
  fileprivate mutating func locate(
    _ inventory: [Cluster], _ applications: [(name: String, place: SourceLocation)]
  ) {
    for index in clusters.indices {
      let name = clusters[index].cluster
      clusters[index].place =
        inventory.first { $0.name.utf8.elementsEqual(name.utf8) && !$0.locations.isEmpty }?.locations.first
    }
    if cells.isEmpty { return }
    var places: [TextKey: SourceLocation] = [:]
    for (name, place) in applications { places[TextKey(name)] = place }
    for index in cells.indices {
      cells[index].place = cells[index].application.flatMap { places[TextKey($0)] }
    }
  }
}

/// By cluster, application, resource; then kind, for an identity that is both removed and moved.
private func precedes(_ a: ResourceChange, _ b: ResourceChange) -> Bool {
  for (x, y) in [(a.cluster, b.cluster), (a.application, b.application)] where !x.utf8.elementsEqual(y.utf8) {
    return x.utf8.lexicographicallyPrecedes(y.utf8)
  }
  if a.id != b.id { return a.id < b.id }
  return a.kind.rawValue < b.kind.rawValue
}

/// A resource that has no partner in the other fleet.
private struct Unmatched {
  var set: ClusterResourceSet
  var resource: Resource
}

private struct FleetComparison {
  private struct DocumentPair: Hashable {
    var left: Document.StorageIdentity
    var right: Document.StorageIdentity
  }

  let schema: MergeSchema
  private(set) var changes: [ResourceChange] = []
  /// The differences of documents that were compared already: clusters that share a base share its change.
  private var known: [DocumentPair: [FieldChange]] = [:]
  private var similar = SimilarResources()

  init(schema: MergeSchema) { self.schema = schema }

  /// Walks both fleets, which are sorted alike, cluster by cluster.
  mutating func compare(_ base: CompiledFleet, _ head: CompiledFleet) {
    var left = base.sets[...]
    var right = head.sets[...]
    while let cluster = [left.first?.cluster, right.first?.cluster].compactMap({ $0 }).min(by: bytewise) {
      let isHere = { (set: ClusterResourceSet) in set.cluster.utf8.elementsEqual(cluster.utf8) }
      compareCluster(left.prefix(while: isHere), right.prefix(while: isHere))
      left = left.drop(while: isHere)
      right = right.drop(while: isHere)
    }
  }

  private mutating func compareCluster(
    _ before: ArraySlice<ClusterResourceSet>, _ after: ArraySlice<ClusterResourceSet>
  ) {
    let first = changes.count
    var old: [TextKey: ClusterResourceSet] = [:]
    for set in before { old[TextKey(set.application)] = set }
    var removed: [Unmatched] = []
    var added: [Unmatched] = []
    for set in after {
      let partner =
        old.removeValue(forKey: TextKey(set.application))
        ?? ClusterResourceSet(cluster: set.cluster, application: set.application, resources: [])
      compareSets(partner, set, &removed, &added)
    }
    for set in before where old[TextKey(set.application)] != nil {
      removed += set.resources.map { Unmatched(set: set, resource: $0) }
    }
    if !removed.isEmpty, !added.isEmpty { match(&removed, &added) }
    for item in removed { addWhole(item, .removed) }
    for item in added { addWhole(item, .added) }
    followNewNames(in: first..<changes.count)
  }

  private mutating func compareSets(
    _ before: ClusterResourceSet, _ after: ClusterResourceSet, _ removed: inout [Unmatched],
    _ added: inout [Unmatched]
  ) {
    // What the two sides share costs a look at each document.
    let isShared =
      before.resources.count == after.resources.count
      && zip(before.resources, after.resources).allSatisfy {
        $0.document.storageIdentity == $1.document.storageIdentity
      }
    if isShared { return }
    let isSameList =
      before.resources.count == after.resources.count
      && zip(before.resources, after.resources).allSatisfy { Identity($0.id) == Identity($1.id) }
    if isSameList {
      for (one, other) in zip(before.resources, after.resources) { compare(one, other, in: before, after) }
      return
    }
    var old: [Identity: Resource] = [:]
    for resource in before.resources { old[Identity(resource.id)] = resource }
    for resource in after.resources {
      if let partner = old.removeValue(forKey: Identity(resource.id)) {
        compare(partner, resource, in: before, after)
      } else {
        added.append(Unmatched(set: after, resource: resource))
      }
    }
    for resource in before.resources where old[Identity(resource.id)] != nil {
      removed.append(Unmatched(set: before, resource: resource))
    }
  }

  private mutating func compare(
    _ one: Resource, _ other: Resource, in before: ClusterResourceSet, _ after: ClusterResourceSet
  ) {
    let fields = differences(one, other)
    if fields.isEmpty { return }
    add(.changed, one, other, fields, in: before, after)
  }

  private mutating func differences(_ one: Resource, _ other: Resource) -> [FieldChange] {
    let pair = DocumentPair(left: one.document.storageIdentity, right: other.document.storageIdentity)
    if pair.left == pair.right { return [] }
    if let fields = known[pair] { return fields }
    let comparison = ValueComparison(left: one.document, right: other.document)
    let fields =
      comparison.areEqual(one.document.root, other.document.root)
      ? [] : FieldDiffer.compare(one.document, other.document, schema: schema)
    known[pair] = fields
    return fields
  }
}

// MARK: - Resources that changed their identity

extension FleetComparison {
  /// Finds partners among what is gone and what is new on one cluster; takes them out of the lists.
  private mutating func match(_ removed: inout [Unmatched], _ added: inout [Unmatched]) {
    pair(&removed, &added, by: { GeneratedName(application: $0.set.application, $0.resource) }) {
      run, one, other in
      let fields = run.differences(one.resource, other.resource).filter {
        $0.address != FieldAddress([.key("metadata"), .key("name")])
      }
      run.add(.changed, one.resource, other.resource, fields, in: one.set, other.set)
    }
    pair(&removed, &added, by: { Identity($0.resource.id) }) { run, one, other in
      run.add(
        .moved, one.resource, other.resource, run.differences(one.resource, other.resource), in: one.set,
        other.set)
    }
    pair(&removed, &added, by: { Content($0.resource) }) { run, one, other in
      run.add(
        .renamed, one.resource, other.resource, run.differences(one.resource, other.resource), in: one.set,
        other.set)
    }
    if !removed.isEmpty, !added.isEmpty { matchSimilar(&removed, &added) }
  }

  private mutating func matchSimilar(_ removed: inout [Unmatched], _ added: inout [Unmatched]) {
    func items(_ list: [Unmatched]) -> [SimilarResources.Item] {
      list.map { SimilarResources.Item(application: $0.set.application, resource: $0.resource) }
    }
    let pairs = similar.pairs(items(removed), items(added))
    for (index, partner) in pairs {
      let (one, other) = (removed[index], added[partner])
      add(
        .renamed, one.resource, other.resource, differences(one.resource, other.resource), in: one.set,
        other.set)
    }
    let taken = (Set(pairs.map(\.0)), Set(pairs.map(\.1)))
    removed = removed.indices.filter { !taken.0.contains($0) }.map { removed[$0] }
    added = added.indices.filter { !taken.1.contains($0) }.map { added[$0] }
  }

  /// Pairs the items whose key is the same and occurs once on each side.
  private mutating func pair<Key: Hashable>(
    _ removed: inout [Unmatched], _ added: inout [Unmatched], by key: (Unmatched) -> Key?,
    _ found: (inout FleetComparison, Unmatched, Unmatched) -> Void
  ) {
    func positions(_ items: [Unmatched]) -> [Key: [Int]] {
      var result: [Key: [Int]] = [:]
      for (index, item) in items.enumerated() {
        if let key = key(item) { result[key, default: []].append(index) }
      }
      return result
    }
    let left = positions(removed)
    let right = positions(added)
    var partners: [Int: Int] = [:]
    for (key, indices) in left where indices.count == 1 {
      if let others = right[key], others.count == 1 { partners[indices[0]] = others[0] }
    }
    for index in partners.keys.sorted() {
      if let partner = partners[index] { found(&self, removed[index], added[partner]) }
    }
    let taken = (Set(partners.keys), Set(partners.values))
    removed = removed.indices.filter { !taken.0.contains($0) }.map { removed[$0] }
    added = added.indices.filter { !taken.1.contains($0) }.map { added[$0] }
  }

  /// Marks the fields that only follow the new name of a resource of the same cluster.
  private mutating func followNewNames(in range: Range<Int>) {
    let names = FollowedNames(changes[range])
    if names.isEmpty { return }
    for index in range where names.mark(&changes[index]) {
      changes[index].contentKey = contentKey(of: changes[index])
    }
  }
}

// MARK: - Records

extension FleetComparison {
  private mutating func add(
    _ kind: ResourceChange.Kind, _ one: Resource, _ other: Resource, _ fields: [FieldChange],
    in before: ClusterResourceSet, _ after: ClusterResourceSet
  ) {
    var change = ResourceChange(
      cluster: after.cluster, application: after.application, kind: kind, id: other.id, fields: fields,
      source: rootSource(other.document), contentKey: ContentFingerprint(high: 0, low: 0))
    if Identity(one.id) != Identity(other.id) {
      change.previousID = one.id
      if kind == .changed { change.generatedName = GeneratedName.stem(of: other) }
    }
    if !before.application.utf8.elementsEqual(after.application.utf8) {
      change.previousApplication = before.application
    }
    change.versions = ResourceChange.Versions(before: one.document, after: other.document)
    change.contentKey = contentKey(of: change)
    changes.append(change)
  }

  private mutating func addWhole(_ item: Unmatched, _ kind: ResourceChange.Kind) {
    var change = ResourceChange(
      cluster: item.set.cluster, application: item.set.application, kind: kind, id: item.resource.id,
      fields: [],
      body: SecretMask(item.resource.document).document, source: rootSource(item.resource.document),
      contentKey: ContentFingerprint(high: 0, low: 0))
    if kind == .added {
      change.versions.after = item.resource.document
    } else {
      change.versions.before = item.resource.document
      // What it held does not matter any more, so neither does the hash.
      change.generatedName = GeneratedName.stem(of: item.resource)
    }
    change.contentKey = contentKey(of: change)
    changes.append(change)
  }

  private func rootSource(_ document: Document) -> FieldSource {
    FieldSource(location: document.location(document.root), origin: document.origin(document.root))
  }

  /// What makes a change the same on another cluster: the resource, what happens to it, and the values.
  private func contentKey(of change: ResourceChange) -> ContentFingerprint {
    var bytes = Array(change.kind.rawValue.utf8) + [0]
    func append(_ text: String) { bytes += Array(text.utf8) + [0] }
    for id in [change.id, change.previousID ?? change.id] {
      append(id.apiVersion)
      append(id.kind)
      append(id.namespace)
      // Two clusters may give one generated resource different hashes for the same change.
      append(change.generatedName ?? id.name)
    }
    for field in change.fields {
      append(field.address.description)
      if let follows = field.follows {
        append(follows)
      } else {
        bytes += field.before?.encoded ?? [0xFE]
        bytes += field.after?.encoded ?? [0xFF]
      }
    }
    // What a removed resource was does not matter; a new one is the same only with the same content.
    if change.kind == .added, let body = change.body { append(body.valueFingerprint(body.root).description) }
    return ContentFingerprint(of: bytes)
  }
}

private func bytewise(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
