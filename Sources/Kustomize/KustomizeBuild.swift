package import KubernetesModel
package import SourceModel
internal import Synchronization
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
  package let tree: any FileTree
  package let options: KustomizeOptions
  let loader: SourceLoader
  private let kustomizations = Mutex<[SourcePath: Compiled<Kustomization>]>([:])
  private let resourceFiles = Mutex<[SourcePath: Compiled<[BuildResource]>]>([:])
  private let schemas = Mutex<[SchemaKey: MergeSchema]>([:])
  private let bases = Mutex<[BaseKey: BaseResult]>([:])

  package init(tree: any FileTree, options: KustomizeOptions = KustomizeOptions()) {
    self.tree = tree
    self.options = options
    loader = SourceLoader(tree: tree, isRestricted: options.restrictsLoading)
  }

  /// The resources that the kustomization in `directory` makes, in output order.
  package func build(directory: SourcePath) -> Compiled<[Resource]> {
    build(directory: directory) { _ in }
  }

  /// The same after a change to the root kustomization, as `kustomize edit` (and so Argo CD) makes it.
  package func build(directory: SourcePath, editing edit: (inout Kustomization) -> Void) -> Compiled<
    [Resource]
  > {
    guard let directory = tree.resolve(directory), tree.entry(at: directory)?.kind == .directory else {
      return Compiled(
        nil, [.error(noDirectory, "there is no directory \(directory)", at: SourceLocation(path: directory))])
    }
    let file = kustomization(in: directory, askedFor: nil)
    guard var kustomization = file.value else { return Compiled(nil, file.diagnostics) }
    edit(&kustomization)
    var result = build(kustomization, in: directory)
    result.diagnostics = file.diagnostics + result.diagnostics
    return result
  }

  /// The resources of a kustomization that is no file, on top of what the one in `directory` makes.
  ///
  /// Paths in `layer` are relative to `directory`.
  package func build(directory: SourcePath, adding layer: Kustomization) -> Compiled<[Resource]> {
    guard let directory = tree.resolve(directory) else {
      return Compiled(
        nil, [.error(noDirectory, "there is no directory \(directory)", at: SourceLocation(path: directory))])
    }
    var context = BuildContext(chain: [])
    guard let base = accumulate(directory, isComponent: false, &context, askedFor: nil) else {
      return Compiled(nil, context.findings)
    }
    var work = KustomizationBuild(self, layer, directory: directory, context: context)
    let accumulation = work.run(onto: base)
    return finish(accumulation, layer, directory, work.context)
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
    var recordsTransformations: Bool
  }

  struct BaseResult: Sendable {
    var accumulation: Accumulation?
    var findings: [Diagnostic]
    /// Every directory that took part, for the check for cycles.
    var directories: [SourcePath]
    var schema: SchemaChoice
    /// Whether the built-in schema was in use before and after: a base that brings its own schema depends on it.
    var startedWithBuiltInSchema: Bool
    var usedBuiltInSchema: Bool
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
      directory: directory, schema: context.schema,
      recordsTransformations: context.buildMetadata.recordsTransformations)
    if let known = bases.withLock({ $0[key] }), !context.hasCycle(known.directories),
      known.schema == key.schema || known.startedWithBuiltInSchema == context.usedBuiltInSchema
    {
      context.findings += known.findings
      context.directories += known.directories
      context.schema = known.schema
      context.usedBuiltInSchema = context.usedBuiltInSchema || known.usedBuiltInSchema
      return known.accumulation
    }
    let file = kustomization(in: directory, askedFor: askedFor)
    guard let kustomization = file.value else {
      context.findings += file.diagnostics
      return nil
    }
    if kustomization.kind == .component {
      context.findings.append(
        .error(
          wrongKind, "\(directory) is a Component; list it under \"components\"",
          at: askedFor?.location ?? SourceLocation(path: kustomization.path)))
      return nil
    }
    var inner = BuildContext(chain: context.chain + [directory])
    inner.buildMetadata = context.buildMetadata
    inner.schema = context.schema
    inner.usedBuiltInSchema = context.usedBuiltInSchema
    inner.findings = file.diagnostics
    inner.directories = [directory]
    var work = KustomizationBuild(self, kustomization, directory: directory, context: inner)
    let accumulation = work.run(onto: Accumulation())
    let result = BaseResult(
      accumulation: accumulation, findings: work.context.findings, directories: work.context.directories,
      schema: work.context.schema, startedWithBuiltInSchema: context.usedBuiltInSchema,
      usedBuiltInSchema: work.context.usedBuiltInSchema)
    // A cycle is a fault of the chain, not of the base.
    if !work.context.foundCycle { bases.withLock { $0[key] = result } }
    context.findings += result.findings
    context.directories += result.directories
    context.schema = result.schema
    context.usedBuiltInSchema = result.usedBuiltInSchema
    context.foundCycle = context.foundCycle || work.context.foundCycle
    return accumulation
  }

  /// The kustomization file of a directory, decoded.
  func kustomization(in directory: SourcePath, askedFor: Located<String>?) -> Compiled<Kustomization> {
    if let known = kustomizations.withLock({ $0[directory] }) { return known }
    let result = readKustomization(in: directory, askedFor: askedFor)
    if result.value != nil { kustomizations.withLock { $0[directory] = result } }
    return result
  }

  private func readKustomization(in directory: SourcePath, askedFor: Located<String>?) -> Compiled<
    Kustomization
  > {
    let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
    let found = names.compactMap { tree.resolve(directory.child($0)) }.filter {
      tree.entry(at: $0)?.isFile ?? false
    }
    let location = askedFor?.location ?? SourceLocation(path: directory)
    guard let path = found.first else {
      return Compiled(
        nil, [.error(noKustomization, "the directory \(directory) has no kustomization.yaml", at: location)])
    }
    if found.count > 1 {
      return Compiled(
        nil,
        [
          .error(
            severalKustomizations,
            "the directory \(directory) has \(found.count) kustomization files; keep one",
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
    result.diagnostics = document.diagnostics + result.diagnostics
    return result
  }

  /// The merge schema that a choice means.
  func schema(_ choice: SchemaChoice) -> MergeSchema {
    guard let path = choice.path else { return .builtIn }
    let key = SchemaKey(path: path, addsToBuiltIn: choice.addsToBuiltIn)
    return schemas.withLock { $0[key] } ?? .builtIn
  }

  /// Reads a custom schema once; returns what is wrong with it.
  func loadSchema(_ path: SourcePath, _ bytes: [UInt8], addingToBuiltIn: Bool) -> [Diagnostic] {
    let key = SchemaKey(path: path, addsToBuiltIn: addingToBuiltIn)
    if schemas.withLock({ $0[key] != nil }) { return [] }
    let document = YAMLStream.parse11(bytes, path: path)
    guard let value = document.value else { return document.diagnostics }
    let reading = MergeSchema.reading(openAPI: value, addingToBuiltIn: addingToBuiltIn)
    schemas.withLock { $0[key] = reading.schema }
    return document.diagnostics + reading.diagnostics
  }

  /// The resources of a file, parsed once.
  func resources(of path: SourcePath, for text: Located<String>) -> Compiled<[BuildResource]> {
    if let known = resourceFiles.withLock({ $0[path] }) { return known }
    let result: Compiled<[BuildResource]>
    do throws(Diagnostic) {
      result = ResourceReader.read(try loader.bytes(of: path, for: text), path: path, provenance: .file(path))
    } catch {
      return Compiled(nil, [error])
    }
    resourceFiles.withLock { $0[path] = result }
    return result
  }
}

private let noDirectory = "kustomize.no-directory"
private let noKustomization = "kustomize.no-kustomization"
private let severalKustomizations = "kustomize.several-kustomizations"
private let unreadable = "kustomize.unreadable"
private let wrongKind = "kustomize.wrong-kind"
