package import SourceModel

/// Diagnostics as text for people and as JSON for programs, in report order.
package struct DiagnosticReport {
  package var diagnostics: [Diagnostic]
  /// Turns a path of the tree that was read into what the person sees.
  package var display: (SourcePath) -> String

  package init(_ diagnostics: [Diagnostic], display: @escaping (SourcePath) -> String = { $0.description }) {
    self.diagnostics = diagnostics.inReportOrder()
    self.display = display
  }

  /// One line for each diagnostic and each note: `path:line:column: error: message [id]`.
  ///
  /// With `source`, the line that an error or warning names follows, with a mark under its column; the source must
  /// give nil for files that may hold secrets.
  package func text(color: Bool = false, source: ((SourcePath) -> [UInt8]?)? = nil) -> String {
    let paint = Paint(isOn: color)
    var text = ""
    for diagnostic in diagnostics {
      let severity =
        diagnostic.severity == .error ? paint("error:", .boldRed) : paint("warning:", .boldMagenta)
      let id = paint("[\(visible(diagnostic.id))]", .dim)
      text += "\(place(diagnostic.location, paint))\(severity) \(visible(diagnostic.message)) \(id)\n"
      if let source, let location = diagnostic.location { text += excerpt(location, source, paint) }
      for note in diagnostic.notes {
        text += "\(place(note.location, paint))\(paint("note:", .cyan)) \(visible(note.message))\n"
      }
    }
    return text
  }

  /// `2 errors, 1 warning`; empty when there are none.
  package var summary: String {
    let errors = diagnostics.count { $0.severity == .error }
    let warnings = diagnostics.count - errors
    return [errors > 0 ? counted(errors, "error") : nil, warnings > 0 ? counted(warnings, "warning") : nil]
      .compactMap { $0 }.joined(separator: ", ")
  }

  /// The schema `fleetfold.dev/diagnostics/v1`.
  package var json: String {
    JSONValue.object([
      ("schemaVersion", .string("fleetfold.dev/diagnostics/v1")),
      (
        "diagnostics",
        .array(
          diagnostics.map { diagnostic in
            .object(
              [
                ("severity", .string(diagnostic.severity == .error ? "error" : "warning")),
                ("id", .string(diagnostic.id)), ("message", .string(diagnostic.message)),
              ] + position(diagnostic.location) + [
                (
                  "notes",
                  .array(
                    diagnostic.notes.map {
                      .object([("message", .string($0.message))] + position($0.location))
                    })
                )
              ])
          })
      ),
    ]).text
  }

  private func position(_ location: SourceLocation?) -> [(key: String, value: JSONValue)] {
    guard let location else { return [] }
    var result: [(key: String, value: JSONValue)] = [("path", .string(display(location.path)))]
    if location.line > 0 { result.append(("line", .integer(location.line))) }
    if location.line > 0, location.column > 0 { result.append(("column", .integer(location.column))) }
    return result
  }

  private func place(_ location: SourceLocation?, _ paint: Paint) -> String {
    guard let location else { return "" }
    var text = visible(display(location.path))
    if location.line > 0 { text += ":\(location.line)" }
    if location.line > 0, location.column > 0 { text += ":\(location.column)" }
    return paint(text + ":", .bold) + " "
  }

  private func excerpt(_ location: SourceLocation, _ source: (SourcePath) -> [UInt8]?, _ paint: Paint)
    -> String
  {
    guard location.line > 0, let bytes = source(location.path) else { return "" }
    let lines = bytes.split(
      separator: UInt8(ascii: "\n"), maxSplits: location.line, omittingEmptySubsequences: false)
    guard location.line <= lines.count else { return "" }
    var line = String(decoding: lines[location.line - 1], as: UTF8.self)
    if line.hasSuffix("\r") { line.removeLast() }
    let shown = String(String.UnicodeScalarView(line.unicodeScalars.prefix(160)))
    var text = "    \(visible(shown))\n"
    if location.column > 0, location.column <= shown.unicodeScalars.count {
      let before = String(String.UnicodeScalarView(shown.unicodeScalars.prefix(location.column - 1)))
      text +=
        "    " + String(repeating: " ", count: visible(before).unicodeScalars.count) + paint("^", .cyan)
        + "\n"
    }
    return text
  }
}
