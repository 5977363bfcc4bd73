internal import KubernetesModel
internal import SourceModel
internal import YAML

// Merged lists. The reference works on lists by "set the element with these keys", over and over; the odd results for
// elements without keys, with doubled keys or with different sets of keys follow from that, so the same steps are
// taken here, on small integers instead of texts.
extension StrategicMerge {
  /// What the elements of a list of the target are merged with.
  enum Counterpart {
    /// Nothing: the patch does not mention the list.
    case none
    /// Themselves: the list was just copied from the patch, and its directives have to be obeyed.
    case itself
    /// These elements of a list of the patch at this node.
    case elements([NodeID], of: NodeID)
  }

  /// Merges a list of the patch into one of the target; false when the target's has to go.
  mutating func mergeList(
    _ node: NodeID, _ other: NodeID?, _ keys: [String], _ position: MergeSchema.Position?
  ) throws(Diagnostic) -> Bool {
    guard let other else {
      try arrange(node, with: .none, keys, position)
      return true
    }
    var elements = patch.childList(other)
    if let directive = listDirective(patch, other) {
      guard let strategy = Strategy(patch, directive.value) else {
        throw unknownStrategy(patch.string(directive.value), at: patch.location(directive.value))
      }
      switch strategy {
      case .delete: return false
      case .replace:
        replace(node, with: other)
        if let copy = listDirective(target, node) { target.unlink(copy.element, from: node) }
        try arrange(node, with: .itself, keys, position)
        return true
      case .merge: elements.removeAll { $0 == directive.element }
      }
    }
    takeBrackets(node, of: other)
    try arrange(node, with: .elements(elements, of: other), keys, position)
    return true
  }

  /// The first element with `$patch`, provided that it has no other field.
  func listDirective(_ document: Document, _ list: NodeID) -> (element: NodeID, value: NodeID)? {
    for element in document.children(list) where document[element, patchDirective] != nil {
      return directive(document, at: element).map { (element, $0) }
    }
    return nil
  }

  /// The `$patch` of an element that has no other field.
  private func directive(_ document: Document, at element: NodeID) -> NodeID? {
    guard let value = document[element, patchDirective], document.firstChild(element) == value,
      document.nextSibling(value) == nil
    else { return nil }
    return value
  }

  /// Merges the elements of a list and puts them in the order of the reference.
  mutating func arrange(
    _ list: NodeID, with counterpart: Counterpart, _ keys: [String], _ position: MergeSchema.Position?
  ) throws(Diagnostic) {
    let before = target.childList(list)
    var after: [NodeID]
    if keys.isEmpty {
      after = try mergedSet(list, before, with: counterpart)
    } else {
      let elements = position.flatMap { schema.elements(of: $0) }
      if let distinct = try mergedDistinct(before, with: counterpart, keys, elements) {
        after = distinct
      } else {
        after = try mergedElements(list, before, with: counterpart, keys, elements)
      }
    }
    if after == before { return }
    let kept = Set(after)
    if case .itself = counterpart {
    } else {
      var cause: NodeID?
      if case .elements(_, let other) = counterpart { cause = other }
      for node in before where !kept.contains(node) { remove(node, from: list, for: cause) }
    }
    if kept.count < after.count {
      // The reference can put an element into a list twice; a node has one place only.
      var seen = Set<NodeID>()
      for index in after.indices where !seen.insert(after[index]).inserted {
        after[index] = target.graft(after[index], of: target.snapshot)
      }
    }
    target.setChildren(list, after)
  }

  /// A list of scalars as a set: those of the patch, then the others of the target; by text.
  private mutating func mergedSet(
    _ list: NodeID, _ before: [NodeID], with counterpart: Counterpart
  ) throws(Diagnostic) -> [NodeID] {
    var after: [NodeID] = []
    var places: [[UInt8]: Int] = [:]
    if case .elements(let elements, let other) = counterpart {
      for element in elements where !patch.isNullScalar(element) {
        guard patch.isScalar(element) else { throw notAScalar(patch, element, list: patch.key(other)) }
        let text = Array(patch.bytes(patch[element].value))
        if places[text] != nil { continue }
        places[text] = after.count
        after.append(target.graft(element, of: patch, as: step))
      }
    }
    for element in before where !target.isNullScalar(element) {
      // Of a list that has just come from the patch, the directives are dropped.
      if directive(target, at: element) != nil { continue }
      guard target.isScalar(element) else { throw notAScalar(target, element, list: target.key(list)) }
      let text = Array(target.bytes(target[element].value))
      if let place = places[text] {
        after[place] = element
      } else {
        places[text] = after.count
        after.append(element)
      }
    }
    return after
  }

