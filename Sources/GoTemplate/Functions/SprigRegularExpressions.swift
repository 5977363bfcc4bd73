internal import RegularExpression

extension FunctionLibrary {
  mutating func defineRegularExpressions() {
    define("regexQuoteMeta", [.string]) { .string(Pattern.quoted($0[0].stringValue)) }
    defineMetered("regexMatch", [.string, .string]) { arguments, steps in
      guard let pattern = try? Pattern(arguments[0].stringValue) else { return .bool(false) }
      return .bool(try search(&steps) { pattern.matches(arguments[1].stringValue, budget: &$0) })
    }
    defineMetered("mustRegexMatch", [.string, .string]) { arguments, steps in
      let pattern = try pattern(arguments[0], isMust: true)
      return .bool(try search(&steps) { pattern.matches(arguments[1].stringValue, budget: &$0) })
    }
    for isMust in [false, true] {
      let prefix = isMust ? "mustR" : "r"
      defineMetered(prefix + "egexFind", [.string, .string]) { arguments, steps in
        let bytes = Array(arguments[1].stringValue.utf8)
        let pattern = try pattern(arguments[0], isMust: isMust)
        let match = try matches(pattern, bytes, 1, &steps).first
        return .string(match.map { goString(bytes[$0.range]) } ?? "")
      }
      defineMetered(prefix + "egexFindAll", [.string, .string, .int]) { arguments, steps in
        let bytes = Array(arguments[1].stringValue.utf8)
        let pattern = try pattern(arguments[0], isMust: isMust)
        let found = try matches(pattern, bytes, arguments[2].integerValue, &steps)
        return found.isEmpty ? .list([], .nilString) : .strings(found.map { goString(bytes[$0.range]) })
      }
      for isLiteral in [false, true] {
        let name = prefix + "egexReplaceAll" + (isLiteral ? "Literal" : "")
        defineMetered(name, [.string, .string, .string]) { arguments, steps in
          let bytes = Array(arguments[1].stringValue.utf8)
          let pattern = try pattern(arguments[0], isMust: isMust)
          let result = pattern.replacing(
            try matches(pattern, bytes, -1, &steps), in: bytes, with: Array(arguments[2].stringValue.utf8),
            isLiteral: isLiteral, upTo: maximumValueSize)
          try checkSize(result.count)
          return .string(String(decoding: result, as: UTF8.self))
        }
      }
      defineMetered(prefix + "egexSplit", [.string, .string, .int]) { arguments, steps in
        let pattern = try pattern(arguments[0], isMust: isMust)
        let bytes = Array(arguments[1].stringValue.utf8)
        let limit = arguments[2].integerValue
        if limit == 0 { return .list([], .nilString) }
        if !pattern.text.utf8.isEmpty, bytes.isEmpty { return .strings([""]) }
        return split(bytes, try matches(pattern, bytes, limit, &steps), limit: limit)
      }
    }
  }
}

/// The matches from left to right.
private func matches(
  _ pattern: Pattern, _ bytes: [UInt8], _ limit: Int, _ steps: inout Int
) throws(FunctionError) -> [Pattern.Match] {
  let most = limit < 0 || limit > maximumListSize ? maximumListSize + 1 : limit
  let found = try search(&steps) { pattern.allMatches(in: bytes, limit: most, budget: &$0) }
  try checkSize(found.count, maximumListSize)
  return found
}

/// Runs a search with as much of a budget as there are steps left. To make a pattern costs as much as some twenty steps.
private func search<Result>(
  _ steps: inout Int, _ run: (inout Int) -> Result
) throws(FunctionError) -> Result {
  try spend(20, of: &steps)
  let factor = 4
  var budget = steps * factor
  let result = run(&budget)
  steps = max(0, budget) / factor
  if budget < 0 { throw FunctionError("the search takes more steps than the template has left") }
  return result
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

private func split(_ bytes: [UInt8], _ matches: [Pattern.Match], limit: Int) -> Value {
  var parts: [String] = []
  var start = 0
  var end = 0
  for match in matches {
    if limit > 0, parts.count == limit - 1 { break }
    end = match.range.lowerBound
    if match.range.upperBound != 0 { parts.append(goString(bytes[start..<end])) }
    start = match.range.upperBound
  }
  if end != bytes.count { parts.append(goString(bytes[start...])) }
  return .strings(parts)
}
