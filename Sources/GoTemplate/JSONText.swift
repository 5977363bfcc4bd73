/// How `encoding/json` is to write a value.
package struct JSONStyle: Sendable {
  /// Writes `<`, `>` and `&` as escapes.
  package var escapesHTML = true
  /// Spaces for each level; nil for one line without spaces.
  package var indent: Int?

  package init(escapesHTML: Bool = true, indent: Int? = nil) {
    self.escapesHTML = escapesHTML
    self.indent = indent
  }
}

extension Value {
  /// The value as Go's `encoding/json` writes it, keys sorted; fails for what JSON can't hold.
  package func jsonText(_ style: JSONStyle = JSONStyle()) throws(FunctionError) -> String {
    var result = ""
    try writeJSON(to: &result, style, level: 0)
    return result
  }

  private func writeJSON(
    to result: inout String, _ style: JSONStyle, level: Int
  ) throws(FunctionError) {
    if level > maximumValueDepth { throw FunctionError("json: unsupported value: encountered a cycle") }
    if result.utf8.count > maximumValueSize { throw FunctionError("json: the text is too large") }
    switch self {
    case .missing, .null: result += "null"
    case .bool(let value): result += value ? "true" : "false"
    case .integer(let value, let kind): result += integerText(value, kind)
    case .float(let value):
      guard value.isFinite else {
        throw FunctionError("json: unsupported value: \(shortestText(value))")
      }
      result += jsonNumber(value)
    case .complex: throw FunctionError("json: unsupported type: complex128")
    case .string(let value): result += jsonString(value, escapesHTML: style.escapesHTML)
    case .object(let object):
      result += object.jsonText ?? jsonString(object.text, escapesHTML: style.escapesHTML)
    case .list(let items, let kind):
      if items.isEmpty {
        result += kind.isNil ? "null" : "[]"
        return
      }
      result += "["
      for (index, item) in items.enumerated() {
        if index > 0 { result += "," }
        breakLine(&result, style, level + 1)
        try item.writeJSON(to: &result, style, level: level + 1)
      }
      breakLine(&result, style, level)
      result += "]"
    case .map(let map):
      if map.isEmpty {
        result += "{}"
        return
      }
      result += "{"
      for (index, entry) in map.sorted.enumerated() {
        if index > 0 { result += "," }
        breakLine(&result, style, level + 1)
        result += jsonString(entry.key, escapesHTML: style.escapesHTML)
        result += style.indent == nil ? ":" : ": "
        try entry.value.writeJSON(to: &result, style, level: level + 1)
      }
      breakLine(&result, style, level)
      result += "}"
    }
  }

  private func breakLine(_ result: inout String, _ style: JSONStyle, _ level: Int) {
    guard let indent = style.indent else { return }
    result += "\n"
    result += String(repeating: " ", count: indent * level)
  }
}

/// A finite double as JSON: an exponent only below 1e-6 and from 1e21 on.
package func jsonNumber(_ value: Double) -> String {
  let size = value.magnitude
  if size == 0 { return value.sign == .minus ? "-0" : "0" }
  if size >= 1e-6 && size < 1e21 { return formatFloat(value, "f", precision: nil) }
  let text = formatFloat(value, "e", precision: nil)
  // Go writes e-09 as e-9.
  let bytes = Array(text.utf8)
  if bytes.count >= 4, bytes[bytes.count - 4] == UInt8(ascii: "e"),
    bytes[bytes.count - 3] == UInt8(ascii: "-"),
    bytes[bytes.count - 2] == UInt8(ascii: "0")
  {
    return String(decoding: bytes[..<(bytes.count - 2)] + bytes[(bytes.count - 1)...], as: UTF8.self)
  }
  return text
}

/// A string in double quotes with JSON's escapes.
package func jsonString(_ text: String, escapesHTML: Bool) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "\u{8}": result += "\\b"
    case "\u{c}": result += "\\f"
    case "\u{0}"..."\u{1f}", "\u{2028}", "\u{2029}": result += "\\u" + hexadecimal(scalar.value, digits: 4)
    case "<", ">", "&":
      if escapesHTML {
        result += "\\u" + hexadecimal(scalar.value, digits: 4)
      } else {
        result.unicodeScalars.append(scalar)
      }
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}

/// `value` in lower-case hexadecimal, with at least that many digits.
func hexadecimal(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
