package import SourceModel

/// A member of the fleet, as the inventory knows it.
package struct Cluster: Sendable, Hashable {
  package var name: String
  /// The URL of its API server; empty where no source gives one.
  package var server: String
  package var labels: Labels
  package var annotations: Labels
  /// Where the inventory learnt of it, the first source first.
  package var locations: [SourceLocation]

  package init(
    name: String, server: String = "", labels: Labels = Labels(), annotations: Labels = Labels(),
    locations: [SourceLocation] = []
  ) {
    self.name = name
    self.server = server
    self.labels = labels
    self.annotations = annotations
    self.locations = locations
  }
}
