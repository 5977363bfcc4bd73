/// The shortest decimal digits that read back as the same number: 0.d₁d₂… × 10^`point`.
package struct ShortestDecimal {
  private let isNegative: Bool
  private let digits: [UInt8]
  private let point: Int

  /// `value` must be finite.
  package init(_ value: Double) { self.init(parsing: value.description) }
  /// `value` must be finite.
  init(_ value: Float) { self.init(parsing: value.description) }

  /// Takes `-12.5`, `1e-07`, `1.25e+20`: what Swift prints, of which only the digits matter.
  private init(parsing text: String) {
    var digits: [UInt8] = []
    var exponent = 0
    var integerDigits = 0
    var negative = false
    var seenPoint = false
    var rest = text.utf8[...]
    if rest.first == UInt8(ascii: "-") {
      negative = true
      rest.removeFirst()
    }
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: ".") {
        seenPoint = true
      } else if byte == UInt8(ascii: "e") {
        exponent = Int(Substring(rest)) ?? 0
        break
      } else {
        digits.append(byte)
        if !seenPoint { integerDigits += 1 }
      }
    }
    let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(zeros)
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    isNegative = negative
    point = digits.isEmpty ? 1 : integerDigits - zeros + exponent
    self.digits = digits.isEmpty ? [UInt8(ascii: "0")] : digits
  }

  /// The general form with an exponent of two digits, used from seven integer digits on and below 0.0001.
  package func appendGeneral(to output: inout [UInt8]) {
    if point - 1 < -4 || point - 1 >= 6 {
      appendScientific(exponentDigits: 2, to: &output)
    } else {
      appendPositional(to: &output)
    }
  }

  /// The form of JSON: an exponent, as short as it goes, only from 1e21 on and below 1e-6.
  func appendJSON(to output: inout [UInt8]) {
    if point - 1 < -6 || point - 1 >= 21 {
      appendScientific(exponentDigits: 1, to: &output)
    } else {
      appendPositional(to: &output)
    }
  }

  /// The form without an exponent, however long that is.
  package func appendPositional(to output: inout [UInt8]) {
    if isNegative { output.append(UInt8(ascii: "-")) }
    if point <= 0 {
      output.append(contentsOf: "0.".utf8)
      output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -point))
      output.append(contentsOf: digits)
    } else if point >= digits.count {
      output.append(contentsOf: digits)
      output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: point - digits.count))
    } else {
      output.append(contentsOf: digits[..<point])
      output.append(UInt8(ascii: "."))
      output.append(contentsOf: digits[point...])
    }
  }

  private func appendScientific(exponentDigits: Int, to output: inout [UInt8]) {
    if isNegative { output.append(UInt8(ascii: "-")) }
    output.append(digits[0])
    if digits.count > 1 {
      output.append(UInt8(ascii: "."))
      output.append(contentsOf: digits[1...])
    }
    let exponent = point - 1
    output.append(contentsOf: exponent < 0 ? "e-".utf8 : "e+".utf8)
    let text = String(exponent.magnitude)
    if text.utf8.count < exponentDigits { output.append(UInt8(ascii: "0")) }
    output.append(contentsOf: text.utf8)
  }
}

/// How kustomize prints a float: whole numbers within 64 bits as digits, others in the general form.
///
/// The number has been JSON before, so its digits are the shortest ones, with zeros behind them. `value` must be
/// finite. Source: reference/kustomize.md section 17.
func yamlFloatText(_ value: Double) -> [UInt8] {
  if value == 0 { return [UInt8(ascii: "0")] }
  let decimal = ShortestDecimal(value)
  var output: [UInt8] = []
  if value.magnitude < 1e20, value == value.rounded(.towardZero) {
    decimal.appendJSON(to: &output)
    let digits = String(decoding: output, as: UTF8.self)
    if Int64(digits) != nil || UInt64(digits) != nil { return output }
    output.removeAll()
  }
  decimal.appendGeneral(to: &output)
  return output
}

/// A number as Go's YAML writer writes a 64-bit float: with an exponent from a million upwards.
package func generalNumberText(_ value: Double) -> String {
  var output: [UInt8] = []
  ShortestDecimal(value).appendGeneral(to: &output)
  return String(decoding: output, as: UTF8.self)
}
