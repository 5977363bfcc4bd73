internal import KubernetesModel
internal import SourceModel
internal import Synchronization
internal import YAML

/// How much of what was read and built is kept for the builds to come.
package enum BuildRetention: Sendable {
  /// All of it, with what was read for each result, so that a build of another tree can stand on it.
  case everything
  /// What was used last, in about that many bytes; what was read is told only where it is traced.
  case recent(bytes: Int, isTraced: Bool)

  var bytes: Int { if case .recent(let bytes, _) = self { bytes } else { .max } }
  var isTraced: Bool { if case .recent(_, let isTraced) = self { isTraced } else { true } }
}

/// What all builds of one tree have in common, each with what was read for it.
///
/// May stand on the results for another tree: those are used where the changes between the two do not affect them.
final class SharedBuilds: Sendable {
  private struct Traced<Value: Sendable>: Sendable {
    var value: Value
    var reads: ReadTrace
  }

  private let kustomizations: Mutex<RecentValues<SourcePath, Traced<Compiled<Kustomization>>>>
  private let resourceFiles: Mutex<RecentValues<SourcePath, Compiled<[BuildResource]>>>
  private let schemas: SharedSchemas
  private let bases: Mutex<RecentValues<KustomizeBuild.BaseKey, Traced<KustomizeBuild.BaseResult>>>
  private let earlier: (builds: SharedBuilds, changes: TreeChanges)?

  /// Whether results are kept with what was read for them.
  let isTraced: Bool

  convenience init(_ schemas: SharedSchemas, keeping retention: BuildRetention = .everything) {
    self.init(schemas, retention, earlier: nil)
  }

  convenience init(_ schemas: SharedSchemas, reusing builds: SharedBuilds, unless changes: TreeChanges) {
    self.init(schemas, .everything, earlier: (builds, changes))
  }

  private init(
    _ schemas: SharedSchemas, _ retention: BuildRetention,
    earlier: (builds: SharedBuilds, changes: TreeChanges)?
  ) {
    self.schemas = schemas
    self.earlier = earlier
    isTraced = retention.isTraced
    // Kustomizations and files are read again in less time than a base is built again.
    kustomizations = Mutex(RecentValues(limit: retention.bytes / 8))
    resourceFiles = Mutex(RecentValues(limit: retention.bytes / 8))
    bases = Mutex(RecentValues(limit: retention.bytes / 2))
  }

  func kustomization(in directory: SourcePath) -> (Compiled<Kustomization>, ReadTrace)? {
    if let known = kustomizations.withLock({ $0.value(for: directory) }) { return (known.value, known.reads) }
    guard let (builds, changes) = earlier, let known = builds.kustomization(in: directory),
      !changes.affect(known.1)
    else { return nil }
    keep(known.0, known.1, in: directory)
    return known
  }

  func keep(_ value: Compiled<Kustomization>, _ reads: ReadTrace, in directory: SourcePath) {
    kustomizations.withLock {
      $0.keep(Traced(value: value, reads: reads), for: directory, weight: kustomizationWeight)
    }
  }

  func base(_ key: KustomizeBuild.BaseKey) -> (KustomizeBuild.BaseResult, ReadTrace)? {
    if let known = bases.withLock({ $0.value(for: key) }) { return (known.value, known.reads) }
    // A custom schema is looked up by its path, so the results that follow one stay with their tree.
    guard let (builds, changes) = earlier, key.schema.path == nil, let known = builds.base(key),
      known.0.schema.path == nil, !changes.affect(known.1)
    else { return nil }
    keep(known.0, known.1, for: key)
    return known
  }

  func keep(_ value: KustomizeBuild.BaseResult, _ reads: ReadTrace, for key: KustomizeBuild.BaseKey) {
    let weight = (value.accumulation?.resources.resources ?? []).footprint
    bases.withLock { $0.keep(Traced(value: value, reads: reads), for: key, weight: weight) }
  }

  func resources(of path: SourcePath) -> Compiled<[BuildResource]>? {
    if let known = resourceFiles.withLock({ $0.value(for: path) }) { return known }
    guard let (builds, changes) = earlier,
      !changes.lookups.contains(TreeLookup(.contents, path)),
      let known = builds.resources(of: path)
    else { return nil }
    keep(known, of: path)
    return known
  }

  func keep(_ value: Compiled<[BuildResource]>, of path: SourcePath) {
    let weight = (value.value ?? []).footprint
    resourceFiles.withLock { $0.keep(value, for: path, weight: weight) }
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

/// What a decoded kustomization of common size takes, in bytes.
private let kustomizationWeight = 4096

extension [BuildResource] {
  /// What these take in memory, in bytes, and what any result takes beside.
  fileprivate var footprint: Int { reduce(256) { $0 + 512 + $1.document.footprint } }
}
