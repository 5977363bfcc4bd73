/// A duration as a value of its own, which the difference of two times is.
struct DurationValue: ObjectValue {
  let nanoseconds: Int64
  let typeName = "time.Duration"
  let kindName = "int64"
  var text: String { GoDuration.text(nanoseconds) }
  var integer: Int64? { nanoseconds }
  var isTrue: Bool { nanoseconds != 0 }
  var jsonText: String? { String(nanoseconds) }

  func sibling(_ number: Int64) -> Value { .object(DurationValue(nanoseconds: number)) }

  func method(_ name: String) -> Function? {
    if name == "Round" || name == "Truncate" {
      return Function([.duration]) { arguments in
        guard case .object(let object) = arguments[0], let size = object.integer else { return .null }
        return sibling(rounded(to: size, up: name == "Round"))
      }
    }
    return part(name) == nil ? nil : Function([]) { _ in part(name) ?? .null }
  }

  private func part(_ name: String) -> Value? {
    switch name {
    case "String": .string(text)
    case "Hours": .float(Double(nanoseconds) / 3.6e12)
    case "Minutes": .float(Double(nanoseconds) / 6e10)
    case "Seconds": .float(Double(nanoseconds) / 1e9)
    case "Milliseconds": .int64(nanoseconds / 1_000_000)
    case "Microseconds": .int64(nanoseconds / 1_000)
    case "Nanoseconds": .int64(nanoseconds)
    case "Abs": sibling(Int64(clamping: nanoseconds.magnitude))
    default: nil
    }
  }

  /// To a multiple of `size`; half of it goes away from zero, what is too much for a duration stops at its bounds.
  private func rounded(to size: Int64, up: Bool) -> Int64 {
    if size <= 0 { return nanoseconds }
    let rest = nanoseconds % size
    let below = nanoseconds - rest
    if !up || rest.magnitude < size.magnitude - rest.magnitude { return below }
    let (result, overflow) = below.addingReportingOverflow(rest < 0 ? -size : size)
    return overflow ? (rest < 0 ? .min : .max) : result
  }
}

/// A month or a weekday: a number to compare and count with, a name to print.
struct CalendarName: ObjectValue {
  let typeName: String
  let number: Int64
  let kindName = "int"
  var integer: Int64? { number }
  var isTrue: Bool { number != 0 }
  var jsonText: String? { String(number) }

  var text: String {
    let (names, first) = typeName == "time.Month" ? (Moment.months, 1) : (Moment.weekdays, Int64(0))
    let index = number - first
    return index >= 0 && index < names.count ? names[Int(index)] : "%!\(typeName.dropFirst(5))(\(number))"
  }

  static func month(_ number: Int64) -> CalendarName { CalendarName(typeName: "time.Month", number: number) }
  static func weekday(_ number: Int64) -> CalendarName {
    CalendarName(typeName: "time.Weekday", number: number)
  }

  func sibling(_ number: Int64) -> Value { .object(CalendarName(typeName: typeName, number: number)) }

  func method(_ name: String) -> Function? {
    name == "String" ? Function([]) { _ in .string(text) } : nil
  }
}
