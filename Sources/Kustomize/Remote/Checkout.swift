internal import SourceModel

/// A repository at a revision, as an address of a kustomization names it.
struct RemoteSource: Hashable, Sendable {
  /// The address of the repository alone, and the revision in it; empty for none.
  var url: String
  var revision: String
  /// What `buildMetadata` calls the two, and what it puts before paths.
  var shownURL: String
  var shownRevision: String
  var shownFolder: String

  /// The directory that an address with a path names.
  ///
  /// kustomize 5.8.1 prints its word for a repository that is not there yet where the address has no path.
  init(_ address: RemoteAddress) {
    url = address.host + address.repository
    revision = address.reference
    (shownURL, shownRevision) = (url, revision)
    shownFolder = address.path.isEmpty ? "notCloned" : ""
  }

  /// A file by its own address: for `buildMetadata`, what stands before its path in that address is a folder.
  init(url: String, revision: String, shownAs address: RemoteAddress?, path: SourcePath) {
    self.url = url
    self.revision = revision
    shownURL = address.map { $0.host + $0.repository } ?? ""
    shownRevision = address?.reference ?? ""
    let shown = (address?.path ?? "").utf8
    let length = path.string.utf8.count
    shownFolder = shown.count > length ? String(Substring(shown.dropLast(length + 1))) : ""
  }

  static func == (a: RemoteSource, b: RemoteSource) -> Bool {
    same(a.url, b.url) && same(a.revision, b.revision) && same(a.shownURL, b.shownURL)
      && same(a.shownRevision, b.shownRevision) && same(a.shownFolder, b.shownFolder)
  }
}

/// The files that stand for what kustomize would have cloned.
final class Checkout: Sendable {
  let source: RemoteSource
  /// Where its root appears among the paths of the build.
  let root: SourcePath

  init(_ source: RemoteSource, root: SourcePath) {
    self.source = source
    self.root = root
  }

  /// A path in it as `buildMetadata` shows it.
  func shown(_ path: SourcePath) -> String {
    let inner = path.relative(to: root)?.string ?? path.string
    return source.shownFolder.isEmpty ? inner : "\(source.shownFolder)/\(inner)"
  }
}

extension Checkout: Hashable {
  static func == (a: Checkout, b: Checkout) -> Bool { a === b }

  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
