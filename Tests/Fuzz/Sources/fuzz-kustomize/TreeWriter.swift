/// Writes trees as YAML, each in another style: block or flow, indented or not, with comments and anchors.
struct TreeWriter {
  var random: Randomness
  private var anchors: [(name: String, isMap: Bool)] = []
  private let isDashIndented: Bool
  private let hasComments: Bool
  private let hasAnchors: Bool
  private let flowPercent: Int
  private let step: Int

  init(_ random: inout Randomness, hasAnchors: Bool = true) {
    self.random = random.fork()
    isDashIndented = self.random.chance(40)
    hasComments = self.random.chance(random.oddity / 4)
    self.hasAnchors = self.random.chance(random.oddity / 5) && hasAnchors
    flowPercent = self.random.pick([0, 0, 5, 15, 60])
    step = self.random.pick([2, 2, 2, 4, 1])
  }

  /// The lines of one document.
  mutating func document(_ tree: Tree) -> [String] {
    anchors = []
    var lines: [String] = []
    if random.chance(2), tree.isFlowable { return [flow(tree)] }
    write(tree, indent: 0, into: &lines)
    return lines
  }

  private mutating func write(_ tree: Tree, indent: Int, into lines: inout [String]) {
    let blanks = String(repeating: " ", count: indent)
    switch tree {
    case .map(let pairs):
      for (index, pair) in pairs.enumerated() {
        comment(blanks, into: &lines)
        write(pair.value, after: blanks + pair.key + ":", indent: indent, into: &lines)
        guard hasAnchors, indent > 2, index == pairs.count - 1, random.chance(30) else { continue }
        let maps = anchors.filter(\.isMap)
        if !maps.isEmpty { lines.append(blanks + "<<: *" + random.pick(maps).name) }
      }
    case .list(let elements):
      for element in elements {
        comment(blanks, into: &lines)
        writeElement(element, indent: indent, into: &lines)
      }
    case .scalar(let text): lines.append(blanks + text)
    case .text: break
    }
  }

  private mutating func writeElement(_ element: Tree, indent: Int, into lines: inout [String]) {
    let blanks = String(repeating: " ", count: indent)
    switch element {
    case .map(let pairs) where !pairs.isEmpty && !random.chance(flowPercent):
      var inner: [String] = []
      write(element, indent: indent + 2, into: &inner)
      // A comment cannot stand after the dash: it would swallow the first field.
      if let first = inner.first, !first.contains("#") {
        inner[0] = blanks + "- " + first.dropFirst(indent + 2)
      } else {
        inner.insert(blanks + "-", at: 0)
      }
      lines += inner
    default: write(element, after: blanks + "-", indent: indent, into: &lines)
    }
  }

  /// Writes a value behind a key or a dash.
  private mutating func write(_ tree: Tree, after start: String, indent: Int, into lines: inout [String]) {
    var start = start
    if hasAnchors, indent > 0 {
      let same = anchors.filter { anchor in
        if case .map = tree { return anchor.isMap }
        if case .scalar = tree { return !anchor.isMap }
        return false
      }
      if !same.isEmpty, random.chance(8) { return lines.append(start + " *" + random.pick(same).name) }
    }
    let anchor = hasAnchors && random.chance(12) ? "a\(anchors.count)" : nil
    if let anchor { start += " &" + anchor }
    switch tree {
    case .scalar(let text): lines.append(text.isEmpty ? start : start + " " + text + trailer())
    case .text(let header, let texts):
      lines.append(start + " " + header)
      let blanks = String(repeating: " ", count: indent + 2)
      lines += texts.map { $0.isEmpty ? "" : blanks + $0 }
    case .map(let pairs) where pairs.isEmpty: lines.append(start + " {}")
    case .list(let elements) where elements.isEmpty: lines.append(start + " []")
    case .map, .list:
      if tree.isFlowable, random.chance(flowPercent) {
        lines.append(start + " " + flow(tree))
      } else {
        lines.append(start + (schemaComment(tree) ?? trailer()))
        var inner = indent + step
        if case .list = tree { inner = isDashIndented || start.hasSuffix("-") ? indent + 2 : indent }
        write(tree, indent: inner, into: &lines)
      }
    }
    if let anchor {
      if case .map = tree { anchors.append((anchor, true)) }
      if case .scalar = tree { anchors.append((anchor, false)) }
    }
  }

  private func flow(_ tree: Tree) -> String {
    switch tree {
    case .scalar(let text): text
    case .text(_, let lines): "'\(lines.joined(separator: " "))'"
    case .map(let pairs): "{" + pairs.map { "\($0.key): \(flow($0.value))" }.joined(separator: ", ") + "}"
    case .list(let elements): "[" + elements.map { flow($0) }.joined(separator: ", ") + "]"
    }
  }

  private mutating func comment(_ blanks: String, into lines: inout [String]) {
    guard hasComments, random.chance(15) else { return }
    lines.append(random.pick(["# a comment", blanks + "# a: comment", "", blanks + "#"]))
  }

  /// A comment that kustomize reads as the schema of the field.
  private mutating func schemaComment(_ tree: Tree) -> String? {
    guard hasComments, case .list = tree, random.chance(8) else { return nil }
    let merged =
      #"{"type":"array","x-kubernetes-patch-merge-key":"name","x-kubernetes-patch-strategy":"merge"}"#
    return " "
      + random.pick([
        "# \(merged)", "# \(merged)", "#\(merged) x", #"# {"type":"array"}"#, #"# {"$set": "a"}"#, "# {}",
      ])
  }

  private mutating func trailer() -> String {
    hasComments && random.chance(10) ? random.pick(["  # said", " #", "   "]) : ""
  }
}
