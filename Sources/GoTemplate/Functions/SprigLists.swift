extension Value {
  /// The items of a list; nil for anything else.
  var items: [Value]? {
    if case .list(let items, _) = self { return items }
    return nil
  }

  /// The items of a list, or why there are none.
  func requireItems(_ problem: String) throws(FunctionError) -> [Value] {
    switch self {
    case .list(let items, _): return items
    case .missing, .null:
      throw FunctionError("runtime error: invalid memory address or nil pointer dereference")
    default: throw FunctionError("\(problem) \(kindName)")
    }
  }

  /// Sprig's list of texts: nil items are left out, nil is no item, and anything else is one.
  var texts: [String] {
    switch self {
    case .missing, .null: []
    case .list(let items, _): items.filter { !$0.isNil }.map(\.stringText)
    default: [stringText]
    }
  }
}

/// Go's `reflect.DeepEqual`.
func deepEqual(_ a: Value, _ b: Value, depth: Int = 0) -> Bool {
  if depth > maximumValueDepth { return true }
  switch (a, b) {
  case (.missing, _), (.null, _): return b.isNil
  case (_, .missing), (_, .null): return false
  case (.bool(let a), .bool(let b)): return a == b
  case (.integer(let a, let left), .integer(let b, let right)): return a == b && left == right
  case (.float(let a), .float(let b)): return a == b
  case (.complex(let a, let c), .complex(let b, let d)): return a == b && c == d
  case (.string(let a), .string(let b)): return a.utf8.elementsEqual(b.utf8)
  case (.list(let left, let a), .list(let right, let b)):
    return a == b && left.count == right.count
      && zip(left, right).allSatisfy { deepEqual($0, $1, depth: depth + 1) }
  case (.map(let left), .map(let right)):
    if left === right { return true }
    guard left.element == right.element, left.count == right.count else { return false }
    return left.entries.allSatisfy { entry in
      right.entries[entry.key].map { deepEqual(entry.value, $0, depth: depth + 1) } ?? false
    }
  case (.object(let left), .object(let right)):
    return left.typeName == right.typeName && left.text == right.text
  default: return false
  }
}

