internal import KubernetesModel
internal import SourceModel
internal import YAML

/// The resources of an accumulation, in order, with an index by identity.
///
/// The index maps a hash of (kind, name, effective namespace) to every resource that has or had that identity. It
/// may hold entries that are no longer true, never too few, so look-ups compare again. All look-ups by id are O(1).
struct ResourceMap: Sendable {
  private(set) var resources: [BuildResource] = []
  /// The first resource of each hash.
  private var index: [Int: Int32] = [:]
  /// The others, in order, of the few hashes that have several.
  private var more: [Int: [Int32]] = [:]

  var count: Int { resources.count }

  /// Lent, not copied: a resource holds many references.
  subscript(position: Int) -> BuildResource {
    _read { yield resources[position] }
  }

  /// Changes the resource at `position` in place and keeps the index true.
  mutating func modify<Result, Failure: Error>(
    _ position: Int, _ change: (inout BuildResource) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let before = resources[position].id
    let previousCount = resources[position].previous.count
    defer {
      if !resources[position].shared.isEmpty { resources[position].synchroniseShared() }
      if resources[position].previous.count != previousCount
        || !before.isIdentical(to: resources[position].id)
      {
        enter(position, knownPrevious: previousCount)
      }
    }
    return try change(&resources[position])
  }

  /// Runs `change` over every resource, in order.
  mutating func modifyAll(_ change: (inout BuildResource) -> Void) {
    for position in resources.indices { modify(position, change) }
  }

  // MARK: - Look-ups

  /// The positions of the resources that have or had this identity, in order.
  func positions(knownAs id: ResourceID, effectiveNamespace: String) -> [Int] {
    let key = ResourceMap.key(kind: id.kind, name: id.name, namespace: effectiveNamespace)
    guard let first = index[key] else { return [] }
    return ([first] + (more[key] ?? [])).map(Int.init).filter {
      resources[$0].isKnown(as: id, effectiveNamespace: effectiveNamespace)
    }
  }

  /// The position of the first resource whose present identity is that of `resource`.
  func firstPosition(currentlyKnownAs resource: BuildResource) -> Int? {
    let namespace = resource.effectiveNamespace
    let key = ResourceMap.key(kind: resource.id.kind, name: resource.id.name, namespace: namespace)
    func isSame(_ position: Int32) -> Bool {
      resources[Int(position)].isCurrently(resource.id, effectiveNamespace: namespace)
    }
    guard let first = index[key] else { return nil }
    return isSame(first) ? Int(first) : more[key]?.first(where: isSame).map(Int.init)
  }

  /// The position of the first resource with the present identity of the one at `position`: its own, as a rule.
  func firstPosition(alike position: Int) -> Int {
    let id = resources[position].id
    let key = ResourceMap.key(kind: id.kind, name: id.name, namespace: resources[position].effectiveNamespace)
    if let first = index[key], Int(first) == position { return position }
    return firstPosition(currentlyKnownAs: resources[position]) ?? position
  }

  // MARK: - Changes

  /// Appends a resource; returns the one that already has its identity instead, if there is one.
  mutating func append(_ resource: BuildResource) -> BuildResource? {
    if let known = firstPosition(currentlyKnownAs: resource) { return resources[known] }
    resources.append(resource)
    enter(resources.count - 1)
    return nil
  }

  /// Removes what the predicate selects.
  mutating func removeAll(where isSelected: (BuildResource) -> Bool) {
    guard resources.indices.contains(where: { isSelected(resources[$0]) }) else { return }
    replaceAll(resources.filter { !isSelected($0) })
  }

  /// Removes what patches deleted, and says what that was.
  mutating func takeDeleted() -> [ResourceDeletion] {
    guard resources.indices.contains(where: { resources[$0].isDeleted }) else { return [] }
    let deleted = resources.compactMap { resource in
      resource.deleter.map { ResourceDeletion(id: resource.id, author: $0, definition: resource.location) }
    }
    removeAll(where: \.isDeleted)
    return deleted
  }

  /// Puts the resources in another order, or other resources in place.
  mutating func replaceAll(_ newResources: [BuildResource]) {
    resources = newResources
    index = [:]
    more = [:]
    for position in resources.indices { enter(position) }
  }

  /// Enters the identities of a resource but those of its first `knownPrevious` previous ones.
  private mutating func enter(_ position: Int, knownPrevious: Int = 0) {
    let id = resources[position].id
    let namespace = resources[position].effectiveNamespace
    add(position, ResourceMap.key(kind: id.kind, name: id.name, namespace: namespace))
    for previous in resources[position].previous.dropFirst(knownPrevious) {
      add(position, ResourceMap.key(kind: previous.kind, name: previous.name, namespace: previous.namespace))
    }
  }

  private mutating func add(_ position: Int, _ key: Int) {
    let value = Int32(position)
    guard let first = index[key] else {
      index[key] = value
      return
    }
    if first == value { return }
    // Look-ups answer in the order of the resources.
    index[key] = min(first, value)
    let other = max(first, value)
    var others = more[key] ?? []
    if others.contains(other) { return }
    others.insert(other, at: others.firstIndex { $0 > other } ?? others.count)
    more[key] = others
  }

  private static func key(kind: String, name: String, namespace: String) -> Int {
    var hasher = Hasher()
    hasher.combine(ByteString(kind))
    hasher.combine(ByteString(name))
    hasher.combine(ByteString(namespace))
    return hasher.finalize()
  }
}

extension ResourceMap {
  /// The resource whose labels, read from a file, a validator has added its label to: kustomize writes such labels anew
  /// when it takes the label away, and then finds them changed. Source: kubectl kustomize.
  func firstWithRewrittenLabels(in other: ResourceMap) -> BuildResource? {
    zip(resources, other.resources).first { mine, theirs in
      guard let labels = mine.labels,
        theirs.labels.map({ theirs.document[$0, validationLabel] != nil }) == true
      else { return false }
      let document = mine.document
      return document.firstChild(labels) != nil
        && ([labels] + document.children(labels)).contains {
          [.parsed, .patch].contains(document.origin($0).kind)
        }
    }?.0
  }

  /// Whether another map holds the same resources, as far as validators may not change them.
  func isUnchanged(in other: ResourceMap) -> Bool {
    guard count == other.count else { return false }
    for (mine, theirs) in zip(resources, other.resources) {
      var before: [UInt8] = []
      var after: [UInt8] = []
      _ = YAMLPrinter.print(mine.document, into: &before)
      _ = YAMLPrinter.print(theirs.withoutValidationLabel, into: &after)
      if before != after { return false }
    }
    return true
  }
}

private let validationLabel = "validated-by"

extension BuildResource {
  /// The mapping of the labels.
  fileprivate var labels: NodeID? {
    document[document.root, .metadata].flatMap { document[$0, .labels] }.flatMap {
      document.isMapping($0) ? $0 : nil
    }
  }

  /// The document without the one label that a validator may set.
  fileprivate var withoutValidationLabel: Document {
    var result = document
    guard let metadata = result[result.root, .metadata], let labels,
      let label = result[labels, validationLabel]
    else { return result }
    let author = Author(.transformer, step: "validators", at: location)
    result.remove(label, from: labels, by: author)
    if result.firstChild(labels) == nil { result.remove(labels, from: metadata, by: author) }
    return result
  }
}

extension ResourceID {
  /// Whether all parts have the same bytes; cheaper than `==`, which compares canonical equivalence.
  fileprivate func isIdentical(to other: ResourceID) -> Bool {
    same(name, other.name) && same(namespace, other.namespace) && same(kind, other.kind)
      && same(group, other.group) && same(version, other.version)
  }
}
