/// Columns of text, each as wide as its widest cell; the last one is not padded.
package struct Table {
  package var header: [String]
  package var rows: [[String]]

  package init(header: [String], rows: [[String]]) {
    self.header = header
    self.rows = rows
  }

  package var text: String {
    let lines = [header] + rows.map { $0.map(singleLine) }
    var widths = [Int](repeating: 0, count: header.count)
    for line in lines {
      for (column, cell) in line.enumerated() {
        widths[column] = max(widths[column], cell.unicodeScalars.count)
      }
    }
    return lines.map { line in
      var text = ""
      for (column, cell) in line.enumerated() {
        text += cell
        if column + 1 < line.count {
          text += String(repeating: " ", count: widths[column] - cell.unicodeScalars.count + 2)
        }
      }
      while text.utf8.last == UInt8(ascii: " ") { text.unicodeScalars.removeLast() }
      return text + "\n"
    }.joined()
  }

  /// Names come from the repository: nothing in them may drive a terminal.
  private func singleLine(_ cell: String) -> String {
    String(
      String.UnicodeScalarView(
        cell.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
  }
}
