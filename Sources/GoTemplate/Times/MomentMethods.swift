/// The methods of Go's `time.Time` that templates can call.
extension Moment {
  func method(_ name: String) -> Function? {
    if part(name) != nil { return Function([]) { _ in part(name) ?? .null } }
    switch name {
    case "Clock", "Date": return .refused("function \(name) has 3 return values; should be 1 or 2")
    case "ISOWeek", "Zone", "ZoneBounds":
      let type = name == "ZoneBounds" ? "time.Time" : "int"
      return .refused(
        "invalid function signature for \(name): second return value should be error; is \(type)")
    case "Format": return Function([.string]) { .string(TimeLayout($0[0].stringValue).format(self)) }
    case "Add": return Function([.duration]) { .object(adding($0[0].nanoseconds)) }
    case "Round": return Function([.duration]) { .object(rounded(to: $0[0].nanoseconds, up: true)) }
    case "Truncate": return Function([.duration]) { .object(rounded(to: $0[0].nanoseconds, up: false)) }
    case "AddDate":
      return Function([.int, .int, .int]) { .object(addingDate($0.map { Int64($0.integerValue) })) }
    case "Equal", "Before", "After", "Compare", "Sub":
      return Function([.time]) { arguments in
        guard case .object(let object) = arguments[0], let other = object as? Moment else { return .null }
        return compared(name, other)
      }
    case "In":
      return Function([.location]) { arguments in
        guard case .object(let object) = arguments[0], let location = object as? LocationValue else {
          throw FunctionError("time: missing Location in call to Time.In")
        }
        var result = self
        (result.offset, result.zone) = (location.offset, location.text)
        return .object(result)
      }
    default: return encoding(name)
    }
  }

  /// What a method without parameters gives.
  private func part(_ name: String) -> Value? {
    let clock = clock
    return switch name {
    case "Year": .int(Int(clock.year))
    case "Month": .object(CalendarName.month(clock.month))
    case "Day": .int(Int(clock.day))
    case "Hour": .int(Int(clock.hour))
    case "Minute": .int(Int(clock.minute))
    case "Second": .int(Int(clock.second))
    case "Nanosecond": .int(Int(nanoseconds))
    case "Weekday": .object(CalendarName.weekday(clock.weekday))
    case "YearDay": .int(Int(clock.dayOfYear))
    case "Unix": .int64(seconds)
    case "UnixMilli": .int64(seconds &* 1000 &+ nanoseconds / 1_000_000)
    case "UnixMicro": .int64(seconds &* 1_000_000 &+ nanoseconds / 1_000)
    case "UnixNano": .int64(seconds &* 1_000_000_000 &+ nanoseconds)
    case "IsZero": .bool(seconds == Moment.zero.seconds && nanoseconds == 0)
    case "IsDST": .bool(false)
    case "String": .string(text)
    case "GoString": .string(goText ?? text)
    case "UTC", "Local": .object(inUTC)
    case "Location": .object(LocationValue(text: zone, offset: offset))
    default: nil
    }
  }

  /// The methods that write bytes.
  private func encoding(_ name: String) -> Function? {
    switch name {
    case "MarshalJSON", "MarshalText":
      return Function([]) { _ in
        let quoted = try jsonTextOrError(for: name)
        return .bytes(name == "MarshalJSON" ? Array(quoted) : Array(quoted.dropFirst().dropLast()))
      }
    case "MarshalBinary", "GobEncode": return Function([]) { _ in .bytes(try binary()) }
    case "AppendText":
      return Function([.bytes]) {
        .bytes($0[0].byteList + (try jsonTextOrError(for: name)).dropFirst().dropLast())
      }
    case "AppendBinary": return Function([.bytes]) { .bytes($0[0].byteList + (try binary())) }
    case "AppendFormat":
      return Function([.bytes, .string]) { arguments in
        .bytes(arguments[0].byteList + TimeLayout(arguments[1].stringValue).format(self).utf8)
      }
    default: return nil
    }
  }

  private func jsonTextOrError(for name: String) throws(FunctionError) -> String.UTF8View {
    if let jsonText { return jsonText.utf8 }
    throw FunctionError("Time.\(name): year outside of range [0,9999]")
  }

  /// Version, seconds since the year 1, nanoseconds, and minutes east of UTC, where -1 stands for UTC itself.
  private func binary() throws(FunctionError) -> [UInt8] {
    func bytes(_ value: Int64, _ count: Int) -> [UInt8] {
      (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * Int64($0))) }
    }
    let isUTC = offset == 0 && zone == "UTC"
    let odd = offset % 60
    var result: [UInt8] = [odd == 0 ? 1 : 2]
    result += bytes(seconds &- Moment.zero.seconds, 8)
    result += bytes(nanoseconds, 4)
    result += bytes(isUTC ? -1 : offset / 60, 2)
    return odd == 0 ? result : result + bytes(odd, 1)
  }

  /// To a multiple of `size` since the year 1; half of it goes up.
  private func rounded(to size: Int64, up: Bool) -> Moment {
    if size <= 0 { return self }
    let total = (Int128(seconds) - Int128(Moment.zero.seconds)) * 1_000_000_000 + Int128(nanoseconds)
    let remainder = ((total % Int128(size)) + Int128(size)) % Int128(size)
    let rest = Int64(remainder)
    return up && rest >= size - rest ? adding(size - rest) : adding(-rest)
  }

  /// Years, months and days later; what is too much for a month goes on in the next one.
  private func addingDate(_ parts: [Int64]) -> Moment {
    let clock = clock
    let months = clock.year &* 12 &+ clock.month &- 1 &+ parts[0] &* 12 &+ parts[1]
    let year = months >= 0 ? months / 12 : (months - 11) / 12
    let days = Moment.days(year: year, month: months - year * 12 + 1, day: 1) &+ clock.day &- 1 &+ parts[2]
    var result = self
    result.seconds =
      days &* 86_400 &+ clock.hour &* 3600 &+ clock.minute &* 60 &+ clock.second &- offset
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

/// A zone of fixed offset, as `Location` of a time gives it.
struct LocationValue: ObjectValue {
  let text: String
  /// East of UTC, in seconds.
  let offset: Int64
  let typeName = "*time.Location"
  let kindName = "ptr"
  let jsonText: String? = "{}"
  let identity: ObjectIdentity? = ObjectIdentity()

  func method(_ name: String) -> Function? {
    name == "String" ? Function([]) { _ in .string(text) } : nil
  }
}

extension Value {
  /// The nanoseconds of a duration; 0 for anything else.
  fileprivate var nanoseconds: Int64 {
    if case .object(let object) = self { return object.integer ?? 0 }
    return 0
  }

  static func bytes(_ bytes: some Sequence<UInt8>) -> Value {
    .list(bytes.map { .integer(Int64($0), .uint8) }, .uint8)
  }

  /// The bytes of a list of them; none for anything else.
  fileprivate var byteList: [UInt8] {
    guard case .list(let items, .uint8) = self else { return [] }
    return items.map { UInt8(truncatingIfNeeded: $0.integerValue) }
  }
}
