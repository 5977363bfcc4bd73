internal import ArgumentParser
internal import Inventory
internal import KubernetesModel
internal import ManifestCompiler
internal import Reports
internal import SourceModel

/// `fleetfold clusters`: the inventory.
struct Clusters: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clusters", _superCommandName: "fleetfold",
    abstract: "List the clusters of the fleet and who registers them.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var snapshot: SnapshotOptions

  @Option(name: .shortAndLong, help: "The format: table or json.")
  var output = TableFormat.table

  func run() async throws {
    try global.apply()
    let session = try FleetSession(color: global.color)
    let compilation = try await session.compile(snapshot.choice, workers: 1)
    let clusters = compilation.inventory.clusters
    switch output {
    case .table:
      let rows = clusters.map { cluster in
        [
          cluster.name, registrations(cluster).joined(separator: ","), cluster.server,
          cluster.labels.pairs.map { "\($0.key)=\($0.value)" }.joined(separator: ","),
        ]
      }
      Terminal.write(
        Table(header: ["NAME", "REGISTERED BY", "SERVER", "LABELS"], rows: rows).text, to: .output)
    case .json:
      let items = clusters.map { cluster in
        JSONValue.object([
          ("name", .string(cluster.name)), ("server", .string(cluster.server)),
          ("registeredBy", .array(registrations(cluster).map { .string($0) })),
          ("labels", .object(cluster.labels.pairs.map { ($0.key, .string($0.value)) })),
          ("controlPlane", cluster.controlPlane == nil ? .null : .string("karmada")),
          ("members", cluster.controlPlane?.members.map { .array($0.map { .string($0) }) } ?? .null),
          ("sources", .array(cluster.locations.map { .string($0.description) })),
        ])
      }
      Terminal.write(JSONValue.array(items).text, to: .output)
    }
    try session.output.report(compilation.diagnostics)
  }

  private func registrations(_ cluster: Cluster) -> [String] {
    var names: [String] = []
    if cluster.argoCD != nil { names.append("argocd") }
    if cluster.karmada != nil { names.append("karmada") }
    if cluster.kubeFed != nil { names.append("kubefed") }
    if names.isEmpty { names.append("cluster-api") }
    if cluster.controlPlane != nil { names[names.count - 1] += " (Karmada control plane)" }
    return names
  }
}

enum TableFormat: String, ExpressibleByArgument, CaseIterable {
  case table
  case json
}
