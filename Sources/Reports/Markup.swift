/// Text from a repository made safe for HTML and XML, as content and inside of a quoted attribute.
///
/// What controls or reorders text is written as an escape first: XML 1.0 section 2.2 has no place for control
/// characters, not even by reference.
func markup(_ text: String) -> String {
  let shown = visible(text)
  guard shown.utf8.contains(where: isMarkup) else { return shown }
  var result: [UInt8] = []
  result.reserveCapacity(shown.utf8.count + 16)
  for byte in shown.utf8 {
    switch byte {
    case UInt8(ascii: "&"): result += Array("&amp;".utf8)
    case UInt8(ascii: "<"): result += Array("&lt;".utf8)
    case UInt8(ascii: ">"): result += Array("&gt;".utf8)
    case UInt8(ascii: "\""): result += Array("&quot;".utf8)
    case UInt8(ascii: "'"): result += Array("&#39;".utf8)
    default: result.append(byte)
    }
  }
  return String(decoding: result, as: UTF8.self)
}

private func isMarkup(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
  default: false
  }
}