extension FunctionLibrary {
  mutating func defineTextLists() {
    define("join", [.string, .any]) { .string(try joined($0[1].texts, by: $0[0].stringValue)) }
    define("toStrings", [.any]) { .strings($0[0].texts) }
    define("sortAlpha", [.any]) { arguments in
      guard arguments[0].items != nil else { return .strings([arguments[0].stringText]) }
      return .strings(arguments[0].texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }
    define("splitList", [.string, .string]) { .strings(try split($0[1].stringValue, by: $0[0].stringValue)) }
    define("split", [.string, .string]) { arguments in
      numbered(try split(arguments[1].stringValue, by: arguments[0].stringValue))
    }
    define("splitn", [.string, .int, .string]) { arguments in
      let count = arguments[1].integerValue
      if count == 0 { return numbered([]) }
      return numbered(
        try split(arguments[2].stringValue, by: arguments[0].stringValue, limit: count < 0 ? nil : count))
    }
    define("until", [.int]) { arguments in
      let end = arguments[0].integerValue
      return .list(try steps(0, end, end < 0 ? -1 : 1).map(Value.int), .int)
    }
    define("untilStep", [.int, .int, .int]) { arguments in
      .list(
        try steps(arguments[0].integerValue, arguments[1].integerValue, arguments[2].integerValue).map(
          Value.int),
        .int)
    }
    define("seq", [], variadic: .int) { .string(try sequence($0.map(\.integerValue))) }
  }

  mutating func defineLists() {
    for name in ["list", "tuple"] { define(name, [], variadic: .any) { .list($0) } }
    must("first", [.any]) { try $0[0].requireItems("Cannot find first on type").first ?? .null }
    must("last", [.any]) { try $0[0].requireItems("Cannot find last on type").last ?? .null }
    must("rest", [.any]) { part(try $0[0].requireItems("Cannot find rest on type"), { $0.dropFirst() }) }
    must("initial", [.any]) { part(try $0[0].requireItems("Cannot find initial on type"), { $0.dropLast() }) }
    must("append", [.any, .any]) { try grown($0[0].requireItems("Cannot push on type") + [$0[1]]) }
    alias("push", for: "append")
    alias("mustPush", for: "mustAppend")
    must("prepend", [.any, .any]) { try grown([$0[1]] + $0[0].requireItems("Cannot prepend on type")) }
    define("concat", [], variadic: .any) { arguments in
      var result: [Value] = []
      for list in arguments {
        guard let items = list.items else {
          throw FunctionError("Cannot concat type \(list.kindName) as list")
        }
        result += items
        try checkSize(result.count, maximumListSize)
      }
      return arguments.isEmpty ? .list([], .nilAny) : .list(result)
    }
    must("reverse", [.any]) { .list(Array(try $0[0].requireItems("Cannot find reverse on type").reversed())) }
    must("compact", [.any]) { .list(try $0[0].requireItems("Cannot compact on type").filter(\.isTrue)) }
    must("uniq", [.any]) { arguments in
      var result: [Value] = []
      for item in try arguments[0].requireItems("Cannot find uniq on type")
      where !result.contains(where: { deepEqual($0, item) }) {
        result.append(item)
        if result.count > 4_000 { throw FunctionError("uniq takes at most 4000 different items") }
      }
      return .list(result)
    }
    must("without", [.any], variadic: .any) { arguments in
      let out = arguments.dropFirst()
      return .list(
        try arguments[0].requireItems("Cannot find without on type").filter { item in
          !out.contains { deepEqual($0, item) }
        })
    }
    must("has", [.any, .any]) { arguments in
      if arguments[1].isNil { return .bool(false) }
      return .bool(
        try arguments[1].requireItems("Cannot find has on type").contains { deepEqual($0, arguments[0]) })
    }
    must("slice", [.any], variadic: .any) { try sliced($0) }
    must("chunk", [.int, .any]) { arguments in
      let items = try arguments[1].requireItems("Cannot chunk type")
      let size = arguments[0].integerValue
      if size <= 0 { throw FunctionError("runtime error: makeslice: len out of range") }
      return .list(
        stride(from: 0, to: items.count, by: size).map {
          .list(Array(items[$0..<min($0 + size, items.count)]))
        })
    }
    define("all", [], variadic: .any) { .bool($0.allSatisfy(\.isTrue)) }
    define("any", [], variadic: .any) { .bool($0.contains(where: \.isTrue)) }
  }

  /// Defines a function and the variant of it whose name begins with `must`.
  mutating func must(
    _ name: String, _ parameters: [Function.Parameter], variadic: Function.Parameter? = nil,
    _ body: @escaping @Sendable ([Value]) throws -> Value
  ) {
    define(name, parameters, variadic: variadic, body)
    alias("must" + (name.first.map { String($0).uppercased() } ?? "") + name.dropFirst(), for: name)
  }
}

private func grown(_ items: [Value]) throws(FunctionError) -> Value {
  try checkSize(items.count, maximumListSize)
  return .list(items)
}

private func part(_ items: [Value], _ cut: ([Value]) -> ArraySlice<Value>) -> Value {
  items.isEmpty ? .list([], .nilAny) : .list(Array(cut(items)))
}

func split(
  _ text: String, by separator: String, limit: Int? = nil
) throws(FunctionError) -> [String] {
  if separator.utf8.isEmpty {
    try checkSize(text.unicodeScalars.count, maximumListSize)
    var scalars = text.unicodeScalars.map { String(Character($0)) }
    if let limit, scalars.count > limit, limit > 0 {
      let rest = scalars[(limit - 1)...].joined()
      scalars = Array(scalars[..<(limit - 1)]) + [rest]
    }
    return scalars
  }
  let (bytes, word) = (Array(text.utf8), Array(separator.utf8))
  var result: [String] = []
  var at = 0
  while limit.map({ result.count < $0 - 1 }) ?? true, let found = find(word, in: bytes, from: at) {
    result.append(goString(bytes[at..<found]))
    try checkSize(result.count, maximumListSize)
    at = found + word.count
  }
  result.append(goString(bytes[at...]))
  return result
}

private func numbered(_ parts: [String]) -> Value {
  .map(MapValue(parts.enumerated().map { ("_\($0.offset)", Value.string($0.element)) }, element: .string))
}

private func steps(_ start: Int, _ end: Int, _ step: Int) throws(FunctionError) -> [Int] {
  if step == 0 || (end < start) != (step < 0) { return [] }
  let (distance, overflow) = end.subtractingReportingOverflow(start)
  try checkSize(overflow ? .max : Int(distance.magnitude / step.magnitude), maximumListSize)
  return Array(stride(from: start, to: end, by: step))
}

private func sequence(_ numbers: [Int]) throws(FunctionError) -> String {
  let (start, end, given): (Int, Int, Int?)
  switch numbers.count {
  case 1: (start, end, given) = (1, numbers[0], nil)
  case 2: (start, end, given) = (numbers[0], numbers[1], nil)
  case 3: (start, end, given) = (numbers[0], numbers[2], numbers[1])
  default: return ""
  }
  let direction = end < start ? -1 : 1
  if let given, end < start, given > 0 { return "" }
  return try steps(start, end &+ direction, given ?? direction).map(String.init).joined(separator: " ")
}

private func sliced(_ arguments: [Value]) throws(FunctionError) -> Value {
  guard case .list(let items, let kind) = arguments[0] else {
    if arguments[0].isNil {
      throw FunctionError("runtime error: invalid memory address or nil pointer dereference")
    }
    throw FunctionError("list should be type of slice or array but \(arguments[0].kindName)")
  }
  if items.isEmpty { return .null }
  let start = arguments.count > 1 ? integer(arguments[1]) : 0
  let end = arguments.count > 2 ? integer(arguments[2]) : items.count
  guard start >= 0, end >= start, end <= items.count else {
    throw FunctionError("reflect.Value.Slice: slice index out of bounds")
  }
  return .list(Array(items[start..<end]), kind)
}
