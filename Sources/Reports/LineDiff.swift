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
    var result: [Line] = []
    var start = 0
    while start < a.count, start < b.count, equal(a[start], b[start]) { start += 1 }
    var end = 0
    while end < a.count - start, end < b.count - start, equal(a[a.count - 1 - end], b[b.count - 1 - end]) {
      end += 1
    }
    result += a[..<start].map { .same($0) }
    result += differing(Array(a[start..<(a.count - end)]), Array(b[start..<(b.count - end)]))
    result += a[(a.count - end)...].map { .same($0) }
    return result
  }

  private static func differing(_ a: [String], _ b: [String]) -> [Line] {
    // Quadratic: beyond this the texts are shown one after the other.
    guard !a.isEmpty, !b.isEmpty, a.count * b.count <= 1_000_000 else {
      return a.map { .removed($0) } + b.map { .added($0) }
    }
    let width = b.count + 1
    var lengths = [Int32](repeating: 0, count: (a.count + 1) * width)
    for i in stride(from: a.count - 1, through: 0, by: -1) {
      for j in stride(from: b.count - 1, through: 0, by: -1) {
        lengths[i * width + j] =
          equal(a[i], b[j])
          ? lengths[(i + 1) * width + j + 1] + 1
          : max(lengths[(i + 1) * width + j], lengths[i * width + j + 1])
      }
    }
    var result: [Line] = []
    var i = 0
    var j = 0
    while i < a.count || j < b.count {
      if i < a.count, j < b.count, equal(a[i], b[j]) {
        result.append(.same(a[i]))
        i += 1
        j += 1
      } else if j == b.count || (i < a.count && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) {
        result.append(.removed(a[i]))
        i += 1
      } else {
        result.append(.added(b[j]))
        j += 1
      }
    }
    return result
  }

  private static func equal(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }
}
