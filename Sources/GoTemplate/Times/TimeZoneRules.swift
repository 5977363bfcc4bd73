/// A named time zone: its changes so far, and the rule that holds behind them.
///
/// The data is of this repository, so the same template gives the same text on every machine.
/// Source: tz database, see .ci/time-zones.py for the form of the table.
struct TimeZoneRules: Sendable {
  /// A kind of local time, such as `CEST`, two hours east of Greenwich.
  struct Kind: Sendable {
    var name: String
    /// East of UTC, in seconds.
    var offset: Int64
  }

  private let first: Kind
  /// Since 1970, in seconds; ascending.
  private let changes: [(time: Int64, kind: Kind)]
  private let rule: PosixTimeZone?

  /// The zone called `name`; nil when there is none, also where only its case differs.
  init?(_ name: String) {
    guard let record = TimeZoneRules.records[MapKey(name)] else { return nil }
    let fields = record.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard fields.count >= 2 else { return nil }
    let kinds = fields[1].split(separator: UInt8(ascii: ",")).map { field in
      let parts = field.split(separator: UInt8(ascii: ":"))
      return Kind(
        name: String(decoding: parts[0], as: UTF8.self),
        offset: parts.count > 1 ? Int64(String(decoding: parts[1], as: UTF8.self)) ?? 0 : 0)
    }
    guard let first = kinds.first else { return nil }
    self.first = first
    rule = PosixTimeZone(String(decoding: fields[0], as: UTF8.self))
    changes = fields.count > 2 ? TimeZoneRules.changes(fields[2], kinds) : []
  }

  /// What clocks show at a moment.
  func kind(at seconds: Int64) -> Kind {
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].time <= seconds { low = middle + 1 } else { high = middle }
    }
    if low == changes.count, let rule, low > 0 || rule.summer == nil { return rule.kind(at: seconds) }
    return low == 0 ? first : changes[low - 1].kind
  }

  private static func changes(
    _ text: ArraySlice<UInt8>, _ kinds: [Kind]
  ) -> [(time: Int64, kind: Kind)] {
    var changes: [(time: Int64, kind: Kind)] = []
    var time: Int64 = 0
    var rest = text[...]
    while let letter = rest.first {
      rest = rest.dropFirst()
      let digits = rest.prefix { $0 < UInt8(ascii: "A") || $0 > UInt8(ascii: "Z") }
      rest = rest.dropFirst(digits.count)
      time += Int64(String(decoding: digits, as: UTF8.self), radix: 36) ?? 0
      let index = Int(letter) - Int(UInt8(ascii: "A"))
      if kinds.indices.contains(index) { changes.append((time, kinds[index])) }
    }
    return changes
  }

  /// What the table has behind the names of each zone.
  private static let records: [MapKey: ArraySlice<UInt8>] = {
    var records: [MapKey: ArraySlice<UInt8>] = [:]
    var record: [UInt8] = []
    func add() {
      guard let space = record.firstIndex(of: UInt8(ascii: " ")) else { return }
      for name in record[..<space].split(separator: UInt8(ascii: ",")) {
        records[MapKey(String(decoding: name, as: UTF8.self))] = record[(space + 1)...]
      }
    }
    for table in [table1, table2, table3, table4] {
      for line in table.utf8.split(separator: UInt8(ascii: "\n")) {
        if line.first == UInt8(ascii: "|") {
          record += line.dropFirst()
        } else {
          add()
          record = Array(line)
        }
      }
    }
    add()
    return records
  }()
}

