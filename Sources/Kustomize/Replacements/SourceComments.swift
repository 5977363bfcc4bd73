internal import SourceModel
internal import YAML

/// The comments of a YAML text by line: documents do not keep them.
struct SourceComments {
  private var whole: [(line: Int, text: String)] = []
  private var trailing: [Int: String] = [:]
  private var next = 0

  init(_ source: String, _ document: Document) {
    let blocks = SourceComments.blockScalarLines(document)
    var blockIndent: Int?
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let indent = line.prefix { $0 == " " }.count
      let isBlank = line.allSatisfy { $0 == " " }
      if let open = blockIndent {
        if isBlank || indent > open { continue }
        blockIndent = nil
      }
      if blocks.contains(index + 1) { blockIndent = indent }
      guard let start = SourceComments.start(in: line) else { continue }
      let text = String(line[start...])
      if line[..<start].allSatisfy({ $0 == " " }) {
        whole.append((index + 1, text))
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
      let style = document[node].style
      if document.isScalar(node), style == .literal || style == .folded {
        lines.insert(document.location(node).line)
      }
      pending += document.children(node)
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
  mutating func heads(before line: Int) -> [String] {
    var result: [String] = []
    while next < whole.count, whole[next].line < line {
      result.append(whole[next].text)
      next += 1
    }
    return result
  }

  /// The comment behind the text of a line, once.
  mutating func trailing(on line: Int) -> String? { trailing.removeValue(forKey: line) }

  /// What has not been taken.
  mutating func rest() -> [String] { heads(before: .max) }
}
