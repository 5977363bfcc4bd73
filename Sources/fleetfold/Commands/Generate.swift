internal import ApplicationSets
internal import ArgumentParser
internal import FileSystem
internal import Inventory
internal import KubernetesModel
internal import ManifestCompiler
internal import SourceModel
internal import YAML

/// `fleetfold generate`: the Applications that ApplicationSets make.
struct Generate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    _superCommandName: "fleetfold",
    abstract: "Expand ApplicationSets to Applications, as Argo CD's controller would.",
    discussion: """
      Prints the Applications as a YAML stream, or as JSON or a table that say which generator and which element, cluster \
      or directory made each. When anything is wrong, all of it is reported, nothing is printed and the exit \
      code is 2.

      The git generator reads the folders given with --repo: URL=DIR for one repository, DIR for all others.
      """)

  @Option(
    name: [.customShort("f"), .customLong("file")], parsing: .upToNextOption,
    help: ArgumentHelp("Files or folders with ApplicationSets.", valueName: "file"))
  var files: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Files or folders with the clusters, as Argo CD Secrets.", valueName: "file"))
  var inventory: [String] = []

  @Option(help: ArgumentHelp("A local copy of a repository.", valueName: "[url=]dir"))
  var repo: [String] = []

  @Option(
    help: ArgumentHelp(
      "What a generator makes that asks a live service, such as previews:generators[0].pullRequest=pulls.yaml.",
      valueName: "set:generator=file"))
  var recorded: [String] = []

  @Option(name: .shortAndLong, help: "The format: yaml, json or table.")
  var output = Format.yaml

  @Flag(help: "Print the Applications as the cluster stores them: without options that say nothing.")
  var stored = false

  @Flag(help: "File patterns of the git generator follow doublestar rules.")
  var newGitFileGlobbing = false

  @Flag(help: "The git generator also lists directories that begin with a dot.")
  var includeHiddenDirectories = false

  @Option(
    help: ArgumentHelp("An AppProject that exists; given once, only those named do.", valueName: "name"))
  var project: [String] = []

  @Flag(help: "Refuse destinations that are no cluster of the inventory.")
  var checkClusters = false

  @Option(
    help: ArgumentHelp(
      "Instead of the Applications, print what each generator does with this cluster, and which term keeps it out.",
      valueName: "cluster"))
  var whyNot: String?

  @OptionGroup var jobs: JobOptions
  @OptionGroup var global: GlobalOptions

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case yaml
    case json
    case table
  }

  func validate() throws {
    if files.isEmpty { throw ValidationError("-f names no file; give the ApplicationSets") }
    let isWhole = { (text: String) in text.lastIndex(of: "=").map { text[..<$0].contains(":") } ?? false }
    if let bad = recorded.first(where: { !isWhole($0) }) {
      throw ValidationError("--recorded takes SET:GENERATOR=FILE, not \(bad)")
    }
  }

  func run() async throws {
    try global.apply()
    let display = DisplayPath(currentDirectory: Terminal.currentDirectory())
    let diagnostics = DiagnosticOutput(color: global.color, display: display.text)
    if let whyNot { return try explain(whyNot, display, diagnostics) }
    let input = read()
    guard let value = input.value else { return try diagnostics.report(input.diagnostics) }
    let printer = GeneratedPrinter(format: output, isStored: stored, display: display)
    var stream = GeneratedStream(format: output, input.diagnostics)
    await parallelForEach(value.documents.count, by: 1, workers: jobs.workers) { index in
      printer.print(value.expander.expand(value.documents[index]))
    } take: {
      stream.add($0)
    }
    try diagnostics.report(stream.diagnostics)
    try diagnostics.report(stream.printing)
    do throws(Diagnostic) { try stream.write(to: .output) } catch { try diagnostics.report([error]) }
  }

  // MARK: - Expanding

  /// What the arguments come to.
  private struct Input: Sendable {
    var documents: [Document]
    var inventory: Inventory
    var expander: ApplicationSetExpander
  }

  private func read() -> Compiled<Input> {
    var reader = DocumentFiles(duplicateKeys: .lastWins)
    let all = reader.read(files)
    let documents = all.filter { ApplicationSetExpander.isApplicationSet($0) }
    let registered = reader.read(inventory)
    let clusters = Inventory.read(
      documents: registered.filter(isRegistered), oddSecrets: .warning)
    let records = recorded.compactMap { record($0, &reader) }
    var diagnostics = reader.diagnostics + clusters.diagnostics
    if documents.isEmpty, !diagnostics.hasErrors {
      diagnostics.append(
        .error(noApplicationSet, "there is no ApplicationSet in \(files.joined(separator: ", "))"))
    }
    var options = options(clusters.value, &diagnostics)
    options.recorded = records
    options.decisions = all + registered
    if diagnostics.hasErrors { return Compiled(nil, diagnostics) }
    let known = clusters.value ?? Inventory.empty
    let expander = ApplicationSetExpander(inventory: known.clusters, options: options)
    return Compiled(Input(documents: documents, inventory: known, expander: expander), diagnostics)
  }

  private func explain(_ name: String, _ display: DisplayPath, _ output: DiagnosticOutput) throws {
    let input = read()
    try output.report(input.diagnostics)
    guard let value = input.value else { throw ExitStatus.invalidInput }
    let cluster = try ClusterAnswers.cluster(named: name, in: value.inventory)
    let answers = value.documents.map { value.expander.answers($0, for: cluster) }
    try output.report(answers.flatMap(\.diagnostics))
    let table = ClusterAnswers.table(answers.flatMap { $0.value ?? [] }) { display.text($0) }
    Terminal.write(table, to: .output)
  }

  /// `SET:GENERATOR=FILE`, cut at the last colon before the file; names of files may hold anything but `=`.
  private func record(_ argument: String, _ reader: inout DocumentFiles) -> RecordedParameters? {
    guard let equals = argument.lastIndex(of: "="), let colon = argument[..<equals].lastIndex(of: ":") else {
      return nil
    }
    let file = String(argument[argument.index(after: equals)...])
    return reader.read([file]).first.map { document in
      RecordedParameters(
        applicationSet: String(argument[..<colon]),
        generator: String(argument[argument.index(after: colon)..<equals]), document: document,
        location: document.location(document.root))
    }
  }

  /// Argo CD reads the Secrets of its own namespace only.
  private func isRegistered(_ document: Document) -> Bool {
    guard let id = ResourceID(of: document), id.kind == "Secret" else { return true }
    return id.namespace.isEmpty || id.namespace == ApplicationSetOptions().defaultNamespace
  }

  private func options(
    _ inventory: Inventory?, _ diagnostics: inout [Diagnostic]
  ) -> ApplicationSetOptions {
    var options = ApplicationSetOptions()
    options.usesNewGitFileGlobbing = newGitFileGlobbing
    options.includesHiddenDirectories = includeHiddenDirectories
    options.checksClusters = checkClusters
    options.projects = project.isEmpty ? nil : project
    for cluster in inventory?.clusters ?? [] {
      let servers = inventory?.servers(named: cluster.name) ?? []
      if servers.count > 1 { options.ambiguousClusters.append((cluster.name, servers)) }
    }
    var trees: [(url: String?, tree: DiskTree)] = []
    for argument in repo {
      let mapping = RepositoryArgument(argument)
      do throws(Diagnostic) {
        trees.append((mapping.url, try DiskTree(root: mapping.folder)))
      } catch {
        diagnostics.append(error)
      }
    }
    let known = trees
    options.repository = { url, _ in
      let own = known.first { $0.url.map { sameRepository($0, url) } ?? false }
      if let found = own ?? known.first(where: { $0.url == nil }) { return .tree(found.tree) }
      return .unavailable("no local copy of this repository is given; add --repo \(url)=DIR")
    }
    return options
  }
}

/// Whether two addresses mean one repository: the ending `.git` and slashes make no difference.
private func sameRepository(_ a: String, _ b: String) -> Bool {
  func normalized(_ url: String) -> Substring {
    var view = url[...]
    while view.hasSuffix("/") { view.removeLast() }
    return view.hasSuffix(".git") ? view.dropLast(4) : view
  }
  return normalized(a).utf8.elementsEqual(normalized(b).utf8)
}

private let noApplicationSet = "generate.no-application-set"