/// The rule for all years to come, in the form of the environment variable `TZ`: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct PosixTimeZone: Sendable {
  let standard: TimeZoneRules.Kind
  let summer: TimeZoneRules.Kind?
  private let start: Day
  private let end: Day

  /// The day of a year on which clocks change, and when on it.
  private struct Day: Sendable {
    enum Form: Sendable {
      case weekday(month: Int64, week: Int64, day: Int64)
      /// From 0, with the leap day; the other one from 1, without.
      case dayOfYear(Int64)
      case julian(Int64)
    }
    var form: Form
    /// In local time, in seconds; also before and behind the day.
    var time: Int64

    /// Since the year began, in seconds of local time.
    func seconds(in year: Int64) -> Int64 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let first = Moment.days(year: year, month: 1, day: 1)
      let days: Int64
      switch form {
      case .dayOfYear(let day): days = day
      case .julian(let day): days = day - 1 + (isLeap && day >= 60 ? 1 : 0)
      case .weekday(let month, let week, let day):
        let monthStart = Moment.days(year: year, month: month, day: 1)
        let next =
          month == 12 ? first + (isLeap ? 366 : 365) : Moment.days(year: year, month: month + 1, day: 1)
        // 1970-01-01 was a Thursday.
        let weekday = ((monthStart + 4) % 7 + 7) % 7
        var date = monthStart + (day - weekday + 7) % 7 + (week - 1) * 7
        while date >= next { date -= 7 }
        days = date - first
      }
      return days * 86_400 + time
    }
  }

  init?(_ text: String) {
    var reader = Reader(rest: Substring(text))
    guard let name = reader.name(), let offset = reader.time() else { return nil }
    standard = TimeZoneRules.Kind(name: name, offset: -offset)
    guard let name = reader.name() else {
      summer = nil
      (start, end) = (Day(form: .dayOfYear(0), time: 0), Day(form: .dayOfYear(0), time: 0))
      return
    }
    summer = TimeZoneRules.Kind(name: name, offset: reader.time().map(-) ?? standard.offset + 3600)
    guard let start = reader.day(), let end = reader.day() else { return nil }
    (self.start, self.end) = (start, end)
  }

  func kind(at seconds: Int64) -> TimeZoneRules.Kind {
    guard let summer else { return standard }
    // Both changes are counted from the start of the year in UTC, as Go does.
    var moment = Moment(seconds: seconds)
    moment.offset = 0
    let year = moment.clock.year
    let inYear = seconds - Moment.days(year: year, month: 1, day: 1) * 86_400
    let on = start.seconds(in: year) - standard.offset
    let off = end.seconds(in: year) - summer.offset
    let isSummer = on < off ? inYear >= on && inYear < off : !(inYear >= off && inYear < on)
    return isSummer ? summer : standard
  }

  private struct Reader {
    var rest: Substring

    mutating func name() -> String? {
      if rest.first == "<" {
        let name = rest.dropFirst().prefix { $0 != ">" }
        rest = rest.dropFirst(name.count + 2)
        return String(name)
      }
      let name = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(name.count)
      return name.isEmpty ? nil : String(name)
    }

    mutating func number() -> Int64? {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      return Int64(digits)
    }

    /// `[+-]hours[:minutes[:seconds]]`, in seconds.
    mutating func time() -> Int64? {
      let isNegative = rest.first == "-"
      if isNegative || rest.first == "+" { rest.removeFirst() }
      guard var total = number().map({ $0 * 3600 }) else { return nil }
      for unit: Int64 in [60, 1] where rest.first == ":" {
        rest.removeFirst()
        total += (number() ?? 0) * unit
      }
      return isNegative ? -total : total
    }

    mutating func day() -> Day? {
      guard rest.first == "," else { return nil }
      rest.removeFirst()
      let form: Day.Form
      switch rest.first {
      case "M":
        rest.removeFirst()
        guard let month = number(), rest.popFirst() == ".", let week = number(), rest.popFirst() == ".",
          let day = number()
        else { return nil }
        form = .weekday(month: month, week: week, day: day)
      case "J":
        rest.removeFirst()
        guard let day = number() else { return nil }
        form = .julian(day)
      default:
        guard let day = number() else { return nil }
        form = .dayOfYear(day)
      }
      guard rest.first == "/" else { return Day(form: form, time: 7200) }
      rest.removeFirst()
      return time().map { Day(form: form, time: $0) }
    }
  }
}
