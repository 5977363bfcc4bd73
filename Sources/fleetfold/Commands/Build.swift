internal import ArgumentParser
internal import Kustomize

/// `fleetfold build`: what `kustomize build` prints, without network and without running programs.
struct Build: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", _superCommandName: "fleetfold",
    abstract: "Builds a kustomization directory, as kustomize 5.8 does, byte for byte.",
    discussion: """
      Reads the files as they are on disk and prints the resources to standard output. When anything is wrong, all of it \
      is reported, nothing is printed and the exit code is 2.
      """)

  enum Order: String, ExpressibleByArgument, CaseIterable {
    case none
    case legacy
    case unspecified
  }

  enum LoadRestrictor: String, ExpressibleByArgument, CaseIterable {
    case rootOnly = "LoadRestrictionsRootOnly"
    case none = "LoadRestrictionsNone"
  }

  @Argument(
    help: "The directory that holds the kustomization file, or its address in a repository that is here.")
  var directory = "."

  @Option(name: .customLong("reorder"), help: "The order of the output where the kustomization gives none.")
  var order = Order.unspecified

  @Option(
    name: .customLong("load-restrictor"), help: "Whether files may lie outside the directory that names them."
  )
  var loadRestrictor = LoadRestrictor.rootOnly

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A file to write instead, or a directory for one file per resource.", valueName: "path"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "A local copy of a repository that kustomizations name by address: URL=DIR for one, DIR for all others.",
      valueName: "[url=]dir"))
  var repo: [String] = []

  @Flag(
    name: .customLong("enable-managedby-label"), help: "Add app.kubernetes.io/managed-by to every resource.")
  var addsManagedByLabel = false

  @Flag(name: .customLong("as-current-user"), help: .hidden) var asCurrentUser = false
  @Flag(name: .customLong("enable-alpha-plugins"), help: .hidden) var enablesPlugins = false
  @Flag(name: .customLong("enable-exec"), help: .hidden) var enablesExec = false
  @Flag(name: .customLong("enable-helm"), help: .hidden) var enablesHelm = false
  @Flag(name: .customLong("enable-star"), help: .hidden) var enablesStarlark = false
  @Flag(name: .customLong("network"), help: .hidden) var enablesNetwork = false
  @Option(name: .customLong("network-name"), help: .hidden) var networkName: String?
  @Option(name: .customLong("helm-command"), help: .hidden) var helmCommand: String?
  @Option(name: .customLong("helm-api-versions"), help: .hidden) var helmAPIVersions: [String] = []
  @Option(name: .customLong("helm-kube-version"), help: .hidden) var helmKubeVersion: String?
  @Flag(name: .customLong("helm-debug"), help: .hidden) var debugsHelm = false
  @Option(name: [.customShort("e"), .customLong("env")], help: .hidden) var environment: [String] = []
  @Option(name: .customLong("mount"), help: .hidden) var mounts: [String] = []

  @OptionGroup var global: GlobalOptions

  func run() throws {
    try global.apply()
    var options = KustomizeOptions()
    options.order = order == .none ? .none : .legacy
    options.restrictsLoading = loadRestrictor == .rootOnly
    options.addsManagedByLabel = addsManagedByLabel
    var result = KustomizationOutput(
      directory: directory, options: options, output: output, color: global.color)
    result.repositories = repo
    try result.write()
  }
}
