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
  /// Whether any word stands there: kustomize then keeps account of every step, and takes out what was not asked for.
  let isAskedFor: Bool

  init(_ words: [Located<String>] = []) {
    isAskedFor = !words.isEmpty
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
  /// The addresses of other repositories that led here, and all that were met.
  private(set) var addresses: [String] = []
  var metAddresses: [String] = []
  /// How many kustomizations are under way, in all clones.
  private(set) var depth = 1
  /// A cycle ends the build: there may be more of them than anybody could walk.
  var foundCycle = false

  /// The most kustomizations that may stand one upon the other.
  static let maximumDepth = 200

  init(chain: [SourcePath]) { self.chain = chain }

  /// Whether a directory is, or holds, one that is under way.
  func isCycle(_ directory: SourcePath) -> Bool { chain.contains { $0.isWithin(directory) } }

  /// Whether an address leads to what is under way. Source: kustomize 5.8.1, which compares the texts by their beginning.
  func isCycle(address: String) -> Bool { addresses.contains { $0.utf8.starts(with: address.utf8) } }

  func hasCycle(_ base: KustomizeBuild.BaseResult) -> Bool {
    base.directories.contains(where: isCycle) || base.addresses.contains(where: isCycle(address:))
  }

  /// Goes into a clone, in which nothing is under way yet.
  mutating func enter(address: String) {
    chain = []
    addresses.append(address)
    metAddresses.append(address)
  }

  /// How the build came to where it is.
  struct Way {
    fileprivate var chain: [SourcePath]
    fileprivate var addresses: [String]
    fileprivate var depth: Int
    fileprivate var directoryCount: Int
  }

  var way: Way {
    Way(chain: chain, addresses: addresses, depth: depth, directoryCount: directories.count)
  }

  /// Comes back from a base or component that was asked for on the way `way`.
  mutating func leave(to way: Way) {
    // The directories of a clone are none of this one.
    if addresses.count > way.addresses.count { directories.removeSubrange(way.directoryCount...) }
    (chain, addresses, depth) = (way.chain, way.addresses, way.depth)
  }

  /// Goes into a component, which works on what is there.
  mutating func enter(component directory: SourcePath) {
    chain.append(directory)
    directories.append(directory)
    depth += 1
  }

  /// The context of a base that is built by itself.
  func forBase(in directory: SourcePath) -> BuildContext {
    var inner = BuildContext(chain: chain + [directory])
    inner.addresses = addresses
    inner.depth = depth + 1
    inner.buildMetadata = buildMetadata
    inner.schema = schema
    inner.usedBuiltInSchema = usedBuiltInSchema
    inner.directories = [directory]
    return inner
  }
}
