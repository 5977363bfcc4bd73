package import KubernetesModel
package import SourceModel
internal import YAML

/// What the command line of kustomize lets a person choose.
package struct KustomizeOptions: Hashable, Sendable {
  /// The order of the output where the kustomization gives none.
  package enum Order: String, Sendable {
    /// As accumulated.
    case none
    case legacy
  }

  package var order = Order.legacy
  /// Whether files must lie in or below the directory of the kustomization that names them.
  package var restrictsLoading = true
  package var addsManagedByLabel = false

  package init() {}
}

/// Builds kustomizations of one tree.
///
/// Each file is parsed once and each base is built once, however many overlays use it: finished results are
/// immutable and shared. Usable from any number of threads; two that need the same base at the same time may both
/// build it, with equal results. Source: kustomize 5.8.1, reference/kustomize.md.
package final class KustomizeBuild: Sendable {
  package let options: KustomizeOptions
  let tree: any FileTree
  let loader: SourceLoader
  /// Where other repositories are found; nil where nothing is known of any.
  let remotes: RemoteBuilds?
  /// The repository that the tree is, when an address led here.
  let checkout: Checkout?
  /// Notes what is asked of `tree`; nil where nobody wants to know.
  let recorder: ReadRecorder?
  private let source: any FileTree
  private let shared: SharedBuilds

  /// Nothing outside `root` is read from the tree.
  package convenience init(
    tree: any FileTree, options: KustomizeOptions = KustomizeOptions(), root: SourcePath = .root,
    remotes: RemoteBuilds? = nil, keeping retention: BuildRetention = .everything
  ) {
    let shared = SharedBuilds(remotes?.schemas ?? SharedSchemas(), keeping: retention)
    self.init(tree, options, shared, nil, Surroundings(root: root, remotes: remotes, checkout: nil))
  }

  /// Builds of a tree that is much the same as that of `earlier`, whose results are used wherever `changes` do not
  /// affect them.
  package convenience init(
    tree: any FileTree, remotes: RemoteBuilds? = nil, reusing earlier: KustomizeBuild,
    unless changes: TreeChanges
  ) {
    let schemas = remotes?.schemas ?? SharedSchemas()
    let shared = SharedBuilds(schemas, reusing: earlier.shared, unless: changes)
    let root = earlier.loader.root
    self.init(tree, earlier.options, shared, nil, Surroundings(root: root, remotes: remotes, checkout: nil))
  }

  /// What lies around a tree.
  private struct Surroundings {
    var root: SourcePath
    var remotes: RemoteBuilds?
    var checkout: Checkout?
  }

  private init(
    _ source: any FileTree, _ options: KustomizeOptions, _ shared: SharedBuilds, _ recorder: ReadRecorder?,
    _ surroundings: Surroundings
  ) {
    self.source = source
    self.options = options
    self.shared = shared
    self.recorder = recorder
    remotes = surroundings.remotes
    checkout = surroundings.checkout
    tree = recorder.map { RecordingTree(source, into: $0) } ?? source
    loader = SourceLoader(tree: tree, isRestricted: options.restrictsLoading, root: surroundings.root)
  }

  /// Makes the built-in tables ahead of their first use, which waits for that; to be called on a thread that has
  /// nothing else to do.
  package static func prepare() {
    _ = TransformerConfiguration.builtIn
    _ = NameReferenceTable.builtIn
    _ = MergeSchema.builtIn
    _ = ResourceScope.isClusterScoped(apiVersion: "v1", kind: "Namespace")
  }

  /// The same builds, with what they ask of the tree noted; with a recorder or without one, what is looked up in the
  /// tree is remembered for as long as the value lives.
  package func recording(into recorder: ReadRecorder?) -> KustomizeBuild {
    let surroundings = Surroundings(root: loader.root, remotes: remotes, checkout: checkout)
    return KustomizeBuild(source, options, shared, recorder, surroundings)
  }

  /// The same builds, whose files count as local.
  var asRoot: KustomizeBuild {
    let surroundings = Surroundings(root: loader.root, remotes: remotes, checkout: nil)
    return KustomizeBuild(
      source, options, SharedBuilds(remotes?.schemas ?? SharedSchemas()), recorder, surroundings)
  }

  /// The builds in a repository that an address named, noted where these are.
  ///
  /// Clones are never left, whatever the options say.
  func remoteBuild(_ found: RemoteBuilds.Found) -> KustomizeBuild {
    var options = options
    options.restrictsLoading = true
    let surroundings = Surroundings(
      root: found.checkout.root, remotes: remotes, checkout: found.checkout)
    return KustomizeBuild(found.tree, options, found.shared, recorder, surroundings)
  }

  /// The resources that the kustomization in `directory` makes, in output order.
  package func build(directory: SourcePath) -> Compiled<[Resource]> {
    build(directory: directory) { _ in }
  }

  /// The same after a change to the root kustomization, as `kustomize edit` (and so Argo CD) makes it.
  package func build(directory: SourcePath, editing edit: (inout Kustomization) -> Void) -> Compiled<
    [Resource]
  > {
    guard let path = tree.resolve(directory) else { return Compiled(nil, [noDirectory(directory)]) }
    // One that is built is hardly ever a base too: where what is kept is limited, it makes room for those that are.
    let file =
      shared.isTraced
      ? kustomization(in: path, askedFor: nil) : readKustomization(in: path, of: source, askedFor: nil)
    guard var kustomization = file.value else {
      let isDirectory = tree.entry(at: path)?.kind == .directory
      return Compiled(nil, isDirectory ? file.diagnostics : [noDirectory(path)])
    }
    edit(&kustomization)
    var result = build(kustomization, in: path)
    result.diagnostics = file.diagnostics + result.diagnostics
    return result
  }

  /// The resources of a kustomization that is no file, on top of what the one in `directory` makes.
  ///
  /// Paths in `layer` are relative to `directory`.
  package func build(directory: SourcePath, adding layer: Kustomization) -> Compiled<[Resource]> {
    guard let directory = tree.resolve(directory) else { return Compiled(nil, [noDirectory(directory)]) }
    var context = BuildContext(chain: [])
    guard let base = accumulate(directory, isComponent: false, &context, askedFor: nil) else {
      return Compiled(nil, context.findings)
    }
    var work = KustomizationBuild(self, layer, directory: directory, context: context)
    let accumulation = work.run(onto: base)
    return finish(accumulation, layer, directory, work.context)
  }

  private func noDirectory(_ path: SourcePath) -> Diagnostic {
    .error(noDirectoryID, "there is no such directory", at: SourceLocation(path: path))
  }

  /// What a message calls a directory: as the kustomization does that asks for it.
  private func name(of directory: Located<String>?) -> String {
    directory.map { "\"\($0.value)\"" } ?? "this directory"
  }

  private func build(_ kustomization: Kustomization, in directory: SourcePath) -> Compiled<[Resource]> {
    var context = BuildContext(chain: [directory])
    context.buildMetadata = BuildMetadata(kustomization.buildMetadata)
    var work = KustomizationBuild(self, kustomization, directory: directory, context: context)
    let accumulation = work.run(onto: Accumulation())
    context = work.context
    return finish(accumulation, kustomization, directory, context)
  }

  private func finish(
    _ accumulation: Accumulation?, _ kustomization: Kustomization, _ directory: SourcePath,
    _ context: BuildContext
  ) -> Compiled<[Resource]> {
    guard let accumulation else { return Compiled(nil, context.findings) }
    var finish = BuildFinish(accumulation, root: directory, metadata: context.buildMetadata)
    let resources = finish.run(kustomization, options)
    let findings = context.findings + finish.findings
    return Compiled(findings.hasErrors ? nil : resources, findings)
  }
}

