internal import RegularExpression

extension FunctionLibrary {
  mutating func defineRegularExpressions() {
    define("regexQuoteMeta", [.string]) { .string(Pattern.quoted($0[0].stringValue)) }
    define("regexMatch", [.string, .string]) { arguments in
      .bool((try? Pattern(arguments[0].stringValue))?.matches(arguments[1].stringValue) ?? false)
    }
    define("mustRegexMatch", [.string, .string]) { arguments in
      .bool(try pattern(arguments[0], isMust: true).matches(arguments[1].stringValue))
    }
    for isMust in [false, true] {
      let prefix = isMust ? "mustR" : "r"
      define(prefix + "egexFind", [.string, .string]) { arguments in
        let bytes = Array(arguments[1].stringValue.utf8)
        let match = try pattern(arguments[0], isMust: isMust).firstMatch(in: bytes)
        return .string(match.map { goString(bytes[$0.range]) } ?? "")
      }
      define(prefix + "egexFindAll", [.string, .string, .int]) { arguments in
        let bytes = Array(arguments[1].stringValue.utf8)
        let matches = try pattern(arguments[0], isMust: isMust).allMatches(
          in: bytes, limit: arguments[2].integerValue)
        return matches.isEmpty ? .list([], .nilString) : .strings(matches.map { goString(bytes[$0.range]) })
      }
      define(prefix + "egexReplaceAll", [.string, .string, .string]) { arguments in
        let result = try pattern(arguments[0], isMust: isMust).replacingAll(
          in: arguments[1].stringValue, with: arguments[2].stringValue)
        try checkSize(result.utf8.count)
        return .string(result)
      }
      define(prefix + "egexReplaceAllLiteral", [.string, .string, .string]) { arguments in
        let result = try pattern(arguments[0], isMust: isMust).replacingAll(
          in: arguments[1].stringValue, withLiteral: arguments[2].stringValue)
        try checkSize(result.utf8.count)
        return .string(result)
      }
      define(prefix + "egexSplit", [.string, .string, .int]) { arguments in
        let pattern = try pattern(arguments[0], isMust: isMust)
        return split(Array(arguments[1].stringValue.utf8), by: pattern, limit: arguments[2].integerValue)
      }
    }
  }
}

private func pattern(_ value: Value, isMust: Bool) throws(FunctionError) -> Pattern {
  do {
    return try Pattern(value.stringValue)
  } catch {
    if isMust { throw FunctionError(error.message) }
    let text = value.stringValue
    let shown = text.unicodeScalars.contains("`") ? quotedText(text) : "`\(text)`"
    throw FunctionError("regexp: Compile(\(shown)): \(error.message)")
  }
}

private func split(_ bytes: [UInt8], by pattern: Pattern, limit: Int) -> Value {
  if limit == 0 { return .list([], .nilString) }
  if !pattern.text.utf8.isEmpty, bytes.isEmpty { return .strings([""]) }
  var parts: [String] = []
  var start = 0
  var end = 0
  for match in pattern.allMatches(in: bytes, limit: limit) {
    if limit > 0, parts.count == limit - 1 { break }
    end = match.range.lowerBound
    if match.range.upperBound != 0 { parts.append(goString(bytes[start..<end])) }
    start = match.range.upperBound
  }
  if end != bytes.count { parts.append(goString(bytes[start...])) }
  return .strings(parts)
}
