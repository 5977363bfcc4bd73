internal import ApplicationSets
internal import Inventory
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Reports what the AppProjects of the repository do not let an Application do: Argo CD would refuse to sync it.
///
/// A project that the repository does not hold restricts nothing here. Emits `project.source`, `project.destination`,
/// `project.resource`, `project.namespace`, `project.unknown`, and what `Project.read` emits.
struct ProjectCheck {
  private var diagnostics: [Diagnostic] = []
  private var projects: [String: Project] = [:]
  private let file: FleetFile
  private let inventory: Inventory

  init(file: FleetFile, inventory: Inventory) {
    self.file = file
    self.inventory = inventory
  }

  /// Reads the projects of the scan; those that an application brings to Argo CD's cluster replace them.
  mutating func read(_ documents: [Document], output sets: [ClusterResourceSet]) {
    for document in documents + brought(by: sets) {
      let read = Project.read(document)
      diagnostics += read.diagnostics
      guard let project = read.value else { continue }
      projects[project.name] = project
    }
  }

  /// The projects that an application brings to Argo CD's cluster.
  func brought(by sets: [ClusterResourceSet]) -> [Document] {
    let own = sets.filter { $0.cluster.utf8.elementsEqual(inventory.argoCDCluster.utf8) }
    return own.flatMap {
      $0.resources.filter { $0.id.kind == "AppProject" && $0.id.group == "argoproj.io" }.map(\.document)
    }
  }

  /// What was found since the last time.
  mutating func takeDiagnostics() -> [Diagnostic] {
    defer { diagnostics = [] }
    return diagnostics
  }

  /// Checks one Application with what it brings.
  mutating func check(_ application: ProjectClaim, _ resources: some Sequence<PlacedIdentity>) {
    let name = application.project.isEmpty ? "default" : application.project
    guard let project = projects[name] else { return reportUnknown(name, application) }
    if !isOwn(application.namespace), !project.takes(namespace: application.namespace) {
      let message =
        "Application \(application.name) of namespace \(application.namespace) may not use the project \(name); add the "
        + "namespace to its sourceNamespaces"
      report(unusable, message, at: application.location, project.location, project)
    }
    for source in application.sources {
      guard let rule = project.denial(ofRepository: source.repoURL) else { continue }
      let message =
        "Application \(application.name) reads \(source.repoURL), which the project \(name) does not allow"
      report(badSource, message, at: source.location, rule, project)
    }
    let place = place(of: application.destination)
    if let rule = project.denial(of: place, namespace: application.destination.namespace) {
      let message =
        "Application \(application.name) goes to namespace \"\(application.destination.namespace)\" of \(place.name), which "
        + "the project \(name) does not allow"
      report(badDestination, message, at: application.destination.location, rule, project)
      return
    }
    checkResources(application, project, place, resources)
  }

  private mutating func checkResources(
    _ application: ProjectClaim, _ project: Project, _ place: Project.Place,
    _ resources: some Sequence<PlacedIdentity>
  ) {
    var namespaces: [String: SourceLocation?] = [application.destination.namespace: nil]
    for resource in resources {
      let (id, own) = (resource.id, resource.location)
      let note = Diagnostic.Note("Application \(application.name) brings it", at: application.location)
      if let rule = project.denial(of: id) {
        let kind = id.namespace.isEmpty ? "cluster-scoped " : ""
        let message = "the project \(project.name) does not allow the \(kind)resource \(id)"
        report(badResource, message, at: own, rule, project, note)
        continue
      }
      if id.namespace.isEmpty { continue }
      let known = namespaces[id.namespace] ?? project.denial(of: place, namespace: id.namespace)
      namespaces[id.namespace] = known
      if let rule = known {
        let message =
          "the project \(project.name) does not allow \(id): the namespace \(id.namespace) of \(place.name) is no "
          + "destination of it"
        report(badResource, message, at: own, rule, project, note)
      }
    }
  }

  private mutating func report(
    _ id: String, _ message: String, at location: SourceLocation, _ rule: SourceLocation, _ project: Project,
    _ note: Diagnostic.Note? = nil
  ) {
    let place = Diagnostic.Note("the project \(project.name) says so here", at: rule)
    diagnostics.append(.error(id, message, at: location, notes: [place] + (note.map { [$0] } ?? [])))
  }

  private func isOwn(_ namespace: String) -> Bool {
    namespace.isEmpty || namespace.utf8.elementsEqual(file.argoCD.namespace.utf8)
  }

  /// A project that is not there: an error where the fleet file lists all that exist.
  private mutating func reportUnknown(_ name: String, _ application: ProjectClaim) {
    guard let known = file.argoCD.projects,
      !known.contains(where: { $0.utf8.elementsEqual(name.utf8) })
    else { return }
    let hint =
      nearMiss(to: name, among: known).map { "; did you mean \($0)?" } ?? "; add it to argocd.projects"
    diagnostics.append(
      .error(
        unknown,
        "Application \(application.name) belongs to the project \(name), which does not exist\(hint)",
        at: application.projectLocation))
  }

  /// The cluster as Argo CD would look it up: by name or by server, with both of its Secret.
  private func place(of destination: Application.Destination) -> Project.Place {
    func isLocal(_ server: String) -> Bool { server.hasPrefix(Inventory.inClusterServer) }
    let byName = destination.server.isEmpty
    let found =
      byName ? inventory.cluster(named: destination.name) : inventory.cluster(server: destination.server)
    let local = byName ? destination.name == Inventory.inClusterName : isLocal(destination.server)
    if local, !(found.map { isLocal($0.server) } ?? false) {
      return Project.Place(name: Inventory.inClusterName, server: Inventory.inClusterServer, project: "")
    }
    return Project.Place(
      name: found?.name ?? destination.name, server: found?.server ?? destination.server,
      project: found?.argoCD?.project ?? "")
  }
}

private let badSource = "project.source"
private let badDestination = "project.destination"
private let badResource = "project.resource"
private let unusable = "project.namespace"
private let unknown = "project.unknown"
