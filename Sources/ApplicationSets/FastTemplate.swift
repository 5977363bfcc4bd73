internal import GoTemplate

/// A text of the default engine, cut at its tags: `{{name}}`.
///
/// Nothing but names is understood; unknown names stay as they are written.
/// Source: reference/applicationset.md section 10.2.
struct FastTemplate: Sendable {
  /// What is between two tags, and the tag that follows.
  private struct Piece: Sendable {
    var text: String
    /// The inner text of the tag as written, and trimmed; nil behind the last tag.
    var tag: (raw: String, name: String)?
  }

  /// A tag that is opened and not closed.
  struct Unclosed: Error {
    var rest: String
  }

  private var pieces: [Piece]

  /// Cuts `text`; nil when the engine would leave it alone.
  init?(_ text: String) throws(Unclosed) {
    guard FastTemplate.hasTag(text) else { return nil }
    pieces = []
    var rest = Substring(text)
    while let open = FastTemplate.find("{{", in: rest) {
      let before = rest[..<open.lowerBound]
      let inner = rest[open.upperBound...]
      guard let close = FastTemplate.find("}}", in: inner) else { throw Unclosed(rest: String(inner)) }
      let raw = String(inner[..<close.lowerBound])
      pieces.append(Piece(text: String(before), tag: (raw, trimmed(raw))))
      rest = inner[close.upperBound...]
    }
    pieces.append(Piece(text: String(rest), tag: nil))
  }

  /// Whether one line holds `{{` and later `}}`.
  static func hasTag(_ text: String) -> Bool {
    guard let open = find("{{", in: Substring(text)) else { return false }
    _ = open
    return text.utf8.split(separator: UInt8(ascii: "\n")).contains { line in
      let line = Substring(line)
      guard let open = find("{{", in: line) else { return false }
      return find("}}", in: line[open.upperBound...]) != nil
    }
  }

  func render(_ parameters: MapValue) -> String {
    var result = ""
    for piece in pieces {
      result += piece.text
      guard let tag = piece.tag else { continue }
      if case .string(let value)? = parameters[tag.name] {
        result += value
      } else {
        result += "{{"
        result += tag.raw
        result += "}}"
      }
    }
    return result
  }

  private static func find(_ pair: String, in text: Substring) -> Range<Substring.Index>? {
    guard let byte = pair.utf8.first else { return nil }
    var index = text.utf8.startIndex
    while let first = text.utf8[index...].firstIndex(of: byte) {
      let second = text.utf8.index(after: first)
      if second == text.utf8.endIndex { return nil }
      if text.utf8[second] == byte { return first..<text.utf8.index(after: second) }
      index = second
    }
    return nil
  }
}

/// Without the white space at both ends, as Go's `strings.TrimSpace`.
func trimmed(_ text: String) -> String {
  var view = Substring(text).unicodeScalars
  while let first = view.first, first.properties.isWhitespace { view.removeFirst() }
  while let last = view.last, last.properties.isWhitespace { view.removeLast() }
  return String(view)
}
