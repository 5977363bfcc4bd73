internal import SourceModel
internal import YAML

/// The comments of a YAML text by line: documents do not keep them.
struct SourceComments {
  /// A comment on a line of its own.
  struct Line {
    let number: Int
    /// From 1.
    let column: Int
    let text: String
    let isBehindBlank: Bool
    /// Whether its first line is behind a blank one, where several stand together.
    let beginsBehindBlank: Bool
    /// Before a blank line, a comment ends what came before; else it begins something.
    fileprivate(set) var isBeforeBlank = false
  }

  private var whole: [Line] = []
  private var trailing: [Int: String] = [:]
  private var next = 0

  init(_ source: String, _ document: Document) {
    let blocks = SourceComments.blockScalarLines(document)
    var blockIndent: Int?
    var isBehindBlank = false
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let indent = line.prefix { $0 == " " }.count
      let isBlank = line.allSatisfy { $0 == " " }
      defer { isBehindBlank = isBlank }
      if let open = blockIndent {
        if isBlank || indent > open { continue }
        blockIndent = nil
      }
      if isBlank, let last = whole.last, last.number == index { whole[whole.count - 1].isBeforeBlank = true }
      if blocks.contains(index + 1) { blockIndent = indent }
      guard let start = SourceComments.start(in: line) else { continue }
      let text = String(line[start...])
      if line[..<start].allSatisfy({ $0 == " " }) {
        whole.append(
          Line(
            number: index + 1, column: indent + 1, text: text, isBehindBlank: isBehindBlank,
            beginsBehindBlank: whole.last.flatMap { $0.number == index ? $0.beginsBehindBlank : nil }
              ?? isBehindBlank))
      } else {
        trailing[index + 1] = text
      }
    }
  }

  /// The lines on which block scalars begin.
  private static func blockScalarLines(_ document: Document) -> Set<Int> {
    var lines: Set<Int> = []
    var pending = [document.root]
    while let node = pending.popLast() {
      pending += document.children(node)
      guard let read = document.asRead(node), document.isScalar(read) else { continue }
      let style = document[read].style
      if style == .literal || style == .folded { lines.insert(document.location(read).line) }
    }
    return lines
  }

  /// Where the comment of a line begins, if it has one.
  private static func start(in line: Substring) -> Substring.Index? {
    var quote: Character?
    var before: Character = " "
    for index in line.indices {
      let character = line[index]
      if let open = quote {
        if character == open, !(open == "\"" && before == "\\") { quote = nil }
      } else if character == "#", before == " " {
        return index
      } else if character == "\"" || character == "'", " [{,:-".contains(before) {
        quote = character
      }
      before = character
    }
    return nil
  }

  /// The comments on lines of their own that stand above `line` and have not been taken.
  mutating func heads(before line: Int) -> [Line] {
    var result: [Line] = []
    while next < whole.count, whole[next].number < line {
      result.append(whole[next])
      next += 1
    }
    return result
  }

  /// The comment behind the text of a line, once.
  mutating func trailing(on line: Int) -> String? { trailing.removeValue(forKey: line) }

  /// What has not been taken.
  mutating func rest() -> [Line] { heads(before: .max) }
}

extension Document {
  /// A node as it was read, before anything was written over it; nil for what is new.
  func asRead(_ node: NodeID) -> NodeID? {
    var first = node
    while let before = previous(first) { first = before }
    return origin(first).kind == .parsed ? first : nil
  }
}
