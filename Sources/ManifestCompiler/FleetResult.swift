internal import ApplicationSets
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Gathers what counts of the graph of applications, and checks what only the whole of it can tell.
///
/// Emits `fleet.duplicate-application`, the warning `fleet.foreign-application`, what `DuplicateCheck`, `ProjectCheck` and
/// `UnplacedPolicyCheck` emit, the warnings of `LeftOut`, and what keeps a resource from being printed (`YAMLPrinter`).
struct FleetResult {
  private(set) var applications: [PlannedApplication] = []
  /// Of those that are asked for, unless they are left out.
  var applicationCount = 0
  private(set) var sets: [ClusterResourceSet] = []
  /// By set, the index of the node that brings it; that of none for what a control plane places.
  private(set) var setNodes: [Int] = []
  /// Why control planes place each object where they do; empty unless the request asks for reasons.
  private(set) var placements: [PlacementDecision] = []
  var diagnostics: [Diagnostic]
  /// Everything that was built, what does not count included.
  private(set) var built: [(unit: BuildUnit, result: BuiltUnit)] = []
  /// What of it counts.
  private(set) var units: [TracedUnit] = []
  /// Those that count.
  let nodes: [ApplicationGraph.Node]
  private let planned: PlannedFleet
  private let request: CompilationRequest
  private let shared: SharedContent
  private var projects: ProjectCheck

