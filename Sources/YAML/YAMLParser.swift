internal import CLibyaml
package import SourceModel

/// Bounds on one text; going over one is a diagnostic, never a hang.
package struct YAMLLimits: Sendable {
  /// Size of the whole text, in bytes.
  package var bytes = 16 << 20
  /// Collections inside collections.
  package var depth = 512
  /// Nodes made by expanding aliases and merge keys, in all documents of the text together.
  package var aliasNodes = 1_000_000

  package init() {}
}

/// What to do with a key that a mapping already has.
package enum DuplicateKeys: Sendable {
  /// A diagnostic; the first entry stays.
  case refuse
  /// The later entry replaces the earlier one (the reader of kustomization files and of Argo CD).
  case lastWins
  /// Both stay (kustomize notices them only when it prints).
  case keep
}

/// Reads YAML, or the JSON that is YAML, into one arena per document.
///
/// Emits `yaml.syntax`, `yaml.too-large`, `yaml.too-deep`, `yaml.alias-budget`, `yaml.unknown-anchor`,
/// `yaml.recursive-alias`, `yaml.duplicate-key`, `yaml.complex-key`, `yaml.merge-value`, `yaml.two-merges`.
package struct YAMLParser {
  package var limits = YAMLLimits()
  package var duplicateKeys = DuplicateKeys.refuse
  /// Whether `<<` is expanded (it is in both readers of the reference tools).
  package var expandsMergeKeys = true

  package init(duplicateKeys: DuplicateKeys = .refuse) { self.duplicateKeys = duplicateKeys }

  /// The documents of `bytes`; an empty document has an empty plain scalar as root.
  ///
  /// On a syntax error the documents before it are returned with the diagnostic. Lines are counted from
  /// `firstLine`, for a text that is part of the file at `path`.
  package func parse(_ bytes: [UInt8], path: SourcePath, firstLine: Int = 1) -> (
    documents: [Document], diagnostics: [Diagnostic]
  ) {
    if bytes.count > limits.bytes {
      let message =
        "the file has \(bytes.count) bytes, more than the limit of \(limits.bytes); split it"
      return ([], [.error(tooLarge, message, at: SourceLocation(path: path))])
    }
    var builder = EventReader(path: path, firstLine: firstLine, parser: self, inputBytes: bytes.count)
    builder.read(bytes)
    return (builder.documents, builder.diagnostics)
  }
}

private let tooLarge = "yaml.too-large"
