internal import ApplicationSets
internal import Inventory
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// What is to be built, and the applications for people.
struct Plan: Sendable {
  var units: [BuildUnit] = []
  var applications: [PlannedApplication] = []
  var diagnostics: [Diagnostic] = []
}

/// Finds the applications of the fleet and looks up their clusters and sources.
///
/// Emits what `ApplicationResolver` and `TargetResolver` emit, `fleet.duplicate-application`, the warning of `UnplacedPolicyCheck`, and what the expansion of
/// ApplicationSets emits.
struct PlanPhase {
  let fleet: FleetFile
  let inventory: Inventory
  let request: CompilationRequest

  func run(_ scanned: ScannedDocuments) async -> Plan {
    var plan = Plan()
    var made: [(application: Application, madeBy: String)] = []
    for document in scanned.applications {
      let read = Application.read(document, unknownFields: .error)
      plan.diagnostics += read.diagnostics
      if let application = read.value { made.append((application, "Application")) }
    }
    let (records, problems) = RecordedFiles(tree: request.tree, entries: fleet.recorded).read(
      for: scanned.applicationSets)
    plan.diagnostics += problems
    let expanded = await expand(scanned, records)
    for (document, set) in zip(scanned.applicationSets, expanded) {
      plan.diagnostics += set.diagnostics
      for generated in set.value ?? [] { made.append((generated.application, generated.madeBy(document))) }
    }
    reportDuplicates(made.map(\.application), in: &plan)

    let resolver = ApplicationResolver(fleet: fleet, inventory: inventory, request: request)
    for (application, madeBy) in made where request.filter.selects(application: application.name) {
      let (unit, diagnostics) = resolver.resolve(application)
      plan.diagnostics += diagnostics
      guard let unit else { continue }
      plan.add(unit, madeBy: madeBy)
    }
    let targets = TargetResolver(inventory: inventory, request: request)
    for target in fleet.targets where request.filter.selects(application: target.name) {
      let (unit, diagnostics) = targets.resolve(target)
      plan.diagnostics += diagnostics
      if let unit { plan.add(unit, madeBy: "target") }
    }
    if request.filter.selectsAll {
      plan.diagnostics += UnplacedPolicyCheck(tree: request.tree, fleet: fleet, units: plan.units).run(
        scanned)
    }
    plan.units = plan.units.filter { unit in
      guard case .clusters(let names) = unit.placement else { return true }
      return names.contains { request.filter.selects(cluster: $0) }
    }
    plan.applications.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    return plan
  }

  private func expand(
    _ scanned: ScannedDocuments, _ records: [RecordedParameters]
  ) async -> [Compiled<[GeneratedApplication]>] {
    var options = expansionOptions()
    options.recorded = records
    options.decisions = scanned.decisions
    let expander = ApplicationSetExpander(inventory: inventory.clusters, options: options)
    return await parallelMap(scanned.applicationSets, workers: request.workers) { expander.expand($0) }
  }

  private func expansionOptions() -> ApplicationSetOptions {
    var options = ApplicationSetOptions()
    options.unknownFields = .error
    options.defaultNamespace = fleet.argoCD.namespace
    options.usesNewGitFileGlobbing = fleet.argoCD.newGitFileGlobbing
    options.includesHiddenDirectories = fleet.argoCD.includeHiddenDirectories
    options.projects = fleet.argoCD.projects
    let request = request
    let mappings = fleet.repositories
    options.repository = { url, revision in
      switch request.repositories.find(repoURL: url, revision: revision, mappings: mappings) {
      case .snapshot: .tree(request.tree)
      case .tree(let tree, _): .tree(tree)
      case .folder(let folder): .tree(Subtree(request.tree, folder))
      case .unknownRepository:
        .unavailable(
          "it is neither a remote of this repository nor listed under `repositories` in fleetfold.yaml")
      case .unknownRevision(let reason): .unavailable(reason)
      }
    }
    return options
  }

  /// Two Applications of one name would be one object in Argo CD, and one folder in the output.
  private func reportDuplicates(_ applications: [Application], in plan: inout Plan) {
    var first: [String: SourceLocation] = [:]
    for target in fleet.targets { first[target.name] = target.location }
    for application in applications {
      guard let earlier = first[application.name] else {
        first[application.name] = application.location
        continue
      }
      plan.diagnostics.append(
        .error(
          duplicate, "there are two applications named \(application.name); rename one",
          at: application.location,
          notes: [.init("the other one is here", at: earlier)]))
    }
  }
}

extension GeneratedApplication {
  /// `ApplicationSet web, list element 1`, for people.
  fileprivate func madeBy(_ set: Document) -> String {
    let name = ResourceID(of: set)?.name ?? ""
    let parts = sources.map { source in
      switch source.kind {
      case .element(let index): "list element \(index + 1)"
      case .cluster(let name): "cluster \(name)"
      case .clusters: "all clusters"
      case .directory(let path): "directory \(path)"
      case .file(let path): "file \(path)"
      case .recorded(let index): "recorded set \(index + 1)"
      }
    }
    return (["ApplicationSet \(name)"] + parts).joined(separator: ", ")
  }
}

extension Plan {
  fileprivate mutating func add(_ unit: BuildUnit, madeBy: String) {
    units.append(unit)
    applications.append(
      PlannedApplication(
        name: unit.application, path: unit.sources.first?.directory ?? .root,
        location: unit.location,
        madeBy: madeBy))
  }
}

private let duplicate = "fleet.duplicate-application"
