internal import KubernetesModel
internal import SourceModel
internal import Synchronization

/// What all builds of one tree have in common, each with what was read for it.
///
/// May stand on the results for another tree: those are used where the changes between the two do not affect them.
final class SharedBuilds: Sendable {
  private struct Traced<Value: Sendable>: Sendable {
    var value: Value
    var reads: ReadTrace
  }

  private let kustomizations = Mutex<[SourcePath: Traced<Compiled<Kustomization>>]>([:])
  private let resourceFiles = Mutex<[SourcePath: Compiled<[BuildResource]>]>([:])
  private let schemas: SharedSchemas
  private let bases = Mutex<[KustomizeBuild.BaseKey: Traced<KustomizeBuild.BaseResult>]>([:])
  private let earlier: (builds: SharedBuilds, changes: TreeChanges)?

  init(_ schemas: SharedSchemas) {
    self.schemas = schemas
    earlier = nil
  }

  init(_ schemas: SharedSchemas, reusing builds: SharedBuilds, unless changes: TreeChanges) {
    self.schemas = schemas
    earlier = (builds, changes)
  }

  func kustomization(in directory: SourcePath) -> (Compiled<Kustomization>, ReadTrace)? {
    if let known = kustomizations.withLock({ $0[directory] }) { return (known.value, known.reads) }
    guard let (builds, changes) = earlier, let known = builds.kustomization(in: directory),
      !changes.affect(known.1)
    else { return nil }
    keep(known.0, known.1, in: directory)
    return known
  }

  func keep(_ value: Compiled<Kustomization>, _ reads: ReadTrace, in directory: SourcePath) {
    kustomizations.withLock { $0[directory] = Traced(value: value, reads: reads) }
  }

  func base(_ key: KustomizeBuild.BaseKey) -> (KustomizeBuild.BaseResult, ReadTrace)? {
    if let known = bases.withLock({ $0[key] }) { return (known.value, known.reads) }
    // A custom schema is looked up by its path, so the results that follow one stay with their tree.
    guard let (builds, changes) = earlier, key.schema.path == nil, let known = builds.base(key),
      known.0.schema.path == nil, !changes.affect(known.1)
    else { return nil }
    keep(known.0, known.1, for: key)
    return known
  }

  func keep(_ value: KustomizeBuild.BaseResult, _ reads: ReadTrace, for key: KustomizeBuild.BaseKey) {
    bases.withLock { $0[key] = Traced(value: value, reads: reads) }
  }

  func resources(of path: SourcePath) -> Compiled<[BuildResource]>? {
    if let known = resourceFiles.withLock({ $0[path] }) { return known }
    guard let (builds, changes) = earlier,
      !changes.lookups.contains(TreeLookup(.contents, path)),
      let known = builds.resources(of: path)
    else { return nil }
    keep(known, of: path)
    return known
  }

  func keep(_ value: Compiled<[BuildResource]>, of path: SourcePath) {
    resourceFiles.withLock { $0[path] = value }
  }

  func schema(_ key: KustomizeBuild.SchemaKey) -> MergeSchema? { schemas.schema(key) }

  func keep(_ schema: MergeSchema, for key: KustomizeBuild.SchemaKey) { schemas.keep(schema, for: key) }
}

/// The custom schemas that were read, by the paths of their files.
final class SharedSchemas: Sendable {
  private let schemas = Mutex<[KustomizeBuild.SchemaKey: MergeSchema]>([:])

  func schema(_ key: KustomizeBuild.SchemaKey) -> MergeSchema? { schemas.withLock { $0[key] } }

  func keep(_ schema: MergeSchema, for key: KustomizeBuild.SchemaKey) {
    schemas.withLock { $0[key] = schema }
  }
}
