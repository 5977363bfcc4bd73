extension TimeLayout {
  /// The moment that a text stands for; in UTC where it names no zone.
  func parse(_ value: String) throws(FunctionError) -> Moment {
    var reader = TimeReader(layout: text, value: value)
    for (index, part) in parts.enumerated() {
      try reader.skip(part.literal)
      guard let element = part.element else { break }
      let hold = reader.rest
      var next: Element?
      if index + 1 < parts.count { next = parts[index + 1].element }
      let isRead = try reader.read(element, before: next)
      if let range = reader.outOfRange { throw reader.problem(": \(range) out of range") }
      if !isRead { throw reader.problem(hold, part.word) }
    }
    return try reader.finish()
  }
}

/// Reads a text by the elements of a layout.
private struct TimeReader {
  let layout: String
  let value: String
  private(set) var rest: ArraySlice<UInt8>
  /// What was read of the wrong size.
  private(set) var outOfRange: String?
  private var year: Int64 = 0
  private var month: Int64?
  private var day: Int64?
  private var dayOfYear: Int64?
  private var hour: Int64 = 0
  private var minute: Int64 = 0
  private var second: Int64 = 0
  private var nanoseconds: Int64 = 0
  private var isUTC = false
  private var offset: Int64?
  private var zone = ""
  private var isAfternoon: Bool?

  init(layout: String, value: String) {
    self.layout = layout
    self.value = value
    rest = Array(value.utf8)[...]
  }

  func problem(_ message: String) -> FunctionError {
    FunctionError("parsing time \(quotedText(value))\(message)")
  }

  func problem(_ rest: ArraySlice<UInt8>, _ element: ArraySlice<UInt8>) -> FunctionError {
    problem(
      " as \(quotedText(layout)): cannot parse \(quotedText(String(decoding: rest, as: UTF8.self))) as "
        + quotedText(String(decoding: element, as: UTF8.self)))
  }

  /// Steps over a literal; a row of spaces stands for any number of them.
  mutating func skip(_ literal: ArraySlice<UInt8>) throws(FunctionError) {
    let space = UInt8(ascii: " ")
    var left = literal
    while let byte = left.first {
      if byte == space {
        if let found = rest.first, found != space { throw problem(rest, literal) }
        left = left.drop { $0 == space }
        rest = rest.drop { $0 == space }
      } else {
        guard rest.first == byte else { throw problem(rest, literal) }
        left = left.dropFirst()
        rest = rest.dropFirst()
      }
    }
  }

  private func digit(_ index: Int) -> Int64? {
    let at = rest.startIndex + index
    guard at < rest.endIndex, rest[at] >= 48, rest[at] <= 57 else { return nil }
    return Int64(rest[at] - 48)
  }

  /// One or two digits; two where `isFixed`.
  private mutating func number(_ isFixed: Bool = false) -> Int64? {
    guard let first = digit(0) else { return nil }
    guard let second = digit(1) else {
      if isFixed { return nil }
      rest = rest.dropFirst()
      return first
    }
    rest = rest.dropFirst(2)
    return first * 10 + second
  }

  private mutating func number(_ isFixed: Bool, _ range: ClosedRange<Int64>, _ name: String) -> Int64? {
    guard let number = number(isFixed) else { return nil }
    if !range.contains(number) { outOfRange = name }
    return number
  }

  private mutating func name(_ names: [String], prefix: Int? = nil) -> Int64? {
    for (index, name) in names.enumerated() {
      let bytes = name.utf8.prefix(prefix ?? name.utf8.count)
      guard rest.count >= bytes.count, zip(rest, bytes).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else {
        continue
      }
      rest = rest.dropFirst(bytes.count)
      return Int64(index)
    }
    return nil
  }

  /// A text of exactly `count` bytes that may have a sign.
  private mutating func signed(_ count: Int) -> Int64? {
    guard rest.count >= count else { return nil }
    let text = String(decoding: rest.prefix(count), as: UTF8.self)
    rest = rest.dropFirst(count)
    return Int64(text)
  }

