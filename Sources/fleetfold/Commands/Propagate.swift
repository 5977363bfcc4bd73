internal import ArgumentParser
internal import Emission
internal import Karmada
internal import KubeFed
internal import KubernetesModel
internal import Reports
internal import SourceModel
internal import YAML

/// `fleetfold propagate`: what a Karmada or KubeFed control plane gives to each member cluster.
struct Propagate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "propagate", _superCommandName: "fleetfold",
    abstract: "Place resources by Karmada policies, or KubeFed objects, and write what each cluster gets.",
    discussion: """
      Reads resources, Karmada policies and KubeFed objects from plain files or folders and writes one file for each \
      cluster that gets something. When anything is wrong, all of it is reported, nothing is written and the exit code \
      is 2.

      What depends on the live capacity of clusters is an error that says what would decide it; --assume-capacity \
      takes every feasible cluster to have room instead.
      """)

  @OptionGroup var given: GivenFiles

  @Option(help: ArgumentHelp("The folder to write <cluster>.yaml into.", valueName: "dir"))
  var outputDir: String

  @Flag(help: "Take every feasible cluster to have room for all replicas where live capacity would decide.")
  var assumeCapacity = false

  @Flag(help: "Also print where every resource goes and why.")
  var why = false

  @Option(name: .shortAndLong, help: "The format of what --why prints: text or json.")
  var output = WhyFormat.text

  @OptionGroup var global: GlobalOptions

  enum WhyFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  func run() throws {
    try global.apply()
    let display = DisplayPath(currentDirectory: Terminal.currentDirectory())
    let diagnostics = DiagnosticOutput(color: global.color, display: display.text)
    let result = compile()
    diagnostics.show(result.diagnostics)
    if why, let decisions = result.value?.decisions {
      let report = PlacementReport(decisions, display: display.text)
      Terminal.write(output == .json ? report.json : report.text, to: .output)
    }
    guard let files = result.value?.files else { throw ExitStatus.invalidInput }
    try diagnostics.report(write(files))
  }

  // MARK: - Compiling

  /// What was decided, and the file of each cluster.
  struct Propagated: Sendable {
    var decisions: [PlacementDecision]
    /// Nil when anything is wrong; the decisions say what, too.
    var files: RenderedTree?
  }

  private func compile() -> Compiled<Propagated> {
    var diagnostics: [Diagnostic] = []
    let content = given.read(&diagnostics)
    let (documents, clusters) = (content.documents, content.clusters)
    for document in documents where !isObject(document) {
      diagnostics.append(
        .error(
          notAnObject, "this document is no Kubernetes object; it needs apiVersion, kind and metadata.name",
          at: document.location(document.root)))
    }
    // What could not be read would only cause further errors.
    if diagnostics.hasErrors { return Compiled(nil, diagnostics) }

    let kubeFedKinds = FederatedKinds(documents)
    let federated = documents.filter { kubeFedKinds.contains($0) }
    let rest = documents.filter { !kubeFedKinds.contains($0) && !isCluster($0) }
    let policies = rest.filter { ResourceID(of: $0)?.isKarmadaPolicy ?? false }
    let templates = rest.compactMap { Resource($0) }.filter { !$0.id.isKarmadaPolicy }
    var options = PropagationOptions(
      assumesCapacity: assumeCapacity || content.registrations.contains(where: assumesCapacity),
      recordsClusters: why)
    options.assumption = "give --assume-capacity"
    let karmada = Propagation.propagate(
      templates: templates, policies: policies, clusters: clusters, options: options)
    let kubeFed = Federation.federate(federated, clusters: clusters, recordsClusters: why)
    diagnostics += karmada.diagnostics + kubeFed.diagnostics
    guard let placed = karmada.value, let federation = kubeFed.value else {
      return Compiled(nil, diagnostics)
    }
    var propagated = Propagated(decisions: placed.decisions + federation.decisions)
    if diagnostics.hasErrors { return Compiled(propagated, diagnostics) }
    let files = render(placed.clusters + federation.clusters, &diagnostics)
    if !diagnostics.hasErrors { propagated.files = files }
    return Compiled(propagated, diagnostics)
  }

  /// Whether a fleetfold.yaml among the inventory says so.
  private func assumesCapacity(_ document: Document) -> Bool {
    guard ResourceID(of: document)?.group == "fleetfold.dev",
      let setting = document[document.root, ["karmada", "assumeCapacity"]]
    else { return false }
    return document.kubernetesScalar(setting) == .boolean(true)
  }

  private func isObject(_ document: Document) -> Bool {
    guard let id = ResourceID(of: document) else { return false }
    return !id.kind.isEmpty && !id.version.isEmpty && (!id.name.isEmpty || id.group == "fleetfold.dev")
  }

  /// Objects that register clusters are no templates, wherever they are given.
  private func isCluster(_ document: Document) -> Bool {
    guard let id = ResourceID(of: document) else { return true }
    return (id.group == "cluster.karmada.io" && id.kind == "Cluster") || id.group == "fleetfold.dev"
  }

  private func render(
    _ sets: [Distribution.ClusterResources], _ diagnostics: inout [Diagnostic]
  ) -> RenderedTree {
    var byCluster: [(cluster: String, resources: [Resource])] = []
    for set in sets {
      let resources = set.resources.map(\.resource)
      if let index = byCluster.firstIndex(where: { $0.cluster.utf8.elementsEqual(set.cluster.utf8) }) {
        byCluster[index].resources += resources
      } else {
        byCluster.append((set.cluster, resources))
      }
    }
    var files: [RenderedTree.File] = []
    for (cluster, resources) in byCluster {
      var bytes: [UInt8] = []
      diagnostics += YAMLPrinter.print(resources.map(\.document), into: &bytes)
      guard !cluster.contains("/"), let path = SourcePath("\(cluster).yaml") else {
        diagnostics.append(.error(clusterName, "the cluster name \(cluster) can't be a file name; rename it"))
        continue
      }
      files.append(RenderedTree.File(path: path, contents: bytes))
    }
    return RenderedTree(files: files)
  }

  // MARK: - Writing

  private func write(_ tree: RenderedTree) throws -> [Diagnostic] {
    let place = try OutputPlace.named(outputDir)
    return RenderedOutput(tree, base: place.base, path: place.path).write(force: false).diagnostics
  }
}

private let clusterName = "propagate.cluster-name"
private let notAnObject = "propagate.not-an-object"
