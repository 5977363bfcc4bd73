package import SourceModel

/// A text in which `1️⃣` to `9️⃣` mark the positions that a test expects; the marks are no part of the text.
package struct MarkedYAML: ExpressibleByStringLiteral, Sendable {
  /// The text without marks.
  package let text: String
  package let path: SourcePath
  private var marks: [Int: (line: Int, column: Int)] = [:]

  package init(stringLiteral text: String) { self.init(text) }

  package init(_ marked: String, path: String = "test.yaml") {
    guard let path = SourcePath(path) else { preconditionFailure("bad path in a test: \(path)") }
    self.path = path
    var text = String.UnicodeScalarView()
    var line = 1
    var column = 1
    var rest = Array(marked.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      if rest.starts(with: ["\u{FE0F}", "\u{20E3}"]), let number = Int(String(scalar)) {
        rest.removeFirst(2)
        guard marks[number] == nil else { preconditionFailure("the mark \(number) is twice in a test") }
        marks[number] = (line, column)
        continue
      }
      text.append(scalar)
      if scalar == "\n" {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    self.text = String(text)
  }

  package var bytes: [UInt8] { Array(text.utf8) }

  package func hasMark(_ mark: Int) -> Bool { marks[mark] != nil }

  /// Where a mark stands, columns in Unicode scalars.
  package subscript(mark: Int) -> SourceLocation {
    guard let place = marks[mark] else { preconditionFailure("a test has no mark \(mark)") }
    return SourceLocation(path: path, line: place.line, column: place.column)
  }
}
