internal import ArgumentParser
internal import KubernetesModel
internal import ManifestCompiler
internal import Provenance
internal import Reports

/// A resource of a cluster.
struct ResourceArguments: ParsableArguments {
  @Argument(help: "The cluster.", completion: NameCompletion.cluster)
  var cluster: String

  @Argument(
    help: ArgumentHelp("The resource: KIND[.GROUP]/[NAMESPACE/]NAME.", valueName: "resource"),
    completion: NameCompletion.resource)
  var resource: String

  func validate() throws {
    if ResourceQuery(resource) == nil {
      throw ValidationError("\(resource) is no resource; write KIND/NAME or KIND/NAMESPACE/NAME")
    }
  }

  /// Compiles the fleet and finds the resource; ends the command with the reason when it is not there, or when the
  /// text means several.
  func find(
    _ choice: SnapshotChoice, color: ColorSetting
  ) async throws -> (found: [ExplainedResource], session: FleetSession) {
    let session = try FleetSession(color: color)
    let snapshot = try session.snapshot(choice)
    let compilation = try await session.compile(
      snapshot, workers: Terminal.processorCount(), recordsPlacement: true)
    guard let query = ResourceQuery(resource), let explainer = FleetExplainer(compilation, of: snapshot)
    else {
      try session.output.report(compilation.diagnostics)
      throw ExitStatus.invalidInput
    }
    let found = explainer.find(query, on: cluster)
    if found.isEmpty {
      let absence = explainer.absence(of: query, on: cluster)
      throw Refusal(AbsenceText(absence, display: session.output.display).text)
    }
    var names: [String] = []
    for name in found.map({ ResourceQuery($0.resource.id).description }) where !names.contains(name) {
      names.append(name)
    }
    if names.count > 1 {
      throw Refusal("\(resource) may be \(names.joined(separator: ", ")); write one of them")
    }
    return (found, session)
  }
}

/// How an answer about one place is written.
enum TextFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}
