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

  /// The date and the time of day in the zone of the moment.
  struct Clock {
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

  var clock: Clock {
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
    return Clock(
      year: year, month: month, day: dayOfYear - (153 * part + 2) / 5 + 1, hour: rest / 3600,
      minute: rest / 60 % 60, second: rest % 60, weekday: ((day % 7) + 11) % 7,
      dayOfYear: day - Moment.days(year: year, month: 1, day: 1) + 1)
  }

  var text: String { TimeLayout("2006-01-02 15:04:05.999999999 -0700 MST").format(self) }

  var isTrue: Bool { true }

  /// RFC 3339 between quotes; nil, so an error, where the year has not four digits.
  var jsonText: String? {
    guard (0...9999).contains(clock.year), abs(offset) < 86_400 else { return nil }
    return "\"" + TimeLayout("2006-01-02T15:04:05.999999999Z07:00").format(self) + "\""
  }

  var goText: String? {
    let clock = clock
    let parts = [clock.day, clock.hour, clock.minute, clock.second, nanoseconds].map(String.init)
    let location = zone == "UTC" && offset == 0 ? "time.UTC" : "time.Location(\(quotedText(zone)))"
    return "time.Date(\(clock.year), time.\(Moment.months[Int(clock.month) - 1]), "
      + parts.joined(separator: ", ") + ", \(location))"
  }

  /// Nanoseconds, seconds since the year 1, and the zone: nothing where it is UTC, else an address.
  var fields: [(name: String, value: Value)] {
    guard zone == "UTC", offset == 0 else { return [] }
    return [
      ("wall", .integer(nanoseconds, .uint64)), ("ext", .int64(seconds &- Moment.zero.seconds)),
      ("loc", .integer(0, .uint64)),
    ]
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
}
