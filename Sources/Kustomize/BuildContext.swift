internal import SourceModel

/// What has been gathered on one level of a build, before or after its transformers.
struct Accumulation: Sendable {
  var resources = ResourceMap()
  var configuration = TransformerConfiguration()
  var variables: [VariableRule] = []
}

/// Which OpenAPI schema the build uses: that of the root, or else the first one met.
struct SchemaChoice: Hashable, Sendable {
  var isSet = false
  /// The file of a custom schema; nil for the built-in one.
  var path: SourcePath?
  /// The custom schema comes on top of the built-in one, because that was in use before.
  var addsToBuiltIn = false
}

/// `buildMetadata` of the root, which counts for all levels; unknown words mean nothing.
struct BuildMetadata: Hashable, Sendable {
  var recordsOrigins = false
  var recordsTransformations = false
  var addsManagedByLabel = false

  init(_ words: [Located<String>] = []) {
    for word in words {
      switch word.value {
      case "originAnnotations": recordsOrigins = true
      case "transformerAnnotations": recordsTransformations = true
      case "managedByLabel": addsManagedByLabel = true
      default: break
      }
    }
  }
}

/// What goes down into bases and comes back up from them.
struct BuildContext: Sendable {
  /// The directories from the root to the one under way.
  var chain: [SourcePath]
  var buildMetadata = BuildMetadata()
  var schema = SchemaChoice()
  /// Whether the reference has looked into its built-in schema by now: for a type that it does not know by heart, or
  /// for a merge.
  var usedBuiltInSchema = false
  var findings: [Diagnostic] = []
  /// What patches took out.
  var deletions: [ResourceDeletion] = []
  var directories: [SourcePath] = []
  var foundCycle = false

  init(chain: [SourcePath]) { self.chain = chain }

  /// Whether a directory is, or holds, one that is under way.
  func isCycle(_ directory: SourcePath) -> Bool { chain.contains { $0.isWithin(directory) } }

  func hasCycle(_ directories: [SourcePath]) -> Bool { directories.contains(where: isCycle) }
}
