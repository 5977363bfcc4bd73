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
  var detail = PlanDetail.whole

  /// Plans what the scan found, and the targets.
  func run(_ scanned: ScannedDocuments) async -> Plan {
    var plan = Plan(scanned: scanned)
    (plan.records, plan.diagnostics) = RecordedFiles(tree: request.tree, entries: fleet.recorded).read(
      RecordedPlacement(policies: scanned.karmadaPolicies, inventory: inventory))
    plan.sources = await sources(scanned.applications + scanned.applicationSets, plan)
    let targets = TargetResolver(inventory: inventory, request: request)
    for target in fleet.targets {
      var planned = PlannedUnit(
        name: target.name, location: target.location, isTarget: true, diagnostics: [],
        isSelected: request.filter.selects(application: target.name))
      if detail.isWhole { planned.making = PlannedMaking("target") }
      if planned.isSelected || mayHoldApplications(target) {
        (planned.unit, planned.diagnostics) = targets.resolve(target)
      }
      var source = PlannedSource()
      add(selected(planned), to: &source)
      plan.sources.append(source)
    }
    return plan
  }

  /// Plans Applications and ApplicationSets, in the order given.
  func sources(_ documents: [Document], _ plan: Plan) async -> [PlannedSource] {
    let expander = expander(plan)
    let resolver = ApplicationResolver(fleet: fleet, inventory: inventory, request: request)
    let setResolver = ApplicationResolver(
      fleet: fleet, inventory: inventory, request: request, isForSet: true)
    return await parallelMap(documents, workers: request.workers) { document in
      var source = PlannedSource(document: document)
      if ApplicationSetExpander.isApplicationSet(document) {
        if !detail.isWhole {
          // They need not be there all at once.
          if expander.expand(document, each: { add(unit($0.application, setResolver), to: &source) }) {
            return source
          }
          source = PlannedSource(document: document)
        }
        let expanded = expander.expand(document)
        source.diagnostics = expanded.diagnostics
        for generated in expanded.value ?? [] {
          var planned = unit(generated.application, setResolver)
          if detail.isWhole { planned.making = PlannedMaking(generated, of: document) }
          add(planned, to: &source)
        }
      } else {
        let read = Application.read(document, unknownFields: .error)
        source.diagnostics = read.diagnostics
        if let application = read.value {
          var planned = unit(application, resolver)
          if detail.isWhole { planned.making = PlannedMaking("Application", application: application) }
          add(planned, to: &source)
        }
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

  private func add(_ planned: PlannedUnit, to source: inout PlannedSource) {
    if !detail.isWhole, planned.isSelected, let unit = planned.unit,
      case .clusters(let names) = unit.placement, !unit.mayHoldApplications(inventory)
    {
      source.packed.append(unit, on: names)
      source.packedDiagnostics += planned.diagnostics
      if detail.hasClaims { source.packedClaims.append(planned.claim) }
    } else {
      source.units.append(planned)
    }
  }

  private func unit(_ application: Application, _ resolver: ApplicationResolver) -> PlannedUnit {
    var planned = PlannedUnit(
      name: application.name, location: application.location, diagnostics: [],
      isSelected: request.filter.selects(application: application.name))
    if detail.hasClaims { planned.claim = ProjectClaim(application) }
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
      case .tree(let tree, _): .tree(tree, at: .checkout(of: url, at: revision))
      case .folder(let folder): .tree(Subtree(request.tree, folder), at: folder)
      case .unknownRepository:
        .unavailable(
          "it is neither a remote of this repository nor listed under `repositories` in fleetfold.yaml")
      case .unknownRevision(let reason): .unavailable(reason)
      }
    }
    return options
  }
}

extension BuildUnit {
  /// Whether Applications in its output would be compiled on: not known where policies decide on the clusters.
  func mayHoldApplications(_ inventory: Inventory) -> Bool {
    guard case .clusters(let names) = placement else { return true }
    return names.contains { $0.utf8.elementsEqual(inventory.argoCDCluster.utf8) }
  }
}

extension Inventory {
  /// The name of the cluster that Argo CD runs on.
  var argoCDCluster: String { inCluster?.name ?? Inventory.inClusterName }
}
