/// The lines of two texts that differ, with a little of what stands around them.
enum LineDiff {
  enum Line: Equatable {
    case same(String)
    case removed(String)
    case added(String)
    /// Lines that are left out.
    case gap
  }

  /// At most `context` equal lines stay on each side of a difference.
  static func lines(_ before: String, _ after: String, context: Int = 2) -> [Line] {
    let all = merged(split(before), split(after))
    var isShown = [Bool](repeating: false, count: all.count)
    for (index, line) in all.enumerated() {
      if case .same = line { continue }
      for near in max(0, index - context)...min(all.count - 1, index + context) { isShown[near] = true }
    }
    var result: [Line] = []
    for (index, line) in all.enumerated() {
      if isShown[index] { result.append(line) } else if result.last != .gap { result.append(.gap) }
    }
    return result
  }

  /// The lines, and whether the last one ends, which is a difference too.
  private static func split(_ text: String) -> [String] {
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    if lines.last?.isEmpty ?? false { lines.removeLast() } else { lines.append("(no line feed at the end)") }
    return lines
  }

  private static func merged(_ a: [String], _ b: [String]) -> [Line] {
    LineAlignment.steps(a.map { ArraySlice($0.utf8) }, b.map { ArraySlice($0.utf8) }).map { step in
      switch step {
      case .same(let index, _): .same(a[index])
      case .removed(let index): .removed(a[index])
      case .added(let index): .added(b[index])
      }
    }
  }
}
