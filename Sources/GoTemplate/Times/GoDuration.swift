/// Durations as Go writes and reads them, in nanoseconds.
enum GoDuration {
  private static let units: [(name: [UInt8], size: UInt64)] = [
    ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
    ("m", 60_000_000_000), ("h", 3_600_000_000_000),
  ].map { (Array($0.0.utf8), $0.1) }

  /// Reads `1h30m`, `-1.5s`; overflow is an error, digits behind what counts are dropped.
  static func parse(_ text: String) throws(FunctionError) -> Int64 {
    let problem = FunctionError("time: invalid duration \(quotedText(text))")
    var rest = Array(text.utf8)[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    if rest.elementsEqual("0".utf8) { return 0 }
    if rest.isEmpty { throw problem }
    var total: UInt64 = 0
    while !rest.isEmpty {
      let whole = rest.prefix(while: isDigit)
      rest = rest.dropFirst(whole.count)
      var fraction: ArraySlice<UInt8> = []
      if rest.first == UInt8(ascii: ".") {
        fraction = rest.dropFirst().prefix(while: isDigit)
        rest = rest.dropFirst(fraction.count + 1)
      }
      if whole.isEmpty, fraction.isEmpty { throw problem }
      guard let number = number(whole), number <= Int64.min.magnitude else { throw problem }
      let unit = rest.prefix { $0 != UInt8(ascii: ".") && !isDigit($0) }
      if unit.isEmpty { throw FunctionError("time: missing unit in duration \(quotedText(text))") }
      guard let known = units.first(where: { $0.name.elementsEqual(unit) }) else {
        let name = quotedText(String(decoding: unit, as: UTF8.self))
        throw FunctionError("time: unknown unit \(name) in duration \(quotedText(text))")
      }
      rest = rest.dropFirst(unit.count)
      let (product, overflow) = number.multipliedReportingOverflow(by: known.size)
      if overflow || product > Int64.min.magnitude { throw problem }
      total += product + part(fraction, of: known.size)
      if total > Int64.min.magnitude { throw problem }
    }
    if isNegative { return Int64(bitPattern: 0 &- total) }
    guard let result = Int64(exactly: total) else { throw problem }
    return result
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
    digits.isEmpty ? 0 : UInt64(String(decoding: digits, as: UTF8.self))
  }

  private static func part(_ digits: ArraySlice<UInt8>, of size: UInt64) -> UInt64 {
    var (value, scale) = (UInt64(0), 1.0)
    for digit in digits {
      let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow || shifted >= UInt64(Int64.max) - 9 { break }
      value = shifted + UInt64(digit - 48)
      scale *= 10
    }
    return UInt64(Double(value) * (Double(size) / scale))
  }

  static func text(_ nanoseconds: Int64) -> String {
    if nanoseconds == 0 { return "0s" }
    let sign = nanoseconds < 0 ? "-" : ""
    let size = nanoseconds.magnitude
    func fraction(_ value: UInt64, _ digits: Int) -> String {
      var text = String(value)
      text = String(repeating: "0", count: digits - text.utf8.count) + text
      while text.hasSuffix("0") { text.removeLast() }
      return text.isEmpty ? "" : "." + text
    }
    if size < 1_000 { return "\(sign)\(size)ns" }
    if size < 1_000_000 { return "\(sign)\(size / 1_000)\(fraction(size % 1_000, 3))µs" }
    if size < 1_000_000_000 { return "\(sign)\(size / 1_000_000)\(fraction(size % 1_000_000, 6))ms" }
    let seconds = size / 1_000_000_000
    var result = "\(seconds % 60)\(fraction(size % 1_000_000_000, 9))s"
    if seconds >= 60 { result = "\(seconds / 60 % 60)m" + result }
    if seconds >= 3600 { result = "\(seconds / 3600)h" + result }
    return sign + result
  }

  /// The largest unit alone that fits more than once: `2h`, `3mo`.
  static func rounded(_ nanoseconds: Int64) -> String {
    let sizes: [(name: String, seconds: UInt64)] = [
      ("y", 31_536_000), ("mo", 2_592_000), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1),
    ]
    for unit in sizes where nanoseconds.magnitude > unit.seconds * 1_000_000_000 {
      return "\(nanoseconds.magnitude / (unit.seconds * 1_000_000_000))\(unit.name)"
    }
    return "0s"
  }
}
