internal import GoTemplate
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Checks the Applications that one ApplicationSet made; each gets at most one message.
///
/// Source: reference/applicationset.md section 12. Emits `applicationset.no-name`,
/// `applicationset.duplicate-name`, `applicationset.unknown-project`, `applicationset.destination`.
struct ApplicationValidation {
  let name: String
  let clusters: [Cluster]
  let options: ApplicationSetOptions
  let applications: [GeneratedApplication]
  private let knownNames: Set<MapKey>
  private let knownServers: Set<MapKey>

  init(
    name: String, clusters: [Cluster], options: ApplicationSetOptions, applications: [GeneratedApplication]
  ) {
    self.name = name
    self.clusters = clusters
    self.options = options
    self.applications = applications
    let checked = options.checksClusters ? clusters : []
    knownNames = Set(checked.map { MapKey($0.name) } + [MapKey("in-cluster")])
    knownServers = Set(
      checked.map { MapKey(withoutTrailingSlashes($0.server)) } + [MapKey(inClusterServer)])
  }

  /// The Applications without a finding, and the findings.
  func run() -> ([GeneratedApplication], [Diagnostic]) {
    var diagnostics: [Diagnostic] = []
    var first: [String: Int] = [:]
    var rejected = Set<Int>()
    for (index, generated) in applications.enumerated() {
      let application = generated.application
      if let earlier = first[application.name], !application.name.utf8.isEmpty {
        rejected.formUnion([earlier, index])
        diagnostics.append(duplicate(generated, applications[earlier]))
        continue
      }
      first[application.name] = index
      if let problem = problem(generated) {
        rejected.insert(index)
        diagnostics.append(problem)
      }
    }
    if rejected.isEmpty { return (applications, diagnostics) }
    return (applications.indices.filter { !rejected.contains($0) }.map { applications[$0] }, diagnostics)
  }

  private func place(_ application: Application, _ path: [String]) -> SourceLocation {
    let document = application.document
    return document[document.root, path].map { document.location($0) } ?? application.location
  }

  private func made(_ generated: GeneratedApplication) -> Diagnostic.Note {
    let from = generated.sources.map(\.description).joined(separator: " and ")
    return Diagnostic.Note(
      "made by generator \(generated.generator + 1) from \(from)", at: generated.sources.last?.location)
  }

  private func duplicate(_ generated: GeneratedApplication, _ earlier: GeneratedApplication) -> Diagnostic {
    .error(
      duplicateName,
      "ApplicationSet \(name) makes two Applications called \"\(generated.application.name)\"; put a parameter "
        + "that differs into the name",
      at: place(generated.application, ["metadata", "name"]), notes: [made(generated), made(earlier)])
  }

  /// What is wrong with one of them by itself.
  func problem(_ generated: GeneratedApplication) -> Diagnostic? {
    let application = generated.application
    if application.name.utf8.isEmpty {
      return .error(
        noName,
        "ApplicationSet \(name) makes an Application without a name; set metadata.name in the template",
        at: place(application, ["metadata"]), notes: [made(generated)])
    }
    if let projects = options.projects,
      !projects.contains(where: { $0.utf8.elementsEqual(application.project.utf8) })
    {
      let hint = nearMiss(to: application.project, among: projects).map { "; did you mean \($0)?" } ?? ""
      return .error(
        unknownProject,
        "Application \(application.name) names the project \"\(application.project)\", which does not exist\(hint)",
        at: place(application, ["spec", "project"]), notes: [made(generated)])
    }
    return destinationProblem(application).map {
      .error(
        badDestination, "the destination of Application \(application.name) \($0)",
        at: place(application, ["spec", "destination"]), notes: [made(generated)])
    }
  }

  private func destinationProblem(_ application: Application) -> String? {
    let destination = application.destination
    let hasName = !destination.name.utf8.isEmpty
    let hasServer = !destination.server.utf8.isEmpty
    if hasName && hasServer {
      return "has both name \(destination.name) and server \(destination.server); keep one"
    }
    if !hasName && !hasServer { return "has neither name nor server; add one" }
    guard options.checksClusters else { return nil }
    if hasServer { return serverProblem(destination.server) }
    if let several = options.ambiguousClusters.first(where: {
      $0.name.utf8.elementsEqual(destination.name.utf8)
    }) {
      return
        "is the name \(destination.name), which \(several.servers.count) clusters have: "
        + several.servers.joined(separator: ", ")
    }
    if knownNames.contains(MapKey(destination.name)) { return nil }
    let names = clusters.map(\.name) + ["in-cluster"]
    let hint = nearMiss(to: destination.name, among: names).map { "; did you mean \($0)?" } ?? ""
    return "is \(destination.name), which is no cluster of the inventory\(hint)"
  }

  private func serverProblem(_ server: String) -> String? {
    if knownServers.contains(MapKey(withoutTrailingSlashes(server))) { return nil }
    let known = clusters.map(\.server) + [inClusterServer]
    let hint = nearMiss(to: server, among: known).map { "; did you mean \($0)?" } ?? ""
    return "is the server \(server), which is no cluster of the inventory\(hint)"
  }
}

/// A server URL as Argo CD compares it.
func withoutTrailingSlashes(_ server: String) -> String {
  var view = Substring(server)
  while view.utf8.last == UInt8(ascii: "/") { view = view.dropLast() }
  return String(view)
}

private let noName = "applicationset.no-name"
private let duplicateName = "applicationset.duplicate-name"
private let unknownProject = "applicationset.unknown-project"
private let badDestination = "applicationset.destination"
