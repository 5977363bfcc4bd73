extension FunctionLibrary {
  /// Sprig's functions of time. The local zone is UTC, as in the container that Argo CD runs in; what would read the
  /// clock is refused.
  mutating func defineDates() {
    define("toDate", [.string, .string]) { arguments in
      let layout = TimeLayout(arguments[0].stringValue)
      return .object((try? layout.parse(arguments[1].stringValue)) ?? Moment.zero)
    }
    define("mustToDate", [.string, .string]) { arguments in
      .object(try TimeLayout(arguments[0].stringValue).parse(arguments[1].stringValue))
    }
    define("date", [.string, .any]) { arguments in
      .string(TimeLayout(arguments[0].stringValue).format(try moment(arguments[1]).inUTC))
    }
    for name in ["dateInZone", "date_in_zone"] {
      define(name, [.string, .any, .string]) { arguments in
        let time = try moment(arguments[1]).inZone(arguments[2].stringValue)
        return .string(TimeLayout(arguments[0].stringValue).format(time))
      }
    }
    define("htmlDate", [.any]) { .string(TimeLayout("2006-01-02").format(try moment($0[0]).inUTC)) }
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
      case .string(let text): seconds = parsedDecimal(text)
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
      case .object(let object) where object is Moment: throw clockProblem
      default: break
      }
      return .string(GoDuration.rounded(nanoseconds))
    }
  }
}

/// Go's `strconv.ParseInt` in base 10 with its error dropped: 0 for what is no number, the nearest bound beyond them.
func parsedDecimal(_ text: String) -> Int64 {
  if let number = Int64(text) { return number }
  var digits = Substring(text)
  let isNegative = digits.first == "-"
  if isNegative || digits.first == "+" { digits.removeFirst() }
  guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return 0 }
  return isNegative ? .min : .max
}

private let clockProblem = FunctionError(
  "it gives another result at each call, so the output could not be reproduced")

private func moment(_ value: Value) throws(FunctionError) -> Moment {
  switch value {
  case .object(let object): if let moment = object as? Moment { return moment }
  case .integer(let seconds, .int), .integer(let seconds, .int64), .integer(let seconds, .int32):
    return Moment(seconds: seconds)
  default: break
  }
  throw clockProblem
}
