/// Two versions of a text as the hunks of a unified diff, in the form that `git apply` reads.
struct UnifiedDiff {
  private let before: [ArraySlice<UInt8>]
  private let after: [ArraySlice<UInt8>]
  private let steps: [LineAlignment.Step]

  /// Lines of surroundings on each side of a change; `git apply` needs them to find the place.
  private let context = 3

  init(_ before: [UInt8], _ after: [UInt8]) {
    self.before = UnifiedDiff.lines(before)
    self.after = UnifiedDiff.lines(after)
    steps = LineAlignment.steps(self.before, self.after)
  }

  /// The hunks; nothing for equal texts.
  var bytes: [UInt8] {
    var result: [UInt8] = []
    for range in hunks { write(range, to: &result) }
    return result
  }

  /// The lines with their line feeds; the last one may have none.
  private static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var rest = text[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(rest[...end])
      rest = rest[(end + 1)...]
    }
    if !rest.isEmpty { lines.append(rest) }
    return lines
  }

  /// Ranges of the steps: each change with its context, those that touch joined.
  private var hunks: [Range<Int>] {
    var result: [Range<Int>] = []
    for (index, step) in steps.enumerated() {
      if case .same = step { continue }
      let near = max(0, index - context)..<min(steps.count, index + context + 1)
      if let last = result.last, last.upperBound >= near.lowerBound {
        result[result.count - 1] = last.lowerBound..<near.upperBound
      } else {
        result.append(near)
      }
    }
    return result
  }

  private func write(_ range: Range<Int>, to result: inout [UInt8]) {
    var body: [UInt8] = []
    var counts = (before: 0, after: 0)
    for step in steps[range] {
      switch step {
      case .same(let index, _):
        append(" ", before[index], to: &body)
        counts.before += 1
        counts.after += 1
      case .removed(let index):
        append("-", before[index], to: &body)
        counts.before += 1
      case .added(let index):
        append("+", after[index], to: &body)
        counts.after += 1
      }
    }
    let start = self.start(of: range)
    result += Array(
      "@@ -\(place(start.before, counts.before)) +\(place(start.after, counts.after)) @@\n".utf8)
    result += body
  }

  /// How many lines of each side stand before the hunk.
  private func start(of range: Range<Int>) -> (before: Int, after: Int) {
    var result = (before: 0, after: 0)
    for step in steps[..<range.lowerBound] {
      switch step {
      case .same(let before, let after): result = (before + 1, after + 1)
      case .removed(let index): result.before = index + 1
      case .added(let index): result.after = index + 1
      }
    }
    return result
  }

  /// `line,count`; a side without lines names the line before.
  private func place(_ start: Int, _ count: Int) -> String {
    let line = count == 0 ? start : start + 1
    return count == 1 ? "\(line)" : "\(line),\(count)"
  }

  private func append(_ mark: Unicode.Scalar, _ line: ArraySlice<UInt8>, to body: inout [UInt8]) {
    body.append(UInt8(ascii: mark))
    body += line
    if line.last != UInt8(ascii: "\n") { body += Array("\n\\ No newline at end of file\n".utf8) }
  }
}
