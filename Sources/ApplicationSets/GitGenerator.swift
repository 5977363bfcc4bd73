internal import GoTemplate
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// The paths of the trees that one ApplicationSet reads, listed once each.
final class RepositoryCache {
  struct Listing {
    var tree: any FileTree
    /// Where the tree appears among the paths of the fleet.
    var place: SourcePath
    /// In the order of a walk: depth first, by name within each directory.
    var directories: [SourcePath]
    /// Bytewise by their whole path.
    var files: [SourcePath]
  }

  private var listings: [String: Listing] = [:]

  func listing(
    _ repoURL: String, _ revision: String, _ options: ApplicationSetOptions
  ) -> Result<Listing, RepositoryProblem> {
    let key = repoURL + "\0" + revision
    if let known = listings[key] { return .success(known) }
    switch options.repository(repoURL, revision) {
    case .unavailable(let problem): return .failure(RepositoryProblem(message: problem))
    case .tree(let tree, let place):
      var listing = Listing(tree: tree, place: place, directories: [], files: [])
      var pending: [SourcePath] = [.root]
      while let directory = pending.popLast() {
        if directory != .root { listing.directories.append(directory) }
        var below: [SourcePath] = []
        // A plain folder may be a checkout; what Git keeps there is no part of the repository.
        for entry in tree.children(of: directory) ?? [] where !entry.name.utf8.elementsEqual(".git".utf8) {
          if entry.isFile { listing.files.append(directory.child(entry.name)) }
          if entry.kind == .directory { below.append(directory.child(entry.name)) }
        }
        pending += below.reversed()
      }
      listing.files.sort()
      listings[key] = listing
      return .success(listing)
    }
  }
}

struct RepositoryProblem: Error {
  var message: String
}

/// The git generator: a set for each directory, or for each object in each file, that its patterns take.
///
/// Source: reference/applicationset.md section 6.2. Emits `applicationset.git-repository`,
/// `applicationset.git-empty`, `applicationset.git-file`, `applicationset.git-pattern`, `applicationset.unknown-project`.
struct GitGenerator {
  let context: ExpansionContext

  private struct Item {
    var pattern: String
    var isExcluded: Bool
  }

  func parameters(_ document: Document, _ node: NodeID) throws(ExpansionFailure) -> [ParameterSet] {
    let location = document.keyLocation(node)
    try checkProject(at: location)
    func text(_ name: String) -> String { document[node, name].map { document.string($0) } ?? "" }
    let directories = items(document, document[node, "directories"])
    let files = items(document, document[node, "files"])
    if directories.isEmpty, files.isEmpty {
      throw ExpansionFailure(
        gitEmpty, "a git generator needs directories or files with a path", at: location)
    }
    let listing: RepositoryCache.Listing
    switch context.repositories.listing(text("repoURL"), text("revision"), context.options) {
    case .success(let found): listing = found
    case .failure(let problem):
      let place = document[node, "repoURL"].map { document.location($0) } ?? location
      throw ExpansionFailure(gitRepository, "\(text("repoURL")): \(problem.message)", at: place)
    }
    let prefix = text("pathParamPrefix")
    let sets =
      directories.isEmpty
      ? try fileSets(listing, files, prefix, text("repoURL"), location)
      : directorySets(listing, directories, prefix)
    try context.checkCount(sets.count, at: location)
    for set in sets { try GeneratorValues(context: context).add(document, node, to: set.values) }
    return sets
  }

  private func checkProject(at location: SourceLocation) throws(ExpansionFailure) {
    guard let projects = context.options.projects, !context.project.contains("{{") else { return }
    if projects.contains(where: { $0.utf8.elementsEqual(context.project.utf8) }) { return }
    throw ExpansionFailure(
      unknownProject,
      "the git generator needs the project \"\(context.project)\" of the template, which does not exist",
      at: location)
  }

  private func items(_ document: Document, _ list: NodeID?) -> [Item] {
    guard let list else { return [] }
    return document.children(list).map { item in
      Item(
        pattern: document[item, "path"].map { document.string($0) } ?? "",
        isExcluded: document[item, "exclude"].map { document.kubernetesScalar($0) == .boolean(true) } ?? false
      )
    }
  }

  // MARK: - Directories

  private func directorySets(
    _ listing: RepositoryCache.Listing, _ items: [Item], _ prefix: String
  ) -> [ParameterSet] {
    let globs = items.map { (PathGlob($0.pattern), $0.isExcluded) }
    var sets: [ParameterSet] = []
    for directory in listing.directories {
      let isHidden = directory.components.contains { $0.utf8.first == UInt8(ascii: ".") }
      if isHidden, !context.options.includesHiddenDirectories { continue }
      let matching = globs.filter { $0.0.matches(directory.string) }
      guard !matching.isEmpty, !matching.contains(where: \.1) else { continue }
      let values = MapValue()
      addPath(directory, file: nil, to: values, prefix)
      sets.append(
        ParameterSet(values: values, sources: [ParameterSource(kind: .directory(directory), location: nil)]))
    }
    return sets
  }

