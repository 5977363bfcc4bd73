internal import SourceModel
internal import YAML

extension Document {
  /// The first and last line of what is at a node, its key included.
  func lines(of node: NodeID) -> ClosedRange<Int> {
    let first = min(keyLocation(node).line, location(node).line)
    var last = first
    var pending = [node]
    while let node = pending.popLast() {
      last = max(last, location(node).line + breaks(in: node))
      pending += children(node)
    }
    return first...last
  }

  /// The lines that a block scalar has below its first one; 0 for other nodes.
  func breaks(in node: NodeID) -> Int {
    guard isScalar(node) else { return 0 }
    let style = self[node].style
    guard style == .literal || style == .folded else { return 0 }
    return max(1, bytes(self[node].value).count { $0 == UInt8(ascii: "\n") })
  }

  /// The lines of the outermost node that begins at a place.
  func lines(ofNodeAt location: SourceLocation) -> ClosedRange<Int>? {
    var pending = [root]
    while let node = pending.popLast() {
      if self.location(node) == location { return lines(of: node) }
      pending += children(node)
    }
    return nil
  }

  /// The keys from the root to the innermost node that a line belongs to, and that node; an element of a list is `[2]`.
  func path(at line: Int) -> (keys: [String], node: NodeID)? {
    guard lines(of: root).contains(line) else { return nil }
    var node = root
    var keys: [String] = []
    while !isScalar(node) {
      var found: (NodeID, String)?
      for (index, child) in children(node).enumerated() where lines(of: child).contains(line) {
        found = (child, isMapping(node) ? key(child) : "[\(index)]")
        break
      }
      guard let (child, step) = found else { break }
      keys.append(step)
      node = child
    }
    return (keys, node)
  }

  /// The field of the root that a line is in, with the index of its element: `images[0]`, `namePrefix`.
  func topField(at line: Int) -> String? {
    for child in children(root) where lines(of: child).contains(line) {
      let name = key(child)
      guard isSequence(child) else { return name }
      for (index, element) in children(child).enumerated() where lines(of: element).contains(line) {
        return "\(name)[\(index)]"
      }
      return name
    }
    return nil
  }

  /// The lines of a field as `topField` names it.
  func lines(ofTopField name: String) -> ClosedRange<Int>? {
    for child in children(root) {
      if key(child).utf8.elementsEqual(name.utf8) { return lines(of: child) }
      guard isSequence(child), name.utf8.starts(with: "\(key(child))[".utf8) else { continue }
      for (index, element) in children(child).enumerated()
      where "\(key(child))[\(index)]".utf8.elementsEqual(name.utf8) {
        return lines(of: element)
      }
    }
    return nil
  }

  /// Where a node of the tree is; nil for one that is not in it.
  func address(of wanted: NodeID) -> String? {
    var pending: [(node: NodeID, address: String)] = [(root, "")]
    while let (node, address) = pending.popLast() {
      if node == wanted { return address }
      for (index, child) in children(node).enumerated() {
        let step =
          isMapping(node) ? FieldListing.step(key(child), after: address) : "\(address)[\(index)]"
        pending.append((child, step))
      }
    }
    return nil
  }
}
