internal import ArgumentParser
internal import Emission
internal import Karmada
internal import KubeFed
internal import KubernetesModel
internal import SemanticDiff
internal import SourceModel
internal import YAML

/// `fleetfold migrate`: the way out of tools that are retired.
struct Migrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", _superCommandName: "fleetfold",
    abstract: "Write what replaces the objects of a retired tool.",
    subcommands: [MigrateKubeFed.self])
}

/// `fleetfold migrate kubefed`: Karmada templates and policies for KubeFed objects.
struct MigrateKubeFed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kubefed", _superCommandName: "fleetfold",
    abstract: "Write the Karmada policies that give every cluster what its KubeFed objects give it.",
    discussion: """
      Reads KubeFed objects and clusters from plain files or folders. Each federated object becomes a template, a \
      propagation policy and, where it has overrides, an override policy; each KubeFedCluster a Karmada Cluster. What \
      both give to every cluster is compared: a difference is reported, and so is what has no equivalent.
      """)

  @OptionGroup var given: GivenFiles

  @Option(help: ArgumentHelp("The folder to write to; without it everything is printed.", valueName: "dir"))
  var outputDir: String?

  @OptionGroup var global: GlobalOptions

  func run() throws {
    try global.apply()
    let display = DisplayPath(currentDirectory: Terminal.currentDirectory())
    let diagnostics = DiagnosticOutput(color: global.color, display: display.text)
    let result = compile()
    try diagnostics.report(result.diagnostics)
    guard let tree = result.value else { throw ExitStatus.invalidInput }
    guard let outputDir else {
      for (index, file) in tree.files.enumerated() {
        if index > 0 { Terminal.write("---\n", to: .output) }
        Terminal.write(String(decoding: file.contents, as: UTF8.self), to: .output)
      }
      return
    }
    let place = try OutputPlace.named(outputDir)
    try diagnostics.report(
      RenderedOutput(tree, base: place.base, path: place.path).write(force: false).diagnostics)
  }

  private func compile() -> Compiled<RenderedTree> {
    var diagnostics: [Diagnostic] = []
    let content = given.read(&diagnostics)
    let (documents, clusters) = (content.documents, content.clusters)
    if diagnostics.hasErrors { return Compiled(nil, diagnostics) }

    let kinds = FederatedKinds(documents)
    let federated = documents.filter { kinds.contains($0) }
    for document in documents where !kinds.contains(document) {
      guard let id = ResourceID(of: document) else { continue }
      diagnostics.append(
        .warning(
          notFederated, "\(id) is no KubeFed object and is left as it is",
          at: document.location(document.root)))
    }
    let migrated = KarmadaMigration.migrate(federated, clusters: clusters)
    diagnostics += migrated.diagnostics
    guard !diagnostics.hasErrors, let migration = migrated.value else { return Compiled(nil, diagnostics) }
    diagnostics += differences(migration, federated, clusters)
    let tree = render(migration, content.registrations.compactMap(KarmadaMigration.cluster), &diagnostics)
    return Compiled(diagnostics.hasErrors ? nil : tree, diagnostics)
  }

  // MARK: - Comparison

  /// What Karmada would give otherwise than KubeFed.
  private func differences(
    _ migration: KarmadaMigration, _ federated: [Document], _ clusters: [Cluster]
  ) -> [Diagnostic] {
    let objects = migration.replacements.flatMap(\.documents).compactMap { Resource($0) }
    let members = clusters.compactMap { cluster in
      cluster.kubeFed.map {
        Cluster(
          name: cluster.name, karmada: Cluster.Karmada(labels: $0.labels, location: $0.location))
      }
    }
    let karmada = Propagation.propagate(
      templates: objects.filter { !$0.id.isKarmadaPolicy },
      policies: objects.filter(\.id.isKarmadaPolicy).map(\.document), clusters: members)
    let kubeFed = Federation.federate(federated, clusters: clusters)
    var diagnostics = karmada.diagnostics.filter { $0.severity == .error }
    let changes = FleetDiff().compare(fleet(kubeFed.value), fleet(karmada.value)).changes
    for change in changes {
      let fields = change.fields.filter { !isDefault($0) }.map(\.address.description)
      if change.kind == .changed, fields.isEmpty { continue }
      let what =
        change.kind == .changed
        ? "differs in \(fields.joined(separator: ", "))" : "is \(change.kind.rawValue)"
      let message = "\(change.id) on \(change.cluster) \(what) when Karmada places it; see to it by hand"
      diagnostics.append(.warning(difference, message, at: change.source.location))
    }
    return diagnostics
  }

  /// Counts that the API server would fill in, Karmada writes; maps without entries are as good as none.
  private func isDefault(_ field: FieldChange) -> Bool {
    if case .collection(let map)? = field.before, field.after == nil {
      return map.document.firstChild(map.document.root) == nil
    }
    return field.before == nil
      && ["spec.replicas", "spec.parallelism", "spec.completions"].contains(field.address.description)
  }

  private func fleet(_ distribution: Distribution?) -> CompiledFleet {
    let sets = (distribution?.clusters ?? []).map {
      ClusterResourceSet(
        cluster: $0.cluster, application: "kubefed", resources: $0.resources.map(\.resource))
    }
    return CompiledFleet(clusters: sets.map(\.cluster), sets: sets)
  }

  // MARK: - Output

  private func render(
    _ migration: KarmadaMigration, _ clusters: [Document], _ diagnostics: inout [Diagnostic]
  ) -> RenderedTree {
    var files: [RenderedTree.File] = []
    func add(_ name: String, _ documents: [Document]) {
      var bytes: [UInt8] = []
      diagnostics += YAMLPrinter.print(documents, into: &bytes)
      guard let path = SourcePath(name) else {
        diagnostics.append(.error(fileName, "\(name) can't be a file name; rename the object"))
        return
      }
      files.append(RenderedTree.File(path: path, contents: bytes))
    }
    if !clusters.isEmpty { add("clusters.yaml", clusters) }
    for replacement in migration.replacements {
      guard let id = replacement.documents.first.flatMap({ ResourceID(of: $0) }) else { continue }
      let folder = id.namespace.isEmpty ? id.kind == "Namespace" ? id.name : "cluster" : id.namespace
      add("\(folder)/\(id.kind.lowercased())-\(id.name).yaml", replacement.documents)
    }
    return RenderedTree(files: files.sorted { $0.path < $1.path })
  }
}

private let notFederated = "migrate.not-federated"
private let difference = "migrate.difference"
private let fileName = "migrate.file-name"
