internal import Emission
internal import GitSnapshot
internal import KubernetesModel
internal import ManifestCompiler
internal import Reports
internal import SourceModel
internal import YAML

/// The repository that a command works on, and how its snapshots are compiled.
struct FleetSession {
  let repository: Repository
  let output: DiagnosticOutput

  /// Finds the repository of the current directory; reports and ends the command when there is none.
  init(color: ColorSetting) throws {
    let output = DiagnosticOutput(color: color)
    do throws(GitError) {
      repository = try Repository.discover(from: Terminal.currentDirectory())
    } catch {
      try output.report([error.diagnostic])
      throw ExitStatus.invalidInput
    }
    let start = repository.startingPath
    self.output = DiagnosticOutput(color: color) { relativePath($0, from: start) }
  }

  private init(_ repository: Repository) {
    self.repository = repository
    output = DiagnosticOutput(color: .never, isSilent: true)
  }

  /// The session of somebody who is not told what is wrong; nil where there is no repository.
  static func silent() -> FleetSession? {
    (try? Repository.discover(from: Terminal.currentDirectory())).map { FleetSession($0) }
  }

  /// The snapshot of a state of the repository.
  func snapshot(_ choice: SnapshotChoice) throws -> Snapshot {
    try reporting { () throws(GitError) in
      switch choice {
      case .workingTree: try Snapshot.workingTree(of: repository)
      case .index: try Snapshot.index(of: repository)
      case .revision(let text): try Snapshot.commit(text, of: repository)
      }
    }
  }

  /// The last commit; nil when there is none yet.
  func lastCommit() throws -> Snapshot? {
    try reporting { () throws(GitError) in
      guard let id = try repository.headCommit() else { return nil }
      return try Snapshot.commit(id, of: repository)
    }
  }

  /// Compiles a snapshot; what it has in common with that of `earlier` is taken over from there.
  ///
  /// With `recordsPlacement` the fleet tells why Karmada and KubeFed place each resource where they do.
  func compile(
    _ snapshot: Snapshot, reusing earlier: Compilation? = nil, workers: Int,
    filter: CellFilter = CellFilter(),
    recordsPlacement: Bool = false
  ) async throws -> Compilation {
    var request = try request(snapshot, workers, filter)
    request.recordsPlacement = recordsPlacement
    let compiler = FleetCompiler(request)
    var compilation: Compilation
    if let earlier {
      compilation = await compiler.compile(reusing: earlier)
      if snapshot.commitID != nil { keepRecord(of: compilation, snapshot, request) }
    } else {
      compilation = await compiler.compile()
    }
    compilation.diagnostics = (compilation.diagnostics + snapshot.findings).inReportOrder()
    return compilation
  }

  /// Compiles a snapshot only to compare it with `base`, a commit: what the record of an earlier run shows to be the same
  /// on both sides is missing from the result. The base must then be compiled by `compile(_:reusing:)`.
  func compile(
    _ snapshot: Snapshot, comparedWith base: Snapshot?, workers: Int, filter: CellFilter = CellFilter()
  ) async throws -> Compilation {
    guard let base, filter.selectsAll else {
      return try await compile(snapshot, workers: workers, filter: filter)
    }
    let request = try request(snapshot, workers, filter)
    if let compilation = try await compileChanged(snapshot, since: base, workers: workers) {
      return compilation
    }
    let compilation = try await compile(snapshot, workers: workers, filter: filter)
    // Otherwise the base is compiled next, and its record is kept.
    if let id = snapshot.treeID, id == base.treeID { keepRecord(of: compilation, snapshot, request) }
    return compilation
  }

  /// The same, nil where there is no record that tells what is the same.
  func compileChanged(
    _ snapshot: Snapshot, since base: Snapshot, workers: Int
  ) async throws -> Compilation? {
    let request = try request(snapshot, workers, CellFilter())
    guard let record = RecordFile(repository).read(),
      let recorded = try? Snapshot.tree(record.tree, of: repository),
      var compilation = await FleetCompiler(request).compile(comparedWith: base, by: record, of: recorded)
    else { return nil }
    compilation.diagnostics = (compilation.diagnostics + snapshot.findings).inReportOrder()
    return compilation
  }

  /// What a stream of `snapshot` shall record so that what differs from the commit `base` can be told, or only so that later
  /// runs have it; nil where that is not wanted.
  func recording(of snapshot: Snapshot, since base: Snapshot) -> StreamRecording? {
    guard let tree = base.treeID, let tool = RecordFile.program else { return nil }
    if tree != snapshot.treeID { return StreamRecording(base: base, tree: tree, tool: tool) }
    if let known = RecordFile(repository).read(), known.tree == tree { return nil }
    return StreamRecording(base: nil, tree: tree, tool: tool)
  }

