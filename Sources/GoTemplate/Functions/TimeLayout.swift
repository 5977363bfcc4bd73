/// A layout of Go's `time` package: an example that shows how the reference time is written.
struct TimeLayout {
  private enum Part: Equatable {
    case literal(String)
    case year, shortYear, monthName, shortMonth, month, paddedMonth, weekday, shortWeekday
    case day, spacedDay, paddedDay, spacedDayOfYear, paddedDayOfYear
    case hour, hour12, paddedHour12, minute, paddedMinute, second, paddedSecond
    case upperHalf, lowerHalf, zoneName
    /// An offset such as `-07:00`; with `Z` where UTC is a letter.
    case offset(String)
    /// Digits behind a point or comma; `9` leaves out trailing zeros.
    case fraction(Character, digits: Int, trims: Bool)
  }

  private let text: String
  private var parts: [Part] = []

  private static let words: [(String, Part)] = [
    ("January", .monthName), ("Jan", .shortMonth), ("Monday", .weekday), ("Mon", .shortWeekday),
    ("MST", .zoneName), ("2006", .year), ("__2", .spacedDayOfYear), ("002", .paddedDayOfYear),
    ("01", .paddedMonth), ("02", .paddedDay), ("03", .paddedHour12), ("04", .paddedMinute),
    ("05", .paddedSecond), ("06", .shortYear), ("15", .hour), ("_2", .spacedDay), ("PM", .upperHalf),
    ("pm", .lowerHalf), ("-07:00:00", .offset("-07:00:00")), ("-070000", .offset("-070000")),
    ("-07:00", .offset("-07:00")), ("-0700", .offset("-0700")), ("-07", .offset("-07")),
    ("Z07:00:00", .offset("Z07:00:00")), ("Z070000", .offset("Z070000")), ("Z07:00", .offset("Z07:00")),
    ("Z0700", .offset("Z0700")), ("Z07", .offset("Z07")), ("1", .month), ("2", .day), ("3", .hour12),
    ("4", .minute), ("5", .second),
  ]

  init(_ text: String) {
    self.text = text
    var rest = Substring(text)
    var literal = ""
    func flush(_ parts: inout [Part]) {
      if !literal.isEmpty { parts.append(.literal(literal)) }
      literal = ""
    }
    while let first = rest.first {
      if let (part, length) = TimeLayout.fraction(rest, behind: parts.last, literal) {
        flush(&parts)
        parts.append(part)
        rest = rest.dropFirst(length)
      } else if let (word, part) = TimeLayout.words.first(where: { TimeLayout.begins(rest, $0.0) }) {
        flush(&parts)
        parts.append(part)
        rest = rest.dropFirst(word.count)
      } else {
        literal.append(first)
        rest.removeFirst()
      }
    }
    flush(&parts)
  }

  private static func begins(_ rest: Substring, _ word: String) -> Bool {
    guard rest.hasPrefix(word) else { return false }
    let next = rest.dropFirst(word.count).first
    // "Jan" of "Janet" is no month, and "_2006" is an underscore and a year.
    if word == "Jan" || word == "Mon" { return !(next?.isLowercase ?? false) }
    if word == "_2" { return !rest.hasPrefix("_2006") }
    return true
  }

  /// `.000`, `,999` and their like, directly behind the seconds for the latter.
  private static func fraction(_ rest: Substring, behind last: Part?, _ literal: String) -> (Part, Int)? {
    guard let mark = rest.first, mark == "." || mark == "," else { return nil }
    let digits = rest.dropFirst()
    guard let digit = digits.first, digit == "0" || digit == "9" else { return nil }
    let count = digits.prefix { $0 == digit }.count
    if let next = digits.dropFirst(count).first, ("0"..."9").contains(next) { return nil }
    // Without seconds in front of it, Go takes ".000" as it stands.
    guard literal.isEmpty, last == .paddedSecond || last == .second else { return nil }
    return (.fraction(mark, digits: count, trims: digit == "9"), count + 1)
  }

  // MARK: - Writing

