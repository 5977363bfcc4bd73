internal import ApplicationSets
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Gathers what counts of the graph of applications, and checks what only the whole of it can tell.
///
/// Emits `fleet.duplicate-application`, what `DuplicateCheck`, `ProjectCheck` and `UnplacedPolicyCheck` emit, and the
/// warnings of `LeftOut`.
struct FleetResult {
  private(set) var applications: [PlannedApplication] = []
  private(set) var sets: [ClusterResourceSet] = []
  private(set) var diagnostics: [Diagnostic]
  /// Everything that was built, what does not count included.
  private(set) var built: [(unit: BuildUnit, result: BuiltUnit)] = []
  private let nodes: [ApplicationGraph.Node]
  private let planned: PlannedFleet
  private let request: CompilationRequest

  init(_ graph: ApplicationGraph, _ planned: PlannedFleet, _ request: CompilationRequest) {
    self.planned = planned
    self.request = request
    nodes = graph.living.map { graph.nodes[$0] }
    diagnostics = planned.diagnostics + planned.plan.diagnostics + graph.diagnostics
    for node in graph.nodes {
      for (planned, result) in zip(node.source.units, node.built) {
        if let unit = planned.unit, let result { built.append((unit, result)) }
      }
    }
    for node in nodes { take(node) }
    applications.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private mutating func take(_ node: ApplicationGraph.Node) {
    let skips = request.filter.skipsUnsupported || planned.file.skipsUnsupported
    let subject = node.source.document.flatMap { ResourceID(of: $0)?.name }.map { "ApplicationSet \($0)" }
    diagnostics += LeftOut.soften(node.source.diagnostics, of: subject ?? "", skips)
    for (planned, result) in zip(node.source.units, node.built) where planned.isSelected {
      let found = planned.diagnostics + (result?.sets.diagnostics ?? [])
      let left = LeftOut.soften(found, of: "Application \(planned.name)", skips)
      diagnostics += left
      if found.hasErrors, !left.hasErrors { continue }
      guard let unit = planned.unit else { continue }
      applications.append(
        PlannedApplication(
          name: planned.name, path: unit.sources.first?.directory ?? .root, location: planned.location,
          madeBy: planned.madeBy))
      sets += (result?.sets.value ?? []).filter { request.filter.selects(cluster: $0.cluster) }
    }
  }

  /// Runs the checks of the whole fleet.
  mutating func check() {
    reportDuplicates()
    diagnostics += RecordedFiles(tree: request.tree, entries: planned.file.recorded).misplaced(
      among: nodes.compactMap(\.source.document).filter { ApplicationSetExpander.isApplicationSet($0) })
    if request.filter.selectsAll {
      let units = nodes.flatMap { $0.source.units.compactMap(\.unit) }
      diagnostics += UnplacedPolicyCheck(tree: request.tree, fleet: planned.file, units: units).run(
        planned.plan.scanned)
    }
    diagnostics += DuplicateCheck.run(sets)
    var projects = ProjectCheck(file: planned.file, inventory: planned.inventory)
    projects.read(planned.plan.scanned.projects, output: sets)
    for node in nodes {
      for (planned, result) in zip(node.source.units, node.built) where planned.isSelected {
        guard let application = planned.application, planned.unit != nil else { continue }
        projects.check(application, result?.sets.value ?? [])
      }
    }
    diagnostics += projects.diagnostics
  }

  /// Two Applications of one name would be one object in Argo CD, and one folder in the output.
  private mutating func reportDuplicates() {
    var first: [String: (location: SourceLocation, madeBy: String)] = [:]
    let all = nodes.flatMap(\.source.units)
    for unit in all where unit.application == nil { first[unit.name] = (unit.location, unit.madeBy) }
    for unit in all where unit.application != nil {
      guard let earlier = first[unit.name] else {
        first[unit.name] = (unit.location, unit.madeBy)
        continue
      }
      diagnostics.append(
        .error(
          duplicate, "there are two applications named \(unit.name); rename one", at: unit.location,
          notes: [.init("the other one is here", at: earlier.location)]))
    }
  }
}

private let duplicate = "fleet.duplicate-application"
