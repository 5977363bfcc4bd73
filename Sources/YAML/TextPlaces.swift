package import SourceModel

/// Where the characters of a text stand in the file that it was read from.
///
/// A text is a file of its own, or a scalar inside one, such as a patch in a kustomization: there its lines are
/// indented, folded or escaped.
package struct TextPlaces: Sendable, Hashable {
  /// From a place of the text on, up to the next run, columns count alike in both.
  private struct Run: Hashable {
    var line: Int
    var column: Int
    var fileLine: Int
    var fileColumn: Int
  }

  /// The line of the file that the first line of the text is, where nothing else is known.
  private var firstLine = 1
  /// By their places in the text; empty where all lines are those of the file.
  private var runs: [Run] = []

  /// A text whose lines are those of the file from `firstLine` on.
  package init(firstLine: Int = 1) { self.firstLine = firstLine }

  /// The text `value` of the scalar that begins at a place of `file`; nil where it is not found there.
  package init?(of value: some StringProtocol, at location: SourceLocation, in file: [UInt8]) {
    var reader = ScalarTextReader(file, line: location.line, column: location.column, value: value)
    guard reader.read() else { return nil }
    runs = reader.runs.map { Run(line: $0.0, column: $0.1, fileLine: $0.2, fileColumn: $0.3) }
    if runs.isEmpty { return nil }
  }

  /// Without `count` lines at the beginning of the text, and `columns` characters of the line behind them.
  package mutating func drop(lines count: Int, columns: Int) {
    firstLine += count
    runs = runs.compactMap { run in
      var run = run
      run.line -= count
      if run.line < 1 { return nil }
      if run.line == 1 {
        let missing = max(0, columns + 1 - run.column)
        run.column = max(1, run.column - columns)
        run.fileColumn += missing
      }
      return run
    }
  }

  /// The line and column of the file for those of the text.
  package func place(line: Int, column: Int) -> (line: Int, column: Int) {
    guard let last = lastRun(line, column) else { return (firstLine + line - 1, column) }
    if last.line < line { return (last.fileLine + line - last.line, column) }
    // Column 0 is the whole line.
    return (last.fileLine, column == 0 ? 0 : max(1, last.fileColumn + column - last.column))
  }

  private func lastRun(_ line: Int, _ column: Int) -> Run? {
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if (runs[middle].line, runs[middle].column) <= (line, max(1, column)) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low > 0 ? runs[low - 1] : runs.first
  }

  /// Whether there is nothing to translate.
  var isFile: Bool { runs.isEmpty && firstLine == 1 }
}

extension TextPlaces {
  /// A diagnostic about the text as one about the file.
  package func moved(_ diagnostic: Diagnostic) -> Diagnostic {
    if isFile { return diagnostic }
    var diagnostic = diagnostic
    diagnostic.location = diagnostic.location.map(moved)
    for index in diagnostic.notes.indices {
      diagnostic.notes[index].location = diagnostic.notes[index].location.map(moved)
    }
    return diagnostic
  }

  private func moved(_ location: SourceLocation) -> SourceLocation {
    if location.line == 0 { return location }
    let (line, column) = place(line: location.line, column: location.column)
    return SourceLocation(path: location.path, line: line, column: column)
  }

  /// A document that was read from the text, with the places of the file.
  package func moved(_ document: Document) -> Document {
    if isFile { return document }
    var document = document
    for index in document.nodes.indices where document.nodes[index].line > 0 {
      let node = document.nodes[index]
      let (line, column) = place(line: Int(node.line), column: Int(node.column))
      document.nodes[index].line = UInt32(clamping: line)
      document.nodes[index].column = UInt16(clamping: column)
      if node.keyColumn == 0 { continue }
      let key = place(line: Int(node.line) - Int(node.keyLineDelta), column: Int(node.keyColumn))
      document.nodes[index].keyColumn = UInt16(clamping: key.column)
      document.nodes[index].keyLineDelta = UInt16(clamping: line - key.line)
    }
    return document
  }
}