  func format(_ moment: Moment) -> String {
    let fields = moment.fields
    func padded(_ value: Int64, _ width: Int, _ pad: String = "0") -> String {
      let text = String(value)
      return String(repeating: pad, count: max(0, width - text.utf8.count)) + text
    }
    let hour12 = fields.hour % 12 == 0 ? 12 : fields.hour % 12
    return parts.map { part in
      switch part {
      case .literal(let text): text
      case .year: padded(fields.year, 4)
      case .shortYear: padded(fields.year % 100, 2)
      case .monthName: Moment.months[Int(fields.month) - 1]
      case .shortMonth: String(Moment.months[Int(fields.month) - 1].prefix(3))
      case .month: String(fields.month)
      case .paddedMonth: padded(fields.month, 2)
      case .weekday: Moment.weekdays[Int(fields.weekday)]
      case .shortWeekday: String(Moment.weekdays[Int(fields.weekday)].prefix(3))
      case .day: String(fields.day)
      case .spacedDay: padded(fields.day, 2, " ")
      case .paddedDay: padded(fields.day, 2)
      case .spacedDayOfYear: padded(fields.dayOfYear, 3, " ")
      case .paddedDayOfYear: padded(fields.dayOfYear, 3)
      case .hour: padded(fields.hour, 2)
      case .hour12: String(hour12)
      case .paddedHour12: padded(hour12, 2)
      case .minute: String(fields.minute)
      case .paddedMinute: padded(fields.minute, 2)
      case .second: String(fields.second)
      case .paddedSecond: padded(fields.second, 2)
      case .upperHalf: fields.hour >= 12 ? "PM" : "AM"
      case .lowerHalf: fields.hour >= 12 ? "pm" : "am"
      case .zoneName: moment.zone
      case .offset(let form): offset(moment.offset, form)
      case .fraction(let mark, let digits, let trims): fraction(moment.nanoseconds, mark, digits, trims)
      }
    }.joined()
  }

  private func offset(_ seconds: Int64, _ form: String) -> String {
    if form.hasPrefix("Z"), seconds == 0 { return "Z" }
    func two(_ value: Int64) -> String { (value < 10 ? "0" : "") + String(value) }
    let size = abs(seconds)
    let separator = form.contains(":") ? ":" : ""
    var parts = [two(size / 3600)]
    let digits = form.count { ("0"..."9").contains($0) }
    if digits > 2 { parts.append(two(size / 60 % 60)) }
    if digits > 4 { parts.append(two(size % 60)) }
    return (seconds < 0 ? "-" : "+") + parts.joined(separator: separator)
  }

  private func fraction(_ nanoseconds: Int64, _ mark: Character, _ digits: Int, _ trims: Bool) -> String {
    var text = String(nanoseconds)
    text = String(repeating: "0", count: 9 - text.utf8.count) + text
    text = String(text.prefix(digits))
    if trims { while text.hasSuffix("0") { text.removeLast() } }
    return text.isEmpty ? "" : String(mark) + text
  }

  // MARK: - Reading

  func parse(_ value: String) throws(FunctionError) -> Moment {
    var reader = TimeReader(layout: text, value: value)
    for part in parts {
      switch part {
      case .literal(let text): try reader.literal(text)
      case .year: reader.year = try reader.number(4, 4, "2006")
      case .shortYear:
        let year = try reader.number(2, 2, "06")
        reader.year = year >= 69 ? 1900 + year : 2000 + year
      case .monthName: reader.month = try reader.name(Moment.months, "January") + 1
      case .shortMonth: reader.month = try reader.name(Moment.months.map { String($0.prefix(3)) }, "Jan") + 1
      case .month: reader.month = try reader.number(1, 2, "1")
      case .paddedMonth: reader.month = try reader.number(2, 2, "01")
      case .weekday: _ = try reader.name(Moment.weekdays, "Monday")
      case .shortWeekday: _ = try reader.name(Moment.weekdays.map { String($0.prefix(3)) }, "Mon")
      case .day, .spacedDay:
        reader.skipSpace()
        reader.day = try reader.number(1, 2, "2")
      case .paddedDay: reader.day = try reader.number(2, 2, "02")
      case .spacedDayOfYear, .paddedDayOfYear:
        reader.skipSpace()
        reader.dayOfYear = try reader.number(1, 3, "002")
      case .hour: reader.hour = try reader.number(2, 2, "15")
      case .hour12: reader.hour = try reader.number(1, 2, "3")
      case .paddedHour12: reader.hour = try reader.number(2, 2, "03")
      case .minute: reader.minute = try reader.number(1, 2, "4")
      case .paddedMinute: reader.minute = try reader.number(2, 2, "04")
      case .second: try reader.seconds(1, "5")
      case .paddedSecond: try reader.seconds(2, "05")
      case .upperHalf: reader.isAfternoon = try reader.name(["AM", "PM"], "PM") == 1
      case .lowerHalf: reader.isAfternoon = try reader.name(["am", "pm"], "pm") == 1
      case .zoneName: try reader.zoneName()
      case .offset(let form): try reader.offset(form)
      case .fraction(_, let digits, let trims): try reader.fraction(digits, isOptional: trims)
      }
    }
    return try reader.finish()
  }
}

