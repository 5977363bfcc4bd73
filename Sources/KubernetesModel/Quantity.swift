/// An amount of a resource, such as `500m`, `1.5`, `2Gi` or `1e3`, exact to a billionth.
///
/// Source: Kubernetes 1.33, resource quantities; what is finer than a billionth is rounded up, what is larger than
/// 2^63 - 1 counts as that.
package struct Quantity: Sendable, Hashable {
  /// Billionths of the unit.
  private var nano: Int128

  package static let zero = Quantity(nano: 0)

  private init(nano: Int128) { self.nano = nano }

  /// Reads the text of a quantity; nil when it is none.
  package init?(_ text: String) {
    var bytes = Array(text.utf8)[...]
    var isNegative = false
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      bytes = bytes.dropFirst()
    }
    let number = bytes.prefix { isDigit($0) || $0 == UInt8(ascii: ".") }
    let parts = number.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count <= 2, number.contains(where: isDigit),
      let scale = Scale(String(decoding: bytes.dropFirst(number.count), as: UTF8.self))
    else { return nil }
    let fraction = parts.count == 2 ? parts[1] : [][...]
    let digits = Array(parts[0] + fraction).drop { $0 == UInt8(ascii: "0") }
    let magnitude = Self.billionths(Array(digits), power: scale.power - fraction.count, factor: scale.factor)
    nano = isNegative ? -magnitude : magnitude
  }

  /// `digits` times 10^`power` times `factor`, in billionths, rounded up and cut at the limit.
  private static func billionths(_ digits: [UInt8], power: Int, factor: Int128) -> Int128 {
    var value: Int128 = 0
    // 25 digits times 2^60 fit into 128 bits; of longer numbers the rest only decides about rounding up.
    let kept = digits.prefix(18)
    for digit in kept { value = value * 10 + Int128(digit - UInt8(ascii: "0")) }
    var hasRest = digits.dropFirst(kept.count).contains { $0 != UInt8(ascii: "0") }
    if value == 0 { return hasRest ? 1 : 0 }
    var exponent = power + 9 + (digits.count - kept.count)
    value *= factor
    while exponent > 0, value < limit {
      value *= 10
      exponent -= 1
    }
    while exponent < 0, value > 0 {
      hasRest = hasRest || value % 10 != 0
      value /= 10
      exponent += 1
    }
    return min(hasRest ? value + 1 : value, limit)
  }

  private static let limit = Int128(Int64.max) * 1_000_000_000

  package var isPositive: Bool { nano > 0 }

  /// In whole units, rounded up.
  package var value: Int64 { rounded(1_000_000_000) }

  /// In thousandths, rounded up.
  package var milliValue: Int64 { rounded(1_000_000) }

  private func rounded(_ unit: Int128) -> Int64 {
    let quotient = nano / unit
    return Int64(clamping: nano > 0 && nano % unit != 0 ? quotient + 1 : quotient)
  }

  package static func + (a: Quantity, b: Quantity) -> Quantity {
    Quantity(nano: max(-limit, min(limit, a.nano + b.nano)))
  }

  private struct Scale {
    var power = 0
    var factor: Int128 = 1

    init?(_ suffix: String) {
      switch suffix {
      case "": break
      case "n": power = -9
      case "u": power = -6
      case "m": power = -3
      case "k": power = 3
      case "M": power = 6
      case "G": power = 9
      case "T": power = 12
      case "P": power = 15
      case "E": power = 18
      case "Ki": factor = 1 << 10
      case "Mi": factor = 1 << 20
      case "Gi": factor = 1 << 30
      case "Ti": factor = 1 << 40
      case "Pi": factor = 1 << 50
      case "Ei": factor = 1 << 60
      default:
        guard suffix.first == "e" || suffix.first == "E", let exponent = Int(suffix.dropFirst()),
          exponent.magnitude <= 1000
        else { return nil }
        power = exponent
      }
    }
  }
}

extension Quantity: Comparable {
  package static func < (a: Quantity, b: Quantity) -> Bool { a.nano < b.nano }
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
