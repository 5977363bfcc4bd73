internal import SourceModel
internal import YAML

/// Equality of values: what is printed alike is equal; style, tags, comments and the order of keys do not count.
struct ValueComparison {
  let left: Document
  let right: Document

  /// Whether two subtrees have the same value.
  func areEqual(_ a: NodeID, _ b: NodeID) -> Bool {
    // A stack of its own: documents may be nested as deeply as their limit allows.
    var pending = [(a, b)]
    while let (a, b) = pending.popLast() {
      let x = left[a]
      let y = right[b]
      guard x.kind == y.kind else { return false }
      switch x.kind {
      case .scalar:
        if !scalarsAreEqual(a, x, b, y) { return false }
      case .sequence:
        var first = left.firstChild(a)
        var second = right.firstChild(b)
        while let one = first, let other = second {
          pending.append((one, other))
          first = left.nextSibling(one)
          second = right.nextSibling(other)
        }
        if first != nil || second != nil { return false }
      case .mapping:
        guard appendPairs(a, b, to: &pending) else { return false }
      }
    }
    return true
  }

  private func scalarsAreEqual(_ a: NodeID, _ x: NodeRecord, _ b: NodeID, _ y: NodeRecord) -> Bool {
    let sameText = left.valueEquals(a, b, in: right)
    if sameText, x.tag == y.tag, (x.style == .plain) == (y.style == .plain) { return true }
    let one = left.resolved(a, as: .kustomizeResource)
    let other = right.resolved(b, as: .kustomizeResource)
    if one == .string, other == .string { return sameText }
    return FieldValue(left, a).encoded == FieldValue(right, b).encoded
  }

  /// Appends the children with the same keys; false when one side has a key that the other lacks.
  private func appendPairs(_ a: NodeID, _ b: NodeID, to pending: inout [(NodeID, NodeID)]) -> Bool {
    // Most mappings have their keys in the same order: look where the other one is, search only when it is not.
    var expected = right.firstChild(b)
    var child = left.firstChild(a)
    var count = 0
    while let key = child {
      var partner = expected
      if let candidate = expected {
        if !keysAreEqual(key, candidate) { partner = right.child(b, matchingKeyOf: key, in: left) }
        expected = right.nextSibling(candidate)
      } else {
        partner = right.child(b, matchingKeyOf: key, in: left)
      }
      guard let partner else { return false }
      pending.append((key, partner))
      count += 1
      child = left.nextSibling(key)
    }
    return count == right.childCount(b)
  }

  private func keysAreEqual(_ a: NodeID, _ b: NodeID) -> Bool {
    let (x, y) = (left[a], right[b])
    return x.keyHash == y.keyHash && left.bytes(x.key).elementsEqual(right.bytes(y.key))
  }
}

extension Document {
  /// A name for the value of a subtree: the same for values that `ValueComparison` takes for equal.
  func valueFingerprint(_ node: NodeID, without isLeftOut: (NodeID) -> Bool = { _ in false })
    -> ContentFingerprint
  {
    var bytes: [UInt8] = []
    var pending: [Work] = [.visit(node)]
    while let work = pending.popLast() {
      switch work {
      case .write(let closing): bytes += closing
      case .visit(let node):
        switch kind(node) {
        case .scalar: bytes += FieldValue(self, node).encoded
        case .sequence:
          bytes.append(8)
          pending.append(.write([0]))
          for child in Array(children(node)).reversed() { pending.append(.visit(child)) }
        case .mapping:
          bytes.append(9)
          pending.append(.write([0]))
          let sorted = children(node).filter { !isLeftOut($0) }.sorted {
            self.bytes(self[$0].key).lexicographicallyPrecedes(self.bytes(self[$1].key))
          }
          for child in sorted.reversed() {
            pending.append(.visit(child))
            pending.append(.write([1] + self.bytes(self[child].key) + [0]))
          }
        }
      }
    }
    return ContentFingerprint(of: bytes)
  }
}

private enum Work {
  case visit(NodeID)
  case write([UInt8])
}
