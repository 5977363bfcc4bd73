internal import ArgumentParser
internal import FileSystem
internal import Glibc
internal import KubernetesModel
internal import Kustomize
internal import SourceModel
internal import YAML

/// `fleetfold build`: what `kustomize build` prints, without network and without running programs.
struct Build: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
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

  @Argument(help: "The directory that holds the kustomization file.")
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
  @Option(name: .customShort("e"), help: .hidden) var environment: [String] = []
  @Option(name: .customLong("mount"), help: .hidden) var mounts: [String] = []

  @OptionGroup var global: GlobalOptions

  func run() throws {
    try global.apply()
    let display = DisplayPath(currentDirectory: Terminal.currentDirectory())
    let diagnostics = DiagnosticOutput(color: global.color, display: display.text)
    let result = compile()
    try diagnostics.report(result.diagnostics)
    let resources = result.value ?? []
    if let output, Terminal.isDirectory(output) {
      try write(resources, toFilesIn: output, diagnostics)
      return
    }
    var bytes: [UInt8] = []
    try diagnostics.report(
      YAMLPrinter.print(resources.map(\.document), resourceAnnotations: true, into: &bytes))
    if let output {
      try Terminal.write(bytes, toFile: output)
    } else {
      Terminal.write(bytes, to: .output)
    }
  }

  /// One file for each resource; nothing is written when any of them can't be printed.
  private func write(
    _ resources: [Resource], toFilesIn directory: String, _ diagnostics: DiagnosticOutput
  ) throws {
    let namespaces = Set(resources.map(\.id.namespace))
    var files: [(name: String, bytes: [UInt8])] = []
    for resource in resources {
      var bytes: [UInt8] = []
      try diagnostics.report(YAMLPrinter.print(resource.document, resourceAnnotations: true, into: &bytes))
      files.append((fileName(resource.id, hasSeveralNamespaces: namespaces.count > 1), bytes))
    }
    for file in files { try Terminal.write(file.bytes, toFile: "\(directory)/\(file.name)") }
  }

  /// `[namespace_]group_version_kind_name.yaml` in lower case; slashes can't be part of it.
  private func fileName(_ id: ResourceID, hasSeveralNamespaces: Bool) -> String {
    var parts = [id.group, id.version, id.kind, id.name].filter { !$0.isEmpty }
    if hasSeveralNamespaces, !id.namespace.isEmpty { parts.insert(id.namespace, at: 0) }
    return parts.joined(separator: "_").lowercased().replacing("/", with: "_") + ".yaml"
  }

  private func compile() -> Compiled<[Resource]> {
    do throws(Diagnostic) {
      let tree = try DiskTree(root: "/")
      let path = try DiskTree.path(ofDirectory: directory)
      return KustomizeBuild(tree: tree, options: options).build(directory: path)
    } catch {
      return Compiled(nil, [error])
    }
  }

  private var options: KustomizeOptions {
    var options = KustomizeOptions()
    options.order = order == .none ? .none : .legacy
    options.restrictsLoading = loadRestrictor == .rootOnly
    options.addsManagedByLabel = addsManagedByLabel
    return options
  }
}

/// Turns paths of a tree whose root is `/` into what a person sees from the current directory.
struct DisplayPath {
  private let current: [Substring]

  init(currentDirectory: String) { current = currentDirectory.split(separator: "/") }

  /// Relative to the current directory when at most two levels up, else absolute.
  func text(_ path: SourcePath) -> String {
    let components = path.components
    var shared = 0
    while shared < components.count, shared < current.count, components[shared] == current[shared] {
      shared += 1
    }
    let up = current.count - shared
    guard up <= 2, shared > 0 else { return "/" + path.string }
    let parts = Array(repeating: "..", count: up) + components[shared...].map(String.init)
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }
}

extension Terminal {
  /// Whether a path names a directory.
  fileprivate static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