  /// Reads one element; false when the text does not fit it.
  mutating func read(_ element: TimeLayout.Element, before next: TimeLayout.Element?) throws(FunctionError)
    -> Bool
  {
    func take(_ target: inout Int64, _ value: Int64?) -> Bool {
      if let value { target = value }
      return value != nil
    }
    func take(_ target: inout Int64?, _ value: Int64?) -> Bool {
      target = value
      return value != nil
    }
    switch element {
    case .year:
      guard digit(0) != nil else { return false }
      return take(&year, signed(4))
    case .shortYear: return take(&year, signed(2).map { $0 + ($0 >= 69 ? 1900 : 2000) })
    case .monthName: return take(&month, name(Moment.months).map { $0 + 1 })
    case .shortMonth: return take(&month, name(Moment.months, prefix: 3).map { $0 + 1 })
    case .month, .paddedMonth: return take(&month, number(element == .paddedMonth, 1...12, "month"))
    case .weekday: return name(Moment.weekdays) != nil
    case .shortWeekday: return name(Moment.weekdays, prefix: 3) != nil
    case .day, .spacedDay, .paddedDay:
      if element == .spacedDay, rest.first == UInt8(ascii: " ") { rest = rest.dropFirst() }
      return take(&day, number(element == .paddedDay))
    case .spacedDayOfYear, .paddedDayOfYear: return readDayOfYear(element)
    case .hour: return take(&hour, number(false, 0...23, "hour"))
    case .hour12, .paddedHour12: return take(&hour, number(element == .paddedHour12, 0...12, "hour"))
    case .minute, .paddedMinute: return take(&minute, number(element == .paddedMinute, 0...59, "minute"))
    case .second, .paddedSecond:
      guard take(&second, number(element == .paddedSecond, 0...59, "second")) else { return false }
      if outOfRange == nil { readFractionWithoutElement(next) }
      return true
    case .upperHalf, .lowerHalf:
      guard rest.count >= 2 else { return false }
      let text = String(decoding: rest.prefix(2), as: UTF8.self)
      rest = rest.dropFirst(2)
      let isUpper = element == .upperHalf
      isAfternoon = text == (isUpper ? "PM" : "pm")
      return isAfternoon == true || text == (isUpper ? "AM" : "am")
    case .zoneName: return readZone()
    case .offset(let parts, let hasColon, let isZ): return readOffset(parts, hasColon, isZ)
    case .fraction(_, let digits, let trims): return readFraction(digits, isOptional: trims)
    }
  }

  private mutating func readDayOfYear(_ element: TimeLayout.Element) -> Bool {
    if element == .spacedDayOfYear {
      for _ in 0..<2 where rest.first == UInt8(ascii: " ") { rest = rest.dropFirst() }
    }
    let digits = rest.prefix(3).prefix { $0 >= 48 && $0 <= 57 }
    guard !digits.isEmpty, element == .spacedDayOfYear || digits.count == 3 else { return false }
    dayOfYear = Int64(String(decoding: digits, as: UTF8.self))
    rest = rest.dropFirst(digits.count)
    return true
  }

  // MARK: - Fractions of a second