  /// A list of mappings by their keys.
  private mutating func mergedElements(
    _ list: NodeID, _ before: [NodeID], with counterpart: Counterpart, _ keys: [String],
    _ position: MergeSchema.Position?
  ) throws(Diagnostic) -> [NodeID] {
    var texts = TextNumbers()
    var old = KeyedElements(target, before, keys, &texts)
    if let stranger = old.elements.first(where: { !$0.isMapping && !$0.isEmpty }) {
      throw notAMapping(stranger.node, keys, list: target.key(list))
    }
    var new = KeyedElements()
    if case .elements(let elements, _) = counterpart { new = KeyedElements(patch, elements, keys, &texts) }
    let tuples = try tuples(old, new, keys, list)
    guard !tuples.isEmpty else { return before }

    var used = Set<NodeID>()
    var result = KeyedElements()
    let taken: [NodeID]
    if (old.elements + new.elements).allSatisfy({ !$0.tuple.contains(0) }) {
      taken = try mergeByTuple(&old, new, into: &result, tuples, counterpart, position, &used)
    } else {
      try checkLength(old.elements.count + new.elements.count, list)
      taken = try mergeStepByStep(&old, new, into: &result, tuples, counterpart, position, &used)
    }
    report(old: old, new: new, used: used, taken: taken, result: result, keys)
    return result.elements.map(\.node)
  }

  /// The usual case: all elements have all keys, so each tuple means one element, and tables find them.
  private mutating func mergeByTuple(
    _ old: inout KeyedElements, _ new: KeyedElements, into result: inout KeyedElements, _ tuples: [[Int]],
    _ counterpart: Counterpart, _ position: MergeSchema.Position?, _ used: inout Set<NodeID>
  ) throws(Diagnostic) -> [NodeID] {
    let (firstOld, firstNew) = (old.firstByTuple(), new.firstByTuple())
    var taken: [NodeID] = []
    var merged: [KeyedElement] = []
    var dropped = Set<[Int]>()
    for tuple in tuples {
      let (oldElement, newElement) = (firstOld[tuple], firstNew[tuple])
      if let newElement { used.insert(newElement.node) }
      if let value = try value(oldElement, newElement, counterpart, position) {
        merged.append(value)
        taken.append(value.node)
      } else {
        dropped.insert(tuple)
      }
    }
    old.removeAll { dropped.contains($0.tuple) }
    result = KeyedElements(merged)
    result.join(old)
    return taken
  }

  /// The odd case: the steps of the reference, one by one.
  private mutating func mergeStepByStep(
    _ old: inout KeyedElements, _ new: KeyedElements, into result: inout KeyedElements, _ tuples: [[Int]],
    _ counterpart: Counterpart, _ position: MergeSchema.Position?, _ used: inout Set<NodeID>
  ) throws(Diagnostic) -> [NodeID] {
    var values: [[Int]: KeyedElement] = [:]
    let validKeys = KeyQuery.validKeys(of: tuples, count: tuples[0].count)
    for tuple in tuples {
      let place = KeyQuery(keys: validKeys, values: validKeys.map { tuple[$0] })
      if let known = values[tuple] {
        result.set(known, where: place)
        continue
      }
      let query = KeyQuery(tuple)
      let newElement = new.first(query)
      if let value = try value(old.first(query), newElement, counterpart, position) {
        result.set(value, where: place)
        if let newElement, patch[newElement.node, patchDirective] == nil { values[tuple] = value }
      } else {
        old.removeAll(where: place)
      }
      if let newElement {
        used.insert(newElement.node)
        // The reference strikes a directive out when it has read it, so the next look finds none.
        if let directive = patch[newElement.node, patchDirective], Strategy(patch, directive) != nil {
          obeyed.insert(newElement.node)
        }
      }
    }
    let taken = result.elements.map(\.node)
    result.append(old, keys: validKeys)
    return taken
  }

  /// The element that comes of its two sides; nil when it has to go.
  private mutating func value(
    _ old: KeyedElement?, _ new: KeyedElement?, _ counterpart: Counterpart, _ position: MergeSchema.Position?
  ) throws(Diagnostic) -> KeyedElement? {
    guard let node = try value(old?.node, new?.node, counterpart, position) else { return nil }
    return (old ?? new).map { KeyedElement(node: node, copying: $0) }
  }

