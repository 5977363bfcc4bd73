internal import ApplicationSets
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Gathers what counts of the graph of applications, and checks what only the whole of it can tell.
///
/// Emits `fleet.duplicate-application`, what `DuplicateCheck`, `ProjectCheck` and `UnplacedPolicyCheck` emit, and the
/// warnings of `LeftOut`, and what keeps a resource from being printed (`YAMLPrinter`).
struct FleetResult {
  private(set) var applications: [PlannedApplication] = []
  private(set) var sets: [ClusterResourceSet] = []
  /// Why control planes place each object where they do; empty unless the request asks for reasons.
  private(set) var placements: [PlacementDecision] = []
  private(set) var diagnostics: [Diagnostic]
  /// Everything that was built, what does not count included.
  private(set) var built: [(unit: BuildUnit, result: BuiltUnit)] = []
  private let nodes: [ApplicationGraph.Node]
  private let planned: PlannedFleet
  private let request: CompilationRequest
  private let shared: SharedContent

  init(
    _ graph: ApplicationGraph, _ planned: PlannedFleet, _ request: CompilationRequest, _ shared: SharedContent
  ) {
    self.planned = planned
    self.shared = shared
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
      applications.append(PlannedApplication(planned, unit, shared))
      sets += (result?.sets.value ?? []).filter { request.filter.selects(cluster: $0.cluster) }
      placements += result?.decisions ?? []
    }
  }

  /// Places what is sent to Karmada control planes; one of which a unit has errors is left out.
  mutating func place(with placement: PlacementPhase) async {
    let planes = controlPlanes()
    for placed in await placement.place(on: planes) {
      diagnostics += placed.diagnostics
      placements += placed.value?.decisions ?? []
      sets += (placed.value?.sets ?? []).filter {
        request.filter.selects(cluster: $0.cluster) && request.filter.selects(application: $0.application)
      }
    }
  }

  /// The control planes that something is asked for of, with all that is sent to them.
  ///
  /// What is not asked for itself takes part, and its errors count.
  private mutating func controlPlanes() -> [(name: String, units: [PlacementPhase.HeldUnit])] {
    struct Plane {
      var name: String
      var units: [PlacementPhase.HeldUnit] = []
      var isSelected = false
      var problems: [Diagnostic] = []
      var isWhole = true
    }
    let skips = request.filter.skipsUnsupported || planned.file.skipsUnsupported
    var planes: [Plane] = []
    for node in nodes {
      for (planned, result) in zip(node.source.units, node.built) {
        guard let unit = planned.unit, let result, case .controlPlane(let name) = unit.placement else {
          continue
        }
        let known = planes.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
        let index = known ?? planes.count
        if known == nil { planes.append(Plane(name: name)) }
        let found = LeftOut.soften(
          planned.diagnostics + result.sets.diagnostics, of: "Application \(planned.name)", skips)
        if let held = result.held {
          planes[index].units.append((unit, held))
        } else if found.hasErrors {
          planes[index].isWhole = false
        }
        if planned.isSelected { planes[index].isSelected = true } else { planes[index].problems += found }
      }
    }
    planes.removeAll { !$0.isSelected }
    diagnostics += planes.flatMap(\.problems)
    return planes.filter(\.isWhole).map { ($0.name, $0.units) }
  }

  /// Whether no output holds further applications or projects, and no check looks at all applications but that for
  /// duplicates: then a change of one application says nothing of the others.
  var isSeparable: Bool {
    let scanned = planned.plan.scanned
    return request.filter.selectsAll && !request.filter.skipsUnsupported && !planned.file.skipsUnsupported
      && scanned.projects.isEmpty && scanned.karmadaPolicies.isEmpty && scanned.kubeFedObjects.isEmpty
      && nodes.allSatisfy { $0.parent == nil && $0.replacements.isEmpty }
      && !sets.contains { $0.resources.contains { $0.id.steersOthers } }
      && built.allSatisfy { if case .clusters = $0.unit.placement { true } else { false } }
  }

  var applicationSets: [Document] {
    nodes.compactMap(\.source.document).filter { ApplicationSetExpander.isApplicationSet($0) }
  }

  /// Runs the checks of the whole fleet.
  mutating func check() {
    reportDuplicates()
    diagnostics += RecordedFiles(tree: request.tree, entries: planned.file.recorded).misplaced(
      among: applicationSets)
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
        projects.check(application, result.map { $0.sent(by: planned.unit) } ?? [])
      }
    }
    diagnostics += projects.diagnostics
    reportUnprintable()
  }

  /// What can be read but not written, so that every command knows what only printing would show.
  private mutating func reportUnprintable() {
    var seen: Set<Document.StorageIdentity> = []
    for set in sets {
      for resource in set.resources where seen.insert(resource.document.storageIdentity).inserted {
        diagnostics += YAMLPrinter.findings(resource.document, resourceAnnotations: true)
      }
    }
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

extension BuiltUnit {
  /// What the application sends to its destination, before a control plane hands it on.
  fileprivate func sent(by unit: BuildUnit?) -> [ClusterResourceSet] {
    guard let held, let unit, case .controlPlane(let name) = unit.placement else { return sets.value ?? [] }
    return [ClusterResourceSet(cluster: name, application: unit.application, resources: held)]
  }
}

private let duplicate = "fleet.duplicate-application"

extension PlannedApplication {
  fileprivate init(_ planned: PlannedUnit, _ unit: BuildUnit, _ shared: SharedContent) {
    self.init(
      name: planned.name, path: unit.sources.first?.directory ?? .root, location: planned.location,
      madeBy: planned.madeBy, places: planned.places.isEmpty ? [planned.location] : planned.places)
    document = planned.application?.document
    generator = planned.generator
    parameters = planned.parameters
    // A template says the path in its own line; the parameters in it are found from there.
    let places = planned.application.map { application in
      application.sources.compactMap { source in
        application.document[source.node, "path"].map { application.document.templateLocation($0) }
      }
    }
    folders = unit.sources.enumerated().map { index, source in
      SourceFolder(
        directory: source.place,
        location: places.flatMap { index < $0.count ? $0[index] : nil } ?? source.location,
        builder: shared.builder(for: source.tree), source: source.tree, edits: source.options.kustomize)
    }
    if case .clusters(let names) = unit.placement { clusters = names }
  }
}
