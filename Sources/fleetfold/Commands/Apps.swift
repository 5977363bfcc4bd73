internal import ArgumentParser
internal import GitSnapshot
internal import KubernetesModel
internal import ManifestCompiler
internal import Reports
internal import SourceModel

/// `fleetfold apps`: the applications and their clusters.
struct Apps: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apps", _superCommandName: "fleetfold",
    abstract: "List the applications of the fleet, their clusters, and what made each of them.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var snapshot: SnapshotOptions
  @OptionGroup var jobs: JobOptions

  @Option(name: .shortAndLong, help: "The format: table or json.")
  var output = TableFormat.table

  @Option(
    help: ArgumentHelp(
      "Instead, print what each ApplicationSet does with this cluster, and which term keeps it out.",
      valueName: "cluster"), completion: NameCompletion.cluster)
  var whyNot: String?

  func run() async throws {
    try global.apply()
    let session = try FleetSession(color: global.color)
    let compilation = try await session.compile(snapshot.choice, workers: jobs.workers)
    if let whyNot {
      let cluster = try ClusterAnswers.cluster(named: whyNot, in: compilation.inventory)
      Terminal.write(
        ClusterAnswers.table(compilation.answers(for: cluster), session.output.display), to: .output)
      return try session.output.report(compilation.diagnostics)
    }
    var clusters: [String: [String]] = [:]
    for set in compilation.resources?.sets ?? [] {
      clusters[set.application, default: []].append(set.cluster)
    }
    switch output {
    case .table:
      let rows = compilation.applications.map { application in
        [
          application.name, (clusters[application.name] ?? []).joined(separator: ","),
          application.path.description,
          application.madeBy,
          application.places.map { "\(session.output.display($0.path)):\($0.line)" }.joined(separator: ","),
        ]
      }
      Terminal.write(
        Table(header: ["APPLICATION", "CLUSTERS", "PATH", "MADE BY", "AT"], rows: rows).text,
        to: .output)
    case .json:
      let items = compilation.applications.map { application in
        JSONValue.object([
          ("name", .string(application.name)),
          ("clusters", .array((clusters[application.name] ?? []).map { .string($0) })),
          ("path", .string(application.path.description)), ("madeBy", .string(application.madeBy)),
          ("location", .string(application.location.description)),
          ("madeAt", .array(application.places.map { .string($0.description) })),
        ])
      }
      Terminal.write(JSONValue.array(items).text, to: .output)
    }
    try session.output.report(compilation.diagnostics)
  }
}