// MARK: - Shared results

extension KustomizeBuild {
  /// A base is the same for everybody who asks with the same schema and the same wish for metadata.
  struct BaseKey: Hashable {
    var directory: SourcePath
    var schema: SchemaChoice
    var metadata: BuildMetadata
  }

  struct BaseResult: Sendable {
    var accumulation: Accumulation?
    var findings: [Diagnostic]
    var deletions: [ResourceDeletion]
    /// Every directory and every address that took part, for the check for cycles.
    var directories: [SourcePath]
    var addresses: [String]
    var schema: SchemaChoice
    /// Whether the built-in schema was in use before and after: a base that brings its own schema depends on it.
    var startedWithBuiltInSchema: Bool
    var usedBuiltInSchema: Bool
    var foundCycle: Bool
  }

  /// A custom schema that was read.
  struct SchemaKey: Hashable {
    var path: SourcePath
    var addsToBuiltIn: Bool
  }

  /// What the kustomization in `directory` accumulates as a base; nil with findings in `context` when it can't.
  func accumulate(
    _ directory: SourcePath, isComponent: Bool, _ context: inout BuildContext, askedFor: Located<String>?
  ) -> Accumulation? {
    let key = BaseKey(
      directory: directory, schema: context.schema, metadata: context.buildMetadata)
    if let (known, reads) = shared.base(key), !context.hasCycle(known),
      known.schema == key.schema || known.startedWithBuiltInSchema == context.usedBuiltInSchema
    {
      recorder?.include(reads)
      context.findings += known.findings
      context.deletions += known.deletions
      context.directories += known.directories
      context.metAddresses += known.addresses
      context.schema = known.schema
      context.usedBuiltInSchema = context.usedBuiltInSchema || known.usedBuiltInSchema
      return known.accumulation
    }
    let recorder = shared.isTraced ? ReadRecorder() : nil
    let result = (recorder.map { recording(into: $0) } ?? self).accumulateAnew(
      directory, context, askedFor: askedFor)
    let reads = recorder?.trace ?? .nothing
    self.recorder?.include(reads)
    // A cycle is a fault of the chain, not of the base; what is no base at all is the fault of who asked for it.
    if let result = result.value, !result.foundCycle { shared.keep(result, reads, for: key) }
    context.findings += result.diagnostics
    guard let result = result.value else { return nil }
    context.findings += result.findings
    context.deletions += result.deletions
    context.directories += result.directories
    context.metAddresses += result.addresses
    context.schema = result.schema
    context.usedBuiltInSchema = result.usedBuiltInSchema
    context.foundCycle = context.foundCycle || result.foundCycle
    return result.accumulation
  }

