/// A pattern of the git file generator.
protocol PathPattern: Sendable {
  func matches(_ path: String) -> Bool
}

/// Doublestar rules: `*` stops at slashes, `**` is any number of directories, `{a,b}` are alternatives.
///
/// The pattern is first brought into its shortest form, as Go's `filepath.Join` does; one that leads out of the
/// repository matches nothing.
struct DoublestarPattern: PathPattern {
  private let globs: [PathGlob]
  /// Whether it stands for the folder of the repository itself, as `**` does.
  let matchesRoot: Bool

  init(_ text: String) {
    var parts: [Substring] = []
    for part in text.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if parts.popLast() == nil {
        (globs, matchesRoot) = ([], false)
        return
      }
    }
    matchesRoot = parts.allSatisfy { $0 == "**" }
    globs = DoublestarPattern.alternatives(Array(parts.joined(separator: "/").unicodeScalars)).map {
      scalars in
      PathGlob(elements: PathGlob.parseDirectories(scalars))
    }
  }

  func matches(_ path: String) -> Bool { globs.contains { $0.matches(path) } }

  /// The patterns that braces stand for; at most 1,000.
  private static func alternatives(_ scalars: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
    var pending = [scalars]
    var result: [[Unicode.Scalar]] = []
    while let pattern = pending.popLast() {
      guard result.count + pending.count < 1000, let (open, close, commas) = braces(pattern) else {
        result.append(pattern)
        continue
      }
      let bounds = [open] + commas + [close]
      for (start, end) in zip(bounds, bounds.dropFirst()) {
        pending.append(Array(pattern[..<open]) + pattern[(start + 1)..<end] + pattern[(close + 1)...])
      }
    }
    return result
  }

  /// The first braces that are closed, and the commas directly in them.
  private static func braces(_ pattern: [Unicode.Scalar]) -> (open: Int, close: Int, commas: [Int])? {
    var open: Int?
    var depth = 0
    var commas: [Int] = []
    var index = 0
    while index < pattern.count {
      switch pattern[index] {
      case "\\": index += 1
      case "{":
        if depth == 0 { open = index }
        depth += 1
      case "}" where depth > 0:
        depth -= 1
        if depth == 0, let open { return (open, index, commas) }
      case "," where depth == 1: commas.append(index)
      default: break
      }
      index += 1
    }
    return nil
  }
}
