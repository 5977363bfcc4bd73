package import SourceModel

/// The ways in which the reference tools read whole files.
package enum YAMLStream {
  /// The objects of a resource file of kustomize, in order; empty and null documents are left out.
  ///
  /// The text is first cut at lines that begin with `---`, wherever they stand, and only the first document of
  /// each part is read. Keys that are there twice stay, and are noticed by whoever prints. All parts are tried,
  /// so every broken one is reported. `partCount` counts the empty parts too. Lines are those of the file. Source: reference/kustomize.md section 4.
  /// Emits `yaml.separator` and `yaml.too-many-documents` besides what `YAMLParser` emits.
  package static func parseResources(
    _ bytes: [UInt8], path: SourcePath, limits: YAMLLimits = YAMLLimits(), places: TextPlaces = TextPlaces()
  ) -> (documents: [Document], partCount: Int, diagnostics: [Diagnostic]) {
    if let tooLarge = limits.tooLarge(bytes.count, path) { return ([], 0, [tooLarge]) }
    let text = withoutCarriageReturns(bytes)
    var parser = YAMLParser(duplicateKeys: .keep, dialect: .kustomizeResource)
    parser.limits = limits
    parser.firstDocumentOnly = true
    var documents: [Document] = []
    var partCount = 0
    var diagnostics: [Diagnostic] = []
    (text ?? bytes).withUnsafeBufferPointer { buffer in
      let parts = split(buffer, path: path)
      diagnostics += parts.diagnostics
      guard parts.diagnostics.isEmpty else { return }
      // Behind a separator at the very end there is an empty part.
      partCount = parts.parts.count + (parts.parts.last?.range.upperBound == buffer.count ? 0 : 1)
      guard parts.parts.count <= limits.documents else {
        diagnostics.append(
          .error(
            tooManyDocuments, "the file has more than \(limits.documents) documents; split it",
            at: SourceLocation(path: path)))
        return
      }
      for part in parts.parts {
        let bytes = UnsafeBufferPointer(rebasing: buffer[part.range])
        var result = parser.parse(bytes, path: path, firstLine: part.firstLine)
        if let first = result.documents.indices.first {
          SchemaComments.attach(from: bytes, firstLine: part.firstLine, to: &result.documents[first])
        }
        documents += result.documents.filter { !$0.isNull($0.root) }
        diagnostics += result.diagnostics
      }
    }
    if places.isFile { return (documents, partCount, diagnostics) }
    return (documents.map(places.moved), partCount, diagnostics.map(places.moved))
  }

  /// The first document as the YAML 1.1 reader takes it; an empty text is a null.
  ///
  /// Used for kustomization files, patches in JSON form and configuration files of kustomize, for Argo CD and for
  /// Karmada. The last of equal keys wins. Emits what `YAMLParser` emits.
  package static func parse11(
    _ bytes: [UInt8], path: SourcePath, limits: YAMLLimits = YAMLLimits(), places: TextPlaces = TextPlaces()
  ) -> Compiled<Document> {
    let result = documents11(bytes, path: path, limits: limits, firstOnly: true)
    let diagnostics = places.isFile ? result.diagnostics : result.diagnostics.map(places.moved)
    if diagnostics.hasErrors { return Compiled(nil, diagnostics) }
    return Compiled(places.moved(result.documents.first ?? null(path)), diagnostics)
  }

  /// All documents of a file by the YAML 1.1 reader, without the empty and null ones.
  package static func parseAll11(
    _ bytes: [UInt8], path: SourcePath, limits: YAMLLimits = YAMLLimits()
  ) -> (documents: [Document], diagnostics: [Diagnostic]) {
    let result = documents11(bytes, path: path, limits: limits, firstOnly: false)
    return (result.documents.filter { !$0.isNull($0.root) }, result.diagnostics)
  }

  private static func documents11(
    _ bytes: [UInt8], path: SourcePath, limits: YAMLLimits, firstOnly: Bool
  ) -> (documents: [Document], diagnostics: [Diagnostic]) {
    var parser = YAMLParser(duplicateKeys: .lastWins, dialect: .yaml11)
    parser.limits = limits
    parser.firstDocumentOnly = firstOnly
    return parser.parse(bytes, path: path)
  }

  private static func null(_ path: SourcePath) -> Document {
    var document = Document(path: path)
    document.nodes[0].kind = .scalar
    document.nodes[0].tag = .null
    return document
  }
}

// MARK: - Splitting

extension YAMLStream {
  /// A part of a resource file between two separators.
  struct Part: Equatable {
    var range: Range<Int>
    var firstLine: Int
  }

  /// Cuts a text at each line, but the first and the last, that begins with `---`.
  ///
  /// The line behind a separator is never one itself: there the dashes begin a YAML document.
  static func split(
    _ bytes: UnsafeBufferPointer<UInt8>, path: SourcePath
  ) -> (parts: [Part], diagnostics: [Diagnostic]) {
    var parts: [Part] = []
    var diagnostics: [Diagnostic] = []
    var start = 0
    var firstLine = 1
    var line = 1
    var lineStart = 0
    var maySeparate = false
    while true {
      let end = bytes.next(0x0A, from: lineStart)
      if end == bytes.count { break }
      let hasDashes =
        end >= lineStart + 3 && bytes[lineStart] == dash && bytes[lineStart + 1] == dash
        && bytes[lineStart + 2] == dash
      if maySeparate, hasDashes {
        if !isSeparator(bytes[lineStart + 3..<end]) {
          let location = SourceLocation(path: path, line: line, column: 4)
          diagnostics.append(
            .error(
              separator, "only a comment may follow \"---\" on its line, even inside a quoted text",
              at: location))
        }
        parts.append(Part(range: start..<lineStart, firstLine: firstLine))
        start = end + 1
        firstLine = line + 1
        maySeparate = false
      } else {
        maySeparate = true
      }
      line += 1
      lineStart = end + 1
    }
    if start < bytes.count { parts.append(Part(range: start..<bytes.count, firstLine: firstLine)) }
    return (parts, diagnostics)
  }

  private static func isSeparator(_ rest: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let text = rest.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
    return text.isEmpty || text.first == UInt8(ascii: "#")
  }

  /// The text with LF for each CR LF; nil when it has none.
  private static func withoutCarriageReturns(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.withUnsafeBufferPointer({ $0.next(0x0D, from: 0) < $0.count }) else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { continue }
      result.append(byte)
    }
    return result
  }
}

private let dash = UInt8(ascii: "-")
private let separator = "yaml.separator"
private let tooManyDocuments = "yaml.too-many-documents"
