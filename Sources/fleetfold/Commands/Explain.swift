internal import ArgumentParser
internal import KubernetesModel
internal import ManifestCompiler
internal import Provenance
internal import Reports
internal import SemanticDiff
internal import SourceModel
internal import YAML

/// `fleetfold explain`: where a resource, or one field of it, comes from.
struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show which file and line made a resource or one of its fields, and what each step changed.",
    discussion: """
      With a field, every step that wrote it, oldest first: the file it was read from, then patches, transformers, \
      parameters and overrides. Without one, every field with the step that wrote it last.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var snapshot: SnapshotOptions

  @Argument(help: "The cluster.")
  var cluster: String

  @Argument(help: ArgumentHelp("The resource: KIND[.GROUP]/[NAMESPACE/]NAME.", valueName: "resource"))
  var resource: String

  @Argument(
    help: ArgumentHelp(
      "The field, such as .spec.template.spec.containers[name=web].image", valueName: "field"))
  var field: String?

  @Option(name: .shortAndLong, help: "The format: text or json.")
  var output = DiffFormat.text

  func run() async throws {
    try global.apply()
    guard let query = ResourceQuery(resource) else {
      throw Refusal("\(resource) is no resource; write KIND/NAME or KIND/NAMESPACE/NAME")
    }
    let session = try FleetSession(color: global.color)
    let compilation = try await session.compile(snapshot.choice, workers: 1)
    guard let fleet = compilation.resources else {
      try session.output.report(compilation.diagnostics)
      throw ExitStatus.invalidInput
    }
    let found = try find(query, in: fleet, session)
    for (application, resource) in found {
      let report = ExplanationText(
        cluster: cluster, application: application, resource: resource, display: session.output.display)
      try show(report)
    }
  }

  private func show(_ report: ExplanationText) throws {
    guard let field else {
      Terminal.write(output == .json ? report.json(of: nil) ?? "" : report.text, to: .output)
      return
    }
    guard let query = FieldQuery(field) else {
      throw Refusal(
        "\(field) is no field; write .spec.containers[name=web].image, [\"key.with.dots\"] or [0]")
    }
    guard let text = output == .json ? report.json(of: query) : report.text(of: query) else {
      throw Refusal("\(report.resource.id) has no field \(field)\(report.hint(query))")
    }
    Terminal.write(text, to: .output)
  }

  private func find(
    _ query: ResourceQuery, in fleet: CompiledFleet, _ session: FleetSession
  ) throws -> [(application: String, resource: Resource)] {
    guard fleet.clusters.contains(where: { $0.utf8.elementsEqual(cluster.utf8) }) else {
      let hint = nearMiss(to: cluster, among: fleet.clusters).map { "; did you mean \($0)?" } ?? ""
      throw Refusal("there is no cluster \(cluster)\(hint)")
    }
    let sets = fleet.sets.filter { $0.cluster.utf8.elementsEqual(cluster.utf8) }
    let found = sets.flatMap { set in
      set.resources.filter { query.matches($0.id) }.map { (application: set.application, resource: $0) }
    }
    if !found.isEmpty { return found }
    let elsewhere = Set(
      fleet.sets.filter { $0.resources.contains { query.matches($0.id) } }.map(\.cluster)
    ).sorted()
    if !elsewhere.isEmpty {
      throw Refusal("\(resource) is not on \(cluster); it is on \(elsewhere.joined(separator: ", "))")
    }
    let names = sets.flatMap { $0.resources.map { "\($0.id.kind)/\($0.id.name)" } }
    let hint = nearMiss(to: resource, among: names).map { "; did you mean \($0)?" } ?? ""
    throw Refusal("there is no \(resource) on \(cluster)\(hint)")
  }
}
