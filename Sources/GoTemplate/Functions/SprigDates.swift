extension FunctionLibrary {
  mutating func defineDates() {
    define("toDate", [.string, .string]) { arguments in
      let layout = TimeLayout(arguments[0].stringValue)
      return .object((try? layout.parse(arguments[1].stringValue)) ?? Moment.zero)
    }
    define("mustToDate", [.string, .string]) { arguments in
      .object(try TimeLayout(arguments[0].stringValue).parse(arguments[1].stringValue))
    }
    define("date", [.string, .any]) { arguments in
      .string(TimeLayout(arguments[0].stringValue).format(try moment(arguments[1])))
    }
    for name in ["dateInZone", "date_in_zone"] {
      define(name, [.string, .any, .string]) { arguments in
        let time = try moment(arguments[1]).inZone(arguments[2].stringValue)
        return .string(TimeLayout(arguments[0].stringValue).format(time))
      }
    }
    define("htmlDate", [.any]) { .string(TimeLayout("2006-01-02").format(try moment($0[0]))) }
    define("htmlDateInZone", [.any, .string]) { arguments in
      .string(TimeLayout("2006-01-02").format(try moment(arguments[0]).inZone(arguments[1].stringValue)))
    }
    for name in ["dateModify", "date_modify"] {
      define(name, [.string, .time]) { arguments in
        let nanoseconds = try? GoDuration.parse(arguments[0].stringValue)
        return .object(try moment(arguments[1]).adding(nanoseconds ?? 0))
      }
    }
    for name in ["mustDateModify", "must_date_modify"] {
      define(name, [.string, .time]) { arguments in
        .object(try moment(arguments[1]).adding(try GoDuration.parse(arguments[0].stringValue)))
      }
    }
    define("unixEpoch", [.time]) { .string(String(try moment($0[0]).seconds)) }
    define("duration", [.any]) { arguments in
      var seconds: Int64 = 0
      switch arguments[0] {
      case .string(let text): seconds = Int64(text) ?? 0
      case .integer(let value, .int64): seconds = value
      default: break
      }
      return .string(GoDuration.text(seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue))
    }
    define("durationRound", [.any]) { arguments in
      var nanoseconds: Int64 = 0
      switch arguments[0] {
      case .string(let text): nanoseconds = (try? GoDuration.parse(text)) ?? 0
      case .integer(let value, .int64): nanoseconds = value
      default: break
      }
      return .string(GoDuration.rounded(nanoseconds))
    }
  }
}

private func moment(_ value: Value) throws(FunctionError) -> Moment {
  switch value {
  case .object(let object): if let moment = object as? Moment { return moment }
  case .integer(let seconds, .int), .integer(let seconds, .int64), .integer(let seconds, .int32):
    return Moment(seconds: seconds)
  default: break
  }
  throw FunctionError("it gives another result at each call, so the output could not be reproduced")
}

/// A point in time, seen in a zone of fixed offset.
struct Moment: ObjectValue {
  /// Since 1970-01-01 UTC.
  var seconds: Int64
  var nanoseconds: Int64 = 0
  /// East of UTC, in seconds.
  var offset: Int64 = 0
  var zone = "UTC"

  let typeName = "time.Time"
  let kindName = "struct"

  init(seconds: Int64) { self.seconds = seconds }

  /// The first of January of the year 1.
  static let zero = Moment(seconds: -62_135_596_800)

  /// The days since 1970-01-01 of a date of the Gregorian calendar.
  static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  struct Fields {
    var year: Int64
    var month: Int64
    var day: Int64
    var hour: Int64
    var minute: Int64
    var second: Int64
    /// Sunday is 0.
    var weekday: Int64
    /// From 1.
    var dayOfYear: Int64
  }

  var fields: Fields {
    let local = seconds &+ offset
    let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    let rest = local - day * 86_400
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let part = (5 * dayOfYear + 2) / 153
    let month = part < 10 ? part + 3 : part - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return Fields(
      year: year, month: month, day: dayOfYear - (153 * part + 2) / 5 + 1, hour: rest / 3600,
      minute: rest / 60 % 60, second: rest % 60, weekday: ((day % 7) + 11) % 7,
      dayOfYear: day - Moment.days(year: year, month: 1, day: 1) + 1)
  }

