package import YAML

/// One field that a step changed, for people who ask why.
package struct FieldEdit: Sendable, Hashable {
  /// JSON pointer.
  package var path: String
  /// Compact JSON, cut after 80 characters; nil where the field was not there.
  package var before: String?
  /// Compact JSON, cut after 80 characters; nil where the field is gone.
  package var after: String?

  /// The topmost fields in which two states of one document differ, in the order of the new state.
  ///
  /// Lists of different lengths count as one field. With `hidesValues` (for Secrets) values are not shown.
  package static func edits(
    from old: Document, to new: Document, hidesValues: Bool = false
  ) -> [FieldEdit] {
    var walk = FieldEditWalk(old: old, new: new, hidesValues: hidesValues)
    walk.compare()
    return walk.changes
  }
}

private struct FieldEditWalk {
  let old: Document
  let new: Document
  let hidesValues: Bool
  private(set) var changes: [FieldEdit] = []

  init(old: Document, new: Document, hidesValues: Bool) {
    self.old = old
    self.new = new
    self.hidesValues = hidesValues
  }

  mutating func compare() {
    // An explicit stack, children in reverse: the depth of the input must not be the depth of ours.
    var pending = [(left: Optional(old.root), right: Optional(new.root), path: "")]
    while let (left, right, path) = pending.popLast() {
      guard let left, let right, old.kind(left) == new.kind(right), !old.isScalar(left) else {
        note(left, right, path)
        continue
      }
      if old.isSequence(left) {
        let (before, after) = (Array(old.children(left)), Array(new.children(right)))
        if before.count != after.count {
          note(left, right, path)
          continue
        }
        for (index, pair) in zip(before, after).enumerated().reversed() {
          pending.append((pair.0, pair.1, "\(path)/\(index)"))
        }
        continue
      }
      var next: [(left: NodeID?, right: NodeID?, path: String)] = []
      for child in new.children(right) {
        next.append(
          (old.child(left, matchingKeyOf: child, in: new), child, "\(path)/\(step(new.key(child)))"))
      }
      for child in old.children(left) where new.child(right, matchingKeyOf: child, in: old) == nil {
        next.append((child, nil, "\(path)/\(step(old.key(child)))"))
      }
      pending += next.reversed()
    }
  }

  private mutating func note(_ left: NodeID?, _ right: NodeID?, _ path: String) {
    let before = left.map { text(old, $0) }
    let after = right.map { text(new, $0) }
    if before == after { return }
    func shown(_ text: String?) -> String? { text.map { hidesValues ? "(hidden)" : cut($0) } }
    changes.append(FieldEdit(path: path, before: shown(before), after: shown(after)))
  }

  private func text(_ document: Document, _ node: NodeID) -> String {
    var bytes: [UInt8] = []
    _ = JSONWriter(dialect: .yaml11).write(document, node: node, into: &bytes)
    while bytes.last == 0x0A { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func cut(_ text: String) -> String {
    text.count > 80 ? String(text.prefix(79)) + "…" : text
  }

  /// A key as a step of a JSON pointer.
  private func step(_ key: String) -> String {
    key.replacing("~", with: "~0").replacing("/", with: "~1")
  }
}
