internal import KubernetesModel
internal import SourceModel
internal import YAML

// What `mergedElements` comes to for nearly every list: a few elements that their keys tell apart.
extension StrategicMerge {
  /// The elements of a merged list in their new order; nil where a side is long, where elements have the same texts
  /// under the keys, or where a key is in some of them only. Keys that none has don't count.
  mutating func mergedDistinct(
    _ old: [NodeID], with counterpart: Counterpart, _ keys: [String], _ position: MergeSchema.Position?
  ) throws(Diagnostic) -> [NodeID]? {
    var new: [NodeID] = []
    if case .elements(let elements, _) = counterpart { new = elements }
    let keys = keys.map { MappingKey($0) }.filter { key in
      old.contains { target[$0, key] != nil } || new.contains { patch[$0, key] != nil }
    }
    guard !keys.isEmpty || (old.isEmpty && new.isEmpty) else { return nil }
    guard let oldTexts = StrategicMerge.distinctTexts(of: old, in: target, keys),
      let newTexts = StrategicMerge.distinctTexts(of: new, in: patch, keys)
    else { return nil }

    var result: [NodeID] = []
    /// What became of the elements of the target that the patch names.
    var named: [NodeID: NodeID?] = [:]
    for (element, texts) in zip(new, newTexts) {
      let place = oldTexts.firstIndex { StrategicMerge.areSame($0, in: target, texts, in: patch) }
      let value = try value(place.map { old[$0] }, element, counterpart, position)
      if let place { named.updateValue(value, forKey: old[place]) }
      // With several keys the elements of the target keep their places, behind the new ones.
      if let value, place == nil || keys.count == 1 { result.append(value) }
    }
    for element in old {
      let value: NodeID?
      if let known = named[element] {
        value = keys.count == 1 ? nil : known
      } else {
        value = try self.value(element, nil, counterpart, position)
      }
      if let value { result.append(value) }
    }
    return result
  }

  /// The texts under the keys, for each element.
  private static func distinctTexts(
    of elements: [NodeID], in document: Document, _ keys: [MappingKey]
  ) -> [[NodeID]]? {
    guard elements.count <= 16 else { return nil }
    var result: [[NodeID]] = []
    for element in elements {
      var texts: [NodeID] = []
      for key in keys {
        guard let text = document[element, key], document[text].value.length > 0, !document.isNullScalar(text)
        else { return nil }
        texts.append(text)
      }
      if result.contains(where: { areSame($0, in: document, texts, in: document) }) { return nil }
      result.append(texts)
    }
    return result
  }

  private static func areSame(
    _ a: [NodeID], in document: Document, _ b: [NodeID], in other: Document
  ) -> Bool {
    a.indices.allSatisfy { document.valueEquals(a[$0], b[$0], in: other) }
  }
}
