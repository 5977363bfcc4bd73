/// One run of a template.
struct Execution {
  struct Variable {
    var name: String
    var value: Value
    /// Whether Go would hold it in an `interface{}`, which error texts tell.
    var isInterface = false
  }

  enum Flow {
    case next
    case loopBreak
    case loopContinue
  }

  let template: Template
  let limits: TemplateLimits
  var missingKey = MissingKey.invalid
  var output = ""
  var variables: [Variable]
  var templateName: String
  /// Whether dot was taken out of a list or map and so is an `interface{}`.
  var dotIsInterface = false
  /// Nodes evaluated, and what functions cost.
  var steps = 0
  private var depth = 0
  /// What is being evaluated: its place and how it prints.
  private var current: Place?

  private enum Place {
    case node(Node)
    case pipeline(Pipeline)

    var position: Int {
      switch self {
      case .node(let node): node.position
      case .pipeline(let pipeline): pipeline.position
      }
    }

    var description: String {
      switch self {
      case .node(let node): node.description
      case .pipeline(let pipeline): pipeline.description
      }
    }
  }

  init(template: Template, data: Value, limits: TemplateLimits) {
    self.template = template
    self.limits = limits
    variables = [Variable(name: "$", value: data)]
    templateName = template.name
  }

  mutating func run(_ data: Value) throws(TemplateError) -> String {
    var data = data
    if case .null = data { data = .missing }
    _ = try walk(template.trees[template.name] ?? [], data)
    return output
  }

  // MARK: - Errors and bounds

  mutating func at(_ node: Node) throws(TemplateError) {
    current = .node(node)
    try step()
  }

  mutating func at(_ pipeline: Pipeline) { current = .pipeline(pipeline) }

  private mutating func step() throws(TemplateError) {
    steps += 1
    if steps > limits.steps { throw limit("the template runs for more than \(limits.steps) steps") }
  }

  /// Counts what a function does with its arguments: it may reach a part of a value many times.
  mutating func charge(_ arguments: [Value], of name: String) throws(TemplateError) {
    for argument in arguments {
      switch argument {
      case .list, .map: if !functionsOfConstantCost.contains(name) { try charge(walking: argument) }
      case .string(let text) where text.utf8.count >= 32: steps += text.utf8.count / 32
      default: break
      }
    }
    if steps > limits.steps { try step() }
  }

  /// Counts the size of what a function made, but for what it was made of.
  mutating func charge(_ result: Value) throws(TemplateError) {
    switch result {
    case .string(let text): steps += text.utf8.count / 32
    case .list(let items, _): steps += items.count / 4
    default: return
    }
    try step()
  }

  mutating func charge(walking value: Value) throws(TemplateError) {
    guard let weight = value.weight(limit: limits.steps - steps) else {
      throw limit(
        "a value has too many parts for the limit of \(limits.steps) steps, or is nested more than "
          + "\(maximumValueDepth) levels deep")
    }
    steps += weight
    try step()
  }

  func limit(_ message: String) -> TemplateError {
    TemplateError(stage: .limit, message: "template: \(template.name): \(message)")
  }

  /// An error at the node being evaluated.
  func error(_ message: String, isMissingKey: Bool = false) -> TemplateError {
    guard let current else {
      return TemplateError(
        stage: .execution, message: "template: \(templateName): \(message)", isMissingKey: isMissingKey)
    }
    let before = template.text.utf8.prefix(current.position)
    let line = 1 + before.count { $0 == 10 }
    let column = before.reversed().firstIndex(of: 10).map {
      before.distance(from: $0.base, to: before.endIndex)
    }
    let place = "\(template.name):\(line):\(column ?? current.position)"
    return TemplateError(
      stage: .execution,
      message:
        "template: \(place): executing \(quotedText(templateName)) at <\(current.description)>: \(message)",
      isMissingKey: isMissingKey)
  }

  private mutating func write(_ text: String) throws(TemplateError) {
    output += text
    if output.utf8.count > limits.outputBytes {
      throw limit("the output is larger than \(limits.outputBytes) bytes")
    }
  }

  // MARK: - Statements

  mutating func walk(_ nodes: [Node], _ dot: Value) throws(TemplateError) -> Flow {
    depth += 1
    defer { depth -= 1 }
    if depth > limits.depth {
      var problem = error("exceeded maximum template depth (\(limits.depth))")
      problem.stage = .limit
      throw problem
    }
    for node in nodes {
      let flow = try walk(node, dot)
      if flow != .next { return flow }
    }
    return .next
  }

