extension FunctionLibrary {
  /// The functions of Go's `text/template`.
  package static let builtins: FunctionLibrary = {
    var library = FunctionLibrary()
    for (name, special) in [("and", Function.Special.and), ("or", .or), ("call", .call)] {
      var function = Function([.any], variadic: .any) { $0.last ?? .null }
      function.special = special
      library[name] = function
    }
    library.define("not", [.any]) { .bool(!$0[0].isTrue) }
    library.define("len", [.any]) { try length($0[0]) }
    library.define("index", [.any], variadic: .any) { arguments in
      var value = arguments[0]
      if value.isNil { throw FunctionError("index of untyped nil") }
      for index in arguments.dropFirst() { value = try element(of: value, index) }
      return value
    }
    library.define("slice", [.any], variadic: .any) { try builtinSlice($0) }
    library.define("print", [], variadic: .any) { .string(try sprint($0)) }
    library.define("println", [], variadic: .any) { .string(try sprintLine($0)) }
    library.define("printf", [.string], variadic: .any) { arguments in
      var formatter = Formatter(arguments[0].stringValue, Array(arguments.dropFirst()))
      return .string(try formatter.run())
    }
    library.define("html", [], variadic: .any) { .string(escapedHTML(try evaluated($0))) }
    library.define("js", [], variadic: .any) { .string(escapedJavaScript(try evaluated($0))) }
    library.define("urlquery", [], variadic: .any) { .string(escapedQuery(try evaluated($0))) }
    library.defineComparisons()
    return library
  }()

  private mutating func defineComparisons() {
    define("eq", [.any], variadic: .any) { arguments in
      guard arguments.count > 1 else { throw FunctionError("missing argument for comparison") }
      for other in arguments.dropFirst() where try equal(arguments[0], other) { return .bool(true) }
      return .bool(false)
    }
    define("ne", [.any, .any]) { .bool(try !equal($0[0], $0[1])) }
    define("lt", [.any, .any]) { .bool(try less($0[0], $0[1])) }
    define("le", [.any, .any]) { .bool(try less($0[0], $0[1]) || equal($0[0], $0[1])) }
    define("gt", [.any, .any]) { .bool(try !(less($0[0], $0[1]) || equal($0[0], $0[1]))) }
    define("ge", [.any, .any]) { .bool(try !less($0[0], $0[1])) }
  }
}

extension Value {
  var isNil: Bool {
    switch self {
    case .missing, .null: true
    default: false
    }
  }

  /// The text of a string; empty for anything else.
  package var stringValue: String {
    if case .string(let text) = self { return text }
    return ""
  }

  /// The number of an integer; 0 for anything else.
  package var integerValue: Int {
    if case .integer(let value, _) = self { return Int(value) }
    return 0
  }

  package var boolValue: Bool {
    if case .bool(let value) = self { return value }
    return false
  }
}

// MARK: - Comparison

private enum BasicKind {
  case bool, complex, integer, float, string, unsigned
}

private func basicKind(_ value: Value) -> BasicKind? {
  switch value {
  case .bool: .bool
  case .integer(_, let kind): kind.isUnsigned ? .unsigned : .integer
  case .float: .float
  case .complex: .complex
  case .string: .string
  case .object(let object): object.integer == nil ? nil : .integer
  default: nil
  }
}

/// The value to compare: a named integer is its number.
private func plain(_ value: Value) -> Value {
  if case .object(let object) = value, let number = object.integer { return .int64(number) }
  return value
}

private func incompatible(_ a: Value, _ b: Value) -> FunctionError {
  FunctionError("incompatible types for comparison: \(a.typeName) and \(b.typeName)")
}

func equal(_ a: Value, _ b: Value) throws(FunctionError) -> Bool {
  switch (plain(a), plain(b)) {
  case (.bool(let a), .bool(let b)): return a == b
  case (.integer(let a, let left), .integer(let b, let right)):
    return a == b && (left.isUnsigned == right.isUnsigned || a >= 0)
  case (.float(let a), .float(let b)): return a == b
  case (.complex(let a, let c), .complex(let b, let d)): return a == b && c == d
  case (.string(let a), .string(let b)): return a.utf8.elementsEqual(b.utf8)
  default: break
  }
  if basicKind(a) != nil || basicKind(b) != nil {
    if a.isNil || b.isNil { return false }
    if basicKind(a) != basicKind(b) { throw incompatible(a, b) }
  }
  if a.isNil || b.isNil { return a.isNil && b.isNil }
  func shown(_ value: Value) throws(FunctionError) -> String {
    var formatter = Formatter("%s", [value])
    return try formatter.run()
  }
  if a.kindName != b.kindName {
    throw FunctionError(
      "non-comparable types \(try shown(a)): \(a.typeName), \(b.typeName): \(try shownValue(b))")
  }
  guard case .object = b else { throw FunctionError("non-comparable type \(try shown(b)): \(b.typeName)") }
  if case .object(let left) = a, case .object(let right) = b, left.identity != nil || right.identity != nil {
    return left.identity === right.identity
  }
  return a.typeName == b.typeName && a.text == b.text
}

private func shownValue(_ value: Value) throws(FunctionError) -> String {
  var formatter = Formatter("%v", [value])
  return try formatter.run()
}

