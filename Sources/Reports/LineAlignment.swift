/// Which lines two texts share: a shortest edit script, by the greedy method of Myers (1986).
enum LineAlignment {
  enum Step: Equatable {
    /// Positions of the line before and after.
    case same(Int, Int)
    case removed(Int)
    case added(Int)
  }

  /// The steps that turn `a` into `b`; between two kept lines what is removed comes before what is added.
  static func steps(_ a: [ArraySlice<UInt8>], _ b: [ArraySlice<UInt8>]) -> [Step] {
    var names: [ArraySlice<UInt8>: Int32] = [:]
    func name(_ line: ArraySlice<UInt8>) -> Int32 {
      let new = Int32(truncatingIfNeeded: names.count)
      return names[line]
        ?? {
          names[line] = new
          return new
        }()
    }
    let left = a.map(name)
    let right = b.map(name)
    var start = 0
    while start < left.count, start < right.count, left[start] == right[start] { start += 1 }
    var end = 0
    while end < left.count - start, end < right.count - start,
      left[left.count - 1 - end] == right[right.count - 1 - end]
    {
      end += 1
    }
    var steps: [Step] = (0..<start).map { .same($0, $0) }
    var i = start
    var j = start
    let kept = common(left[start..<(left.count - end)], right[start..<(right.count - end)])
    for (x, y) in kept + [(left.count - end, right.count - end)] {
      steps += (i..<x).map { .removed($0) } + (j..<y).map { .added($0) }
      if x < left.count - end { steps.append(.same(x, y)) }
      i = x + 1
      j = y + 1
    }
    return steps + (0..<end).map { .same(left.count - end + $0, right.count - end + $0) }
  }

  /// The lines of a longest common subsequence; none for texts that differ in so much that finding it takes long.
  private static func common(_ a: ArraySlice<Int32>, _ b: ArraySlice<Int32>) -> [(Int, Int)] {
    guard !a.isEmpty, !b.isEmpty else { return [] }
    var trace: [[Int]] = []
    // The furthest position in `a` on each diagonal, diagonal 0 in the middle.
    var furthest = [0, 0, 0]
    for distance in 0...min(a.count + b.count, 2_000) {
      trace.append(furthest)
      var next = [Int](repeating: 0, count: 2 * (distance + 1) + 1)
      let middle = distance + 1
      for diagonal in stride(from: -distance, through: distance, by: 2) {
        var x = firstPosition(on: diagonal, distance, furthest)
        var y = x - diagonal
        while x < a.count, y < b.count, a[a.startIndex + x] == b[b.startIndex + y] {
          x += 1
          y += 1
        }
        next[middle + diagonal] = x
        if x >= a.count, y >= b.count { return walk(back: trace, a, b) }
      }
      furthest = next
      // Room for the diagonals that the next distance adds.
      furthest.insert(0, at: 0)
      furthest.append(0)
    }
    return []
  }

  /// Where an edit of `distance` steps enters the diagonal, from what `distance - 1` steps reach.
  private static func firstPosition(on diagonal: Int, _ distance: Int, _ furthest: [Int]) -> Int {
    if distance == 0 { return 0 }
    let middle = furthest.count / 2
    let removal = furthest[middle + diagonal - 1] + 1
    let addition = furthest[middle + diagonal + 1]
    if diagonal == -distance { return addition }
    if diagonal == distance { return removal }
    return furthest[middle + diagonal - 1] < furthest[middle + diagonal + 1] ? addition : removal
  }

  private static func walk(back trace: [[Int]], _ a: ArraySlice<Int32>, _ b: ArraySlice<Int32>) -> [(
    Int, Int
  )] {
    var pairs: [(Int, Int)] = []
    var x = a.count
    var y = b.count
    for distance in stride(from: trace.count - 1, through: 0, by: -1) {
      let entry = firstPosition(on: x - y, distance, trace[distance])
      while x > entry {
        x -= 1
        y -= 1
        pairs.append((a.startIndex + x, b.startIndex + y))
      }
      if distance == 0 { break }
      let diagonal = x - y
      let middle = trace[distance].count / 2
      let isAddition =
        diagonal == -distance
        || (diagonal != distance
          && trace[distance][middle + diagonal - 1] < trace[distance][middle + diagonal + 1])
      if isAddition { y -= 1 } else { x -= 1 }
    }
    return pairs.reversed()
  }
}
