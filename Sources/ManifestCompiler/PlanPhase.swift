internal import ApplicationSets
internal import Inventory
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Finds the applications of the fleet and looks up their clusters and sources.
///
/// Emits what `ApplicationResolver`, `TargetResolver` and `RecordedFiles` emit, and what the expansion of
/// ApplicationSets emits.
struct PlanPhase {
  let fleet: FleetFile
  let inventory: Inventory
  let request: CompilationRequest

  /// Plans what the scan found, and the targets.
  func run(_ scanned: ScannedDocuments) async -> Plan {
    var plan = Plan(scanned: scanned)
    (plan.records, plan.diagnostics) = RecordedFiles(tree: request.tree, entries: fleet.recorded).read(
      RecordedPlacement(policies: scanned.karmadaPolicies, inventory: inventory))
    plan.sources = await sources(scanned.applications + scanned.applicationSets, plan)
    let targets = TargetResolver(inventory: inventory, request: request)
    for target in fleet.targets {
      var planned = PlannedUnit(
        name: target.name, location: target.location, madeBy: "target", diagnostics: [],
        isSelected: request.filter.selects(application: target.name))
      if planned.isSelected || mayHoldApplications(target) {
        (planned.unit, planned.diagnostics) = targets.resolve(target)
      }
      plan.sources.append(PlannedSource(units: [selected(planned)]))
    }
    return plan
  }

  /// Plans Applications and ApplicationSets, in the order given.
  func sources(_ documents: [Document], _ plan: Plan) async -> [PlannedSource] {
    let expander = expander(plan)
    let resolver = ApplicationResolver(fleet: fleet, inventory: inventory, request: request)
    return await parallelMap(documents, workers: request.workers) { document in
      var source = PlannedSource(document: document)
      if ApplicationSetExpander.isApplicationSet(document) {
        let expanded = expander.expand(document)
        source.diagnostics = expanded.diagnostics
        source.units = (expanded.value ?? []).map { generated in
          var planned = unit(generated.application, generated.madeBy(document), resolver)
          planned.places = [generated.generatorLocation] + generated.sources.compactMap(\.location)
          planned.generator = generated.generatorLocation
          planned.parameters = generated.sources
          return planned
        }
      } else {
        let read = Application.read(document, unknownFields: .error)
        source.diagnostics = read.diagnostics
        if let application = read.value { source.units = [unit(application, "Application", resolver)] }
      }
      return source
    }
  }

  func expander(_ plan: Plan) -> ApplicationSetExpander {
    var options = expansionOptions()
    options.recorded = plan.records
    options.decisions = plan.scanned.decisions
    return ApplicationSetExpander(inventory: inventory.clusters, options: options)
  }

  private func unit(
    _ application: Application, _ madeBy: String, _ resolver: ApplicationResolver
  ) -> PlannedUnit {
    var planned = PlannedUnit(
      application: application, name: application.name, location: application.location, madeBy: madeBy,
      diagnostics: [], isSelected: request.filter.selects(application: application.name))
    (planned.unit, planned.diagnostics) = resolver.resolve(application)
    return selected(planned)
  }

  private func mayHoldApplications(_ target: FleetFile.Target) -> Bool {
    if case .clusters = target.placement { return true }
    return false
  }

  /// Leaves out what is not asked for: units without a selected cluster, but for those that go to Argo CD's own one.
  private func selected(_ planned: PlannedUnit) -> PlannedUnit {
    var planned = planned
    // On a control plane the policies of one application may place what another brings.
    if case .controlPlane? = planned.unit?.placement { return planned }
    guard let unit = planned.unit, case .clusters(let names) = unit.placement else {
      if !planned.isSelected { planned.unit = nil }
      return planned
    }
    if !names.contains(where: { request.filter.selects(cluster: $0) }) { planned.isSelected = false }
    if !planned.isSelected, !names.contains(inventory.argoCDCluster) { planned.unit = nil }
    return planned
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

extension Inventory {
  /// The name of the cluster that Argo CD runs on.
  var argoCDCluster: String { inCluster?.name ?? Inventory.inClusterName }
}
