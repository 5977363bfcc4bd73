internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Compares the fields of two versions of one resource.
struct FieldDiffer {
  private let left: Document
  private let right: Document
  private let leftMask: SecretMask
  private let rightMask: SecretMask
  private let schema: MergeSchema
  private let values: ValueComparison
  private(set) var changes: [FieldChange] = []

  init(_ left: Document, _ right: Document, schema: MergeSchema) {
    self.left = left
    self.right = right
    self.schema = schema
    leftMask = SecretMask(left)
    rightMask = SecretMask(right)
    values = ValueComparison(left: left, right: right)
  }

  /// The differences, in the order of the sorted keys; in lists, by what the new one has, then what is gone.
  static func compare(_ left: Document, _ right: Document, schema: MergeSchema) -> [FieldChange] {
    var differ = FieldDiffer(left, right, schema: schema)
    let position = ResourceID(of: right).flatMap { schema.type(apiVersion: $0.apiVersion, kind: $0.kind) }
    differ.compare(left.root, right.root, at: FieldAddress(), position, depth: 0)
    return differ.changes
  }

  private mutating func compare(
    _ a: NodeID, _ b: NodeID, at address: FieldAddress, _ position: MergeSchema.Position?, depth: Int
  ) {
    if values.areEqual(a, b) { return }
    let kind = left.kind(a)
    let isHidden = leftMask.hides(a) || rightMask.hides(b)
    // The limit only bounds our own stack: below it a difference is shown as a whole.
    guard kind == right.kind(b), kind != .scalar, !isHidden, depth < 400 else {
      record(a, b, at: address, isHidden: isHidden)
      return
    }
    if kind == .mapping {
      compareMappings(a, b, at: address, position, depth: depth)
    } else {
      compareLists(a, b, at: address, position, depth: depth)
    }
  }

  private mutating func compareMappings(
    _ a: NodeID, _ b: NodeID, at address: FieldAddress, _ position: MergeSchema.Position?, depth: Int
  ) {
    var entries: [(key: ArraySlice<UInt8>, left: NodeID?, right: NodeID?)] = []
    for child in left.children(a) {
      entries.append((left.bytes(left[child].key), child, right.child(b, matchingKeyOf: child, in: left)))
    }
    for child in right.children(b) where left.child(a, matchingKeyOf: child, in: right) == nil {
      entries.append((right.bytes(right[child].key), nil, child))
    }
    entries.sort { $0.key.lexicographicallyPrecedes($1.key) }
    for entry in entries {
      let place = address.appending(.key(String(decoding: entry.key, as: UTF8.self)))
      if let one = entry.left, let other = entry.right {
        let field = position.flatMap { schema.field(entry.key, hash: keyHash(entry.key), of: $0) }
        compare(one, other, at: place, field, depth: depth + 1)
      } else {
        record(entry.left, entry.right, at: place)
      }
    }
  }

  private mutating func compareLists(
    _ a: NodeID, _ b: NodeID, at address: FieldAddress, _ position: MergeSchema.Position?, depth: Int
  ) {
    let before = Array(left.children(a))
    let after = Array(right.children(b))
    let elements = position.flatMap { schema.elements(of: $0) }
    let identity = ListIdentity(
      left, before, right, after, mergeKeys: position.flatMap { schema.mergeKeys(of: $0) } ?? [])
    if let identity {
      compareIdentified(identity, before, after, lists: (a, b), at: address, elements, depth: depth)
      return
    }
    let names = (before.map { left.valueFingerprint($0) }, after.map { right.valueFingerprint($0) })
    if names.0.count == names.1.count, sorted(names.0) == sorted(names.1) {
      let labels = labels(of: before)
      // Where each item now at this place was before; equal items keep their order.
      recordOrder(
        labels, positions(of: names.1, in: names.0).map { labels[$0] }, lists: (a, b), at: address)
      return
    }
    for pair in ListAlignment.pairs(names.0, names.1) {
      switch pair {
      case (let one?, let other?):
        compare(before[one], after[other], at: address.appending(.index(other)), elements, depth: depth + 1)
      case (let one?, nil): record(before[one], nil, at: address.appending(.index(one)))
      case (nil, let other?): record(nil, after[other], at: address.appending(.index(other)))
      case (nil, nil): break
      }
    }
  }

  /// What items without an identity are called in an order: short texts by themselves, all others by their place.
  private func labels(of items: [NodeID]) -> [String] {
    let document = leftMask.document
    let isShown = items.allSatisfy { item in
      guard document.isScalar(item), !leftMask.hides(item) else { return false }
      let text = document.string(item).utf8
      return !text.isEmpty && text.count <= 80 && !text.contains(UInt8(ascii: "\n"))
    }
    return items.indices.map { isShown ? document.string(items[$0]) : "[\($0)]" }
  }

  private mutating func compareIdentified(
    _ identity: ListIdentity, _ before: [NodeID], _ after: [NodeID], lists: (NodeID, NodeID),
    at address: FieldAddress, _ elements: MergeSchema.Position?, depth: Int
  ) {
    let kept = identity.before.filter { identity.afterIndex[$0] != nil }
    let keptAfter = identity.after.filter { identity.beforeIndex[$0] != nil }
    if kept != keptAfter {
      recordOrder(kept.map(\.label), keptAfter.map(\.label), lists: lists, at: address)
    }
    for (index, item) in identity.after.enumerated() {
      let place = address.appending(.item(item.identifiers))
      if let old = identity.beforeIndex[item] {
        compare(before[old], after[index], at: place, elements, depth: depth + 1)
      } else {
        record(nil, after[index], at: place)
      }
    }
    for (index, item) in identity.before.enumerated() where identity.afterIndex[item] == nil {
      record(before[index], nil, at: address.appending(.item(item.identifiers)))
    }
  }

  private mutating func record(_ a: NodeID?, _ b: NodeID?, at address: FieldAddress, isHidden: Bool = false) {
    func source(_ document: Document, _ node: NodeID) -> FieldSource {
      FieldSource(location: document.location(node), origin: document.origin(node))
    }
    changes.append(
      FieldChange(
        address: address,
        before: a.map { isHidden || leftMask.hides($0) ? .masked : FieldValue(leftMask.document, $0) },
        after: b.map { isHidden || rightMask.hides($0) ? .masked : FieldValue(rightMask.document, $0) },
        beforeSource: a.map { source(left, $0) }, afterSource: b.map { source(right, $0) }))
  }

  private mutating func recordOrder(
    _ before: [String], _ after: [String], lists: (NodeID, NodeID), at address: FieldAddress
  ) {
    record(lists.0, lists.1, at: address)
    changes[changes.count - 1].before = .order(before)
    changes[changes.count - 1].after = .order(after)
  }
}

private func sorted(_ names: [ContentFingerprint]) -> [ContentFingerprint] {
  names.sorted { ($0.high, $0.low) < ($1.high, $1.low) }
}

/// For each of `names` a position in `others`, each used once; both hold the same names.
private func positions(of names: [ContentFingerprint], in others: [ContentFingerprint]) -> [Int] {
  var free: [ContentFingerprint: [Int]] = [:]
  for (index, name) in others.enumerated().reversed() { free[name, default: []].append(index) }
  return names.map { free[$0]?.popLast() ?? 0 }
}
