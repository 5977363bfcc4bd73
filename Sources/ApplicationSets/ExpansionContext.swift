internal import GoTemplate
internal import KubernetesModel
package import SourceModel
package import YAML

/// Settings of Argo CD's controller, and bounds of our own.
package struct ApplicationSetOptions: Sendable {
  /// How bad a field is that Argo CD would drop without a word.
  package var unknownFields = Severity.warning
  /// File patterns of the git generator follow doublestar rules.
  package var usesNewGitFileGlobbing = false
  package var includesHiddenDirectories = false
  /// The only AppProjects that exist; nil where nothing is known of them.
  package var projects: [String]?
  /// Whether destinations must be clusters of the inventory.
  package var checksClusters = false
  /// The servers of cluster names that several Argo CD Secrets carry.
  package var ambiguousClusters: [(name: String, servers: [String])] = []
  /// The namespace of an ApplicationSet that has none.
  package var defaultNamespace = "argocd"
  /// The tree of a repository at a revision, for the git generator.
  package var repository: @Sendable (_ repoURL: String, _ revision: String) -> RepositoryLookup = { _, _ in
    .unavailable("no local copy of this repository is known; map it to a folder")
  }
  /// What generators with a live service make.
  package var recorded: [RecordedParameters] = []
  /// The objects of the repository by which `clusterDecisionResource` finds its clusters: ConfigMaps, decisions and
  /// placements.
  package var decisions: [Document] = []
  /// Sets of parameters in one ApplicationSet, those of children included.
  package var maximumSets = 200_000

  package init() {}
}

/// What is known of a repository.
package enum RepositoryLookup: Sendable {
  /// `at` is where the tree appears among the paths of the fleet.
  case tree(any FileTree, at: SourcePath = .root)
  /// Why it can't be read, and what to do.
  case unavailable(String)
}

/// What the generators of one ApplicationSet share.
struct ExpansionContext {
  let clusters: [Cluster]
  let options: ApplicationSetOptions
  let engine: TextEngine
  /// The name and namespace of the ApplicationSet.
  var name = ""
  var namespace = ""
  /// The project that the template names, for the git generator.
  var project = ""
  let repositories = RepositoryCache()
  /// Notes what keeps a cluster out, where that is asked.
  var trace: ExclusionTrace?

  var isGoTemplate: Bool { engine.isGoTemplate }

  /// Reads the first document of a text that is written inside another file.
  func parseEmbedded(_ text: String, path: SourcePath) -> (document: Document?, problem: String) {
    let parsed = YAMLParser(duplicateKeys: .lastWins, dialect: .yaml11).parse(Array(text.utf8), path: path)
    if let error = parsed.diagnostics.first(where: { $0.severity == .error }), parsed.documents.isEmpty {
      let line = error.location.map { "line \($0.line): " } ?? ""
      return (nil, line + error.message)
    }
    return (parsed.documents.first ?? nothing(path), "")
  }

  private func nothing(_ path: SourcePath) -> Document {
    var document = Document(path: path)
    document.replace(
      document.root, with: .null, by: Author(Origin(.parsed, path: path), line: 1, column: 1))
    return document
  }

  /// Refuses more sets than the limit.
  func checkCount(_ count: Int, at location: SourceLocation) throws(ExpansionFailure) {
    if count <= options.maximumSets { return }
    throw ExpansionFailure(
      tooManySets,
      "the generators make more than \(options.maximumSets) sets of parameters; narrow them or split the "
        + "ApplicationSet",
      at: location)
  }
}

private let tooManySets = "applicationset.too-many-sets"
