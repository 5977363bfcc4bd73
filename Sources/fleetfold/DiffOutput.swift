internal import ArgumentParser
internal import KubernetesModel
internal import Reports
internal import SemanticDiff

/// How much of a change to show.
enum DiffDetail: String, ExpressibleByArgument, CaseIterable {
  case none
  case summary
  case full
}

enum DiffFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

/// Shows what turns one fleet into another on standard output.
struct DiffOutput {
  var color: ColorSetting
  var format: DiffFormat
  var detail: DiffDetail

  /// Shows the change, and says whether there is one; nothing is shown where there is no base to compare with.
  @discardableResult
  func show(from base: CompiledFleet?, to head: CompiledFleet) -> Bool {
    guard let base else { return false }
    let changes = FleetDiff().compare(base, head)
    switch format {
    case .text:
      let report = TextDiffReport(
        detail: detail == .full ? .full : .summary, color: Terminal.usesColor(color, on: .output))
      Terminal.write(report.text(changes), to: .output)
    case .json: Terminal.write(JSONDiffReport.text(changes), to: .output)
    }
    return !changes.isEmpty
  }
}
