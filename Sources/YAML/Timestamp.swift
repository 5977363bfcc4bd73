/// A date or a time as the readers of the reference tools recognise it in unquoted text.
///
/// Four layouts: `2001-1-2`, and that followed by `T`, `t` or blanks and `3:4:5` with an optional fraction;
/// with `T` or `t` a zone (`Z`, `+01:00`) must follow, with blanks there must be none.
struct Timestamp {
  private var year = 0
  private var month = 0
  private var day = 0
  private var hour = 0
  private var minute = 0
  private var second = 0
  private var nanosecond = 0
  /// Minutes east of Greenwich.
  private var zone = 0

  /// Nil when `text` is no timestamp.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    // Most numbers fail here: the fifth byte of a date is a dash.
    guard text.count >= 8, text[4] == UInt8(ascii: "-") else { return nil }
    var scanner = Scanner(text: text)
    guard let year = scanner.number(digits: 4...4), scanner.take("-"),
      let month = scanner.number(digits: 1...2), scanner.take("-"),
      let day = scanner.number(digits: 1...2),
      (1...12).contains(month), day >= 1, day <= Timestamp.days(in: month, of: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
    if scanner.isAtEnd { return }
    let takesZone = scanner.take("T") || scanner.take("t")
    guard takesZone || scanner.takeBlanks(),
      let hour = scanner.number(digits: 1...2), scanner.take(":"),
      let minute = scanner.number(digits: 1...2), scanner.take(":"),
      let second = scanner.number(digits: 1...2),
      hour < 24, minute < 60, second < 60
    else { return nil }
    self.hour = hour
    self.minute = minute
    self.second = second
    nanosecond = scanner.fraction()
    if takesZone {
      guard let zone = scanner.zone() else { return nil }
      self.zone = zone
    }
    guard scanner.isAtEnd else { return nil }
  }

  /// Whether RFC 3339 has a text for it: zones have less than 24 hours.
  var isWritable: Bool { abs(zone) < 24 * 60 }

  /// The text of RFC 3339, with as many digits of the fraction as are needed.
  var rfc3339: String {
    func padded(_ value: Int, _ width: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
    var result = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    result += "T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
    if nanosecond > 0 {
      var digits = Array(padded(nanosecond, 9).utf8)
      while digits.last == UInt8(ascii: "0") { digits.removeLast() }
      result += "." + String(decoding: digits, as: UTF8.self)
    }
    if zone == 0 { return result + "Z" }
    let minutes = abs(zone)
    return result + (zone < 0 ? "-" : "+") + padded(minutes / 60, 2) + ":" + padded(minutes % 60, 2)
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private struct Scanner {
    let text: UnsafeBufferPointer<UInt8>
    var position = 0

    var isAtEnd: Bool { position == text.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
      position += 1
      return true
    }

    mutating func takeBlanks() -> Bool {
      let start = position
      while take(" ") {}
      return position > start
    }

    mutating func digit() -> Int? {
      guard position < text.count, text[position] &- 48 < 10 else { return nil }
      position += 1
      return Int(text[position - 1] - 48)
    }

    mutating func number(digits: ClosedRange<Int>) -> Int? {
      var value = 0
      var count = 0
      while count < digits.upperBound, let digit = digit() {
        value = value * 10 + digit
        count += 1
      }
      return count < digits.lowerBound ? nil : value
    }

    /// Nanoseconds; digits behind the ninth are dropped. Nothing is taken where no digit follows the point.
    mutating func fraction() -> Int {
      guard position + 1 < text.count,
        text[position] == UInt8(ascii: ".") || text[position] == UInt8(ascii: ","),
        text[position + 1] &- 48 < 10
      else { return 0 }
      position += 1
      var value = 0
      var scale = 100_000_000
      while let digit = digit() {
        value += digit * scale
        scale /= 10
      }
      return value
    }

    mutating func zone() -> Int? {
      if take("Z") { return 0 }
      let sign = take("+") ? 1 : take("-") ? -1 : 0
      guard sign != 0, let hours = number(digits: 2...2), take(":"), let minutes = number(digits: 2...2),
        hours <= 24, minutes <= 60
      else { return nil }
      return sign * (hours * 60 + minutes)
    }
  }
}

extension Document {
  /// Whether a scalar is a time with a colon, which the reference quotes in a flow collection before it reads it
  /// again: there it stays the text that it is. Source: kubectl kustomize 5.5.
  func isTimeWithColon(_ record: NodeRecord) -> Bool {
    guard record.style == .plain, record.tag == .none, record.value.length > 9,
      ScalarResolver.hint(text[Int(record.value.offset)]) == .digit
    else { return false }
    return withText(record.value) { $0.contains(UInt8(ascii: ":")) && Timestamp($0) != nil }
  }
}
