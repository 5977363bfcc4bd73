internal import Emission
internal import FileSystem
internal import KubernetesModel
internal import ManifestCompiler
internal import SourceModel
internal import YAML

/// The files of a compiled fleet and the folder that they belong into.
struct RenderedOutput: Sendable {
  let files: FileList
  let manifest: OutputFile
  private let base: String
  private let path: SourcePath
  private let kept: @Sendable (SourcePath) -> Bool

  /// Lays the fleet out for the folder `path` below `base`; nil with diagnostics where the layout does not allow it.
  ///
  /// With a filter, files of other clusters and applications that were written before are kept as they are.
  static func lay(
    _ fleet: CompiledFleet, _ file: FleetFile, base: String, path: SourcePath, filter: CellFilter
  ) -> Compiled<RenderedOutput> {
    let laid = file.layOut(fleet)
    let output = laid.value.map { tree in
      RenderedOutput(
        FileList(tree), file.outputLayout.value ?? .standard, base: base, path: path, filter: filter)
    }
    return Compiled(output, laid.diagnostics)
  }

  /// The files that the clusters and applications of `filter` have in `layout`, sorted by path.
  init(_ files: FileList, _ layout: OutputLayout, base: String, path: SourcePath, filter: CellFilter) {
    self.init(files, base: base, path: path) { path in
      !filter.selectsAll && !layout.isWritten(path, by: filter)
    }
  }

  init(_ tree: RenderedTree, base: String, path: SourcePath) {
    self.init(FileList(tree), base: base, path: path) { _ in false }
  }

  /// `kept` are files written before that stay though `files` does not hold them.
  private init(
    _ files: FileList, base: String, path: SourcePath, kept: @escaping @Sendable (SourcePath) -> Bool
  ) {
    self.files = files
    manifest = RenderedOutput.manifest(of: files)
    self.base = base
    self.path = path
    self.kept = kept
  }

  /// Makes the folder hold this output.
  func write(force: Bool) -> Compiled<OutputDifference> {
    update(.write) { (directory, owned) throws(Diagnostic) in
      let keep = owned.all.filter { kept($0.path) }
      if keep.isEmpty {
        return directory.replace(with: files, owned: owned, manifest: manifest, force: force)
      }
      var files = files
      for file in keep {
        guard let contents = try directory.contents(of: file.path) else { continue }
        files.append(file.path, file.fingerprint, contents: contents)
      }
      files.sort()
      return directory.replace(
        with: files, owned: owned, manifest: RenderedOutput.manifest(of: files), force: force)
    }
  }

  /// What `write` would change.
  func compare() -> Compiled<OutputDifference> {
    update(.inspect) { (directory, owned) throws(Diagnostic) in
      directory.compare(with: files, owned: owned, manifest: manifest, force: true)
    }
  }

  private func update(
    _ purpose: OutputDirectory.Purpose,
    _ body: (OutputDirectory, FileList) throws(Diagnostic) -> Compiled<OutputDifference>
  ) -> Compiled<OutputDifference> {
    do throws(Diagnostic) {
      let directory = try OutputDirectory(base: base, path: path, for: purpose)
      let manifestPath = SourcePath.root.child(OwnershipManifest.fileName)
      var owned = FileList()
      if let bytes = try directory.contents(of: manifestPath) {
        let read = OwnershipManifest.read(bytes, path: path.child(OwnershipManifest.fileName)) {
          owned.append($0, $1)
        }
        if read.value == nil { return Compiled(nil, read.diagnostics) }
      }
      return try body(directory, owned)
    } catch {
      return Compiled(nil, [error])
    }
  }

  /// The list of files that are sorted by path.
  private static func manifest(of files: FileList) -> OutputFile {
    let bytes = OwnershipManifest.bytes(of: files.all.lazy.map { ($0.path, $0.fingerprint) }, toolVersion)
    return OutputFile(
      path: SourcePath.root.child(OwnershipManifest.fileName), contents: bytes,
      fingerprint: ContentFingerprint(of: bytes))
  }
}

extension FileList {
  fileprivate init(_ tree: RenderedTree) {
    self.init()
    for file in tree.files { append(file.path, file.fingerprint, contents: file.contents) }
  }
}

extension FleetFile {
  /// The files of a fleet; nil with diagnostics where the layout does not allow it.
  func layOut(_ fleet: CompiledFleet) -> Compiled<RenderedTree> {
    let layout = outputLayout
    guard let value = layout.value else { return Compiled(nil, layout.diagnostics) }
    let emitted = FleetEmitter(layout: value).emit(fleet)
    return Compiled(emitted.value, layout.diagnostics + emitted.diagnostics)
  }

  /// The layout that the file asks for, else the standard one; nil with diagnostics where it is none.
  var outputLayout: Compiled<OutputLayout> {
    guard let layout else { return Compiled(.standard) }
    return OutputLayout.parse(layout, at: layoutLocation)
  }
}

extension OutputLayout {
  /// Whether a file of this layout belongs to a cell that the filter selects; unknown where the layout does not say.
  fileprivate func isWritten(_ path: SourcePath, by filter: CellFilter) -> Bool {
    guard let cluster = component(.cluster, of: path), let application = component(.application, of: path)
    else {
      return false
    }
    return filter.selects(cluster: cluster) && filter.selects(application: application)
  }
}
