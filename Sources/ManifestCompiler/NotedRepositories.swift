internal import SourceModel
internal import Synchronization

/// Repositories that note which revisions they are asked for.
final class NotedRepositories: SourceRepositories {
  private let repositories: any SourceRepositories
  private let asked = Mutex<Set<String>>([])

  init(_ repositories: any SourceRepositories) { self.repositories = repositories }

  /// Sorted.
  var revisions: [String] {
    asked.withLock { $0.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
  }

  func find(repoURL: String, revision: String, mappings: [FleetFile.Repository]) -> FoundSource {
    _ = asked.withLock { $0.insert(revision) }
    return repositories.find(repoURL: repoURL, revision: revision, mappings: mappings)
  }

  func fingerprint(of revisions: [String]) -> ContentFingerprint {
    repositories.fingerprint(of: revisions)
  }
}
