/// What becomes of a folded block scalar (`>`) of a resource on its way through the reference.
///
/// kustomize keeps the style and writes the text once more before it reads it again, and its writer adds a line
/// break behind a line that is followed by an indented one, or by blank lines at the very end. Found with kubectl
/// kustomize; not for annotations, which lose their style.
enum FoldedScalar {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  /// The text that arrives; nil when it is the same.
  static func rewritten(_ text: Bytes) -> [UInt8]? {
    guard let content = text.firstIndex(where: { $0 != 0x0A }), canBeBlock(text) else { return nil }
    // Where the text begins with a blank, the writer adds nothing anywhere, and folds away what it should not.
    let addsBreaks = !isBlank(text[content])
    var result = Array(text[..<content])
    var position = content
    while position < text.count {
      let end = text[position...].firstIndex(of: 0x0A) ?? text.count
      result.append(contentsOf: text[position..<end])
      let next = text[end...].firstIndex { $0 != 0x0A } ?? text.count
      let breaks = next - end
      let startsBlank = isBlank(text[position])
      let written = breaks + (addsBreaks && !startsBlank ? 1 : 0)
      if breaks == 0 { break }
      if next == text.count {
        // One final break stays one; only where all are kept the added one shows.
        append(breaks == 1 ? 1 : written, to: &result)
      } else if startsBlank || isBlank(text[next]) {
        append(written, to: &result)
      } else if written == 1 {
        result.append(0x20)
      } else {
        append(written - 1, to: &result)
      }
      position = next
    }
    return result.elementsEqual(text) ? nil : result
  }

  private static func append(_ breaks: Int, to result: inout [UInt8]) {
    result.append(contentsOf: repeatElement(0x0A, count: breaks))
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// Whether the writer keeps the style: it quotes texts with blanks before a break or with odd characters.
  private static func canBeBlock(_ text: Bytes) -> Bool {
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == 0x20, index + 1 == text.count || text[index + 1] == 0x0A { return false }
      if byte != 0x09, !UTF8Scan.isPrintable(text, index) { return false }
      if byte >= 0xC2, UTF8Scan.isBreak(text, index) { return false }
      index += UTF8Scan.width(byte)
    }
    return true
  }
}
