/// The name in the form that Argo CD's `normalize` gives: lower case, `[-a-z0-9.]` only, at most 253 bytes, no dash
/// or dot at the ends. May be empty. Source: reference/applicationset.md section 14.
package func normalizedName(_ text: String) -> String {
  // Nearly every name is normal already.
  if isNormalized(text) { return text }
  var bytes: [UInt8] = []
  for original in text.unicodeScalars {
    // Go lower-cases scalar by scalar, so of a longer mapping only the first counts.
    let scalar = original.properties.lowercaseMapping.unicodeScalars.first ?? original
    switch scalar {
    case "a"..."z", "0"..."9", "-", ".": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
    default: bytes.append(UInt8(ascii: "-"))
    }
  }
  var result = bytes.prefix(253)
  func isEdge(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") }
  while isEdge(result.first) { result.removeFirst() }
  while isEdge(result.last) { result.removeLast() }
  return String(decoding: result, as: UTF8.self)
}

private func isNormalized(_ text: String) -> Bool {
  func isInside(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: false
    }
  }
  let bytes = text.utf8
  guard let first = bytes.first, let last = bytes.last, bytes.count <= 253 else { return bytes.isEmpty }
  return isInside(first) && isInside(last)
    && bytes.allSatisfy { isInside($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
}
