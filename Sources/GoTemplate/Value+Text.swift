extension Value {
  /// What an action writes: `<no value>` for nil, else as `%v`.
  package var outputText: String {
    switch self {
    case .missing, .null: "<no value>"
    default: text
    }
  }

  /// The text of `%v`.
  package var text: String {
    var result = ""
    write(to: &result)
    return result
  }

  /// Appends the text of `%v`; stops at the limit on values, and at what contains itself.
  package func write(to result: inout String) { write(to: &result, depth: 0) }

  private func write(to result: inout String, depth: Int) {
    if result.utf8.count > maximumValueSize || depth > maximumValueDepth { return }
    switch self {
    case .missing, .null: result += "<nil>"
    case .bool(let value): result += value ? "true" : "false"
    case .integer(let value, let kind): result += integerText(value, kind)
    case .float(let value): result += shortestText(value)
    case .complex(let real, let imaginary):
      let sign = imaginary.sign == .minus || imaginary.isNaN ? "" : "+"
      result += "(\(shortestText(real))\(sign)\(shortestText(imaginary))i)"
    case .string(let value): result += value
    case .list(let items, _):
      result += "["
      for (index, item) in items.enumerated() {
        if index > 0 { result += " " }
        item.write(to: &result, depth: depth + 1)
      }
      result += "]"
    case .map(let map):
      result += "map["
      for (index, entry) in map.sorted.enumerated() {
        if index > 0 { result += " " }
        result += entry.key
        result += ":"
        entry.value.write(to: &result, depth: depth + 1)
      }
      result += "]"
    case .object(let object): result += object.text
    }
  }

  /// Whether `if` takes it for true: everything but nil, false, zero and what is empty.
  package var isTrue: Bool {
    switch self {
    case .missing, .null: false
    case .bool(let value): value
    case .integer(let value, _): value != 0
    case .float(let value): value != 0
    case .complex(let real, let imaginary): real != 0 || imaginary != 0
    case .string(let value): !value.utf8.isEmpty
    case .list(let items, _): !items.isEmpty
    case .map(let map): !map.isEmpty
    case .object(let object): object.isTrue
    }
  }

  /// The type as Go's `%T` prints it.
  package var typeName: String {
    switch self {
    case .missing, .null: "<nil>"
    case .bool: "bool"
    case .integer(_, let kind): kind.rawValue
    case .float: "float64"
    case .complex: "complex128"
    case .string: "string"
    case .list(_, let element): "[]\(element.name)"
    case .map(let map): "map[string]\(map.element.name)"
    case .object(let object): object.typeName
    }
  }

  /// The kind as Go's `reflect` names it.
  package var kindName: String {
    switch self {
    case .missing, .null: "invalid"
    case .list: "slice"
    case .map: "map"
    case .object(let object): object.kindName
    default: typeName
    }
  }
}

/// An integer in decimal, unsigned kinds by their bit pattern.
func integerText(_ value: Int64, _ kind: IntegerKind) -> String {
  kind.isUnsigned ? String(UInt64(bitPattern: value)) : String(value)
}

/// Lists and maps inside each other; a map can be made to hold itself.
let maximumValueDepth = 500
