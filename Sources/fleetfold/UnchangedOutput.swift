internal import Emission
internal import KubernetesModel
internal import SemanticDiff
internal import SourceModel

/// The proof that a change of the sources changes nothing that a cluster gets.
struct UnchangedOutput {
  private let before: ComparedFleet
  private let after: ComparedFleet

  /// The two sides must not differ in meaning.
  init(_ before: ComparedFleet, _ after: ComparedFleet) {
    self.before = before
    self.after = after
  }

  /// Says how much is the same to the byte; where the same values are written otherwise, names the files and fails
  /// with `finding`.
  func check(_ filter: ChangeFilter, isQuiet: Bool) throws {
    let (left, right) = (filter.selected(of: before.resources), filter.selected(of: after.resources))
    let paths = differing(files(left), files(right))
    if paths.isEmpty {
      let manifests = right.sets.reduce(0) { $0 + $1.resources.count }
      let clusters = count(right.clusters.count, "cluster")
      if isQuiet { return }
      Terminal.write("0 bytes changed in \(count(manifests, "manifest")) of \(clusters)\n", to: .output)
      return
    }
    let stream: Terminal.Stream = isQuiet ? .error : .output
    for path in paths { Terminal.write("rewritten: \(path)\n", to: stream) }
    Terminal.write(
      "no value changed, but \(count(paths.count, "file")) would be written with other bytes\n", to: .error)
    throw ExitStatus.finding
  }

  private func differing(_ old: [RenderedTree.File], _ new: [RenderedTree.File]) -> [SourcePath] {
    var paths: [SourcePath] = []
    var (left, right) = (old[...], new[...])
    while let path = [left.first?.path, right.first?.path].compactMap({ $0 }).min() {
      let one = left.first?.path == path ? left.popFirst() : nil
      let other = right.first?.path == path ? right.popFirst() : nil
      if one?.contents != other?.contents { paths.append(path) }
    }
    return paths
  }

  /// In the standard layout, whatever `fleetfold.yaml` says: what is compared is the manifests, not their places.
  private func files(_ fleet: CompiledFleet) -> [RenderedTree.File] {
    (FleetEmitter().emit(fleet).value?.files ?? []).sorted { $0.path < $1.path }
  }
}
