package import SourceModel
package import YAML

/// Strategic merge as the Kubernetes API machinery does it, which is not what kustomize does.
///
/// Argo CD applies `templatePatch` this way. Mappings merge, null deletes, lists are replaced but for those in a given
/// table; the directives `$patch`, `$retainKeys`, `$deleteFromPrimitiveList/...` and `$setElementOrder/...` are
/// obeyed. Emits `patch.unknown-strategy`, `patch.retain-keys`, `patch.no-merge-key`, `patch.wrong-element`,
/// `patch.directive-type`. Source: reference/applicationset.md section 11, apimachinery strategicpatch.
package struct KubernetesStrategicMerge {
  /// A list that is merged: by the key of its elements, or as a set of scalars.
  package struct MergedList: Sendable {
    package var path: [String]
    package var key: String?

    package init(_ path: [String], by key: String?) {
      self.path = path
      self.key = key
    }
  }

  /// The only merged lists of an Argo CD Application.
  package static let applicationLists = [
    MergedList(["metadata", "finalizers"], by: nil),
    MergedList(["metadata", "ownerReferences"], by: "uid"),
  ]

  /// Merges the mapping at `patchRoot` into the root of `target`; after an error `target` is as it was.
  package static func apply(
    _ patch: Document, patchRoot: NodeID, to target: inout Document, mergedLists: [MergedList], step: Origin
  ) throws(Diagnostic) {
    guard patch.isMapping(patchRoot), target.isMapping(target.root) else {
      throw .error(directiveType, "a patch must be a mapping", at: patch.location(patchRoot))
    }
    var merge = KubernetesStrategicMerge(target: target, patch: patch, lists: mergedLists, step: step)
    try merge.mergeMapping(target.root, patchRoot, [])
    target = merge.target
  }

  private var target: Document
  private let patch: Document
  private let lists: [MergedList]
  private let step: Origin

  private init(target: Document, patch: Document, lists: [MergedList], step: Origin) {
    self.target = target
    self.patch = patch
    self.lists = lists
    self.step = step
  }

  // MARK: - Mappings

  private mutating func mergeMapping(
    _ node: NodeID, _ other: NodeID, _ path: [String]
  ) throws(Diagnostic) {
    if let directive = patch[other, patchDirective] {
      switch Strategy(patch, directive) {
      case .replace:
        target.replace(node, with: other, of: patch, as: step)
        if let copy = target[node, patchDirective] { target.unlink(copy, from: node) }
      case .delete: target.replace(node, withEmpty: .mapping, by: author(directive))
      case .merge, nil: throw badPatchType(directive)
      }
      return
    }
    try retainKeys(node, other)
    let ordered = try setElementOrder(node, other, path)
    for change in patch.childList(other) where !ordered.contains(change) {
      let key = patch.key(change)
      if key.utf8.elementsEqual(retainKeysDirective.utf8) || key.utf8.starts(with: orderPrefix.utf8) {
        continue
      }
      if key.utf8.starts(with: deletionPrefix.utf8) {
        try deleteScalars(String(key.dropFirst(deletionPrefix.count)), of: node, change)
      } else {
        try mergeField(change, into: node, path + [key])
      }
    }
  }

  private mutating func mergeField(
    _ change: NodeID, into node: NodeID, _ path: [String]
  ) throws(Diagnostic) {
    let old = target.child(node, matchingKeyOf: change, in: patch)
    if patch.isNullScalar(change) {
      if let old { target.remove(old, from: node, by: author(change)) }
      return
    }
    guard let old, target.kind(old) == patch.kind(change), !target.isNullScalar(old) else {
      return take(change, into: node, replacing: old)
    }
    switch patch.kind(change) {
    case .mapping: try mergeMapping(old, change, path)
    case .sequence:
      if let list = list(at: path) {
        try mergeList(old, change, list)
      } else {
        target.replace(old, with: change, of: patch, as: step)
      }
    case .scalar: target.replace(old, with: change, of: patch, as: step)
    }
  }

  /// Takes a value as it is, without its nulls and directives.
  private mutating func take(_ change: NodeID, into node: NodeID, replacing old: NodeID?) {
    guard let old else {
      let copy = target.graft(change, of: patch, as: step)
      if clean(copy) { target.append(copy, to: node) }
      return
    }
    target.replace(old, with: change, of: patch, as: step)
    if !clean(old) { target.remove(old, from: node, by: author(change)) }
  }

  /// Drops nulls of mappings and obeys `$patch` in a copied value; false when it has to go.
  private mutating func clean(_ node: NodeID) -> Bool {
    switch target.kind(node) {
    case .scalar: return true
    case .sequence:
      for child in target.childList(node) where !clean(child) { target.unlink(child, from: node) }
      return true
    case .mapping:
      if let directive = target[node, patchDirective] {
        if Strategy(target, directive) == .delete { return false }
        target.unlink(directive, from: node)
      }
      for child in target.childList(node) where target.isNullScalar(child) || !clean(child) {
        target.unlink(child, from: node)
      }
      return true
    }
  }

  /// Drops the fields that `$retainKeys` does not list.
  private mutating func retainKeys(_ node: NodeID, _ other: NodeID) throws(Diagnostic) {
    guard let directive = patch[other, retainKeysDirective] else { return }
    let kept = try scalars(directive)
    func isKept(_ key: String) -> Bool { kept.contains { patch.valueEquals($0, key) } }
    for change in patch.children(other) where !patch.isNullScalar(change) && change != directive {
      let key = patch.key(change)
      if key.utf8.starts(with: deletionPrefix.utf8) || key.utf8.starts(with: orderPrefix.utf8) { continue }
      if !isKept(key) {
        throw .error(
          retainKeysID, "the patch sets \"\(key)\", which \"$retainKeys\" does not list; add it there",
          at: patch.keyLocation(change), notes: [.init("the list is here", at: patch.location(directive))])
      }
    }
    for child in target.childList(node) where !isKept(target.key(child)) {
      target.remove(child, from: node, by: author(directive))
    }
  }

  // MARK: - Lists

  private mutating func mergeList(
    _ node: NodeID, _ other: NodeID, _ list: MergedList
  ) throws(Diagnostic) {
    let old = target.childList(node)
    guard let key = list.key else {
      target.setChildren(node, try mergedScalars(old, other))
      return
    }
    var original = old
    var changes: [NodeID] = []
    var replaces = false
    for element in patch.childList(other) {
      guard patch.isMapping(element) else { throw wrongElement(element, list) }
      guard let directive = patch[element, patchDirective] else {
        changes.append(element)
        continue
      }
      switch Strategy(patch, directive) {
      case .delete:
        let value = try mergeKey(key, of: element, in: patch)
        for child in original where sameKey(child, key, value) {
          target.remove(child, from: node, by: author(element))
        }
        original.removeAll { !target.childList(node).contains($0) }
      case .replace: replaces = true
      case .merge, nil: throw badPatchType(directive)
      }
    }
    if replaces {
      for child in original { target.remove(child, from: node, by: author(other)) }
      target.setChildren(node, changes.map { target.graft($0, of: patch, as: step) })
      return
    }
    var merged: [NodeID] = []
    for change in changes {
      let value = try mergeKey(key, of: change, in: patch)
      if let match = original.first(where: { sameKey($0, key, value) }) {
        try mergeMapping(match, change, list.path + ["*"])
        merged.append(match)
      } else {
        merged.append(target.graft(change, of: patch, as: step))
      }
    }
    target.setChildren(node, interleave(original.filter { !merged.contains($0) }, merged, as: old))
  }

  /// The scalars of the patch in its order, and the others of the target where they stood.
  private mutating func mergedScalars(_ old: [NodeID], _ other: NodeID) throws(Diagnostic) -> [NodeID] {
    var rest: [NodeID] = []
    for node in old where !rest.contains(where: { target.valueEquals($0, node, in: target) }) {
      rest.append(node)
    }
    var merged: [NodeID] = []
    for change in try scalars(other)
    where !merged.contains(where: { target.valueEquals($0, change, in: patch) }) {
      if let index = rest.firstIndex(where: { target.valueEquals($0, change, in: patch) }) {
        merged.append(rest.remove(at: index))
      } else {
        merged.append(target.graft(change, of: patch, as: step))
      }
    }
    return interleave(rest, merged, as: old)
  }

  /// Puts the elements that only the target has between those of the patch: before one which stood behind them.
  private func interleave(_ targetOnly: [NodeID], _ patched: [NodeID], as old: [NodeID]) -> [NodeID] {
    func place(_ node: NodeID) -> Int { old.firstIndex(of: node) ?? -1 }
    var result: [NodeID] = []
    var (left, right) = (0, 0)
    while left < targetOnly.count, right < patched.count {
      if place(targetOnly[left]) < place(patched[right]) {
        result.append(targetOnly[left])
        left += 1
      } else {
        result.append(patched[right])
        right += 1
      }
    }
    return result + targetOnly[left...] + patched[right...]
  }

  /// Obeys `$setElementOrder/...`; the fields of the patch that are done with.
  private mutating func setElementOrder(
    _ node: NodeID, _ other: NodeID, _ path: [String]
  ) throws(Diagnostic) -> Set<NodeID> {
    var done = Set<NodeID>()
    for directive in patch.childList(other) {
      let name = patch.key(directive)
      guard name.utf8.starts(with: orderPrefix.utf8) else { continue }
      let field = String(name.dropFirst(orderPrefix.count))
      guard let list = list(at: path + [field]) else { continue }
      guard patch.isSequence(directive) else { throw wrongDirective(directive) }
      if let change = patch[other, field] {
        try mergeField(change, into: node, path + [field])
        done.insert(change)
      }
      guard let sorted = target[node, field], target.isSequence(sorted) else { continue }
      let all = target.childList(sorted)
      var ordered: [NodeID] = []
      for wanted in patch.childList(directive) {
        let match = all.first { element in
          guard !ordered.contains(element) else { return false }
          guard let key = list.key else { return target.valueEquals(element, wanted, in: patch) }
          guard let value = patch[wanted, key] else { return false }
          return sameKey(element, key, value)
        }
        if let match { ordered.append(match) }
      }
      target.setChildren(sorted, interleave(all.filter { !ordered.contains($0) }, ordered, as: all))
    }
    return done
  }

  private mutating func deleteScalars(
    _ field: String, of node: NodeID, _ directive: NodeID
  ) throws(Diagnostic) {
    let unwanted = try scalars(directive)
    guard let list = target[node, field], target.isSequence(list) else { return }
    for child in target.childList(list)
    where unwanted.contains(where: { target.valueEquals(child, $0, in: patch) }) {
      target.remove(child, from: list, by: author(directive))
    }
  }

  // MARK: - Reading

  private func list(at path: [String]) -> MergedList? {
    lists.first { list in
      list.path.count == path.count && zip(list.path, path).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
    }
  }

  private func scalars(_ node: NodeID) throws(Diagnostic) -> [NodeID] {
    guard patch.isSequence(node) else { throw wrongDirective(node) }
    let elements = patch.childList(node)
    if let stranger = elements.first(where: { !patch.isScalar($0) }) {
      throw .error(
        wrongElementID, "the elements of \"\(patch.key(node))\" must be scalars", at: patch.location(stranger)
      )
    }
    return elements
  }

  private func sameKey(_ element: NodeID, _ key: String, _ value: NodeID) -> Bool {
    guard let own = target[element, key] else { return false }
    return target.valueEquals(own, value, in: patch)
  }

  private func mergeKey(_ key: String, of element: NodeID, in document: Document) throws(Diagnostic) -> NodeID
  {
    if let value = document[element, key] { return value }
    throw .error(
      noMergeKey, "this element is merged by \"\(key)\" and so needs that field",
      at: document.location(element))
  }

  private func author(_ other: NodeID) -> Author {
    Author(step.kind, step: step.step, at: patch.location(other))
  }

  private func badPatchType(_ directive: NodeID) -> Diagnostic {
    .error(
      unknownStrategy,
      "\"$patch\" is \"\(patch.string(directive))\" here, which is unknown; write delete or replace",
      at: patch.location(directive))
  }

  private func wrongDirective(_ node: NodeID) -> Diagnostic {
    .error(directiveType, "\"\(patch.key(node))\" must be a list", at: patch.location(node))
  }

  private func wrongElement(_ element: NodeID, _ list: MergedList) -> Diagnostic {
    .error(
      wrongElementID, "the elements of \"\(list.path.last ?? "")\" must be mappings",
      at: patch.location(element))
  }
}

private let retainKeysDirective = "$retainKeys"
private let deletionPrefix = "$deleteFromPrimitiveList/"
private let orderPrefix = "$setElementOrder/"

private let unknownStrategy = "patch.unknown-strategy"
private let retainKeysID = "patch.retain-keys"
private let noMergeKey = "patch.no-merge-key"
private let wrongElementID = "patch.wrong-element"
private let directiveType = "patch.directive-type"
