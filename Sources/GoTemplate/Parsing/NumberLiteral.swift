extension NumberLiteral {
  /// Why a literal is no number.
  struct Problem: Error {
    var message: String
  }

  /// Reads a number as Go's `text/template/parse` does: what is exact as an integer is one, too.
  init(_ text: String, kind: Token.Kind) throws(Problem) {
    self.text = text
    if kind == .characterConstant {
      try readCharacter()
      return
    }
    if kind == .complex {
      try readComplex()
      return
    }
    if text.hasSuffix("i"), let imaginary = goDouble(String(text.dropLast())) {
      complex = (0, imaginary)
      simplify()
      return
    }
    unsigned = goUnsigned(text)
    integer = goInteger(text)
    if integer == 0 { unsigned = 0 }
    if let integer {
      float = Double(integer)
    } else if let unsigned {
      float = Double(unsigned)
    } else if let value = goDouble(text) {
      if !text.contains(where: { ".eEpP".contains($0) }) {
        throw Problem(message: "integer overflow: \(quotedText(text))")
      }
      float = value
      integer = Int64(exactly: value)
      unsigned = UInt64(exactly: value)
    }
    if integer == nil, unsigned == nil, float == nil {
      throw Problem(message: "illegal number syntax: \(quotedText(text))")
    }
  }

  private mutating func readCharacter() throws(Problem) {
    let scalars = Array(text.unicodeScalars)
    var index = 1
    guard let bytes = unescape(scalars, &index, quote: "'") else { throw Problem(message: "invalid syntax") }
    guard index == scalars.count - 1 else {
      throw Problem(message: "malformed character constant: \(text)")
    }
    let value = bytes.count == 1 ? UInt32(bytes[0]) : goString(bytes).unicodeScalars.first?.value ?? 0
    integer = Int64(value)
    unsigned = UInt64(value)
    float = Double(value)
  }

  private mutating func readComplex() throws(Problem) {
    let bytes = Array(text.utf8)
    guard
      let split = bytes.indices.dropFirst().last(where: { index in
        (bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-"))
          && bytes[index - 1] | 0x20 != UInt8(ascii: "e")
      }),
      let real = goDouble(String(decoding: bytes[..<split], as: UTF8.self)),
      let imaginary = goDouble(String(decoding: bytes[split..<(bytes.count - 1)], as: UTF8.self))
    else { throw Problem(message: "illegal number syntax: \(quotedText(text))") }
    complex = (real, imaginary)
    simplify()
  }

  private mutating func simplify() {
    guard let value = complex, value.imaginary == 0 else { return }
    float = value.real
    integer = Int64(exactly: value.real)
    unsigned = UInt64(exactly: value.real)
  }
}

/// `text` without the separators of digits; nil when one stands where it may not.
private func withoutUnderscores(_ text: String) -> String? {
  guard text.utf8.contains(UInt8(ascii: "_")) else { return text }
  let bytes = Array(text.utf8)
  func isDigit(_ index: Int) -> Bool {
    guard bytes.indices.contains(index) else { return false }
    return Character(Unicode.Scalar(bytes[index])).isHexDigit
  }
  for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "_") {
    let isBehindPrefix = index >= 2 && "xXoObB".utf8.contains(bytes[index - 1])
    guard isDigit(index - 1) || isBehindPrefix, isDigit(index + 1) else { return nil }
  }
  return String(decoding: bytes.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
}

/// Go's `ParseInt(text, 0, 64)`.
func goInteger(_ text: String) -> Int64? {
  guard let clean = withoutUnderscores(text) else { return nil }
  let isNegative = clean.hasPrefix("-")
  let body = isNegative || clean.hasPrefix("+") ? String(clean.dropFirst()) : clean
  guard let (digits, radix) = radixOf(body) else { return nil }
  return Int64(isNegative ? "-" + digits : digits, radix: radix)
}

/// Go's `ParseUint(text, 0, 64)`.
func goUnsigned(_ text: String) -> UInt64? {
  guard let clean = withoutUnderscores(text), let (digits, radix) = radixOf(clean) else { return nil }
  return UInt64(digits, radix: radix)
}

private func radixOf(_ text: String) -> (String, Int)? {
  guard let first = text.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else {
    return nil
  }
  let bytes = Array(text.utf8)
  guard bytes.count > 1, first == UInt8(ascii: "0") else { return (text, 10) }
  let radix: Int
  switch bytes[1] | 0x20 {
  case UInt8(ascii: "x"): radix = 16
  case UInt8(ascii: "o"): radix = 8
  case UInt8(ascii: "b"): radix = 2
  default: return (String(text.dropFirst()), 8)
  }
  let rest = String(text.dropFirst(2))
  guard let next = rest.utf8.first, next != UInt8(ascii: "+"), next != UInt8(ascii: "-") else { return nil }
  return (rest, radix)
}

/// Go's `ParseFloat`, without infinities and NaN spelled out.
func goDouble(_ text: String) -> Double? {
  guard let clean = withoutUnderscores(text) else { return nil }
  var body = clean.hasPrefix("+") ? String(clean.dropFirst()) : clean
  guard let first = body.utf8.first(where: { $0 != UInt8(ascii: "-") }),
    (48...57).contains(first) || first == UInt8(ascii: ".")
  else { return nil }
  if body.hasSuffix(".") { body += "0" }
  body = body.replacing(".e", with: ".0e").replacing(".E", with: ".0E")
  if body.hasPrefix(".") { body = "0" + body }
  if body.hasPrefix("-.") { body = "-0" + body.dropFirst() }
  guard let value = Double(body), value.isFinite else { return nil }
  return value
}
