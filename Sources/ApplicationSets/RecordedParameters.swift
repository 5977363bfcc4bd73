package import KubernetesModel
package import SourceModel
package import YAML

/// What a generator that asks a live service makes, as somebody recorded it.
///
/// Source: `recorded` of fleetfold.yaml, docs/applications.md.
package struct RecordedParameters: Sendable {
  /// The name of the ApplicationSet, or `namespace/name`.
  package var applicationSet: String
  /// The field of its spec: `generators[0].pullRequest`.
  package var generator: String
  /// For the second child of a matrix: parameters of the first child for which the record holds.
  package var with: Labels
  /// Holds a list of mappings.
  package var document: Document
  /// Where the record is asked for.
  package var location: SourceLocation

  package init(
    applicationSet: String, generator: String, with: Labels = Labels(), document: Document,
    location: SourceLocation
  ) {
    self.applicationSet = applicationSet
    self.generator = generator
    self.with = with
    self.document = document
    self.location = location
  }

  /// Whether the record belongs to the ApplicationSet of this name.
  package func belongs(toApplicationSet name: String, in namespace: String) -> Bool {
    applicationSet.utf8.elementsEqual(name.utf8)
      || applicationSet.utf8.elementsEqual("\(namespace)/\(name)".utf8)
  }
}
