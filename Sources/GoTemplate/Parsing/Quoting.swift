/// `text` in double quotes with Go's escapes, as `%q` prints it; with `ascii`, as `%+q`.
package func quotedText(_ text: String, ascii: Bool = false) -> String {
  var result = "\""
  for scalar in text.unicodeScalars { result += quotedScalar(scalar, quote: "\"", ascii: ascii) }
  return result + "\""
}

/// A scalar as it stands inside Go quotes.
func quotedScalar(_ scalar: Unicode.Scalar, quote: Unicode.Scalar, ascii: Bool) -> String {
  switch scalar {
  case quote: return "\\" + String(Character(quote))
  case "\\": return "\\\\"
  case "\u{7}": return "\\a"
  case "\u{8}": return "\\b"
  case "\u{c}": return "\\f"
  case "\n": return "\\n"
  case "\r": return "\\r"
  case "\t": return "\\t"
  case "\u{b}": return "\\v"
  default: break
  }
  if scalar.isASCII ? scalar.value >= 32 && scalar.value < 127 : !ascii && isPrintable(scalar) {
    return String(Character(scalar))
  }
  if scalar.value < 0x80 { return "\\x" + hexadecimal(scalar.value, digits: 2) }
  if scalar.value < 0x10000 { return "\\u" + hexadecimal(scalar.value, digits: 4) }
  return "\\U" + hexadecimal(scalar.value, digits: 8)
}

/// Whether Go's `unicode.IsPrint` (with the ASCII space) takes it.
func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
  case .spaceSeparator: scalar == " "
  default: true
  }
}

/// What a Go string literal, with its quotes, stands for; nil when it is malformed.
func unquoted(_ literal: String) -> String? {
  let scalars = Array(literal.unicodeScalars)
  guard scalars.count >= 2, let quote = scalars.first, scalars.last == quote else { return nil }
  if quote == "`" {
    var raw = String.UnicodeScalarView()
    raw.append(contentsOf: scalars.dropFirst().dropLast().filter { $0 != "\r" })
    return String(raw)
  }
  var index = 1
  var bytes: [UInt8] = []
  while index < scalars.count - 1 {
    guard let next = unescape(scalars, &index, quote: quote) else { return nil }
    bytes += next
  }
  return goString(bytes)
}

/// Takes one character or escape; nil when it is malformed. Escapes of single bytes may be part of a character.
func unescape(_ scalars: [Unicode.Scalar], _ index: inout Int, quote: Unicode.Scalar) -> [UInt8]? {
  guard index < scalars.count else { return nil }
  let first = scalars[index]
  index += 1
  if first == quote { return nil }
  guard first == "\\" else { return Array(String(Character(first)).utf8) }
  guard index < scalars.count else { return nil }
  let escape = scalars[index]
  index += 1
  func digits(_ count: Int, radix: UInt32) -> UInt32? {
    var value: UInt32 = 0
    guard index + count <= scalars.count else { return nil }
    for scalar in scalars[index..<index + count] {
      guard scalar.isASCII, let digit = Character(scalar).hexDigitValue, digit < Int(radix) else {
        return nil
      }
      value = value &* radix &+ UInt32(digit)
    }
    index += count
    return value
  }
  func encoded(_ value: UInt32?) -> [UInt8]? {
    value.flatMap { Unicode.Scalar($0) }.map { Array(String(Character($0)).utf8) }
  }
  switch escape {
  case "a": return [7]
  case "b": return [8]
  case "f": return [12]
  case "n": return [10]
  case "r": return [13]
  case "t": return [9]
  case "v": return [11]
  case "\\": return [92]
  case "x": return digits(2, radix: 16).map { [UInt8(truncatingIfNeeded: $0)] }
  case "u": return encoded(digits(4, radix: 16))
  case "U": return encoded(digits(8, radix: 16))
  case "0"..."7":
    index -= 1
    guard let value = digits(3, radix: 8), value < 256 else { return nil }
    return [UInt8(value)]
  case "'", "\"": return escape == quote ? [UInt8(truncatingIfNeeded: escape.value)] : nil
  default: return nil
  }
}

/// Text of bytes that may be no UTF-8: each byte that is none becomes U+FFFD.
package func goString(_ bytes: some Sequence<UInt8>) -> String {
  let bytes = Array(bytes)
  var result = String.UnicodeScalarView()
  var index = 0
  while index < bytes.count {
    let first = bytes[index]
    if first < 0x80 {
      result.append(Unicode.Scalar(first))
      index += 1
      continue
    }
    var iterator = bytes[index...].makeIterator()
    var decoder = UTF8()
    if case .scalarValue(let scalar) = decoder.decode(&iterator) {
      result.append(scalar)
      index += UTF8.width(scalar)
    } else {
      result.append("\u{FFFD}")
      index += 1
    }
  }
  return String(result)
}