  var text: String {
    let fraction = nanoseconds == 0 ? "" : ".999999999"
    return TimeLayout("2006-01-02 15:04:05\(fraction) -0700 MST").format(self)
  }

  func adding(_ amount: Int64) -> Moment {
    var result = self
    let total = nanoseconds + amount % 1_000_000_000
    let carry = total < 0 ? -1 : total / 1_000_000_000
    result.nanoseconds = total - carry * 1_000_000_000
    result.seconds = seconds &+ amount / 1_000_000_000 &+ carry
    return result
  }

  /// The same moment in another zone; names that are none mean UTC, as in Sprig.
  func inZone(_ name: String) throws(FunctionError) -> Moment {
    let regions = [
      "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
    ]
    if regions.contains(where: { name.hasPrefix($0 + "/") }) {
      throw FunctionError("the time zone \(name) is not supported; use UTC")
    }
    var result = self
    (result.offset, result.zone) = (0, "UTC")
    return result
  }

  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November",
    "December",
  ]
  static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

  func member(_ name: String, _ arguments: [Value]) throws(FunctionError) -> Value? {
    let fields = fields
    switch name {
    case "Year": return .int(Int(fields.year))
    case "Month": return .string(Moment.months[Int(fields.month) - 1])
    case "Day": return .int(Int(fields.day))
    case "Hour": return .int(Int(fields.hour))
    case "Minute": return .int(Int(fields.minute))
    case "Second": return .int(Int(fields.second))
    case "Nanosecond": return .int(Int(nanoseconds))
    case "Weekday": return .string(Moment.weekdays[Int(fields.weekday)])
    case "YearDay": return .int(Int(fields.dayOfYear))
    case "Unix": return .int64(seconds)
    case "UnixMilli": return .int64(seconds &* 1000 &+ nanoseconds / 1_000_000)
    case "UnixNano": return .int64(seconds &* 1_000_000_000 &+ nanoseconds)
    case "IsZero": return .bool(seconds == Moment.zero.seconds && nanoseconds == 0)
    case "String": return .string(text)
    case "UTC": return .object(try inZone("UTC"))
    case "Format":
      guard case .string(let layout)? = arguments.first else { throw FunctionError("Format takes a layout") }
      return .string(TimeLayout(layout).format(self))
    default: return nil
    }
  }
}

/// Durations as Go writes and reads them, in nanoseconds.
enum GoDuration {
  private static let units: [(name: String, size: Double)] = [
    ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10), ("h", 3.6e12),
  ]

  static func parse(_ text: String) throws(FunctionError) -> Int64 {
    let problem = FunctionError("time: invalid duration \(quotedText(text))")
    var rest = Substring(text)
    let isNegative = rest.hasPrefix("-")
    if isNegative || rest.hasPrefix("+") { rest.removeFirst() }
    if rest == "0" { return 0 }
    if rest.isEmpty { throw problem }
    var total = 0.0
    while !rest.isEmpty {
      let number = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
      guard number.contains(where: \.isNumber), let value = goDouble(String(number)) else { throw problem }
      rest = rest.dropFirst(number.count)
      let unit = rest.prefix { !("0"..."9").contains($0) && $0 != "." }
      if unit.isEmpty { throw FunctionError("time: missing unit in duration \(quotedText(text))") }
      guard let known = units.first(where: { $0.name == unit }) else {
        throw FunctionError("time: unknown unit \(quotedText(String(unit))) in duration \(quotedText(text))")
      }
      total += value * known.size
      rest = rest.dropFirst(unit.count)
    }
    guard let result = Int64(exactly: total.rounded(.towardZero)) else { throw problem }
    return isNegative ? -result : result
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

  /// The largest unit alone: `2h`, `3mo`.
  static func rounded(_ nanoseconds: Int64) -> String {
    let seconds = nanoseconds.magnitude / 1_000_000_000
    let sizes: [(name: String, size: UInt64)] = [
      ("y", 31_536_000), ("mo", 2_592_000), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1),
    ]
    for unit in sizes where seconds > unit.size || (seconds == unit.size && unit.name == "s") {
      return "\(seconds / unit.size)\(unit.name)"
    }
    return "0s"
  }
}
