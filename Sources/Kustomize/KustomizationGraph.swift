package import SourceModel

/// Which kustomization lists which file or directory, for everything that a directory is built from.
///
/// Read anew for whoever asks; a build keeps nothing of it. What can't be read is left out: the build reports it.
package struct KustomizationGraph: Sendable {
  /// One entry of a list of files in a kustomization.
  package struct Entry: Sendable {
    /// The file that has the list.
    package var kustomization: SourcePath
    /// The list and the place in it, as in the steps of a build: `resources[2]`, `patches[0]`.
    package var field: String
    package var location: SourceLocation
    /// The file or directory, links followed.
    package var target: SourcePath
    package var isDirectory: Bool
  }

  /// By kustomization, in the order in which they are met; in each in the order of its fields.
  package private(set) var entries: [Entry] = []
  /// The kustomization file of each directory that takes part.
  package private(set) var files: [SourcePath: SourcePath] = [:]
  package let root: SourcePath

  /// Takes the kustomizations that `build` has read already from there.
  package init(of directory: SourcePath, using build: KustomizeBuild) {
    root = build.tree.resolve(directory) ?? directory
    var pending = [(build: build, directory: root)]
    var met: Set<SourcePath> = [root]
    while let (build, current) = pending.popLast() {
      guard let kustomization = build.kustomization(in: current, askedFor: nil).value else { continue }
      files[current] = kustomization.path
      var found: [(build: KustomizeBuild, directory: SourcePath)] = []
      for reference in kustomization.references {
        guard let place = try? build.locate(reference.path, from: current) else { continue }
        let entry = Entry(reference, of: kustomization, at: place.target)
        entries.append(entry)
        if entry.isDirectory, met.insert(entry.target).inserted { found.append((place.build, entry.target)) }
      }
      pending += found.reversed()
    }
  }

  /// The entries that list a file or directory.
  package func entries(listing target: SourcePath) -> [Entry] { entries.filter { $0.target == target } }

  /// The ways from a file up to the root: the entry that lists it first, the entry of the root's kustomization last.
  ///
  /// A kustomization file belongs to its own directory. At most 16 ways; of endless ones none.
  package func trails(to file: SourcePath) -> [[Entry]] {
    var result: [[Entry]] = []
    let own = files.first { $0.value == file }?.key
    if own == root { return [[]] }
    var pending: [[Entry]] = entries(listing: own ?? file).map { [$0] }
    while let trail = pending.popLast(), result.count < 16 {
      guard let directory = trail.last?.kustomization.parent else { continue }
      if directory == root {
        result.append(trail)
        continue
      }
      for entry in entries(listing: directory)
      where !trail.contains(where: { $0.kustomization == entry.kustomization }) {
        pending.append(trail + [entry])
      }
    }
    return result
  }
}

extension KustomizationGraph.Entry {
  fileprivate init(
    _ reference: Kustomization.Reference, of kustomization: Kustomization, at target: SourceLoader.Target
  ) {
    self.kustomization = kustomization.path
    field = reference.field
    location = reference.path.location
    switch target {
    case .file(let path): (self.target, isDirectory) = (path, false)
    case .directory(let path): (self.target, isDirectory) = (path, true)
    }
  }
}

extension Kustomization {
  /// A path that a kustomization gives, and the field that gives it.
  fileprivate struct Reference {
    var field: String
    var path: Located<String>
  }

  /// All of them; some may be texts of patches instead.
  fileprivate var references: [Reference] {
    func list(_ name: String, _ paths: [Located<String>?]) -> [Reference] {
      paths.enumerated().compactMap { index, path in
        path.map { Reference(field: "\(name)[\(index)]", path: $0) }
      }
    }
    func sources(_ name: String, _ rules: [GeneratorRule]) -> [Reference] {
      rules.enumerated().flatMap { index, rule in
        let files = rule.files.map { file in
          let split = try? KeyValueSources.splitFileSource(file)
          return Located(split?.path ?? file.value, at: file.location)
        }
        return (files + rule.envs).map { Reference(field: "\(name)[\(index)]", path: $0) }
      }
    }
    var result = list("resources", resources) + list("components", components) + list("crds", crds)
    result += list("configurations", configurations) + list("generators", generators)
    result += list("transformers", transformers) + list("validators", validators)
    result += list("patches", patches.map(\.path))
    result += list("patchesStrategicMerge", patchesStrategicMerge)
    result += list("patchesJson6902", patchesJson6902.map(\.path))
    result += list("replacements", replacements.map(\.path))
    result += sources("configMapGenerator", configMapGenerators)
    result += sources("secretGenerator", secretGenerators)
    if let path = openAPI?.path { result.append(Reference(field: "openapi", path: path)) }
    return result
  }
}
