package import SourceModel

/// Where the repositories that sources name are found; the edge that knows Git answers.
package protocol SourceRepositories: Sendable {
  /// The tree of `repoURL` at `revision`; `mappings` are those of `fleetfold.yaml`.
  func find(repoURL: String, revision: String, mappings: [FleetFile.Repository]) -> FoundSource
  /// Equal while `find` gives the same answers for these revisions, whatever the URL and the mappings.
  func fingerprint(of revisions: [String]) -> ContentFingerprint
}