/// Reads a text by the parts of a layout.
private struct TimeReader {
  let layout: String
  let value: String
  private var rest: Substring
  var year: Int64 = 0
  var month: Int64 = 1
  var day: Int64 = 1
  var dayOfYear: Int64?
  var hour: Int64 = 0
  var minute: Int64 = 0
  private var second: Int64 = 0
  private var nanoseconds: Int64 = 0
  private var offsetSeconds: Int64 = 0
  private var zone = "UTC"
  var isAfternoon: Bool?

  init(layout: String, value: String) {
    self.layout = layout
    self.value = value
    rest = Substring(value)
  }

  private func problem(_ element: String) -> FunctionError {
    FunctionError(
      "parsing time \(quotedText(value)) as \(quotedText(layout)): cannot parse \(quotedText(String(rest))) as "
        + quotedText(element))
  }

  mutating func skipSpace() { while rest.first == " " { rest.removeFirst() } }

  mutating func literal(_ text: String) throws(FunctionError) {
    guard rest.hasPrefix(text) else { throw problem(text) }
    rest = rest.dropFirst(text.count)
  }

  mutating func number(_ least: Int, _ most: Int, _ element: String) throws(FunctionError) -> Int64 {
    let digits = rest.prefix(most).prefix { ("0"..."9").contains($0) }
    guard digits.count >= least, let number = Int64(digits) else { throw problem(element) }
    rest = rest.dropFirst(digits.count)
    return number
  }

  mutating func name(_ names: [String], _ element: String) throws(FunctionError) -> Int64 {
    let lowered = rest.lowercased()
    guard let index = names.firstIndex(where: { lowered.hasPrefix($0.lowercased()) }) else {
      throw problem(element)
    }
    rest = rest.dropFirst(names[index].count)
    return Int64(index)
  }

  /// Takes the seconds, and a fraction behind them even where the layout has none.
  mutating func seconds(_ least: Int, _ element: String) throws(FunctionError) {
    second = try number(least, 2, element)
    guard let mark = rest.first, mark == "." || mark == ",", !layout.contains("\(mark)0"),
      !layout.contains("\(mark)9")
    else { return }
    try fraction(9, isOptional: true)
  }

  mutating func fraction(_ digits: Int, isOptional: Bool) throws(FunctionError) {
    guard let mark = rest.first, mark == "." || mark == "," else {
      if isOptional { return }
      throw problem(".000")
    }
    let found = rest.dropFirst().prefix { ("0"..."9").contains($0) }
    if found.isEmpty || (!isOptional && found.count != digits) || found.count > 9 { throw problem(".000") }
    nanoseconds = Int64(found + String(repeating: "0", count: 9 - found.count)) ?? 0
    rest = rest.dropFirst(found.count + 1)
  }

  mutating func zoneName() throws(FunctionError) {
    let name = rest.prefix { $0.isUppercase }
    guard (3...5).contains(name.count) else { throw problem("MST") }
    zone = String(name)
    rest = rest.dropFirst(name.count)
  }

  mutating func offset(_ form: String) throws(FunctionError) {
    if form.hasPrefix("Z"), rest.first == "Z" {
      rest.removeFirst()
      return
    }
    guard let sign = rest.first, sign == "+" || sign == "-" else { throw problem(form) }
    rest.removeFirst()
    var total = try number(2, 2, form) * 3600
    if form.count > 3 {
      if form.contains(":") { try literal(":") }
      total += try number(2, 2, form) * 60
    }
    offsetSeconds = sign == "-" ? -total : total
    zone = offsetSeconds == 0 ? "UTC" : ""
  }

  func finish() throws(FunctionError) -> Moment {
    let start = "parsing time \(quotedText(value))"
    if !rest.isEmpty { throw FunctionError("\(start): extra text: \(quotedText(String(rest)))") }
    guard (1...12).contains(month) else { throw FunctionError("\(start): month out of range") }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...lengths[Int(month) - 1]).contains(day) else {
      throw FunctionError("\(start): day out of range")
    }
    guard hour < 24 else { throw FunctionError("\(start): hour out of range") }
    guard minute < 60 else { throw FunctionError("\(start): minute out of range") }
    guard second < 60 else { throw FunctionError("\(start): second out of range") }
    var hour = hour
    if isAfternoon == true, hour < 12 { hour += 12 }
    if isAfternoon == false, hour == 12 { hour = 0 }
    var days = Moment.days(year: year, month: month, day: day)
    if let dayOfYear { days = Moment.days(year: year, month: 1, day: 1) + dayOfYear - 1 }
    var moment = Moment(seconds: days * 86_400 + hour * 3600 + minute * 60 + second - offsetSeconds)
    moment.nanoseconds = nanoseconds
    moment.offset = offsetSeconds
    moment.zone = zone.isEmpty ? "" : zone
    return moment
  }
}
