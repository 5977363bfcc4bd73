extension Execution {
  /// The value of a pipeline; declares or assigns its variables.
  mutating func evaluate(_ pipeline: Pipeline, _ dot: Value) throws(TemplateError) -> Value {
    at(pipeline)
    var value: Value?
    for command in pipeline.commands {
      var result = try evaluate(command, dot, final: value)
      // Go takes what is inside an interface: nothing is left of nil.
      if case .null = result { result = .missing }
      value = result
    }
    let result = value ?? .missing
    for name in pipeline.declarations {
      if pipeline.isAssignment {
        try assign(name, result)
      } else {
        variables.append(Variable(name: name, value: result))
      }
    }
    return result
  }

  private mutating func evaluate(
    _ command: Command, _ dot: Value, final: Value?
  ) throws(TemplateError) -> Value {
    guard let first = command.arguments.first else { return .missing }
    switch first {
    case .field(let names, _):
      try at(first)
      return try fields(first, names, of: dot, dotIsInterface, Call(command, final), dot)
    case .chain(let node, let names, _):
      let value = try chainStart(first, node, dot)
      return try fields(first, names, of: value, false, Call(command, final), dot)
    case .identifier(let name, _):
      try at(first)
      return try call(name, Call(command, final), .command(command), dot)
    case .pipeline(let pipeline):
      try refuseArguments(command, final)
      return try evaluate(pipeline, dot)
    case .variable(let names, _): return try variable(first, names, Call(command, final), dot)
    default: break
    }
    try at(first)
    try refuseArguments(command, final)
    switch first {
    case .bool(let value, _): return .bool(value)
    case .dot: return dot
    case .null: throw error("nil is not a command")
    case .number(let number, _): return try constant(number)
    case .string(let text, _, _): return .string(text)
    default: throw error("can't evaluate command \(quotedText(first.description))")
    }
  }

  /// The arguments of a command, and the value that the pipeline hands it.
  struct Call {
    var arguments: ArraySlice<Node>
    var final: Value?

    init(_ command: Command, _ final: Value?) {
      arguments = command.arguments.dropFirst()
      self.final = final
    }

    init() {
      arguments = []
      final = nil
    }

    var isEmpty: Bool { arguments.isEmpty && final == nil }
  }

  private func refuseArguments(_ command: Command, _ final: Value?) throws(TemplateError) {
    if command.arguments.count > 1 || final != nil {
      throw error("can't give argument to non-function \(command.arguments[0].description)")
    }
  }

  private mutating func chainStart(_ node: Node, _ start: Node, _ dot: Value) throws(TemplateError) -> Value {
    try at(node)
    if case .null = start { throw error("indirection through explicit nil in \(node.description)") }
    let value = try argument(start, dot)
    // Nothing is left of a nil that comes out of parentheses, so its fields are missing and no error.
    if case .pipeline = start, case .null = value { return .missing }
    return value
  }

  private mutating func variable(
    _ node: Node, _ names: [String], _ call: Call, _ dot: Value
  ) throws(TemplateError) -> Value {
    try at(node)
    guard let found = variables.last(where: { $0.name == names[0] }) else {
      throw error("undefined variable: \(names[0])")
    }
    if names.count == 1 {
      if !call.isEmpty { throw error("can't give argument to non-function \(names[0])") }
      return found.value
    }
    return try fields(node, Array(names.dropFirst()), of: found.value, found.isInterface, call, dot)
  }

  func constant(_ number: NumberLiteral) throws(TemplateError) -> Value {
    if let complex = number.complex { return .complex(complex.real, complex.imaginary) }
    let text = number.text
    let isHexadecimal = text.hasPrefix("0x") || text.hasPrefix("0X")
    let looksFloating = text.contains { ".eEpP".contains($0) }
    if let float = number.float, !text.hasPrefix("'"), looksFloating,
      !isHexadecimal || text.contains(where: { "pP".contains($0) })
    {
      return .float(float)
    }
    if let integer = number.integer { return .integer(integer, .int) }
    throw error("\(text) overflows int")
  }

  // MARK: - Fields

  private mutating func fields(
    _ node: Node, _ names: [String], of start: Value, _ isInterface: Bool, _ call: Call, _ dot: Value
  ) throws(TemplateError) -> Value {
    var value = start
    var isInterface = isInterface
    for (index, name) in names.enumerated() {
      let isLast = index == names.count - 1
      let wasGeneric: Bool
      if case .map(let map) = value { wasGeneric = map.element == .any } else { wasGeneric = false }
      value = try field(node, name, of: value, isInterface, isLast ? call : Call(), dot)
      isInterface = wasGeneric
    }
    return value
  }

  private mutating func field(
    _ node: Node, _ name: String, of receiver: Value, _ isInterface: Bool, _ call: Call, _ dot: Value
  ) throws(TemplateError) -> Value {
    switch receiver {
    case .missing:
      if missingKey == .error {
        throw error("nil data; no entry for key \(quotedText(name))", isMissingKey: true)
      }
      return .missing
    case .null: throw error("nil pointer evaluating interface {}.\(name)", isMissingKey: true)
    case .map(let map):
      if !call.isEmpty { throw error("\(name) is not a method but has arguments") }
      if let value = map[name] { return value }
      switch missingKey {
      case .invalid: return .missing
      case .zero: return map.element == .any ? .null : .string("")
      case .error: throw error("map has no entry for key \(quotedText(name))", isMissingKey: true)
      }
    case .object(let object):
      if let method = object.method(name) { return try self.call(method, name, call, node, dot) }
      if object.fields.contains(where: { $0.name == name }) {
        throw error("\(name) is an unexported field of struct type \(object.typeName)")
      }
    default: break
    }
    let type = isInterface ? "interface {}" : receiver.typeName
    throw error("can't evaluate field \(name) in type \(type)", isMissingKey: true)
  }

  // MARK: - Calls

  private mutating func call(
    _ name: String, _ call: Call, _ node: Node, _ dot: Value
  ) throws(TemplateError) -> Value {
    guard let function = template.functions[name] else {
      throw error("\(quotedText(name)) is not a defined function")
    }
    return try self.call(function, name, call, node, dot)
  }

  private mutating func call(
    _ function: Function, _ name: String, _ call: Call, _ node: Node, _ dot: Value
  ) throws(TemplateError) -> Value {
    let count = call.arguments.count + (call.final == nil ? 0 : 1)
    let fixed = function.parameters.count
    if function.variadic == nil ? count != fixed : count < fixed {
      let wanted = function.variadic == nil ? "\(fixed)" : "at least \(fixed)"
      throw error("wrong number of args for \(name): want \(wanted) got \(count)")
    }
    switch function.special {
    case .and, .or: return try shortCircuit(call, stopsAt: function.special == .or, dot)
    case .call:
      let target = try call.arguments.first.map { (node) throws(TemplateError) in try argument(node, dot) }
      try at(node)
      guard let value = target ?? call.final, value.typeName != "<nil>" else {
        throw error("error calling call: call of nil")
      }
      let shown = call.arguments.first?.description ?? "value"
      throw error("error calling call: non-function \(shown) of type \(value.typeName)")
    case .refused(let message): throw error(message)
    case .none: break
    }
    var arguments: [Value] = []
    arguments.reserveCapacity(count)
    for (index, node) in call.arguments.enumerated() {
      let type = index < fixed ? function.parameters[index] : function.variadic ?? .any
      arguments.append(try argument(node, dot, type))
    }
    if let final = call.final {
      let type = arguments.count < fixed ? function.parameters[arguments.count] : function.variadic ?? .any
      arguments.append(try checked(final, type))
    }
    try charge(arguments, of: name)
    let result: Value
    do {
      var left = limits.steps - steps
      let before = left
      defer { steps += before - left }
      result = try function.body(arguments, &left)
    } catch {
      try at(node)
      let message = (error as? FunctionError)?.message ?? "internal error"
      throw self.error("error calling \(name): \(message)")
    }
    try charge(result)
    return result
  }

  private mutating func shortCircuit(
    _ call: Call, stopsAt truth: Bool, _ dot: Value
  ) throws(TemplateError) -> Value {
    var value = Value.missing
    for node in call.arguments {
      value = try argument(node, dot, .any)
      if value.isTrue == truth { return value }
    }
    return call.final ?? value
  }

  // MARK: - Arguments

  /// The value of an argument of any type.
  private mutating func argument(_ node: Node, _ dot: Value) throws(TemplateError) -> Value {
    try argument(node, dot, .any)
  }

  private mutating func argument(
    _ node: Node, _ dot: Value, _ type: Function.Parameter
  ) throws(TemplateError) -> Value {
    try at(node)
    let value: Value
    switch node {
    case .dot: value = dot
    case .null:
      if type.canBeNil { return .null }
      throw error("cannot assign nil to \(type.rawValue)")
    case .field(let names, _): value = try fields(node, names, of: dot, dotIsInterface, Call(), dot)
    case .variable(let names, _): value = try variable(node, names, Call(), dot)
    case .pipeline(let pipeline): value = try evaluate(pipeline, dot)
    case .identifier(let name, _): value = try call(name, Call(), node, dot)
    case .chain(let start, let names, _):
      value = try fields(node, names, of: try chainStart(node, start, dot), false, Call(), dot)
    default: return try literal(node, type)
    }
    // Not in one expression with the evaluation: the place of an error is where that came to.
    return try checked(value, type)
  }

  private func literal(_ node: Node, _ type: Function.Parameter) throws(TemplateError) -> Value {
    let shown = node.description
    switch (type, node) {
    case (.any, .number(let number, _)): return try constant(number)
    case (.any, .string(let text, _, _)), (.string, .string(let text, _, _)): return .string(text)
    case (.any, .bool(let value, _)), (.bool, .bool(let value, _)): return .bool(value)
    case (.bool, _): throw error("expected bool; found \(shown)")
    case (.string, _): throw error("expected string; found \(shown)")
    case (.int, .number(let number, _)), (.int64, .number(let number, _)):
      guard let integer = number.integer else { throw error("expected integer; found \(shown)") }
      return .integer(integer, type == .int ? .int : .int64)
    case (.duration, .number(let number, _)):
      guard let integer = number.integer else { throw error("expected integer; found \(shown)") }
      return .object(DurationValue(nanoseconds: integer))
    case (.int, _), (.int64, _), (.duration, _): throw error("expected integer; found \(shown)")
    case (.float64, .number(let number, _)):
      guard let float = number.float else { throw error("expected float; found \(shown)") }
      return .float(float)
    case (.float64, _): throw error("expected float; found \(shown)")
    default: throw error("can't handle \(shown) for arg of type \(type.rawValue)")
    }
  }

  /// The value, where its type is the wanted one.
  private func checked(_ value: Value, _ type: Function.Parameter) throws(TemplateError) -> Value {
    switch (value, type) {
    case (.missing, _) where type.canBeNil: return .null
    case (.missing, _): throw error("invalid value; expected \(type.rawValue)")
    case (_, .any), (.string, .string), (.bool, .bool), (.integer(_, .int), .int),
      (.integer(_, .int64), .int64), (.float, .float64), (.list(_, .any), .list), (.list(_, .uint8), .bytes):
      return value
    case (.map(let map), .dictionary) where map.element == .any: return value
    case (.object(let object), _) where object.typeName == type.rawValue: return value
    case (.null, _): throw error("wrong type for value; expected \(type.rawValue); got interface {}")
    default:
      throw error("wrong type for value; expected \(type.rawValue); got \(value.typeName)")
    }
  }
}
