/// A layout of Go's `time` package: an example that shows how the reference time is written.
///
/// Source: Go 1.26 `time`, seen on it with some ten thousand layouts.
struct TimeLayout {
  /// What a word of the layout stands for.
  enum Element: Equatable {
    case year, shortYear, monthName, shortMonth, month, paddedMonth, weekday, shortWeekday
    case day, spacedDay, paddedDay, spacedDayOfYear, paddedDayOfYear
    case hour, hour12, paddedHour12, minute, paddedMinute, second, paddedSecond
    case upperHalf, lowerHalf, zoneName
    /// An offset; `-07:00` has two parts and a colon, `Z07` one part and `Z` where UTC is a letter.
    case offset(parts: Int, hasColon: Bool, isZ: Bool)
    /// Digits behind a point or comma; `9` leaves out trailing zeros.
    case fraction(UInt8, digits: Int, trims: Bool)
  }

  /// An element and the literal text in front of it; the last part has no element.
  struct Part {
    var literal: ArraySlice<UInt8>
    var word: ArraySlice<UInt8>
    var element: Element?
  }

  let text: String
  let parts: [Part]

  private static let words: [([UInt8], Element)] =
    ([
      ("January", .monthName), ("Jan", .shortMonth), ("Monday", .weekday), ("Mon", .shortWeekday),
      ("MST", .zoneName), ("2006", .year), ("__2", .spacedDayOfYear), ("002", .paddedDayOfYear),
      ("01", .paddedMonth), ("02", .paddedDay), ("03", .paddedHour12), ("04", .paddedMinute),
      ("05", .paddedSecond), ("06", .shortYear), ("15", .hour), ("_2", .spacedDay), ("PM", .upperHalf),
      ("pm", .lowerHalf),
      ("-070000", .offset(parts: 3, hasColon: false, isZ: false)),
      ("-07:00:00", .offset(parts: 3, hasColon: true, isZ: false)),
      ("-0700", .offset(parts: 2, hasColon: false, isZ: false)),
      ("-07:00", .offset(parts: 2, hasColon: true, isZ: false)),
      ("-07", .offset(parts: 1, hasColon: false, isZ: false)),
      ("Z070000", .offset(parts: 3, hasColon: false, isZ: true)),
      ("Z07:00:00", .offset(parts: 3, hasColon: true, isZ: true)),
      ("Z0700", .offset(parts: 2, hasColon: false, isZ: true)),
      ("Z07:00", .offset(parts: 2, hasColon: true, isZ: true)),
      ("Z07", .offset(parts: 1, hasColon: false, isZ: true)),
      ("1", .month), ("2", .day), ("3", .hour12), ("4", .minute), ("5", .second),
    ] as [(String, Element)]).map { (Array($0.0.utf8), $0.1) }

  init(_ text: String) {
    self.text = text
    let bytes = Array(text.utf8)
    var parts: [Part] = []
    var (start, index) = (0, 0)
    while index < bytes.count {
      guard let (element, length) = TimeLayout.element(bytes[index...]) else {
        index += 1
        continue
      }
      parts.append(
        Part(literal: bytes[start..<index], word: bytes[index..<index + length], element: element))
      index += length
      start = index
    }
    parts.append(Part(literal: bytes[start...], word: [], element: nil))
    self.parts = parts
  }

  private static func element(_ rest: ArraySlice<UInt8>) -> (Element, Int)? {
    if let found = fraction(rest) { return found }
    guard let first = rest.first else { return nil }
    for (word, element) in words where word[0] == first && rest.starts(with: word) {
      let next = rest.dropFirst(word.count).first ?? 0
      // "Jan" of "Janet" is no month, and "_2006" is an underscore and a year.
      if element == .shortMonth || element == .shortWeekday, next >= 97, next <= 122 { continue }
      if element == .spacedDay, rest.starts(with: "_2006".utf8) { return nil }
      return (element, word.count)
    }
    return nil
  }

