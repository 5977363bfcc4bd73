internal import Emission
internal import GitSnapshot
internal import KubernetesModel
internal import ManifestCompiler
internal import SourceModel

/// The rendered output as it is staged beside what it was rendered from.
struct StagedOutput {
  private let index: Snapshot
  private let file: FleetFile

  init(_ index: Snapshot, _ file: FleetFile) {
    self.index = index
    self.file = file
  }

  /// Reports staged output files that differ from what the staged sources render to, and fails with `finding`.
  func check(_ fleet: CompiledFleet, _ session: FleetSession) throws {
    let layout = file.outputLayout
    let emitted = FleetEmitter(layout: layout.value ?? .standard).emit(fleet)
    try session.output.report(layout.diagnostics + emitted.diagnostics)
    var stale: [SourcePath] = []
    var wanted: Set<SourcePath> = []
    for rendered in emitted.value?.files ?? [] {
      let path = file.output.appending(rendered.path.string) ?? rendered.path
      wanted.insert(path)
      if (try? index.contents(of: path)) != rendered.contents { stale.append(path) }
    }
    stale += owned().filter { !wanted.contains($0) }
    if stale.isEmpty { return }
    for path in stale.sorted() { Terminal.write("stale: \(path)\n", to: .error) }
    Terminal.write(
      "the staged output is stale; run `fleetfold render --staged` and add \(file.output)\n", to: .error)
    throw ExitStatus.finding
  }

  /// What the staged manifest of written files lists.
  private func owned() -> [SourcePath] {
    let path = file.output.child(OwnershipManifest.fileName)
    guard let bytes = try? index.contents(of: path),
      let manifest = OwnershipManifest.parse(bytes, path: path).value
    else { return [] }
    return manifest.entries.compactMap { file.output.appending($0.path.string) }
      .filter { index.entry(at: $0) != nil }
  }
}
