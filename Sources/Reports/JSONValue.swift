/// A JSON text in the making; objects keep the order in which they are written.
package enum JSONValue {
  case string(String)
  /// Digits that are printed as they stand.
  case number(String)
  case integer(Int)
  case boolean(Bool)
  case null
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// The text, two blanks deeper for each level, with a line feed at its end.
  package var text: String {
    var result = ""
    write(to: &result, indent: "")
    return result + "\n"
  }

  private func write(to result: inout String, indent: String) {
    switch self {
    case .string(let value): result += quoted(value)
    case .number(let digits): result += isJSONNumber(digits) ? digits : quoted(digits)
    case .integer(let value): result += String(value)
    case .boolean(let value): result += value ? "true" : "false"
    case .null: result += "null"
    case .array(let values):
      writeItems(values.count, "[", "]", to: &result, indent) { index, result, deeper in
        values[index].write(to: &result, indent: deeper)
      }
    case .object(let pairs):
      writeItems(pairs.count, "{", "}", to: &result, indent) { index, result, deeper in
        result += quoted(pairs[index].key) + ": "
        pairs[index].value.write(to: &result, indent: deeper)
      }
    }
  }

  private func writeItems(
    _ count: Int, _ opening: String, _ closing: String, to result: inout String, _ indent: String,
    _ item: (Int, inout String, String) -> Void
  ) {
    result += opening
    let deeper = indent + "  "
    for index in 0..<count {
      result += index == 0 ? "\n" : ",\n"
      result += deeper
      item(index, &result, deeper)
    }
    if count > 0 { result += "\n" + indent }
    result += closing
  }
}

/// A JSON string; what a terminal would obey is escaped too.
private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    default:
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
          let digits = String(unit, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        }
      default: result.unicodeScalars.append(scalar)
      }
    }
  }
  return result + "\""
}

/// Whether JSON reads the text as a number.
private func isJSONNumber(_ text: String) -> Bool {
  var rest = Array(text.utf8)[...]
  func digits() -> Int {
    let count = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
    rest = rest.dropFirst(count)
    return count
  }
  if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
  let startsWithZero = rest.first == UInt8(ascii: "0")
  let whole = digits()
  if whole == 0 || (startsWithZero && whole > 1) { return false }
  if rest.first == UInt8(ascii: ".") {
    rest = rest.dropFirst()
    if digits() == 0 { return false }
  }
  if let exponent = rest.first, exponent | 0x20 == UInt8(ascii: "e") {
    rest = rest.dropFirst()
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    if digits() == 0 { return false }
  }
  return rest.isEmpty
}