  /// `.000`, `,999` and their like, with no other digit behind them.
  private static func fraction(_ rest: ArraySlice<UInt8>) -> (Element, Int)? {
    guard let mark = rest.first, mark == UInt8(ascii: ".") || mark == UInt8(ascii: ",") else { return nil }
    let digits = rest.dropFirst()
    guard let digit = digits.first, digit == UInt8(ascii: "0") || digit == UInt8(ascii: "9") else {
      return nil
    }
    let count = digits.prefix { $0 == digit }.count
    if let next = digits.dropFirst(count).first, next >= 48, next <= 57 { return nil }
    return (.fraction(mark, digits: count, trims: digit == UInt8(ascii: "9")), count + 1)
  }

  // MARK: - Writing

  func format(_ moment: Moment) -> String {
    let clock = moment.clock
    var text = ""
    for part in parts {
      text += String(decoding: part.literal, as: UTF8.self)
      if let element = part.element { text += TimeLayout.text(element, moment, clock) }
    }
    return text
  }

  private static func padded(_ value: Int64, _ width: Int, _ pad: String = "0") -> String {
    let text = String(value.magnitude)
    return (value < 0 ? "-" : "") + String(repeating: pad, count: max(0, width - text.utf8.count)) + text
  }

  private static func text(_ element: Element, _ moment: Moment, _ clock: Moment.Clock) -> String {
    let hour12 = clock.hour % 12 == 0 ? 12 : clock.hour % 12
    switch element {
    case .year: return padded(clock.year, 4)
    case .shortYear: return padded(max(0, clock.year) % 100, 2)
    case .monthName: return Moment.months[Int(clock.month) - 1]
    case .shortMonth: return String(Moment.months[Int(clock.month) - 1].prefix(3))
    case .month: return String(clock.month)
    case .paddedMonth: return padded(clock.month, 2)
    case .weekday: return Moment.weekdays[Int(clock.weekday)]
    case .shortWeekday: return String(Moment.weekdays[Int(clock.weekday)].prefix(3))
    case .day: return String(clock.day)
    case .spacedDay: return padded(clock.day, 2, " ")
    case .paddedDay: return padded(clock.day, 2)
    case .spacedDayOfYear: return padded(clock.dayOfYear, 3, " ")
    case .paddedDayOfYear: return padded(clock.dayOfYear, 3)
    case .hour: return padded(clock.hour, 2)
    case .hour12: return String(hour12)
    case .paddedHour12: return padded(hour12, 2)
    case .minute: return String(clock.minute)
    case .paddedMinute: return padded(clock.minute, 2)
    case .second: return String(clock.second)
    case .paddedSecond: return padded(clock.second, 2)
    case .upperHalf: return clock.hour >= 12 ? "PM" : "AM"
    case .lowerHalf: return clock.hour >= 12 ? "pm" : "am"
    case .zoneName:
      return moment.zone.isEmpty ? offset(moment.offset, parts: 2, hasColon: false) : moment.zone
    case .offset(let parts, let hasColon, let isZ):
      return isZ && moment.offset == 0 ? "Z" : offset(moment.offset, parts: parts, hasColon: hasColon)
    case .fraction(let mark, let digits, let trims):
      return fraction(moment.nanoseconds, mark, digits, trims)
    }
  }

  private static func offset(_ seconds: Int64, parts: Int, hasColon: Bool) -> String {
    let size = abs(seconds)
    let values = [size / 3600, size / 60 % 60, size % 60].prefix(parts).map { padded($0, 2) }
    return (seconds / 60 < 0 ? "-" : "+") + values.joined(separator: hasColon ? ":" : "")
  }

  private static func fraction(_ nanoseconds: Int64, _ mark: UInt8, _ digits: Int, _ trims: Bool) -> String {
    var text = String(padded(nanoseconds, 9).prefix(digits))
    if trims { while text.hasSuffix("0") { text.removeLast() } }
    return text.isEmpty ? "" : String(Unicode.Scalar(mark)) + text
  }
}