  mutating func value(
    _ old: NodeID?, _ new: NodeID?, _ counterpart: Counterpart, _ position: MergeSchema.Position?
  ) throws(Diagnostic) -> NodeID? {
    let position = commented(old, new) ?? position
    guard let old else { return try new.flatMap { (new) throws(Diagnostic) in try take(new, position) } }
    if let new {
      if try strategy(of: new) == .replace {
        warnings.append(
          .warning(
            replaceIgnored,
            "\"$patch: replace\" in an element of this list changes nothing; delete the element instead",
            at: patch.location(new)))
        return old
      }
      return try merge(old, new, position) ? old : nil
    }
    if case .itself = counterpart { return try obey(old, position) ? old : nil }
    return try settle(old, position) ? old : nil
  }

  /// The combinations of keys in the order in which they are looked at: those of the patch, then of the target.
  private func tuples(
    _ old: KeyedElements, _ new: KeyedElements, _ keys: [String], _ list: NodeID
  ) throws(Diagnostic) -> [[Int]] {
    var seen = Set<[Int]>()
    var tuples = (new.elements + old.elements).map(\.tuple).filter { seen.insert($0).inserted }
    guard keys.count > 1, tuples.contains(where: { $0.contains(0) }) else { return tuples }
    try checkLength(tuples.count, list)
    for first in tuples.indices {
      let tuple = tuples[first]
      for second in tuples.indices {
        guard let union = KeyQuery.union(tuple, tuples[second]) else { continue }
        tuples[first] = union
        tuples[second] = union
      }
    }
    // Equal tuples stay: the reference goes through each of them.
    return tuples
  }

  private func checkLength(_ count: Int, _ list: NodeID) throws(Diagnostic) {
    guard count > longestOddList else { return }
    throw .error(
      listTooLong,
      "a merged list of more than \(longestOddList) elements needs its merge keys in each of them; add them",
      at: target.location(list))
  }

  // MARK: - What the rules lose

  private mutating func report(
    old: KeyedElements, new: KeyedElements, used: Set<NodeID>, taken: [NodeID], result: KeyedElements,
    _ keys: [String]
  ) {
    let names = keys.map { "\"\($0)\"" }.joined(separator: " and ")
    var seen = Set<[Int]>()
    for element in new.elements {
      let isFirst = seen.insert(element.tuple).inserted
      if used.contains(element.node) { continue }
      let location = patch.location(element.node)
      if element.tuple.allSatisfy({ $0 == 0 }) {
        warnings.append(
          .warning(
            elementWithoutKey,
            "an element without \(names) is ignored, and all elements of the resource's list are dropped; add \(names)",
            at: location))
      } else if !isFirst {
        warnings.append(
          .warning(
            duplicateElement, "an earlier element has the same \(names), so this one is ignored", at: location
          ))
      } else {
        warnings.append(
          .warning(
            elementLost,
            "this element is ignored, because it gives other ones of \(names) than its counterpart; give both",
            at: location))
      }
    }
    let final = Set(result.elements.map(\.node))
    for node in taken where !final.contains(node) {
      warnings.append(
        .warning(
          elementLost,
          "this element is ignored, because it gives other ones of \(names) than its counterpart; give both",
          at: target.location(node)))
    }
    for element in old.elements where !final.contains(element.node) {
      warnings.append(
        .warning(
          duplicateElement,
          "a later element has the same \(names) or none, so a patch of this list drops this one",
          at: target.location(element.node)))
    }
  }

  private func notAMapping(_ element: NodeID, _ keys: [String], list: String) -> Diagnostic {
    .error(
      wrongElement,
      "\"\(list)\" is merged by \"\(keys.joined(separator: "\" and \""))\", so its elements must be mappings",
      at: target.location(element))
  }

  private func notAScalar(_ document: Document, _ element: NodeID, list: String) -> Diagnostic {
    .error(
      wrongElement, "\"\(list)\" is merged as a set, so its elements must be scalars",
      at: document.location(element))
  }
}

/// So many elements may be merged where some lack keys: the work grows with the square.
private let longestOddList = 5_000

private let listTooLong = "patch.list-too-long"
private let wrongElement = "patch.wrong-element"
private let elementLost = "patch.element-lost"
private let elementWithoutKey = "patch.element-without-key"
private let duplicateElement = "patch.duplicate-element"
