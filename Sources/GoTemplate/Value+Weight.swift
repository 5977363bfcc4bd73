extension Value {
  /// What it costs to walk through the value: its parts, each as often as it is reached, and a part for each 32 bytes of
  /// text; nil when that is more than `limit`, or when the value is nested too deeply or contains itself.
  func weight(limit: Int) -> Int? {
    var weight = 0
    return add(to: &weight, limit, depth: 0) ? weight : nil
  }

  private func add(to weight: inout Int, _ limit: Int, depth: Int) -> Bool {
    weight += 1
    if weight > limit || depth > maximumValueDepth { return false }
    switch self {
    case .string(let text): weight += text.utf8.count / 32
    case .list(let items, .any), .list(let items, .dictionary):
      for item in items where !item.add(to: &weight, limit, depth: depth + 1) { return false }
    case .list(let items, _): weight += items.count / 4
    case .map(let map):
      for entry in map.entries where !entry.value.add(to: &weight, limit, depth: depth + 1) { return false }
    default: break
    }
    return weight <= limit
  }
}

/// Functions that take a list or a map without walking through all of it.
let functionsOfConstantCost: Set<String> = [
  "index", "get", "set", "unset", "hasKey", "len", "dict", "list", "tuple", "first", "last", "rest",
  "initial",
  "append", "prepend", "push", "slice", "default", "empty", "coalesce", "ternary", "kindOf", "typeOf",
  "kindIs",
  "typeIs", "typeIsLike", "keys", "values", "pluck", "dig", "pick", "omit", "concat", "reverse", "not",
]