func less(_ a: Value, _ b: Value) throws(FunctionError) -> Bool {
  guard let left = basicKind(a), let right = basicKind(b) else {
    throw FunctionError("invalid type for comparison")
  }
  switch (plain(a), plain(b)) {
  case (.integer(let a, _), .integer(let b, _)):
    switch (left, right) {
    case (.integer, .unsigned): return a < 0 || UInt64(bitPattern: a) < UInt64(bitPattern: b)
    case (.unsigned, .integer): return b >= 0 && UInt64(bitPattern: a) < UInt64(bitPattern: b)
    case (.unsigned, .unsigned): return UInt64(bitPattern: a) < UInt64(bitPattern: b)
    default: return a < b
    }
  case (.float(let a), .float(let b)): return a < b
  case (.string(let a), .string(let b)): return a.utf8.lexicographicallyPrecedes(b.utf8)
  default:
    if left != right { throw incompatible(a, b) }
    throw FunctionError("invalid type for comparison")
  }
}

// MARK: - Access

private func length(_ value: Value) throws(FunctionError) -> Value {
  switch value {
  case .string(let text): return .int(text.utf8.count)
  case .list(let items, _): return .int(items.count)
  case .map(let map): return .int(map.count)
  case .missing, .null: throw FunctionError("len of nil pointer")
  // Go looks behind pointers first.
  default: throw FunctionError("len of type \(value.typeName.drop { $0 == "*" })")
  }
}

private func position(_ index: Value, _ count: Int) throws(FunctionError) -> Int {
  guard case .integer(let number, _) = index else {
    throw FunctionError(
      "cannot index slice/array with " + (index.isNil ? "nil" : "type \(index.typeName)"))
  }
  guard number >= 0, number < count else { throw FunctionError("index out of range: \(number)") }
  return Int(number)
}

private func element(of value: Value, _ index: Value) throws(FunctionError) -> Value {
  switch value {
  case .missing, .null: throw FunctionError("index of nil pointer")
  case .list(let items, _): return items[try position(index, items.count)]
  case .string(let text):
    let bytes = text.utf8
    let offset = try position(index, bytes.count)
    return .integer(Int64(bytes[bytes.index(bytes.startIndex, offsetBy: offset)]), .uint8)
  case .map(let map):
    guard case .string(let key) = index else {
      throw FunctionError(
        index.isNil
          ? "value is nil; should be of type string" : "value has type \(index.typeName); should be string")
    }
    return map[key] ?? (map.element == .any ? .null : .string(""))
  // Go looks behind pointers first.
  default: throw FunctionError("can't index item of type \(value.typeName.drop { $0 == "*" })")
  }
}

private func builtinSlice(_ arguments: [Value]) throws(FunctionError) -> Value {
  let value = arguments[0]
  let count: Int
  switch value {
  case .string(let text): count = text.utf8.count
  case .list(let items, _): count = items.count
  case .missing, .null: throw FunctionError("slice of untyped nil")
  default: throw FunctionError("can't slice item of type \(value.typeName)")
  }
  if arguments.count > 4 { throw FunctionError("too many slice indexes: \(arguments.count - 1)") }
  var bounds: [Int] = []
  for index in arguments.dropFirst() { bounds.append(try position(index, count + 1)) }
  let (start, end) = (bounds.first ?? 0, bounds.count > 1 ? bounds[1] : count)
  if start > end { throw FunctionError("invalid slice index: \(start) > \(end)") }
  if case .list(let items, let kind) = value { return .list(Array(items[start..<end]), kind) }
  return .string(goString(value.stringValue.utf8.dropFirst(start).prefix(end - start)))
}

// MARK: - Text

func sprint(_ values: [Value]) throws(FunctionError) -> String {
  var result = ""
  var wasString = true
  for (index, value) in values.enumerated() {
    var isString = false
    if case .string = value { isString = true }
    if index > 0, !isString, !wasString { result += " " }
    value.write(to: &result)
    wasString = isString
    try checkSize(result.utf8.count)
  }
  return result
}

private func sprintLine(_ values: [Value]) throws(FunctionError) -> String {
  let text = values.map(\.text).joined(separator: " ") + "\n"
  try checkSize(text.utf8.count)
  return text
}

/// The text that the escaping functions work on: nil prints as an action prints it.
private func evaluated(_ values: [Value]) throws(FunctionError) -> String {
  try sprint(values.map { $0.isNil ? .string("<no value>") : $0 })
}

private func escapedHTML(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\0": result += "\u{FFFD}"
    case "\"": result += "&#34;"
    case "'": result += "&#39;"
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

private func escapedJavaScript(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\\": result += "\\\\"
    case "'": result += "\\'"
    case "\"": result += "\\\""
    case "<", ">", "&", "=": result += "\\u" + hexadecimal(scalar.value, digits: 4).uppercased()
    default:
      if scalar.value < 0x20 || !(scalar.isASCII || isPrintable(scalar)) {
        result += "\\u" + hexadecimal(scalar.value, digits: 4).uppercased()
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
  return result
}

func escapedQuery(_ text: String) -> String {
  var result = ""
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: " "): result += "+"
    case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
      UInt8(ascii: "~"):
      result.unicodeScalars.append(Unicode.Scalar(byte))
    default: result += "%" + hexadecimal(UInt32(byte), digits: 2).uppercased()
    }
  }
  return result
}
