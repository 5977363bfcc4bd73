internal import YAML

/// What the items of two versions of a list are known by: the fields of a merge key, or of a usual identity.
struct ListIdentity {
  struct Item: Hashable {
    var identifiers: [FieldAddress.Identifier]

    var label: String { identifiers.map(\.value).joined(separator: "/") }
  }

  let before: [Item]
  let after: [Item]
  private(set) var beforeIndex: [Item: Int] = [:]
  private(set) var afterIndex: [Item: Int] = [:]

  /// Nil when no identity tells all items of each list apart.
  init?(
    _ left: Document, _ before: [NodeID], _ right: Document, _ after: [NodeID], mergeKeys: [String]
  ) {
    guard before.allSatisfy(left.isMapping), after.allSatisfy(right.isMapping) else { return nil }
    for keys in (mergeKeys.isEmpty ? [] : [mergeKeys]) + usualIdentities {
      guard let one = Self.items(left, before, keys), let other = Self.items(right, after, keys) else {
        continue
      }
      self.before = one.list
      self.after = other.list
      beforeIndex = one.index
      afterIndex = other.index
      return
    }
    return nil
  }

  /// The items by these keys; nil when one lacks the first key or two are the same.
  private static func items(
    _ document: Document, _ nodes: [NodeID], _ keys: [String]
  ) -> (list: [Item], index: [Item: Int])? {
    var list: [Item] = []
    var index: [Item: Int] = [:]
    for node in nodes {
      var identifiers: [FieldAddress.Identifier] = []
      for (number, key) in keys.enumerated() {
        guard let value = document[node, key], document.isScalar(value) else {
          // The further keys of a merge key may be left to their default.
          if number == 0 { return nil }
          continue
        }
        identifiers.append(FieldAddress.Identifier(key: key, value: document.string(value)))
      }
      let item = Item(identifiers: identifiers)
      guard index.updateValue(list.count, forKey: item) == nil else { return nil }
      list.append(item)
    }
    return (list, index)
  }
}

/// Tried in this order for lists that no schema describes.
private let usualIdentities = [
  ["name"], ["containerPort", "protocol"], ["port", "protocol"], ["mountPath"], ["devicePath"],
  ["topologyKey"], ["name", "kind", "namespace"], ["clusterName"], ["key"], ["id"], ["host"], ["path"],
  ["type"],
]