  init(
    _ graph: ApplicationGraph, _ planned: PlannedFleet, _ request: CompilationRequest, _ shared: SharedContent
  ) {
    self.planned = planned
    self.shared = shared
    self.request = request
    projects = ProjectCheck(file: planned.file, inventory: planned.inventory)
    nodes = graph.living.map { graph.nodes[$0] }
    diagnostics = planned.diagnostics + planned.plan.diagnostics + graph.diagnostics
    for node in graph.nodes {
      for (planned, result) in zip(node.source.units, node.built) {
        if let unit = planned.unit, let result { built.append((unit, result)) }
      }
    }
    for (index, node) in nodes.enumerated() { take(node, index) }
    applications.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// Adds what was found about an application; false where it is left out, which is told then.
  mutating func add(_ found: [Diagnostic], of application: String) -> Bool {
    let left = LeftOut.soften(found, of: "Application \(application)", skips)
    diagnostics += left
    return !found.hasErrors || left.hasErrors
  }

  /// Whether what can't be rendered here is left out.
  private var skips: Bool { request.filter.skipsUnsupported || planned.file.skipsUnsupported }

  private mutating func take(_ node: ApplicationGraph.Node, _ index: Int) {
    let subject = node.source.document.flatMap { ResourceID(of: $0)?.name }.map { "ApplicationSet \($0)" }
    diagnostics += LeftOut.soften(node.source.diagnostics, of: subject ?? "", skips)
    diagnostics += node.source.packedDiagnostics
    for case let result? in node.built {
      for set in result.sets.value ?? [] {
        for resource in set.resources where resource.id.makesApplications {
          reportForeign(PlacedIdentity(resource), on: set.cluster)
        }
      }
    }
    for (planned, result) in zip(node.source.units, node.built) where planned.isSelected {
      let found = planned.diagnostics + (result?.sets.diagnostics ?? [])
      guard add(found, of: planned.name), let unit = planned.unit else { continue }
      applicationCount += 1
      if let making = planned.making {
        applications.append(PlannedApplication(planned, unit, making, shared))
      }
      if let result { units.append(TracedUnit(unit, result)) }
      let own = (result?.sets.value ?? []).filter { request.filter.selects(cluster: $0.cluster) }
      sets += own
      setNodes += own.map { _ in index }
      placements += result?.decisions ?? []
    }
  }

  /// An Application that goes to another cluster than Argo CD's own does nothing there.
  mutating func reportForeign(_ resource: PlacedIdentity, on cluster: String) {
    let own = planned.inventory.argoCDCluster
    if cluster.utf8.elementsEqual(own.utf8) { return }
    let message =
      "\(resource.id) goes to cluster \(cluster), but Argo CD runs on \(own): it is written there and not "
      + "compiled; `inCluster` in fleetfold.yaml names the cluster of Argo CD"
    diagnostics.append(.warning(foreign, message, at: resource.location))
  }

  /// Places what is sent to Karmada control planes; one of which a unit has errors is left out.
  mutating func place(with placement: PlacementPhase) async {
    let planes = controlPlanes()
    for (plane, placed) in zip(planes, await placement.place(on: planes)) {
      units.take(placed, from: plane.name)
      diagnostics += placed.diagnostics
      placements += placed.value?.decisions ?? []
      let own = (placed.value?.sets ?? []).filter {
        request.filter.selects(cluster: $0.cluster) && request.filter.selects(application: $0.application)
      }
      sets += own
      setNodes += own.map { _ in nodes.count }
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

  /// Whether the fleet is whole: then a change of some applications says nothing of the others, as long as none of
  /// these brings objects that decide about others, and those of one control plane are taken together.
  var isSeparable: Bool {
    request.filter.selectsAll && !request.filter.skipsUnsupported && !planned.file.skipsUnsupported
  }

  /// Whether every application goes to named clusters, brings nothing that decides on others, and no check looks at all of
  /// them but that for duplicates: then it may be recorded as it comes.
  var isPlain: Bool {
    let scanned = planned.plan.scanned
    return isSeparable && scanned.projects.isEmpty && scanned.karmadaPolicies.isEmpty
      && scanned.kubeFedObjects.isEmpty && nodes.allSatisfy { $0.parent == nil && $0.replacements.isEmpty }
      && !units.contains(where: \.steersOthers)
      && built.allSatisfy { if case .clusters = $0.unit.placement { true } else { false } }
  }

  /// Whether AppProjects have rules about what applications bring.
  var hasProjects: Bool { !planned.plan.scanned.projects.isEmpty || bringsProjects }

  var applicationSets: [Document] {
    nodes.compactMap(\.source.document).filter { ApplicationSetExpander.isApplicationSet($0) }
  }

  /// Whether what is built brings AppProjects.
  var bringsProjects: Bool { !projects.brought(by: sets).isEmpty }

  /// Runs the checks of the whole fleet, but for those of what is packed in the plan.
  mutating func check() {
    reportDuplicates()
    diagnostics += RecordedFiles(tree: request.tree, entries: planned.file.recorded).misplaced(
      among: applicationSets)
    let scanned = planned.plan.scanned
    if request.filter.selectsAll, !(scanned.karmadaPolicies.isEmpty && scanned.kubeFedObjects.isEmpty) {
      let units = nodes.flatMap { node in
        node.source.units.compactMap(\.unit) + (0..<node.source.packed.count).map { node.source.packed[$0] }
      }
      diagnostics += UnplacedPolicyCheck(tree: request.tree, fleet: planned.file, units: units).run(scanned)
    }
    projects.read(scanned.projects, output: sets)
    for node in nodes {
      for (planned, result) in zip(node.source.units, node.built) where planned.isSelected {
        guard let claim = planned.claim, planned.unit != nil else { continue }
        let sent = planned.unit.flatMap { unit in result.map { $0.sent(by: unit) } } ?? []
        projects.check(claim, sent.lazy.flatMap(\.resources).map { PlacedIdentity($0) })
      }
    }
    diagnostics += projects.takeDiagnostics()
    diagnostics += FleetResult.unprintable(in: sets)
  }

  /// What can be read but not written, so that every command knows what only printing would show.
  static func unprintable(in sets: [ClusterResourceSet]) -> [Diagnostic] {
    var seen: Set<Document.StorageIdentity> = []
    return sets.flatMap(\.resources).filter { seen.insert($0.document.storageIdentity).inserted }.flatMap {
      YAMLPrinter.findings($0.document, resourceAnnotations: true)
    }
  }

  /// Checks an application of the packed part with what it brings.
  mutating func check(_ claim: ProjectClaim, _ resources: [PlacedIdentity]) {
    projects.check(claim, resources)
    diagnostics += projects.takeDiagnostics()
  }

  /// Two Applications of one name would be one object in Argo CD, and one folder in the output.
  private mutating func reportDuplicates() {
    guard hasEqualNames else { return }
    var first: [String: SourceLocation] = [:]
    let all = nodes.flatMap { node in
      node.source.units.map { ($0.name, $0.location, $0.isTarget) }
        + (0..<node.source.packed.count).map { index in
          let unit = node.source.packed[index]
          return (unit.application, unit.location, node.source.document == nil)
        }
    }
    for (name, location, isTarget) in all where isTarget { first[name] = location }
    for (name, location, isTarget) in all where !isTarget {
      guard let earlier = first[name] else {
        first[name] = location
        continue
      }
      diagnostics.append(
        .error(
          duplicate, "there are two applications named \(name); rename one", at: location,
          notes: [.init("the other one is here", at: earlier)]))
    }
  }

  /// Whether names may be equal, by their hashes: nearly always they are not, and a table of them is saved.
  private var hasEqualNames: Bool {
    var hashes: [UInt64] = []
    func add(_ name: some Sequence<UInt8>) {
      var hash = BytesHash()
      hash.combine(name)
      hashes.append(hash.value)
    }
    for node in nodes {
      for unit in node.source.units { add(unit.name.utf8) }
      for index in 0..<node.source.packed.count { add(node.source.packed.name(index)) }
    }
    return hashes.hasRepetition
  }
}

extension [ApplicationGraph.Node] {
  /// Where each application is defined, by its name.
  var applicationLocations: [ByteKey: SourceLocation] {
    var locations: [ByteKey: SourceLocation] = [:]
    for source in map(\.source) {
      for unit in source.units { locations[ByteKey(unit.name)] = unit.location }
      for unit in (0..<source.packed.count).map({ source.packed[$0] }) {
        locations[ByteKey(unit.application)] = unit.location
      }
    }
    return locations
  }
}

extension [UInt64] {
  /// Whether a number is there twice.
  var hasRepetition: Bool {
    let sorted = self.sorted()
    return zip(sorted, sorted.dropFirst()).contains { $0 == $1 }
  }
}

private let duplicate = "fleet.duplicate-application"
private let foreign = "fleet.foreign-application"

extension PlannedApplication {
  fileprivate init(
    _ planned: PlannedUnit, _ unit: BuildUnit, _ making: PlannedMaking, _ shared: SharedContent
  ) {
    self.init(
      name: planned.name, path: unit.sources.first?.directory ?? .root, location: planned.location,
      madeBy: making.madeBy, places: making.places.isEmpty ? [planned.location] : making.places)
    document = making.application?.document
    generator = making.generator
    parameters = making.parameters
    // A template says the path in its own line; the parameters in it are found from there.
    let places = making.application.map { application in
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
