/// What a source's repository and revision come to.
package enum FoundSource: Sendable {
  /// The snapshot that is being compiled.
  case snapshot
  /// Another revision of this repository; never one that changes while the program runs.
  case tree(any FileTree, name: String)
  /// A folder of the snapshot that `repositories:` maps the URL to.
  case folder(SourcePath)
  /// Neither a remote of this repository nor mapped; the URLs that are known, for a hint.
  case unknownRepository(known: [String])
  /// The revision is not there; what to do.
  case unknownRevision(String)
}