  private mutating func walk(_ node: Node, _ dot: Value) throws(TemplateError) -> Flow {
    try at(node)
    switch node {
    case .text(let text, _): try write(text)
    case .action(let pipeline, _):
      let value = try evaluate(pipeline, dot)
      if pipeline.declarations.isEmpty {
        try charge(walking: value)
        try write(value.outputText)
      }
    case .branch(let branch):
      return branch.kind == .range ? try walkRange(branch, dot) : try walkCondition(branch, dot)
    case .template(let name, let pipeline, _): try invoke(name, pipeline, node, dot)
    case .loopBreak: return .loopBreak
    case .loopContinue: return .loopContinue
    default: throw error("unknown node: \(node.description)")
    }
    return .next
  }

  private mutating func walkCondition(_ branch: Branch, _ dot: Value) throws(TemplateError) -> Flow {
    let mark = variables.count
    defer { variables.removeLast(variables.count - mark) }
    let value = try evaluate(branch.pipeline, dot)
    if !value.isTrue {
      guard let otherwise = branch.otherwise else { return .next }
      return try walk(otherwise, dot)
    }
    guard branch.kind == .with else { return try walk(branch.body, dot) }
    let outer = dotIsInterface
    defer { dotIsInterface = outer }
    dotIsInterface = false
    return try walk(branch.body, value)
  }

  private mutating func walkRange(_ branch: Branch, _ dot: Value) throws(TemplateError) -> Flow {
    let mark = variables.count
    let outer = dotIsInterface
    defer {
      variables.removeLast(variables.count - mark)
      dotIsInterface = outer
    }
    let value = try evaluate(branch.pipeline, dot)
    let count = variables.count
    var ran = false
    func body(
      _ index: Value, _ element: Value, _ isInterface: Bool, _ execution: inout Execution
    ) throws(TemplateError) -> Bool {
      ran = true
      defer { execution.variables.removeLast(execution.variables.count - count) }
      try execution.bind(branch.pipeline, index, element, isInterface)
      execution.dotIsInterface = isInterface
      try execution.step()
      return try execution.walk(branch.body, element) != .loopBreak
    }
    switch value {
    case .list(let items, let kind):
      for (index, item) in items.enumerated() {
        guard try body(.int(index), item, kind == .any, &self) else { break }
      }
    case .map(let map):
      for entry in map.sorted {
        guard try body(.string(entry.key), entry.value, map.element == .any, &self) else { break }
      }
    case .integer(let end, let kind):
      if branch.pipeline.declarations.count > 1 {
        throw error("can't use \(value.text) to iterate over more than one variable")
      }
      var index: Int64 = 0
      while index < end, try body(.integer(index, kind), .integer(index, kind), false, &self) { index += 1 }
    case .object(let object):
      guard let end = object.integer else { throw error("range can't iterate over \(value.text)") }
      if branch.pipeline.declarations.count > 1 {
        throw error("can't use \(value.text) to iterate over more than one variable")
      }
      var index: Int64 = 0
      while index < end, try body(.int64(index), object.sibling(index), false, &self) { index += 1 }
    case .missing, .null: break
    default: throw error("range can't iterate over \(value.text)")
    }
    if ran { return .next }
    guard let otherwise = branch.otherwise else { return .next }
    dotIsInterface = outer
    return try walk(otherwise, dot)
  }

  private mutating func bind(
    _ pipeline: Pipeline, _ index: Value, _ element: Value, _ isInterface: Bool
  ) throws(TemplateError) {
    let names = pipeline.declarations
    if names.isEmpty { return }
    if pipeline.isAssignment {
      try assign(names[0], names.count > 1 ? index : element)
      if names.count > 1 { try assign(names[1], element) }
      return
    }
    variables[variables.count - 1].value = element
    variables[variables.count - 1].isInterface = isInterface
    if names.count > 1 { variables[variables.count - 2].value = index }
  }

  private mutating func invoke(
    _ name: String, _ pipeline: Pipeline?, _ node: Node, _ dot: Value
  ) throws(TemplateError) {
    guard let body = template.trees[name] else { throw error("template \(quotedText(name)) not defined") }
    var value = Value.missing
    if let pipeline { value = try evaluate(pipeline, dot) }
    let outer = (variables, templateName, dotIsInterface)
    defer { (variables, templateName, dotIsInterface) = outer }
    variables = [Variable(name: "$", value: value)]
    templateName = name
    dotIsInterface = false
    try at(node)
    _ = try walk(body, value)
  }

  // MARK: - Variables

  mutating func assign(_ name: String, _ value: Value) throws(TemplateError) {
    guard let index = variables.lastIndex(where: { $0.name == name }) else {
      throw error("undefined variable: \(name)")
    }
    variables[index].value = value
    variables[index].isInterface = false
  }
}
