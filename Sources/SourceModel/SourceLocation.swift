/// A place in a file: lines and columns count from 1, columns in Unicode scalars.
///
/// Line 0 stands for the whole file, column 0 for the whole line.
package struct SourceLocation: Hashable, Sendable {
  package var path: SourcePath
  package var line: Int
  package var column: Int

  package init(path: SourcePath, line: Int = 0, column: Int = 0) {
    self.path = path
    self.line = line
    self.column = column
  }
}

extension SourceLocation: Comparable {
  package static func < (a: SourceLocation, b: SourceLocation) -> Bool {
    if a.path != b.path { return a.path < b.path }
    return (a.line, a.column) < (b.line, b.column)
  }
}

extension SourceLocation: CustomStringConvertible {
  /// `path:line:column`, without the parts that are 0.
  package var description: String {
    if line == 0 { return path.description }
    return column == 0 ? "\(path):\(line)" : "\(path):\(line):\(column)"
  }
}
