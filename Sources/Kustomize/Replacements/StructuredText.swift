internal import SourceModel
internal import YAML

/// Fields inside a text that is itself JSON or YAML.
///
/// Source: kustomize 5.8.1, reference/kustomize.md section 13.
enum StructuredText {
  enum Outcome {
    /// The path does not run into a text, or not to a field of it.
    case notStructured
    case written
    /// The value does not fit the type of the field in the text: kustomize drops the change silently.
    case lost
  }

  static func write(
    _ value: ReplacementValue, at path: DottedPath, created: NodeKind?, in document: inout Document,
    _ author: Author
  ) -> Outcome {
    guard let (scalar, rest) = text(on: path, document), var inner = parse(document, scalar) else {
      return .notStructured
    }
    let innerAuthor = author
    guard
      let nodes = try? path.matches(in: &inner, from: inner.root, rest, created, innerAuthor), !nodes.isEmpty
    else { return .notStructured }
    for node in nodes {
      do throws(Diagnostic) {
        // Delimiters have no meaning inside texts.
        try value.write(to: node, options: nil, in: &inner, innerAuthor)
      } catch {
        return .notStructured
      }
    }
    guard let written = serialize(inner, original: document.string(scalar)) else { return .lost }
    let result = ScalarValue(written, style: document[scalar].style, tag: document.fixedTag(scalar))
    // What was read, and where, is a step of its own in the history of the field.
    document.replace(scalar, with: ScalarValue(value.text), by: value.source)
    document.replace(scalar, with: result, by: author)
    return .written
  }

  /// The first scalar on the way with the steps that are left behind it.
  private static func text(
    on path: DottedPath, _ document: Document
  ) -> (scalar: NodeID, rest: ArraySlice<String>)? {
    guard path.parts.count >= 2 else { return nil }
    for length in 1..<path.parts.count {
      guard let node = try? DottedPath(parts: Array(path.parts[..<length])).lookup(in: document) else {
        continue
      }
      if document.isScalar(node) { return (node, path.parts[length...]) }
    }
    return nil
  }

  private static func parse(_ document: Document, _ scalar: NodeID) -> Document? {
    let parsed = YAMLParser(duplicateKeys: .keep).parse(
      Array(document.string(scalar).utf8), path: document.path)
    guard !parsed.diagnostics.hasErrors else { return nil }
    return parsed.documents.first
  }

  /// JSON stays JSON (compact, or indented when it had several lines), YAML keeps its styles and comments.
  private static func serialize(_ document: Document, original: String) -> String? {
    let trimmed = original.utf8.drop { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) }
    guard let first = trimmed.first else { return nil }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
      return StyledYAMLPrinter(document, source: original).print()
    }
    if !document.fitsTags(document.root) { return nil }
    let isIndented = original.utf8.contains(0x0A) && original.contains("  ")
    var json = CanonicalJSON(document, indentation: isIndented ? 2 : nil, keepsIntegers: true)
    json.write(document.root)
    return String(decoding: json.bytes, as: UTF8.self)
  }
}

extension Document {
  /// Whether the text of every scalar below a node can be what its tag says.
  fileprivate func fitsTags(_ node: NodeID) -> Bool {
    if isScalar(node) { return resolved(node, as: .kustomizeResource) != .invalid }
    return children(node).allSatisfy(fitsTags)
  }
}
