package import SourceModel

/// Bounds on one text; going over one is a diagnostic, never a hang.
package struct YAMLLimits: Sendable {
  /// Size of the whole text, in bytes.
  package var bytes = 16 << 20
  /// Collections inside collections.
  package var depth = 512
  /// Nodes made by expanding aliases and merge keys, in all documents of the text together.
  package var aliasNodes = 1_000_000

  /// Documents in one file.
  package var documents = 100_000
  /// Size of what is printed of one document, in bytes: deep nesting makes much indentation of little text.
  package static let printedBytes = 256 << 20

  package init() {}

  func tooLarge(_ count: Int, _ path: SourcePath) -> Diagnostic? {
    guard count > bytes else { return nil }
    let message = "the file has \(count) bytes, more than the limit of \(bytes); split it"
    return .error(tooLargeFile, message, at: SourceLocation(path: path))
  }
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
/// `yaml.recursive-alias`, `yaml.duplicate-key`, `yaml.complex-key`, `yaml.key-type`, `yaml.merge-value`,
/// `yaml.tag-mismatch`, `yaml.too-many-documents`, `yaml.two-merges`.
package struct YAMLParser {
  package var limits = YAMLLimits()
  package var duplicateKeys = DuplicateKeys.refuse
  /// Whether `<<` is expanded (it is in both readers of the reference tools).
  package var expandsMergeKeys = true
  /// Which reader is followed where they differ. With `yaml11` keys become the text that the reader makes of
  /// them (`y` is `true`, `0x10` is `16`) and scalars get tags that keep their type in the other dialect too.
  package var dialect = YAMLDialect.kustomizeResource
  /// Whether reading stops behind the first document; what follows may be anything.
  package var firstDocumentOnly = false

  /// Whether simple texts take the short way around libyaml, which finds the same; off only to compare the two.
  package var usesBlockReader = true

  package init(duplicateKeys: DuplicateKeys = .refuse, dialect: YAMLDialect = .kustomizeResource) {
    self.duplicateKeys = duplicateKeys
    self.dialect = dialect
  }

  /// The documents of `bytes`; an empty document has an empty plain scalar as root.
  ///
  /// On a syntax error the documents before it are returned with the diagnostic. Lines are counted from
  /// `firstLine`.
  package func parse(_ bytes: [UInt8], path: SourcePath, firstLine: Int = 1) -> (
    documents: [Document], diagnostics: [Diagnostic]
  ) {
    if let tooLarge = limits.tooLarge(bytes.count, path) { return ([], [tooLarge]) }
    return bytes.withUnsafeBufferPointer { parse($0, path: path, firstLine: firstLine) }
  }

  func parse(_ bytes: UnsafeBufferPointer<UInt8>, path: SourcePath, firstLine: Int) -> (
    documents: [Document], diagnostics: [Diagnostic]
  ) {
    if usesBlockReader,
      let document = BlockReader.read(bytes, path: path, firstLine: firstLine, options: self)
    {
      return ([document], [])
    }
    var reader = EventReader(bytes, path: path, firstLine: firstLine, options: self)
    reader.read()
    guard reader.refusal != nil, var text = StandInText(bytes) else {
      return (reader.documents, reader.diagnostics)
    }
    while let refusal = reader.refusal, text.replace(refusal) {
      text.bytes.withUnsafeBufferPointer { bytes in
        reader = EventReader(bytes, path: path, firstLine: firstLine, options: self)
        reader.standIns = text.standIns
        reader.read()
      }
    }
    return (reader.documents, reader.diagnostics)
  }
}

private let tooLargeFile = "yaml.too-large"