  private func accumulateAnew(
    _ directory: SourcePath, _ context: BuildContext, askedFor: Located<String>?
  ) -> Compiled<BaseResult> {
    let file = kustomization(in: directory, askedFor: askedFor)
    guard let kustomization = file.value else { return Compiled(nil, file.diagnostics) }
    if kustomization.kind == .component {
      return Compiled(
        nil,
        [
          .error(
            wrongKind, "\(name(of: askedFor)) is a Component; list it under \"components\"",
            at: askedFor?.location ?? SourceLocation(path: kustomization.path))
        ])
    }
    var inner = context.forBase(in: directory)
    inner.findings = file.diagnostics
    var work = KustomizationBuild(self, kustomization, directory: directory, context: inner)
    let accumulation = work.run(onto: Accumulation())
    return Compiled(
      BaseResult(
        accumulation: accumulation, findings: work.context.findings, deletions: work.context.deletions,
        directories: work.context.directories, addresses: work.context.metAddresses,
        schema: work.context.schema, startedWithBuiltInSchema: context.usedBuiltInSchema,
        usedBuiltInSchema: work.context.usedBuiltInSchema, foundCycle: work.context.foundCycle))
  }

  /// The kustomization file of a directory, decoded.
  func kustomization(in directory: SourcePath, askedFor: Located<String>?) -> Compiled<Kustomization> {
    if let (known, reads) = shared.kustomization(in: directory) {
      recorder?.include(reads)
      return known
    }
    guard shared.isTraced else {
      let result = readKustomization(in: directory, of: source, askedFor: askedFor)
      if result.value != nil { shared.keep(result, .nothing, in: directory) }
      return result
    }
    let recorder = ReadRecorder()
    let result = readKustomization(
      in: directory, of: RecordingTree(source, into: recorder), askedFor: askedFor)
    let reads = recorder.trace
    self.recorder?.include(reads)
    if result.value != nil { shared.keep(result, reads, in: directory) }
    return result
  }