  /// What differs between a snapshot that was streamed and the commit that it was recorded for; nil where the record can't
  /// tell. Keeps the record where it speaks for the commit, too.
  func compileChanged(
    _ snapshot: Snapshot, since base: Snapshot, by bytes: [UInt8], workers: Int
  ) async throws -> Compilation? {
    guard let tool = RecordFile.program, let record = FleetRecord(bytes, tool: tool),
      var compilation = await FleetCompiler(try request(snapshot, workers, CellFilter())).compile(
        comparedWith: base, by: record, of: snapshot)
    else { return nil }
    if snapshot.findings.isEmpty, record.holds(after: TreeChanges(from: snapshot, to: base)) {
      RecordFile(repository).write(bytes)
    }
    compilation.diagnostics = (compilation.diagnostics + snapshot.findings).inReportOrder()
    return compilation
  }

  /// The layout that `fleetfold.yaml` of a snapshot asks for; the standard one where it can't be read, which compiling tells.
  func layout(of snapshot: Snapshot) throws -> Compiled<OutputLayout> {
    let file = try compiler(snapshot, workers: 1).fleetFile().value
    return file?.outputLayout ?? Compiled(.standard)
  }

  /// Compiles a snapshot without holding it, prints what each application brings, and hands that on: see
  /// `FleetCompiler.stream`.
  func stream<Placed: Sendable>(
    _ snapshot: Snapshot, workers: Int, filter: CellFilter, recording: StreamRecording? = nil,
    place: @escaping @Sendable (_ made: PrintedResources, _ application: String, _ cluster: String) -> Placed,
    take: (Placed) -> Void
  ) async throws -> StreamedFleet {
    try await stream(
      snapshot, workers: workers, filter: filter, recording: recording,
      make: { PrintedResources.print($0) }, place: place, take: take)
  }

  /// Compiles a snapshot for its diagnostics alone; nothing is printed or held.
  func examine(_ snapshot: Snapshot, workers: Int, filter: CellFilter) async throws -> StreamedFleet {
    try await stream(
      snapshot, workers: workers, filter: filter,
      make: { resources in
        Compiled(
          (), resources.flatMap { YAMLPrinter.findings($0.document, resourceAnnotations: true) })
      }, place: { _, _, _ in () }, take: { _ in })
  }

  private func stream<Made: Sendable, Placed: Sendable>(
    _ snapshot: Snapshot, workers: Int, filter: CellFilter, recording: StreamRecording? = nil,
    make: @escaping @Sendable ([Resource]) -> Compiled<Made>,
    place: @escaping @Sendable (_ made: Made, _ application: String, _ cluster: String) -> Placed,
    take: (Placed) -> Void
  ) async throws -> StreamedFleet {
    var fleet = await FleetCompiler(try request(snapshot, workers, filter)).stream(
      recording: recording, make, place: place, take: take)
    fleet.diagnostics = (fleet.diagnostics + snapshot.findings).inReportOrder()
    return fleet
  }

  private func request(
    _ snapshot: Snapshot, _ workers: Int, _ filter: CellFilter
  ) throws -> CompilationRequest {
    let repositories = try reporting { () throws(GitError) in
      try GitRepositories(repository)
    }
    var request = CompilationRequest(tree: snapshot, repositories: repositories, workers: workers)
    request.filter = filter
    return request
  }

  /// What answers questions about a snapshot that need no build.
  func compiler(_ snapshot: Snapshot, workers: Int) throws -> FleetCompiler {
    FleetCompiler(try request(snapshot, workers, CellFilter()))
  }

  private func keepRecord(of compilation: Compilation, _ snapshot: Snapshot, _ request: CompilationRequest) {
    guard snapshot.findings.isEmpty, let tree = snapshot.treeID, let program = RecordFile.program,
      let bytes = FleetRecord.bytes(
        of: compilation, tree: tree, repositories: request.repositories, tool: program)
    else { return }
    RecordFile(repository).write(bytes)
  }

  func compile(
    _ choice: SnapshotChoice, workers: Int, filter: CellFilter = CellFilter()
  ) async throws -> Compilation {
    try await compile(try snapshot(choice), workers: workers, filter: filter)
  }

  /// Runs what Git may refuse; a refusal is reported and ends the command.
  func reporting<Value>(_ body: () throws(GitError) -> Value) throws -> Value {
    do throws(GitError) {
      return try body()
    } catch {
      try output.report([error.diagnostic])
      throw ExitStatus.invalidInput
    }
  }
}

/// `path` as a person in the folder `start` of the repository writes it.
private func relativePath(_ path: SourcePath, from start: SourcePath) -> String {
  if path.isInCheckout { return path.string }
  let target = path.components
  let here = start.components
  let shared = zip(target, here).prefix { $0.utf8.elementsEqual($1.utf8) }.count
  let parts = Array(repeating: "..", count: here.count - shared) + target[shared...].map(String.init)
  return parts.isEmpty ? "." : parts.joined(separator: "/")
}
