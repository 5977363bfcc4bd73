/// Drops parts of an example as long as the tools go on disagreeing in the same way.
struct Minimiser {
  var comparison: Comparison
  var difference: Difference
  /// How often the tools may still be run.
  var triesLeft = 100

  mutating func minimise(_ example: Example) -> Example {
    var example = example
    var hasShrunk = true
    while hasShrunk, triesLeft > 0 {
      hasShrunk = dropFiles(&example)
      for file in example.files.indices where dropParts(of: file, &example) { hasShrunk = true }
    }
    return example
  }

  private mutating func holds(_ example: Example) -> Bool {
    guard triesLeft > 0 else { return false }
    triesLeft -= 1
    let result = comparison.run(example, isExact: false)
    guard result.difference == difference, !result.isAsBefore else { return false }
    guard !KnownDifference.all.contains(where: { $0.applies(example, result) }) else { return false }
    // A text that neither reads in the same way is another finding.
    if case .refused(let message) = result.theirs,
      message.contains("yaml: ") || message.contains("error converting")
    {
      return acceptsReadErrors
    }
    return true
  }

  /// Whether the example as found was refused for its syntax.
  var acceptsReadErrors = false

  private mutating func dropFiles(_ example: inout Example) -> Bool {
    var hasShrunk = false
    for file in example.files.indices.reversed() {
      var smaller = example
      smaller.files.remove(at: file)
      if holds(smaller) {
        example = smaller
        hasShrunk = true
      }
    }
    return hasShrunk
  }

  /// Drops lines, each with the deeper indented ones below it, outermost first.
  private mutating func dropParts(of file: Int, _ example: inout Example) -> Bool {
    var hasShrunk = false
    var lines = example.files[file].bytes.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    func depth(_ line: ArraySlice<UInt8>) -> Int { line.prefix { $0 == UInt8(ascii: " ") }.count }
    let depths = Set(lines.map(depth)).sorted()
    for level in [-1] + depths {
      var start = lines.count - 1
      while start >= 0, triesLeft > 0 {
        var end = start + 1
        if level >= 0 {
          guard depth(lines[start]) == level, lines.count > 1 else {
            start -= 1
            continue
          }
          while end < lines.count, depth(lines[end]) > level { end += 1 }
        } else {
          // Whole documents first.
          while start > 0, !lines[start].starts(with: Array("---".utf8)) { start -= 1 }
          while end < lines.count, !lines[end].starts(with: Array("---".utf8)) { end += 1 }
        }
        var fewer = lines
        fewer.removeSubrange(start..<end)
        var smaller = example
        smaller.files[file].bytes = Array(fewer.joined(separator: [UInt8(ascii: "\n")]))
        if holds(smaller) {
          example = smaller
          lines = fewer
          hasShrunk = true
        }
        start = min(start, lines.count) - 1
      }
    }
    return hasShrunk
  }
}
