internal import SourceModel

/// Pairs the items of two lists that have no identity: equal items first, then what stands between them.
enum ListAlignment {
  typealias Pair = (Int?, Int?)

  /// Positions in `a` and `b`, in the order of `b`; equal items are paired too.
  ///
  /// The same pairs come out when the lists are exchanged, so that a change and its reversal look alike.
  static func pairs(_ a: [ContentFingerprint], _ b: [ContentFingerprint]) -> [Pair] {
    let isSwapped = b.lexicographicallyPrecedes(a) { ($0.high, $0.low) < ($1.high, $1.low) }
    let pairs = isSwapped ? orderedPairs(b, a).map { ($1, $0) } : orderedPairs(a, b)
    return pairs
  }

  private static func orderedPairs(_ a: [ContentFingerprint], _ b: [ContentFingerprint]) -> [Pair] {
    var start = 0
    while start < a.count, start < b.count, a[start] == b[start] { start += 1 }
    var end = 0
    while end < a.count - start, end < b.count - start, a[a.count - 1 - end] == b[b.count - 1 - end] {
      end += 1
    }
    var result: [Pair] = (0..<start).map { ($0, $0) }
    var i = start
    var j = start
    let matches = commonItems(Array(a[start..<(a.count - end)]), Array(b[start..<(b.count - end)]))
    for (x, y) in matches.map({ ($0 + start, $1 + start) }) + [(a.count - end, b.count - end)] {
      // Between two equal items, what is gone and what is new are taken for one another.
      while i < x || j < y {
        result.append((i < x ? i : nil, j < y ? j : nil))
        if i < x { i += 1 }
        if j < y { j += 1 }
      }
      if x < a.count - end {
        result.append((x, y))
        i += 1
        j += 1
      }
    }
    result += (0..<end).map { (a.count - end + $0, b.count - end + $0) }
    return result
  }

  /// A longest common subsequence; none for lists so long that it would take quadratic time to notice.
  private static func commonItems(_ a: [ContentFingerprint], _ b: [ContentFingerprint]) -> [(Int, Int)] {
    guard !a.isEmpty, !b.isEmpty, a.count * b.count <= 4_000_000 else { return [] }
    let width = b.count + 1
    var lengths = [Int32](repeating: 0, count: (a.count + 1) * width)
    for i in stride(from: a.count - 1, through: 0, by: -1) {
      for j in stride(from: b.count - 1, through: 0, by: -1) {
        lengths[i * width + j] =
          a[i] == b[j]
          ? lengths[(i + 1) * width + j + 1] + 1
          : max(lengths[(i + 1) * width + j], lengths[i * width + j + 1])
      }
    }
    var result: [(Int, Int)] = []
    var i = 0
    var j = 0
    while i < a.count, j < b.count {
      if a[i] == b[j] {
        result.append((i, j))
        i += 1
        j += 1
      } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
        i += 1
      } else {
        j += 1
      }
    }
    return result
  }
}
