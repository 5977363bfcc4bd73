internal import Reports
internal import SourceModel

/// Prints diagnostics to standard error in report order.
struct DiagnosticOutput {
  var color: ColorSetting
  var isSilent = false
  /// Turns a path of the tree that was read into what the person sees (relative to the current directory).
  var display: (SourcePath) -> String = { $0.description }

  /// Prints them all; throws `ExitStatus.invalidInput` when one is an error.
  func report(_ diagnostics: [Diagnostic]) throws {
    show(diagnostics)
    if diagnostics.hasErrors { throw ExitStatus.invalidInput }
  }

  /// Prints them all, whatever they say.
  func show(_ diagnostics: [Diagnostic]) {
    if diagnostics.isEmpty || isSilent { return }
    let report = DiagnosticReport(diagnostics, display: display)
    Terminal.write(report.text(color: Terminal.usesColor(color, on: .error)), to: .error)
  }
}
