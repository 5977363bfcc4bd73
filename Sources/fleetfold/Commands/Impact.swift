internal import ArgumentParser
internal import GitSnapshot
internal import Inventory
internal import KubernetesModel
internal import ManifestCompiler
internal import Provenance
internal import Reports
internal import SemanticDiff
internal import SourceModel

/// `fleetfold impact`: what comes from a file or a line.
struct Impact: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impact", _superCommandName: "fleetfold",
    abstract: "Show which clusters, resources and fields come from a file or a line.",
    discussion: """
      The reverse of explain: what may change when this place changes. The file need not be changed for it. A line that \
      only lists, selects or places names the resources that depend on it.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var snapshot: SnapshotOptions

  @Argument(
    help: ArgumentHelp("The file, and a line of it where one is meant.", valueName: "file[:line]"),
    completion: .file())
  var place: String

  @Option(name: .shortAndLong, help: "The format: text or json.")
  var output = TextFormat.text

  func run() async throws {
    try global.apply()
    let session = try FleetSession(color: global.color)
    let tree = try session.snapshot(snapshot.choice)
    let (path, line) = try find(in: tree, from: session.repository.startingPath)
    let compilation = try await session.compile(
      tree, workers: Terminal.processorCount(), recordsPlacement: true)
    guard let explainer = FleetExplainer(compilation, of: tree) else {
      try session.output.report(compilation.diagnostics)
      throw ExitStatus.invalidInput
    }
    let names = compilation.resources?.clusters ?? []
    let labels = names.map { compilation.inventory.cluster(named: $0)?.labels ?? Labels() }
    let report = ImpactReport(
      explainer.impact(of: path, line: line), of: place,
      clusters: ClusterSets(clusters: names, labels: labels))
    Terminal.write(output == .json ? report.json : report.text, to: .output)
  }

  private func find(in tree: any FileTree, from start: SourcePath) throws -> (SourcePath, Int?) {
    var text = place
    var line: Int?
    // A file may have a colon in its name: only digits behind the last one are a line.
    if let colon = place.lastIndex(of: ":"), let number = Int(place[place.index(after: colon)...]) {
      text = String(place[..<colon])
      line = number
    }
    guard let path = start.appending(text) else {
      throw Refusal("\(text) is outside the repository; name a file in it")
    }
    guard tree.entry(at: path)?.isFile ?? false else {
      let siblings = path.parent.flatMap { tree.children(of: $0) }?.map(\.name) ?? []
      let hint = nearMiss(to: path.name, among: siblings).map { "; did you mean \($0)?" } ?? ""
      throw Refusal("there is no file \(text) in this snapshot\(hint)")
    }
    if let line {
      let count = ((try? tree.contents(of: path)) ?? []).count { $0 == UInt8(ascii: "\n") } + 1
      guard (1...count).contains(line) else {
        throw Refusal("\(text) has \(count) lines, and no line \(line)")
      }
    }
    return (path, line)
  }
}
