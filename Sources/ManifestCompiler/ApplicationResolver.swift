internal import ApplicationSets
internal import Inventory
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Looks up the cluster and the sources of an Argo CD Application.
///
/// Emits `application.unknown-cluster`, `application.destination`, `application.no-source`,
/// `application.unsupported-source`, `application.unknown-repository`, `application.unknown-revision`,
/// `application.path`, `application.ref` and `application.glob`.
struct ApplicationResolver {
  let fleet: FleetFile
  let inventory: Inventory
  let request: CompilationRequest
  /// Whether the Applications are those of a set: what its template says is for all of them.
  var isForSet = false

  func resolve(_ application: Application) -> (BuildUnit?, [Diagnostic]) {
    var diagnostics: [Diagnostic] = []
    let cluster = cluster(of: application, &diagnostics)
    var sources: [BuildUnit.Source] = []
    for source in application.sources {
      if let built = resolve(source, of: application, &diagnostics) { sources.append(built) }
    }
    checkReferences(application, &diagnostics)
    if application.sources.isEmpty {
      diagnostics.append(
        .error(
          noSource, "Application \(application.name) has no source; add spec.source", at: application.location
        ))
    }
    guard let cluster, !diagnostics.hasErrors else { return (nil, diagnostics) }
    return (
      BuildUnit(
        application: application.name, sources: sources, placement: placement(cluster),
        namespace: application.destination.namespace, namespaceLocation: namespaceLocation(application),
        location: application.location, lastCounts: true),
      diagnostics
    )
  }

  // MARK: - Destination

  private func placement(_ cluster: String) -> BuildUnit.Placement {
    inventory.cluster(named: cluster)?.controlPlane == nil ? .clusters([cluster]) : .controlPlane(cluster)
  }

  private func namespaceLocation(_ application: Application) -> SourceLocation {
    let document = application.document
    let node = document[document.root, ["spec", "destination", "namespace"]]
    return node.map { document.templateLocation($0) } ?? application.destination.location
  }

  private func cluster(of application: Application, _ diagnostics: inout [Diagnostic]) -> String? {
    let destination = application.destination
    let subject = "Application \(application.name)"
    switch (destination.name.isEmpty, destination.server.isEmpty) {
    case (false, false):
      let message = "\(subject) names its cluster by both destination.name and destination.server; remove one"
      diagnostics.append(.error(badDestination, message, at: destination.location))
      return nil
    case (true, true):
      let message = "\(subject) has no destination cluster; set destination.name or destination.server"
      diagnostics.append(.error(badDestination, message, at: destination.location))
      return nil
    case (false, true):
      if let found = inventory.cluster(named: destination.name) { return found.name }
      if destination.name.utf8.elementsEqual(Inventory.inClusterName.utf8) { return Inventory.inClusterName }
      let hint = nearMiss(to: destination.name, among: inventory.clusters.map(\.name))
      report(destination.name, "name", hint, application, &diagnostics)
    case (true, false):
      if let found = inventory.cluster(server: destination.server) { return found.name }
      if destination.server.utf8.elementsEqual(Inventory.inClusterServer.utf8) {
        return Inventory.inClusterName
      }
      let servers = inventory.clusters.map(\.server).filter { !$0.isEmpty }
      report(
        destination.server, "server", nearMiss(to: destination.server, among: servers), application,
        &diagnostics)
    }
    return nil
  }

  private func report(
    _ value: String, _ field: String, _ hint: String?, _ application: Application,
    _ diagnostics: inout [Diagnostic]
  ) {
    let document = application.document
    let node = document[document.root, ["spec", "destination", field]]
    let advice = hint.map { "did you mean \($0)?" } ?? "`fleetfold clusters` lists those of the inventory"
    diagnostics.append(
      .error(
        unknownCluster,
        "Application \(application.name) goes to \(value), which is no cluster of the fleet; \(advice)",
        at: node.map { document.location($0) } ?? application.destination.location))
  }

  // MARK: - Sources