  private func addPath(_ directory: SourcePath, file: SourcePath?, to values: MapValue, _ prefix: String) {
    let path = directory.description
    let segments = directory == .root ? ["."] : directory.components.map(String.init)
    let base = segments.last ?? "."
    var parts: [(String, String)] = [
      ("basename", base), ("basenameNormalized", normalizedName(base)),
    ]
    if let file {
      parts += [("filename", file.name), ("filenameNormalized", normalizedName(file.name))]
    }
    guard context.isGoTemplate else {
      let name = prefix.utf8.isEmpty ? "path" : prefix + ".path"
      values[name] = .string(path)
      for part in parts { values["\(name).\(part.0)"] = .string(part.1) }
      for (index, segment) in segments.enumerated() { values["\(name)[\(index)]"] = .string(segment) }
      return
    }
    let map = MapValue(parts.map { ($0.0, Value.string($0.1)) })
    map["path"] = .string(path)
    map["segments"] = .strings(segments)
    if prefix.utf8.isEmpty {
      values["path"] = .map(map)
    } else {
      values[prefix] = .map(MapValue([("path", .map(map))]))
    }
  }

  // MARK: - Files

  private func fileSets(
    _ listing: RepositoryCache.Listing, _ items: [Item], _ prefix: String, _ repoURL: String,
    _ location: SourceLocation
  ) throws(ExpansionFailure) -> [ParameterSet] {
    let patterns = try patterns(listing, items, location)
    var sets: [ParameterSet] = []
    for file in listing.files {
      let matching = patterns.filter { $0.pattern.matches(file.string) }
      guard !matching.isEmpty, !matching.contains(where: \.isExcluded) else { continue }
      for (values, place) in try read(file, listing, repoURL, location) {
        addPath(file.parent ?? .root, file: file, to: values, prefix)
        sets.append(
          ParameterSet(values: values, sources: [ParameterSource(kind: .file(file), location: place)]))
      }
    }
    return sets
  }

  private func patterns(
    _ listing: RepositoryCache.Listing, _ items: [Item], _ location: SourceLocation
  ) throws(ExpansionFailure) -> [(pattern: any PathPattern, isExcluded: Bool)] {
    var patterns: [(pattern: any PathPattern, isExcluded: Bool)] = []
    for item in items {
      if context.options.usesNewGitFileGlobbing {
        let pattern = DoublestarPattern(item.pattern)
        // Argo CD reads all that matches as files, and fails there.
        let directory = pattern.matchesRoot ? .root : listing.directories.first { pattern.matches($0.string) }
        if let directory {
          throw ExpansionFailure(
            gitPattern,
            "the file pattern \"\(item.pattern)\" also matches the directory \"\(directory)\", which Argo CD can't read as a file; name the files, as in \"**/*.yaml\"",
            at: location)
        }
        patterns.append((pattern, item.isExcluded))
      } else {
        do throws(GitPathspec.Problem) {
          patterns.append((try GitPathspec(item.pattern), item.isExcluded))
        } catch {
          throw ExpansionFailure(gitPattern, error.message, at: location)
        }
      }
    }
    return patterns
  }

  private func read(
    _ file: SourcePath, _ listing: RepositoryCache.Listing, _ repoURL: String, _ location: SourceLocation
  ) throws(ExpansionFailure) -> [(MapValue, SourceLocation)] {
    let path = listing.place.appending(file)
    let place = SourceLocation(path: path)
    func fail(_ problem: String, _ at: SourceLocation) -> ExpansionFailure {
      ExpansionFailure(
        gitFile, "the file \(file) of \(repoURL) \(problem)", at: location, notes: [.init("the file", at: at)]
      )
    }
    let bytes: [UInt8]
    do {
      bytes = try listing.tree.contents(of: file)
    } catch {
      throw fail("can't be read", place)
    }
    let parsed = YAMLParser(duplicateKeys: .lastWins, dialect: .yaml11).parse(bytes, path: path)
    guard let document = parsed.documents.first else {
      if let error = parsed.diagnostics.first(where: { $0.severity == .error }) {
        throw fail("is neither JSON nor YAML: \(error.message)", error.location ?? place)
      }
      return [(MapValue(), place)]
    }
    let root = document.root
    if document.kubernetesScalar(root) == .null { return [(MapValue(), place)] }
    let objects = document.isSequence(root) ? Array(document.children(root)) : [root]
    var result: [(MapValue, SourceLocation)] = []
    for object in objects {
      let value = document.jsonValue(object)
      let location = document.location(object)
      if case .null = value {
        result.append((MapValue(), location))
        continue
      }
      guard case .map(let map) = value else {
        throw fail("must hold a mapping, or a list of mappings", location)
      }
      result.append((context.isGoTemplate ? map : flat(map), location))
    }
    return result
  }

  private func flat(_ map: MapValue) -> MapValue {
    MapValue(flattened(.map(map)).mapValues { Value.string($0) })
  }
}

private let gitRepository = "applicationset.git-repository"
private let gitEmpty = "applicationset.git-empty"
private let gitPattern = "applicationset.git-pattern"
private let gitFile = "applicationset.git-file"
private let unknownProject = "applicationset.unknown-project"
