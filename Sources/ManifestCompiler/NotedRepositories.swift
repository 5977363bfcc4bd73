internal import SourceModel
internal import Synchronization

/// Repositories that note which revisions they are asked for, and look each source up once.
///
/// The mappings must be those of one fleet file.
final class NotedRepositories: SourceRepositories {
  private struct Source: Hashable {
    var repoURL: ByteKey
    var revision: ByteKey
  }

  private let repositories: any SourceRepositories
  private let found = Mutex<[Source: FoundSource]>([:])

  init(_ repositories: any SourceRepositories) { self.repositories = repositories }

  /// Sorted, each once; `others` come in.
  func revisions(with others: [String] = []) -> [String] {
    let asked = found.withLock { Set($0.keys.map(\.revision)) }.union(others.map { ByteKey($0) })
    return asked.map(\.text).sorted(by: comesBefore)
  }

  func find(repoURL: String, revision: String, mappings: [FleetFile.Repository]) -> FoundSource {
    let source = Source(repoURL: ByteKey(repoURL), revision: ByteKey(revision))
    if let known = found.withLock({ $0[source] }) { return known }
    let answer = repositories.find(repoURL: repoURL, revision: revision, mappings: mappings)
    found.withLock { $0[source] = answer }
    return answer
  }

  func fingerprint(of revisions: [String]) -> ContentFingerprint {
    repositories.fingerprint(of: revisions)
  }
}
