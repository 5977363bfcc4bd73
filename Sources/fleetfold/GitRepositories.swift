internal import GitSnapshot
internal import ManifestCompiler
internal import SourceModel

/// Answers which tree a source means: the snapshot, another revision of this repository, or a folder of it.
///
/// Sources of this repository are those whose URL is that of a remote, however it is written, or is mapped to `.` in
/// `fleetfold.yaml`. `HEAD`, no revision, the branch that is checked out and the default branch of a remote stand for
/// the snapshot: it is what they will be once it is pushed.
struct GitRepositories: SourceRepositories {
  private let repository: Repository
  private let remotes: [(name: String, url: String)]
  private let snapshotNames: [String]

  init(_ repository: Repository) throws(GitError) {
    self.repository = repository
    remotes = try repository.remotes()
    var names = ["", "HEAD"]
    if let branch = try repository.headBranch() { names += [branch, "refs/heads/\(branch)"] }
    snapshotNames = names
  }

  func fingerprint(of revisions: [String]) -> ContentFingerprint {
    var lines = remotes.map { "\($0.name)\0\($0.url)" } + ["", snapshotNames.joined(separator: "\0")]
    for revision in revisions where !snapshotNames.contains(where: { $0.utf8.elementsEqual(revision.utf8) }) {
      let id = (try? repository.resolve(revision)).map(\.description)
      lines.append("\(revision)\0\(id ?? "")")
    }
    return ContentFingerprint(of: Array(lines.joined(separator: "\n").utf8))
  }

  func find(repoURL: String, revision: String, mappings: [FleetFile.Repository]) -> FoundSource {
    let wanted = RepositoryURL(repoURL)
    func isSame(_ url: String) -> Bool {
      url.utf8.elementsEqual(repoURL.utf8) || (wanted != nil && RepositoryURL(url) == wanted)
    }
    let candidates = mappings.filter { isSame($0.url) }
    let exact = candidates.first { $0.revision.map { haveSameBytes($0, revision) } ?? false }
    let mapping = exact ?? candidates.first { $0.revision == nil }
    if mapping == nil, !candidates.isEmpty {
      let known = candidates.compactMap(\.revision).joined(separator: ", ")
      let asked = revision.isEmpty ? "without a revision" : "at \(revision)"
      return .unknownRevision(
        "\(repoURL) is mapped at \(known), not \(asked); correct one, or map that revision too")
    }
    if let mapping {
      guard let folder = SourcePath(mapping.path) else {
        return .unknownRevision("the path \(mapping.path) of this repository's mapping leaves the repository")
      }
      if folder != .root { return .folder(folder) }
    } else if !remotes.contains(where: { isSame($0.url) }) {
      return .unknownRepository(known: mappings.map(\.url) + remotes.map(\.url))
    }
    return find(revision: revision)
  }

  /// What a revision of this repository is.
  func find(revision: String) -> FoundSource {
    if snapshotNames.contains(where: { $0.utf8.elementsEqual(revision.utf8) }) { return .snapshot }
    do throws(GitError) {
      let id = try repository.resolve(revision)
      return .tree(try Snapshot.commit(id, of: repository), name: "revision \(revision)")
    } catch {
      return .unknownRevision(error.message)
    }
  }
}
