/// Sprig's conversion to an integer: texts by their base prefix, fractions cut off, what is no number 0.
func integer(_ value: Value) -> Int {
  switch value {
  case .integer(let number, _): return Int(number)
  case .float(let number):
    // What does not fit is what the processor of the original makes of it.
    return Int64(exactly: number.rounded(.towardZero)).map(Int.init) ?? Int(Int64.min)
  case .bool(let flag): return flag ? 1 : 0
  case .string(let text): return goInteger(withoutZeroFraction(text)).map(Int.init) ?? 0
  case .object(let object): return object.integer.map(Int.init) ?? 0
  default: return 0
  }
}

/// Cuts a fraction off that has nothing but zeros: `5.0` is an integer, `1.9` is none.
private func withoutZeroFraction(_ text: String) -> String {
  guard let point = text.utf8.lastIndex(of: UInt8(ascii: ".")), point > text.startIndex,
    text[point...].utf8.count > 1, text[point...].utf8.dropFirst().allSatisfy({ $0 == UInt8(ascii: "0") })
  else { return text }
  return String(text[..<point])
}

/// Sprig's conversion to a float.
func double(_ value: Value) -> Double {
  switch value {
  case .integer(let number, let kind):
    return kind.isUnsigned ? Double(UInt64(bitPattern: number)) : Double(number)
  case .float(let number): return number
  case .bool(let flag): return flag ? 1 : 0
  case .string(let text): return parsedFloat(text) ?? 0
  case .object(let object): return object.integer.map(Double.init) ?? 0
  default: return 0
  }
}

/// Go's `strconv.ParseFloat`: like a literal; hexadecimal only with an exponent; also infinities.
private func parsedFloat(_ text: String) -> Double? {
  let lowered = text.lowercased()
  let unsigned = lowered.hasPrefix("-") || lowered.hasPrefix("+") ? String(lowered.dropFirst()) : lowered
  switch unsigned {
  case "inf", "infinity": return lowered.hasPrefix("-") ? -.infinity : .infinity
  case "nan": return unsigned == lowered ? .nan : nil
  default: break
  }
  if unsigned.hasPrefix("0x"), !unsigned.contains("p") { return nil }
  return goDouble(text)
}

extension FunctionLibrary {
  mutating func defineMathematics() {
    define("int", [.any]) { .int(integer($0[0])) }
    define("int64", [.any]) { .int64(Int64(integer($0[0]))) }
    define("float64", [.any]) { .float(double($0[0])) }
    define("atoi", [.string]) { .int(Int(parsedDecimal($0[0].stringValue))) }
    define("toDecimal", [.any]) { .int64(Int64($0[0].text, radix: 8) ?? 0) }
    define("add1", [.any]) { .int64(Int64(integer($0[0]) &+ 1)) }
    define("add", [], variadic: .any) { .int64(Int64($0.reduce(0) { $0 &+ integer($1) })) }
    define("sub", [.any, .any]) { .int64(Int64(integer($0[0]) &- integer($0[1]))) }
    define("mul", [.any], variadic: .any) { arguments in
      .int64(Int64(arguments.dropFirst().reduce(integer(arguments[0])) { $0 &* integer($1) }))
    }
    define("div", [.any, .any]) { arguments in
      let divisor = integer(arguments[1])
      if divisor == 0 { throw FunctionError("runtime error: integer divide by zero") }
      return .int64(Int64(integer(arguments[0]).dividedReportingOverflow(by: divisor).partialValue))
    }
    define("mod", [.any, .any]) { arguments in
      let divisor = integer(arguments[1])
      if divisor == 0 { throw FunctionError("runtime error: integer divide by zero") }
      return .int64(Int64(integer(arguments[0]).remainderReportingOverflow(dividingBy: divisor).partialValue))
    }
    for name in ["max", "biggest"] {
      define(name, [.any], variadic: .any) { .int64(Int64($0.map(integer).max() ?? 0)) }
    }
    define("min", [.any], variadic: .any) { .int64(Int64($0.map(integer).min() ?? 0)) }
    define("maxf", [.any], variadic: .any) { .float(extreme($0, Double.maximum)) }
    define("minf", [.any], variadic: .any) { .float(extreme($0, Double.minimum)) }
    define("floor", [.any]) { .float(double($0[0]).rounded(.down)) }
    define("ceil", [.any]) { .float(double($0[0]).rounded(.up)) }
    define("round", [.any, .int], variadic: .float64) { arguments in
      let threshold = arguments.count > 2 ? double(arguments[2]) : 0.5
      let scale = powerOfTen(arguments[1].integerValue)
      let scaled = scale * double(arguments[0])
      let fraction = scaled - scaled.rounded(.towardZero)
      return .float(scaled.rounded(fraction >= threshold ? .up : .down) / scale)
    }
    defineDecimals()
  }

