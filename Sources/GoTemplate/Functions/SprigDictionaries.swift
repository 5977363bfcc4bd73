extension Value {
  /// The map of a dictionary argument; an empty one for nil.
  var dictionary: MapValue {
    if case .map(let map) = self { return map }
    return MapValue()
  }
}

extension FunctionLibrary {
  mutating func defineDictionaries() {
    define("dict", [], variadic: .any) { arguments in
      let map = MapValue()
      for index in stride(from: 0, to: arguments.count, by: 2) {
        map[arguments[index].stringText] = index + 1 < arguments.count ? arguments[index + 1] : .string("")
      }
      return .map(map)
    }
    define("get", [.dictionary, .string]) { $0[0].dictionary[$0[1].stringValue] ?? .string("") }
    define("set", [.dictionary, .string, .any]) { arguments in
      guard case .map(let map) = arguments[0] else { throw FunctionError("assignment to entry in nil map") }
      map[arguments[1].stringValue] = arguments[2]
      try checkSize(map.count, maximumListSize)
      return arguments[0]
    }
    define("unset", [.dictionary, .string]) { arguments in
      arguments[0].dictionary[arguments[1].stringValue] = nil
      return .map(arguments[0].dictionary)
    }
    define("hasKey", [.dictionary, .string]) { .bool($0[0].dictionary[$0[1].stringValue] != nil) }
    define("pluck", [.string], variadic: .dictionary) { arguments in
      .list(arguments.dropFirst().compactMap { $0.dictionary[arguments[0].stringValue] })
    }
    // Go gives keys in any order; this one is sorted.
    define("keys", [], variadic: .dictionary) { .strings($0.flatMap { $0.dictionary.keys }) }
    define("values", [.dictionary]) { .list($0[0].dictionary.sorted.map(\.value)) }
    define("pick", [.dictionary], variadic: .string) { arguments in
      let result = MapValue()
      for key in arguments.dropFirst().map(\.stringValue) {
        if let value = arguments[0].dictionary[key] { result[key] = value }
      }
      return .map(result)
    }
    define("omit", [.dictionary], variadic: .string) { arguments in
      let result = arguments[0].dictionary.copy()
      for key in arguments.dropFirst() { result[key.stringValue] = nil }
      return .map(result)
    }
    define("dig", [], variadic: .any) { try dig($0) }
    for (name, overwrites) in [("merge", false), ("mergeOverwrite", true)] {
      must(name, [.dictionary], variadic: .dictionary) { arguments in
        let target = arguments[0].dictionary
        for source in arguments.dropFirst() {
          merge(source.dictionary, into: target, overwrites: overwrites, depth: 0)
        }
        return .map(target)
      }
    }
    must("deepCopy", [.any]) { arguments in
      if arguments[0].isNil {
        throw FunctionError("reflect: call of reflect.Value.Type on zero Value")
      }
      return try arguments[0].deepCopy()
    }
    define("deepEqual", [.any, .any]) { .bool(deepEqual($0[0], $0[1])) }
  }
}

extension Value {
  /// The value with maps of its own.
  package func deepCopy(depth: Int = 0) throws(FunctionError) -> Value {
    if depth > maximumValueDepth { throw FunctionError("the value is nested too deeply") }
    switch self {
    case .map(let map):
      let copy = MapValue(element: map.element)
      for entry in map.sorted { copy[entry.key] = try entry.value.deepCopy(depth: depth + 1) }
      return .map(copy)
    case .list(let items, let kind):
      var copies: [Value] = []
      for item in items { copies.append(try item.deepCopy(depth: depth + 1)) }
      return .list(copies, kind)
    default: return self
    }
  }
}

private func dig(_ arguments: [Value]) throws(FunctionError) -> Value {
  if arguments.count < 3 { throw FunctionError("dig needs at least three arguments") }
  func refusal(_ value: Value, _ wanted: String) -> FunctionError {
    let type = value.isNil ? "nil" : value.typeName
    return FunctionError("interface conversion: interface {} is \(type), not \(wanted)")
  }
  func map(_ value: Value) throws(FunctionError) -> MapValue {
    guard case .map(let map) = value, map.element == .any else {
      throw refusal(value, "map[string]interface {}")
    }
    return map
  }
  var value = arguments[arguments.count - 1]
  _ = try map(value)
  let keys = arguments.dropLast(2)
  for key in keys {
    guard case .string = key else { throw refusal(key, "string") }
  }
  for key in keys {
    guard let next = try map(value)[key.stringValue] else { return arguments[arguments.count - 2] }
    value = next
  }
  return value
}

/// Fills what is missing or empty in `target`; with `overwrites`, the source wins.
private func merge(_ source: MapValue, into target: MapValue, overwrites: Bool, depth: Int) {
  if depth > maximumValueDepth || source === target { return }
  for entry in source.sorted {
    let own = target[entry.key]
    if case .map(let from) = entry.value, case .map(let to)? = own, from.element == .any, to.element == .any {
      merge(from, into: to, overwrites: overwrites, depth: depth + 1)
    } else if entry.value.isNil {
      if overwrites { target[entry.key] = .null }
    } else if overwrites || own.map({ !$0.isTrue }) ?? true {
      target[entry.key] = entry.value
    }
  }
}
