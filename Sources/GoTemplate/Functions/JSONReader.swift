/// Reads JSON as Go's `encoding/json` does into an `interface{}`: numbers are 64-bit floats.
package struct JSONReader {
  private let bytes: [UInt8]
  private var index = 0
  /// A number that does not fit; reported only when the whole text is JSON, as Go reads it twice.
  private var rangeProblem: FunctionError?

  /// The value of a text that must be JSON as a whole.
  package static func value(of text: String) throws(FunctionError) -> Value {
    var reader = JSONReader(bytes: Array(text.utf8))
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    if reader.index < reader.bytes.count { throw reader.unexpected("after top-level value") }
    if let problem = reader.rangeProblem { throw problem }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func skipSpace() {
    while index < bytes.count, [32, 9, 10, 13].contains(bytes[index]) { index += 1 }
  }

  /// What stands at the index does not belong there; Go shows a byte as the character of that number.
  private func unexpected(_ place: String, endIsSpace: Bool = false) -> FunctionError {
    if index >= bytes.count, !endIsSpace { return FunctionError("unexpected end of JSON input") }
    let scalar = index < bytes.count ? Unicode.Scalar(bytes[index]) : " "
    return FunctionError("invalid character '\(quotedScalar(scalar, quote: "'", ascii: false))' \(place)")
  }

  private mutating func value(depth: Int) throws(FunctionError) -> Value {
    if depth > maximumValueDepth { throw FunctionError("exceeded max depth") }
    skipSpace()
    guard index < bytes.count else { throw unexpected("") }
    switch bytes[index] {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try array(depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), 48...57: return try number()
    default: throw unexpected("looking for beginning of value")
    }
  }

  private mutating func word(_ text: String, _ value: Value) throws(FunctionError) -> Value {
    for (offset, byte) in text.utf8.enumerated() {
      guard index < bytes.count, bytes[index] == byte else {
        let wanted = Array(text)[offset]
        throw unexpected("in literal \(text) (expecting '\(wanted)')", endIsSpace: true)
      }
      index += 1
    }
    return value
  }

  private mutating func number() throws(FunctionError) -> Value {
    let start = index
    func digits() -> Bool {
      let first = index
      while index < bytes.count, (48...57).contains(bytes[index]) { index += 1 }
      return index > first
    }
    if bytes[index] == UInt8(ascii: "-") { index += 1 }
    if index < bytes.count, bytes[index] == UInt8(ascii: "0") {
      index += 1
    } else if !digits() {
      throw unexpected("in numeric literal", endIsSpace: true)
    }
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      if !digits() { throw unexpected("after decimal point in numeric literal", endIsSpace: true) }
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
        index += 1
      }
      if !digits() { throw unexpected("in exponent of numeric literal", endIsSpace: true) }
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    if let value = Double(text), value.isFinite { return .float(value) }
    rangeProblem =
      rangeProblem ?? FunctionError("json: cannot unmarshal number \(text) into Go value of type float64")
    return .null
  }

  private mutating func array(_ depth: Int) throws(FunctionError) -> Value {
    index += 1
    var items: [Value] = []
    skipSpace()
    if index < bytes.count, bytes[index] == UInt8(ascii: "]") {
      index += 1
      return .list([])
    }
    while true {
      items.append(try value(depth: depth + 1))
      skipSpace()
      guard index < bytes.count, bytes[index] == UInt8(ascii: ",") || bytes[index] == UInt8(ascii: "]") else {
        throw unexpected("after array element")
      }
      index += 1
      if bytes[index - 1] == UInt8(ascii: "]") { return .list(items) }
    }
  }

  private mutating func object(_ depth: Int) throws(FunctionError) -> Value {
    index += 1
    let map = MapValue()
    skipSpace()
    if index < bytes.count, bytes[index] == UInt8(ascii: "}") {
      index += 1
      return .map(map)
    }
    while true {
      skipSpace()
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
        throw unexpected("looking for beginning of object key string")
      }
      let key = try string()
      skipSpace()
      guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else {
        throw unexpected("after object key")
      }
      index += 1
      map[key] = try value(depth: depth + 1)
      skipSpace()
      guard index < bytes.count, bytes[index] == UInt8(ascii: ",") || bytes[index] == UInt8(ascii: "}") else {
        throw unexpected("after object key:value pair")
      }
      index += 1
      if bytes[index - 1] == UInt8(ascii: "}") { return .map(map) }
    }
  }

  private mutating func string() throws(FunctionError) -> String {
    index += 1
    var result: [UInt8] = []
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return goString(result)
      case 0..<32: throw unexpected("in string literal")
      case UInt8(ascii: "\\"):
        index += 1
        try escape(&result)
      default:
        result.append(byte)
        index += 1
      }
    }
    throw unexpected("")
  }

  private mutating func escape(_ result: inout [UInt8]) throws(FunctionError) {
    guard index < bytes.count else { throw unexpected("") }
    switch bytes[index] {
    case UInt8(ascii: "n"): result.append(10)
    case UInt8(ascii: "t"): result.append(9)
    case UInt8(ascii: "r"): result.append(13)
    case UInt8(ascii: "b"): result.append(8)
    case UInt8(ascii: "f"): result.append(12)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(bytes[index])
    case UInt8(ascii: "u"):
      index += 1
      var value = try hexadecimalUnit()
      if (0xD800..<0xDC00).contains(value), index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
        bytes[index + 1] == UInt8(ascii: "u")
      {
        let mark = index
        index += 2
        let low = try hexadecimalUnit()
        if (0xDC00..<0xE000).contains(low) {
          value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        } else {
          index = mark
        }
      }
      result += Array(String(Character(Unicode.Scalar(value) ?? "\u{FFFD}")).utf8)
      return
    default: throw unexpected("in string escape code")
    }
    index += 1
  }

  private mutating func hexadecimalUnit() throws(FunctionError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard index < bytes.count, let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue else {
        throw unexpected("in \\u hexadecimal character escape")
      }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }
}