  private mutating func defineDecimals() {
    define("add1f", [.any]) { .float(try decimal([$0[0], .int(1)], .add)) }
    define("addf", [], variadic: .any) { .float(try decimal([.int(0)] + $0, .add)) }
    define("subf", [.any], variadic: .any) { .float(try decimal($0, .subtract)) }
    define("mulf", [.any], variadic: .any) { .float(try decimal($0, .multiply)) }
    define("divf", [.any], variadic: .any) { .float(try decimal($0, .divide)) }
  }
}

/// Go's `math.Max` and `math.Min` from left to right: what is no number stays none.
private func extreme(_ values: [Value], _ choose: (Double, Double) -> Double) -> Double {
  let numbers = values.map(double)
  return numbers.dropFirst().reduce(numbers.first ?? 0) { a, b in
    a.isNaN || b.isNaN ? .nan : choose(a, b)
  }
}

private func powerOfTen(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? .infinity }

private enum DecimalOperation {
  case add, subtract, multiply, divide
}

/// Computes from left to right on decimal numbers: 0.1 and 0.2 are 0.3.
private func decimal(_ values: [Value], _ operation: DecimalOperation) throws(FunctionError) -> Double {
  guard let first = values.first.map(double) else { return 0 }
  var result = Decimal128(first)
  var plain = first
  for value in values.map(double) where !value.isFinite {
    throw FunctionError("Cannot create a Decimal from \(shortestText(value))")
  }
  for value in values.dropFirst().map(double) {
    if operation == .divide, value == 0 { throw FunctionError("decimal division by 0") }
    switch operation {
    case .add: plain += value
    case .subtract: plain -= value
    case .multiply: plain *= value
    case .divide: plain /= value
    }
    // Beyond the range of the decimal type the binary result stands.
    result = Decimal128(value).flatMap { result?.combined(with: $0, operation) } ?? Decimal128(plain)
    if let result { plain = result.double }
  }
  // A decimal number has no negative zero.
  return plain == 0 ? 0 : plain
}

/// A decimal number: an integer times a power of ten.
private struct Decimal128 {
  var mantissa: Int128
  var exponent: Int

  init(mantissa: Int128, exponent: Int) {
    self.mantissa = mantissa
    self.exponent = exponent
  }

  init?(_ value: Double) {
    guard value.isFinite else { return nil }
    let digits = DecimalDigits(shortest: value)
    mantissa = digits.digits.reduce(0) { $0 * 10 + Int128($1) } * (value < 0 ? -1 : 1)
    exponent = digits.digits.isEmpty ? 0 : digits.point - digits.digits.count
  }

  var double: Double { Double("\(mantissa)e\(exponent)") ?? 0 }

  private func scaled(to other: Int) -> Int128? {
    guard exponent >= other else { return nil }
    var result = mantissa
    for _ in 0..<(exponent - other) {
      let (next, overflow) = result.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      result = next
    }
    return result
  }

  func combined(with other: Decimal128, _ operation: DecimalOperation) -> Decimal128? {
    switch operation {
    case .add, .subtract:
      let power = min(exponent, other.exponent)
      guard let left = scaled(to: power), let right = other.scaled(to: power) else { return nil }
      let (sum, overflow) =
        operation == .add ? left.addingReportingOverflow(right) : left.subtractingReportingOverflow(right)
      return overflow ? nil : Decimal128(mantissa: sum, exponent: power)
    case .multiply:
      let (product, overflow) = mantissa.multipliedReportingOverflow(by: other.mantissa)
      return overflow ? nil : Decimal128(mantissa: product, exponent: exponent + other.exponent)
    case .divide: return quotient(other)
    }
  }

  /// Sixteen digits behind the point, the last one rounded.
  private func quotient(_ other: Decimal128) -> Decimal128? {
    let wanted = other.exponent - 16
    var (top, bottom) = (mantissa, other.mantissa)
    if exponent >= wanted {
      guard let scaled = scaled(to: wanted) else { return nil }
      top = scaled
    } else {
      for _ in 0..<(wanted - exponent) {
        let (next, overflow) = bottom.multipliedReportingOverflow(by: 10)
        if overflow { return Decimal128(mantissa: 0, exponent: 0) }
        bottom = next
      }
    }
    let (whole, rest) = top.quotientAndRemainder(dividingBy: bottom)
    var result = whole
    let (twice, overflow) = rest.magnitude.multipliedReportingOverflow(by: 2)
    if overflow || twice >= bottom.magnitude { result += (top < 0) == (bottom < 0) ? 1 : -1 }
    return Decimal128(mantissa: result, exponent: -16)
  }
}
