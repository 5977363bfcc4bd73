internal import ArgumentParser
internal import FileSystem
internal import Glibc
internal import KubernetesModel
internal import Kustomize
internal import ManifestCompiler
internal import Reports
internal import SourceModel
internal import YAML

/// What `fleetfold build` does once its arguments have been read.
struct KustomizationOutput {
  var directory: String
  var options = KustomizeOptions()
  /// A file to write instead of the standard output, or a directory for one file per resource.
  var output: String?
  var color = ColorSetting.auto
  /// Local copies of other repositories, as `--repo` gives them.
  var repositories: [String] = []

  init(directory: String, options: KustomizeOptions, output: String?, color: ColorSetting) {
    self.directory = directory
    self.options = options
    self.output = output
    self.color = color
  }

  /// `build DIR` without any option, told from all other command lines without the argument parser: that takes longer
  /// than the build of a small overlay.
  init?(arguments: [String]) {
    guard arguments.count == 2, arguments[0] == "build", let first = arguments[1].utf8.first,
      first != UInt8(ascii: "-")
    else { return nil }
    directory = arguments[1]
  }

  func write() throws {
    let display = DisplayPath(currentDirectory: Terminal.currentDirectory())
    let diagnostics = DiagnosticOutput(color: color, display: display.text)
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
      func build(around path: SourcePath) throws(Diagnostic) -> KustomizeBuild {
        let local = try LocalRepositories(given: repositories, directory: path)
        let remotes = RemoteBuilds(
          tree, settings: path.child(FleetFile.name), search: local.find, advice: LocalRepositories.advice)
        return KustomizeBuild(tree: tree, options: options, remotes: remotes)
      }
      // As for kustomize, what looks like an address is one.
      if KustomizeBuild.isAddress(directory) {
        let here = try DiskTree.path(ofDirectory: ".")
        if let built = try build(around: here).build(address: directory) { return built }
      }
      let path = try DiskTree.path(ofDirectory: directory)
      return try build(around: path).build(directory: path)
    } catch {
      return Compiled(nil, [error])
    }
  }
}

/// Turns paths of a tree whose root is `/` into what a person sees from the current directory.
struct DisplayPath {
  private let current: [Substring]

  init(currentDirectory: String) { current = currentDirectory.split(separator: "/") }

  /// Relative to the current directory when at most two levels up, else absolute.
  func text(_ path: SourcePath) -> String {
    if path.isInCheckout { return path.string }
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