  private func resolve(
    _ source: Application.Source, of application: Application, _ diagnostics: inout [Diagnostic]
  ) -> BuildUnit.Source? {
    let before = diagnostics.count
    refuseUnsupported(source, application, &diagnostics)
    guard diagnostics.count == before else { return nil }
    // A source that only lends its files to others makes nothing by itself.
    if !source.ref.isEmpty, source.path.isEmpty { return nil }
    let place = application.location(of: "path", in: source)
    guard let directory = SourcePath(source.path) else {
      diagnostics.append(
        .error(
          badPath, "the path \(source.path) leaves the repository; write it relative to the root", at: place))
      return nil
    }
    var unit = BuildUnit.Source(
      tree: .snapshot, directory: directory, options: BuildUnit.Options(), location: place)
    switch request.repositories.find(
      repoURL: source.repoURL, revision: source.targetRevision, mappings: fleet.repositories)
    {
    case .snapshot: break
    case .tree(let tree, let name):
      unit.tree = .fixed(
        tree, name: name, at: SourcePath.checkout(of: source.repoURL, at: source.targetRevision))
    case .folder(let folder): unit.tree = .folder(folder)
    case .unknownRepository(let known):
      let hint = nearMiss(to: source.repoURL, among: known).map { "; did you mean \($0)?" } ?? ""
      let message =
        "Application \(application.name) reads \(source.repoURL), which is neither a remote of this repository nor listed under "
        + "`repositories` in fleetfold.yaml\(hint)"
      diagnostics.append(
        .error(unknownRepository, message, at: application.location(of: "repoURL", in: source)))
      return nil
    case .unknownRevision(let reason):
      diagnostics.append(
        .error(unknownRevision, reason, at: application.location(of: "targetRevision", in: source)))
      return nil
    }
    unit.options = options(source, of: application, &diagnostics)
    return unit
  }

  /// The names under which sources lend their files must tell them apart.
  private func checkReferences(_ application: Application, _ diagnostics: inout [Diagnostic]) {
    var first: [String: SourceLocation] = [:]
    for source in application.sources where !source.ref.isEmpty {
      let place = application.location(of: "ref", in: source)
      let isName = source.ref.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
      if !isName {
        let message =
          "the ref \(source.ref) of Application \(application.name) is no name: use letters, digits, \"-\" and \"_\""
        diagnostics.append(.error(badReference, message, at: place))
      } else if let earlier = first[source.ref] {
        let message = "two sources of Application \(application.name) have the ref \(source.ref); rename one"
        diagnostics.append(
          .error(badReference, message, at: place, notes: [.init("the other one is here", at: earlier)]))
      }
      first[source.ref] = first[source.ref] ?? place
    }
  }

  private func refuseUnsupported(
    _ source: Application.Source, _ application: Application, _ diagnostics: inout [Diagnostic]
  ) {
    func refuse(_ what: String, _ location: SourceLocation) {
      let message =
        "Application \(application.name) \(what), which is not rendered yet; commit the rendered manifests instead"
      diagnostics.append(.error(unsupportedSource, message, at: location))
    }
    if let helm = source.helm { refuse("has a Helm source", helm) }
    if source.helm == nil, !source.chart.isEmpty {
      refuse("reads a Helm chart", application.location(of: "chart", in: source))
    }
    if let plugin = source.plugin { refuse("has a config management plugin", plugin) }
    if let jsonnet = source.jsonnet { refuse("has a Jsonnet source", jsonnet) }
    if let hydrator = application.sourceHydrator { refuse("has a source hydrator", hydrator) }
  }

  private func options(
    _ source: Application.Source, of application: Application, _ diagnostics: inout [Diagnostic]
  ) -> BuildUnit.Options {
    var options = BuildUnit.Options()
    if let kustomize = source.kustomize {
      let edits = KustomizeEdits(kustomize, of: application.document, isOfSet: isForSet)
      diagnostics += edits.diagnostics
      options.kustomize = edits
    }
    guard let directory = source.directory else { return options }
    options.recurse = directory.recurse
    for (text, path) in [(directory.include, \BuildUnit.Options.include), (directory.exclude, \.exclude)]
    where !text.isEmpty {
      options[keyPath: path] = GlobSet(text)
      if options[keyPath: path] == nil {
        diagnostics.append(
          .error(badGlob, "\(text) is no glob pattern; close its brackets", at: directory.location))
      }
    }
    return options
  }
}

private let unknownCluster = "application.unknown-cluster"
private let badDestination = "application.destination"
private let noSource = "application.no-source"
private let unsupportedSource = "application.unsupported-source"
private let unknownRepository = "application.unknown-repository"
private let unknownRevision = "application.unknown-revision"
private let badPath = "application.path"
private let badReference = "application.ref"
private let badGlob = "application.glob"
