internal import SourceModel
internal import YAML

/// Fields inside a text that is itself JSON or YAML.
enum StructuredText {
  /// Writes into the text that the path runs into; false when it does not run into one.
  static func write(
    _ value: ReplacementValue, at path: DottedPath, created: NodeKind?, in document: inout Document,
    _ author: Author
  ) -> Bool {
    false
  }
}
