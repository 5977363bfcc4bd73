internal import FileSystem
internal import GitSnapshot
internal import ManifestCompiler
internal import SourceModel
internal import Synchronization

/// Where `build` finds the repositories that kustomizations name by address: given with `--repo`, mapped in the
/// `fleetfold.yaml` of the repository around the directory, or that repository itself.
///
/// Looks for nothing before the first address is met. Paths are those of a tree whose root is `/`.
final class LocalRepositories: Sendable {
  /// The repository around the directory, and what its `fleetfold.yaml` maps.
  private struct Surroundings: Sendable {
    var top: SourcePath
    var repositories: GitRepositories?
    var mappings: [FleetFile.Repository]
  }

  private let given: [(url: String?, folder: SourcePath)]
  private let directory: SourcePath
  private let found = Mutex<Surroundings?>(nil)

  /// Nil, with findings, where a folder that is given is not there.
  init(given arguments: [String], directory: SourcePath) throws(Diagnostic) {
    var given: [(url: String?, folder: SourcePath)] = []
    for argument in arguments {
      let mapping = RepositoryArgument(argument)
      given.append((mapping.url, try DiskTree.path(ofDirectory: mapping.folder)))
    }
    self.given = given
    self.directory = directory
  }

  static func advice(_ url: String) -> String {
    "\(FleetFile.mappingAdvice(url)), or give --repo \(url)=DIR"
  }

  func find(_ url: String, _ revision: String) -> FoundSource {
    let wanted = RepositoryURL(url)
    let own = given.first { mapping in
      mapping.url.map { haveSameBytes($0, url) || (wanted != nil && RepositoryURL($0) == wanted) } ?? false
    }
    if let own { return given(own.folder, revision) }
    let around = surroundings()
    let answer = around.repositories?.find(repoURL: url, revision: revision, mappings: around.mappings)
    switch answer {
    case .snapshot: return .folder(around.top)
    case .folder(let folder): return .folder(around.top.appending(folder))
    case .tree, .unknownRevision: return answer ?? .unknownRepository(known: [])
    case .unknownRepository, nil:
      if let other = given.first(where: { $0.url == nil }) { return given(other.folder, revision) }
      return answer ?? .unknownRepository(known: given.compactMap(\.url))
    }
  }

  /// What a folder holds at a revision: its files, or, where it is the top of a repository, those of a commit.
  private func given(_ folder: SourcePath, _ revision: String) -> FoundSource {
    guard !revision.isEmpty, let repository = try? Repository.discover(from: "/\(folder.string)"),
      let top = repository.workDirectory, haveSameBytes(top, "/\(folder.string)"),
      let repositories = try? GitRepositories(repository)
    else { return .folder(folder) }
    let answer = repositories.find(revision: revision)
    if case .snapshot = answer { return .folder(folder) }
    return answer
  }

  private func surroundings() -> Surroundings {
    if let known = found.withLock({ $0 }) { return known }
    let made = look()
    found.withLock { $0 = made }
    return made
  }

  private func look() -> Surroundings {
    guard let repository = try? Repository.discover(from: "/\(directory.string)"),
      let top = repository.workDirectory.flatMap({ SourcePath(String($0.dropFirst())) })
    else { return Surroundings(top: directory, mappings: []) }
    let file = top.child(FleetFile.name)
    let bytes = (try? DiskTree(root: "/"))?.text(at: file)
    let mappings = bytes.flatMap { FleetFile.read($0, path: file).value?.repositories }
    return Surroundings(top: top, repositories: try? GitRepositories(repository), mappings: mappings ?? [])
  }
}

/// The value of an option `--repo`: `URL=DIR` for one repository, `DIR` for all others.
///
/// Cut at the last equals sign: the address may hold one, the folder may not.
struct RepositoryArgument {
  let url: String?
  let folder: String

  init(_ argument: String) {
    guard let equals = argument.lastIndex(of: "=") else {
      (url, folder) = (nil, argument)
      return
    }
    (url, folder) = (String(argument[..<equals]), String(argument[argument.index(after: equals)...]))
  }
}

extension DiskTree {
  fileprivate func text(at path: SourcePath) -> [UInt8]? { try? contents(of: path) }
}