  private var isMark: Bool { rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",") }

  /// Digits behind the seconds count also where the layout has none.
  private mutating func readFractionWithoutElement(_ next: TimeLayout.Element?) {
    guard isMark, digit(1) != nil else { return }
    if case .fraction = next { return }
    _ = readFraction(0, isOptional: true)
  }

  private mutating func readFraction(_ digits: Int, isOptional: Bool) -> Bool {
    if isOptional, !isMark || digit(1) == nil { return true }
    guard isMark, isOptional || rest.count >= digits + 1 else { return false }
    let text =
      isOptional
      ? rest.dropFirst().prefix { $0 >= 48 && $0 <= 57 } : rest.dropFirst().prefix(digits)
    rest = rest.dropFirst(text.count + 1)
    let counted = text.prefix(9)
    guard let number = Int64(String(decoding: counted, as: UTF8.self)) else { return false }
    if number < 0 { outOfRange = "fractional second" }
    nanoseconds = (0..<9 - counted.count).reduce(number) { value, _ in value * 10 }
    return true
  }

  // MARK: - Zones

  private mutating func readOffset(_ parts: Int, _ hasColon: Bool, _ isZ: Bool) -> Bool {
    if isZ, rest.first == UInt8(ascii: "Z") {
      rest = rest.dropFirst()
      isUTC = true
      return true
    }
    let length = 1 + parts * 2 + (hasColon ? parts - 1 : 0)
    guard rest.count >= length else { return false }
    let text = Array(rest.prefix(length))
    rest = rest.dropFirst(length)
    var values: [Int64] = []
    for part in 0..<parts {
      let at = 1 + part * (hasColon ? 3 : 2)
      if hasColon, part > 0, text[at - 1] != UInt8(ascii: ":") { return false }
      guard (48...57).contains(text[at]), (48...57).contains(text[at + 1]) else { return false }
      values.append(Int64(text[at] - 48) * 10 + Int64(text[at + 1] - 48))
    }
    values += Array(repeating: 0, count: 3 - parts)
    // Some people write offsets of 24 hours or 60 minutes.
    if values[0] > 24 { outOfRange = "time zone offset hour" }
    if values[1] > 60 { outOfRange = "time zone offset minute" }
    if values[2] > 60 { outOfRange = "time zone offset second" }
    let total = values[0] * 3600 + values[1] * 60 + values[2]
    offset = text[0] == UInt8(ascii: "-") ? -total : total
    return text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+")
  }

  private mutating func readZone() -> Bool {
    if rest.starts(with: "UTC".utf8) {
      rest = rest.dropFirst(3)
      isUTC = true
      return true
    }
    guard rest.count >= 3, let length = zoneLength() else { return false }
    zone = String(decoding: rest.prefix(length), as: UTF8.self)
    rest = rest.dropFirst(length)
    return true
  }

  /// How long the abbreviation of a zone is that comes next.
  private func zoneLength() -> Int? {
    if rest.starts(with: "ChST".utf8) || rest.starts(with: "MeST".utf8) { return 4 }
    if rest.starts(with: "GMT".utf8) { return 3 + signedOffsetLength(rest.dropFirst(3)) }
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
      let length = signedOffsetLength(rest)
      return length > 0 ? length : nil
    }
    let letters = rest.prefix(6).prefix { $0 >= 65 && $0 <= 90 }
    switch letters.count {
    case 3: return 3
    case 4: return letters.last == UInt8(ascii: "T") || letters.elementsEqual("WITA".utf8) ? 4 : nil
    case 5: return letters.last == UInt8(ascii: "T") ? 5 : nil
    default: return nil
    }
  }

  private func signedOffsetLength(_ text: ArraySlice<UInt8>) -> Int {
    guard let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return 0 }
    let digits = text.dropFirst().prefix { $0 >= 48 && $0 <= 57 }
    guard let hours = Int64(String(decoding: digits, as: UTF8.self)), hours <= 23 else { return 0 }
    return digits.count + 1
  }

  // MARK: - The result

  private static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  /// The month and day of a day of the year.
  private mutating func placeDayOfYear(_ number: Int64) throws(FunctionError) {
    let isLeap = TimeReader.isLeap(year)
    guard number >= 1, number <= (isLeap ? 366 : 365) else {
      throw problem(": day-of-year out of range")
    }
    var moment = Moment(seconds: (Moment.days(year: year, month: 1, day: 1) + number - 1) * 86_400)
    moment.offset = 0
    let clock = moment.clock
    if let month, month != clock.month { throw problem(": day-of-year does not match month") }
    if let day, day != clock.day { throw problem(": day-of-year does not match day") }
    (month, day) = (clock.month, clock.day)
  }

  mutating func finish() throws(FunctionError) -> Moment {
    if !rest.isEmpty {
      throw problem(": extra text: \(quotedText(String(decoding: rest, as: UTF8.self)))")
    }
    if isAfternoon == true, hour < 12 { hour += 12 }
    if isAfternoon == false, hour == 12 { hour = 0 }
    if let dayOfYear { try placeDayOfYear(dayOfYear) }
    let (month, day) = (month ?? 1, day ?? 1)
    let lengths: [Int64] = [31, TimeReader.isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...lengths[Int(month) - 1]).contains(day) else { throw problem(": day out of range") }
    let days = Moment.days(year: year, month: month, day: day)
    var moment = Moment(seconds: days * 86_400 + hour * 3600 + minute * 60 + second)
    moment.nanoseconds = nanoseconds
    if isUTC { return moment }
    if let offset {
      moment.seconds -= offset
      if offset != 0 || !(zone.isEmpty || zone == "UTC") { (moment.offset, moment.zone) = (offset, zone) }
    } else if !zone.isEmpty {
      moment.zone = zone
      // The name alone says nothing of the offset, but for this one.
      if zone.hasPrefix("GMT") { moment.offset = (Int64(zone.dropFirst(3)) ?? 0) * 3600 }
    }
    return moment
  }
}
