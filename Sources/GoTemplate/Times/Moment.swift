/// A point in time, seen in a zone of fixed offset.
struct Moment: ObjectValue {
  /// Since 1970-01-01 UTC.
  var seconds: Int64
  var nanoseconds: Int64 = 0
  /// East of UTC, in seconds.
  var offset: Int64 = 0
  /// Empty where only the offset is known.
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

  var text: String { TimeLayout("2006-01-02 15:04:05.999999999 -0700 MST").format(self) }

  var isTrue: Bool { true }

  /// RFC 3339 between quotes; nil, so an error, where the year has not four digits.
  var jsonText: String? {
    guard (0...9999).contains(fields.year), abs(offset) < 86_400 else { return nil }
    return "\"" + TimeLayout("2006-01-02T15:04:05.999999999Z07:00").format(self) + "\""
  }

  func adding(_ amount: Int64) -> Moment {
    var result = self
    let total = nanoseconds + amount % 1_000_000_000
    let carry: Int64 = total < 0 ? -1 : total / 1_000_000_000
    result.nanoseconds = total - carry * 1_000_000_000
    result.seconds = seconds &+ amount / 1_000_000_000 &+ carry
    return result
  }

  /// The same moment in UTC, which is also the zone that a compiler takes for the local one.
  var inUTC: Moment {
    var result = self
    (result.offset, result.zone) = (0, "UTC")
    return result
  }

  /// The same moment in another zone; names that are none mean UTC, as in Sprig.
  func inZone(_ name: String) -> Moment {
    guard let kind = TimeZoneRules(name)?.kind(at: seconds) else { return inUTC }
    var result = self
    (result.offset, result.zone) = (kind.offset, kind.name)
    return result
  }

  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
  ]
  static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

  func arity(of name: String) -> Int? {
    switch name {
    case "Format", "Add", "Equal", "Before", "After", "Compare", "Sub": 1
    case "AddDate": 3
    case "Year", "Month", "Day", "Hour", "Minute", "Second", "Nanosecond", "Weekday", "YearDay", "Unix",
      "UnixMilli", "UnixMicro", "UnixNano", "IsZero", "IsDST", "String", "UTC", "Local":
      0
    default: nil
    }
  }

  func member(_ name: String, _ arguments: [Value]) throws(FunctionError) -> Value? {
    let fields = fields
    switch name {
    case "Year": return .int(Int(fields.year))
    case "Month": return .object(CalendarName.month(fields.month))
    case "Day": return .int(Int(fields.day))
    case "Hour": return .int(Int(fields.hour))
    case "Minute": return .int(Int(fields.minute))
    case "Second": return .int(Int(fields.second))
    case "Nanosecond": return .int(Int(nanoseconds))
    case "Weekday": return .object(CalendarName.weekday(fields.weekday))
    case "YearDay": return .int(Int(fields.dayOfYear))
    case "Unix": return .int64(seconds)
    case "UnixMilli": return .int64(seconds &* 1000 &+ nanoseconds / 1_000_000)
    case "UnixMicro": return .int64(seconds &* 1_000_000 &+ nanoseconds / 1_000)
    case "UnixNano": return .int64(seconds &* 1_000_000_000 &+ nanoseconds)
    case "IsZero": return .bool(seconds == Moment.zero.seconds && nanoseconds == 0)
    case "IsDST": return .bool(false)
    case "String": return .string(text)
    case "UTC", "Local": return .object(inUTC)
    case "Format":
      guard case .string(let layout)? = arguments.first else { throw FunctionError("Format takes a layout") }
      return .string(TimeLayout(layout).format(self))
    case "Add":
      guard let amount = Moment.integers(arguments, 1)?[0] else {
        throw FunctionError("Add takes a duration")
      }
      return .object(adding(amount))
    case "AddDate":
      guard let parts = Moment.integers(arguments, 3) else {
        throw FunctionError("AddDate takes years, months and days")
      }
      return .object(addingDate(parts))
    case "Equal", "Before", "After", "Compare", "Sub":
      guard case .object(let object)? = arguments.first, let other = object as? Moment else {
        throw FunctionError("\(name) takes a time")
      }
      return compared(name, other)
    default: return nil
    }
  }

  private static func integers(_ arguments: [Value], _ count: Int) -> [Int64]? {
    let numbers = arguments.compactMap { argument -> Int64? in
      switch argument {
      case .integer(let number, _): number
      case .object(let object): object.integer
      default: nil
      }
    }
    return numbers.count == count && arguments.count == count ? numbers : nil
  }

  /// Years, months and days later; what is too much for a month goes on in the next one.
  private func addingDate(_ parts: [Int64]) -> Moment {
    let fields = fields
    let months = fields.year &* 12 &+ fields.month &- 1 &+ parts[0] &* 12 &+ parts[1]
    let year = months >= 0 ? months / 12 : (months - 11) / 12
    let days = Moment.days(year: year, month: months - year * 12 + 1, day: 1) &+ fields.day &- 1 &+ parts[2]
    var result = self
    result.seconds =
      days &* 86_400 &+ fields.hour &* 3600 &+ fields.minute &* 60 &+ fields.second &- offset
    return result
  }

  private func compared(_ name: String, _ other: Moment) -> Value {
    let (a, b) = ((seconds, nanoseconds), (other.seconds, other.nanoseconds))
    switch name {
    case "Equal": return .bool(a == b)
    case "Before": return .bool(a < b)
    case "After": return .bool(a > b)
    case "Compare": return .int(a < b ? -1 : a == b ? 0 : 1)
    default:
      let (difference, overflow) = (seconds &- other.seconds).multipliedReportingOverflow(by: 1_000_000_000)
      let limit = a < b ? Int64.min : Int64.max
      let (total, overflowed) = difference.addingReportingOverflow(nanoseconds - other.nanoseconds)
      return .object(DurationValue(nanoseconds: overflow || overflowed ? limit : total))
    }
  }
}