  private func readKustomization(
    in directory: SourcePath, of tree: any FileTree, askedFor: Located<String>?
  ) -> Compiled<Kustomization> {
    let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
    var strayLink: String?
    let found = names.compactMap { name -> SourcePath? in
      // The directory holds no link any more, so that one look-up tells all but links.
      let path = directory.child(name)
      guard let entry = tree.entry(at: path) else { return nil }
      if entry.kind != .symbolicLink { return entry.isFile ? path : nil }
      guard let target = tree.resolve(path), tree.entry(at: target)?.isFile ?? false else { return nil }
      // Read as any other file of the directory.
      if target.isWithin(directory) || !options.restrictsLoading { return target }
      strayLink = name
      return nil
    }
    let location = askedFor?.location ?? SourceLocation(path: directory)
    guard let path = found.first else {
      let reason = strayLink.map { ": its \($0) is a link to a file that is not in or below it" } ?? ""
      return Compiled(
        nil,
        [
          .error(
            noKustomization, "\(name(of: askedFor)) has no kustomization.yaml\(reason)", at: location)
        ])
    }
    if found.count > 1 {
      return Compiled(
        nil,
        [
          .error(
            severalKustomizations,
            "\(name(of: askedFor)) has \(found.count) kustomization files; keep one",
            at: location, notes: found.map { .init("one of them", at: SourceLocation(path: $0)) })
        ])
    }
    let bytes: [UInt8]
    do throws(FileTreeError) {
      bytes = try tree.contents(of: path)
    } catch {
      return Compiled(nil, [.error(unreadable, SourceLoader.reason(error), at: SourceLocation(path: path))])
    }
    let document = YAMLStream.parse11(bytes, path: path)
    guard let value = document.value else { return Compiled(nil, document.diagnostics) }
    var result = KustomizationDecoder(path: path).decode(value)
    result.value?.placeTexts(in: bytes)
    result.diagnostics = document.diagnostics + result.diagnostics
    return result
  }

  /// The merge schema that a choice means.
  func schema(_ choice: SchemaChoice) -> MergeSchema {
    guard let path = choice.path else { return .builtIn }
    return shared.schema(SchemaKey(path: path, addsToBuiltIn: choice.addsToBuiltIn)) ?? .builtIn
  }

  /// Reads a custom schema once; returns what is wrong with it.
  func loadSchema(_ path: SourcePath, _ bytes: [UInt8], addingToBuiltIn: Bool) -> [Diagnostic] {
    let key = SchemaKey(path: path, addsToBuiltIn: addingToBuiltIn)
    if shared.schema(key) != nil { return [] }
    let document = YAMLStream.parse11(bytes, path: path)
    guard let value = document.value else { return document.diagnostics }
    let reading = MergeSchema.reading(openAPI: value, addingToBuiltIn: addingToBuiltIn)
    shared.keep(reading.schema, for: key)
    return document.diagnostics + reading.diagnostics
  }

  /// The resources of a file, parsed once.
  func resources(of path: SourcePath, for text: Located<String>) -> Compiled<[BuildResource]> {
    if let known = shared.resources(of: path) {
      recorder?.note(.contents, path)
      return known
    }
    let result: Compiled<[BuildResource]>
    do throws(Diagnostic) {
      result = ResourceReader.read(
        try loader.bytes(of: path, for: text), path: path,
        provenance: .file(path, in: checkout))
    } catch {
      return Compiled(nil, [error])
    }
    shared.keep(result, of: path)
    return result
  }
}

private let noDirectoryID = "kustomize.no-directory"
private let noKustomization = "kustomize.no-kustomization"
private let severalKustomizations = "kustomize.several-kustomizations"
private let unreadable = "kustomize.unreadable"
private let wrongKind = "kustomize.wrong-kind"
