internal import Patching
internal import SourceModel
internal import YAML

/// What the text of a patch is: resources to merge, or a list of operations.
///
/// Source: reference/kustomize.md sections 9 and 10. Emits `kustomize.bad-patch`, `kustomize.ambiguous-patch` and what
/// the readers emit.
enum PatchContent {
  /// Several only where no target is given.
  case strategic([BuildResource])
  case operations(JSONPatch)
  /// Only blanks and comments.
  case empty

  /// A patch text with the file that it stands in.
  struct Text {
    var bytes: [UInt8]
    var path: SourcePath
    var places = TextPlaces()
    /// Where a message about the whole text points to.
    var location: SourceLocation

    init(bytes: [UInt8], path: SourcePath, location: SourceLocation) {
      self.bytes = bytes
      self.path = path
      self.location = location
    }

    /// A text inside a kustomization file.
    init(inline text: Located<String>) {
      bytes = Array(text.value.utf8)
      path = text.location.path
      location = text.location
      // Of a text of several lines that nobody has found most are block scalars, which begin on the next line.
      places =
        text.places ?? TextPlaces(firstLine: max(1, text.location.line + (bytes.contains(0x0A) ? 1 : 0)))
    }

    /// Drops white space at both ends: `patches` does so with a text in the kustomization, even where it cuts off the
    /// last line break of a block scalar. Source: kubectl kustomize 5.5, the fuzzer.
    mutating func trim() {
      var text = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
      var (lines, columns) = (0, 0)
      while let first = text.first, first.properties.isWhitespace {
        (lines, columns) = first == "\n" ? (lines + 1, 0) : (lines, columns + 1)
        text = text.dropFirst()
      }
      places.drop(lines: lines, columns: columns)
      while let last = text.last, last.properties.isWhitespace { text = text.dropLast() }
      bytes = Array(String(text).utf8)
    }
  }

  /// Tries both readings, as kustomize does.
  static func read(_ text: Text) -> Compiled<PatchContent> {
    let resources = ResourceReader.read(
      text.bytes, path: text.path, provenance: .file(text.path),
      places: text.places)
    if let resources = resources.value, resources.isEmpty { return Compiled(.empty) }
    let first = text.bytes.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D }
    // No list begins with a letter, so it need not be tried.
    if let first, first | 0x20 >= UInt8(ascii: "a"), first | 0x20 <= UInt8(ascii: "z") {
      return Compiled(resources.value.map { .strategic($0) }, resources.diagnostics)
    }
    let operations = operations(text)
    switch (resources.value, operations.value) {
    case (let patches?, nil): return Compiled(.strategic(patches), resources.diagnostics)
    case (nil, let patch?): return Compiled(.operations(patch), operations.diagnostics)
    case (_?, _?):
      return Compiled(
        nil,
        [.error(ambiguousPatch, "the patch can be read as resources and as operations", at: text.location)])
    case (nil, nil):
      // The reading that the text resembles explains more.
      let resembles = first == UInt8(ascii: "[") || first == UInt8(ascii: "-")
      return Compiled(nil, resembles ? operations.diagnostics : resources.diagnostics)
    }
  }

  /// The text as a list of operations.
  ///
  /// What begins with `[` must be strict JSON, everything else is YAML 1.1.
  static func operations(_ text: Text) -> Compiled<JSONPatch> {
    if text.bytes.isEmpty {
      return Compiled(nil, [.error(badPatch, "the patch is empty", at: text.location)])
    }
    let document: Compiled<Document>
    if text.bytes.first == UInt8(ascii: "[") {
      document = JSONText.parse(text.bytes, path: text.path, places: text.places)
    } else {
      document = YAMLStream.parse11(text.bytes, path: text.path, places: text.places)
    }
    guard let value = document.value else { return Compiled(nil, document.diagnostics) }
    // In a file that begins with an empty document nothing else is read.
    if value.isScalar(value.root), value.isNull(value.root) {
      return Compiled(JSONPatch([], valuesOf: value, dialect: .kustomize))
    }
    return JSONPatch.decode(value, at: value.root, dialect: .kustomize)
  }
}

private let badPatch = "kustomize.bad-patch"
private let ambiguousPatch = "kustomize.ambiguous-patch"
