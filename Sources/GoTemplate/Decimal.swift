/// A finite number other than zero as decimal digits: 0.d₁d₂d₃… × 10^point.
package struct DecimalDigits {
  /// Digit values 0 to 9, none leading zero; trailing zeros only where a precision asked for them.
  package var digits: [UInt8]
  package var point: Int

  /// The fewest digits that read back as `value`, which must be finite; zero has none.
  package init(shortest value: Double) {
    digits = []
    point = 0
    if value == 0 { return }
    var exponent = 0
    var seenPoint = false
    var scale = 0
    let text = Array(value.magnitude.description.utf8)
    let mark = text.firstIndex(of: UInt8(ascii: "e")) ?? text.count
    if mark < text.count { exponent = Int(String(decoding: text[(mark + 1)...], as: UTF8.self)) ?? 0 }
    for byte in text[..<mark] {
      if byte == UInt8(ascii: ".") {
        seenPoint = true
        continue
      }
      if !seenPoint { scale += 1 }
      digits.append(byte - UInt8(ascii: "0"))
    }
    let leading = digits.prefix { $0 == 0 }.count
    digits.removeFirst(leading)
    while digits.last == 0 { digits.removeLast() }
    point = scale - leading + exponent
  }

  /// All digits of `value`, which must be finite: a double is a finite decimal fraction.
  package init(exactly value: Double) {
    digits = []
    point = 0
    if value == 0 { return }
    var mantissa = UInt64(value.significandBitPattern)
    var power = Int(value.exponentBitPattern) - 1075
    if value.exponentBitPattern == 0 { power = -1074 } else { mantissa |= 1 << 52 }
    // Little-endian limbs of nine digits each; at most about 1,100 digits.
    var limbs: [UInt64] = []
    while mantissa > 0 {
      limbs.append(mantissa % 1_000_000_000)
      mantissa /= 1_000_000_000
    }
    func multiply(_ factor: UInt64) {
      var carry: UInt64 = 0
      for index in limbs.indices {
        let product = limbs[index] * factor + carry
        limbs[index] = product % 1_000_000_000
        carry = product / 1_000_000_000
      }
      if carry > 0 { limbs.append(carry) }
    }
    var fraction = 0
    while power > 0 {
      let step = min(power, 29)
      multiply(1 << UInt64(step))
      power -= step
    }
    while power < 0 {
      // Times 5 for each halving: the value is then the integer over 10 to that power.
      let step = min(-power, 12)
      var factor: UInt64 = 1
      for _ in 0..<step { factor *= 5 }
      multiply(factor)
      power += step
      fraction += step
    }
    for limb in limbs.reversed() {
      var part = limb
      var nine = [UInt8](repeating: 0, count: 9)
      for index in stride(from: 8, through: 0, by: -1) {
        nine[index] = UInt8(part % 10)
        part /= 10
      }
      digits += nine
    }
    digits.removeFirst(digits.prefix { $0 == 0 }.count)
    point = digits.count - fraction
    while digits.last == 0 { digits.removeLast() }
  }

  /// Rounds to `count` digits, ties to even, as Go does on exact digits; pads with zeros.
  package mutating func round(to count: Int) {
    if count < 0 {
      digits = []
      return
    }
    if digits.count > count {
      let next = digits[count]
      let isTie = next == 5 && digits.count == count + 1
      let up = isTie ? count > 0 && digits[count - 1] % 2 == 1 : next >= 5
      digits.removeLast(digits.count - count)
      if up {
        var index = count - 1
        while index >= 0, digits[index] == 9 {
          digits[index] = 0
          index -= 1
        }
        if index >= 0 {
          digits[index] += 1
        } else {
          digits.insert(1, at: 0)
          if digits.count > max(count, 1) { digits.removeLast() }
          point += 1
        }
      }
    }
  }

  func digit(_ index: Int) -> Character {
    index >= 0 && index < digits.count
      ? Character(Unicode.Scalar(UInt8(ascii: "0") + digits[index])) : "0"
  }
}

/// The text of `%v`: shortest digits, an exponent below 1e-4 and from 1e6 on, unless more digits are needed.
///
/// Source: Go's strconv through fmt; reference/gotemplate.md section 1.
package func shortestText(_ value: Double) -> String {
  formatFloat(value, "g", precision: nil)
}

/// Go's `strconv.FormatFloat` for the formats `e`, `f` and `g`; nil stands for the shortest precision.
package func formatFloat(_ value: Double, _ format: Character, precision: Int?, alternate: Bool = false)
  -> String
{
  if value.isNaN { return "NaN" }
  if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
  let sign = value.sign == .minus ? "-" : ""
  var decimal = precision == nil ? DecimalDigits(shortest: value) : DecimalDigits(exactly: value)
  switch format {
  case "e", "E":
    if let precision { decimal.round(to: precision + 1) }
    return sign
      + exponentText(
        decimal, precision ?? max(decimal.digits.count - 1, 0), String(format), alternate: alternate)
  case "f", "F":
    if let precision { decimal.round(to: decimal.point + precision) }
    return sign + plainText(decimal, precision ?? max(decimal.digits.count - decimal.point, 0))
  default:
    var wanted = precision ?? decimal.digits.count
    if wanted == 0 { wanted = 1 }
    if precision != nil { decimal.round(to: wanted) }
    // Go drops trailing zeros in %g: only the digits that are there count.
    while decimal.digits.last == 0 { decimal.digits.removeLast() }
    var limit = wanted
    if limit > decimal.digits.count, decimal.digits.count >= decimal.point { limit = decimal.digits.count }
    if precision == nil { limit = 6 }
    let exponent = decimal.digits.isEmpty ? 0 : decimal.point - 1
    if exponent < -4 || exponent >= limit {
      let marker = format == "G" ? "E" : "e"
      return sign
        + exponentText(decimal, max(min(wanted, decimal.digits.count) - 1, 0), marker, alternate: false)
    }
    return sign + plainText(decimal, max(decimal.digits.count - decimal.point, 0))
  }
}

private func exponentText(
  _ decimal: DecimalDigits, _ precision: Int, _ marker: String, alternate: Bool
) -> String {
  var result = String(decimal.digit(0))
  if precision > 0 || alternate { result += "." }
  if precision > 0 { for index in 1...precision { result.append(decimal.digit(index)) } }
  let exponent = decimal.digits.isEmpty ? 0 : decimal.point - 1
  let power = String(exponent.magnitude)
  result += marker + (exponent < 0 ? "-" : "+") + (power.utf8.count < 2 ? "0" : "") + power
  return result
}

private func plainText(_ decimal: DecimalDigits, _ precision: Int) -> String {
  var result = ""
  if decimal.point > 0 {
    for index in 0..<decimal.point { result.append(decimal.digit(index)) }
  } else {
    result = "0"
  }
  if precision > 0 {
    result += "."
    for index in 0..<precision { result.append(decimal.digit(decimal.point + index)) }
  }
  return result
}
