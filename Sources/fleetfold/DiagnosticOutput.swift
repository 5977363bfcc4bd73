internal import SourceModel

/// Prints diagnostics to standard error in report order.
struct DiagnosticOutput {
  var color: ColorChoice
  /// Turns a path of the tree that was read into what the person sees (relative to the current directory).
  var display: (SourcePath) -> String = { $0.description }

  /// Prints them all; throws `ExitStatus.invalidInput` when one is an error.
  func report(_ diagnostics: [Diagnostic]) throws {
    let sorted = diagnostics.inReportOrder()
    Terminal.write(sorted.map(text).joined(), to: .error)
    if sorted.hasErrors { throw ExitStatus.invalidInput }
  }

  private func text(_ diagnostic: Diagnostic) -> String {
    let colored = Terminal.usesColor(color, on: .error)
    let word = diagnostic.severity == .error ? "error" : "warning"
    let painted =
      colored ? "\u{1B}[1;\(diagnostic.severity == .error ? 31 : 35)m\(word):\u{1B}[0m" : "\(word):"
    var result = "\(place(diagnostic.location))\(painted) \(escaped(diagnostic.message)) [\(diagnostic.id)]\n"
    for note in diagnostic.notes { result += "\(place(note.location))note: \(escaped(note.message))\n" }
    return result
  }

  private func place(_ location: SourceLocation?) -> String {
    guard let location else { return "" }
    var text = escaped(display(location.path))
    if location.line > 0 { text += ":\(location.line)" }
    if location.line > 0, location.column > 0 { text += ":\(location.column)" }
    return text + ": "
  }

  /// Control characters as `\u{..}`: text of the repository must not drive the terminal.
  private func escaped(_ text: String) -> String {
    if !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) { return text }
    return text.unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control
        ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }.joined()
  }
}
