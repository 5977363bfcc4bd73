internal import SourceModel
internal import Synchronization

/// Repositories that note which revisions they are asked for.
final class NotedRepositories: SourceRepositories {
  private let repositories: any SourceRepositories
  private let asked = Mutex<Set<String>>([])

  init(_ repositories: any SourceRepositories) { self.repositories = repositories }

  /// Sorted, each once; `others` come in.
  func revisions(with others: [String] = []) -> [String] {
    asked.withLock { $0.union(others).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
  }

  func find(repoURL: String, revision: String, mappings: [FleetFile.Repository]) -> FoundSource {
    _ = asked.withLock { $0.insert(revision) }
    return repositories.find(repoURL: repoURL, revision: revision, mappings: mappings)
  }

  func fingerprint(of revisions: [String]) -> ContentFingerprint {
    repositories.fingerprint(of: revisions)
  }
}
