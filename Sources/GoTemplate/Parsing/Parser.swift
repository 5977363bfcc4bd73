/// Why a template can't be parsed or executed, in Go's words.
package struct TemplateError: Error, Hashable, Sendable {
  package enum Stage: Sendable {
    case parse
    case execution
    /// An option that Go panics on.
    case option
    /// A bound of this implementation.
    case limit
  }

  package var stage: Stage
  package var message: String
  /// Whether it is about a key or field that the data lacks.
  package var isMissingKey = false
}

/// Builds the tree of a template, by the grammar and with the error texts of Go's `text/template/parse`.
struct Parser {
  private let name: String
  private let hasFunction: (String) -> Bool
  private let tokens: [Token]
  private var index = 0
  private var variables = ["$"]
  private var loopDepth = 0
  private var actionLine = 0
  private var nesting = 0
  private(set) var definitions: [String: [Node]] = [:]

  /// Groups and blocks inside each other; Go has no bound.
  private static let maximumNesting = 400

  init(name: String, text: String, hasFunction: @escaping (String) -> Bool) {
    self.name = name
    self.hasFunction = hasFunction
    tokens = Lexer.tokens(of: text, breaks: !hasFunction("break"), continues: !hasFunction("continue"))
  }

  // MARK: - Tokens

  private var current: Token { tokens[min(index, tokens.count - 1)] }

  private mutating func next() -> Token {
    let token = current
    index += 1
    return token
  }

  private mutating func peekNonSpace() -> Token {
    while current.kind == .space { index += 1 }
    return current
  }

  private mutating func nextNonSpace() -> Token {
    _ = peekNonSpace()
    return next()
  }

  private func error(_ message: String, at token: Token? = nil) -> TemplateError {
    let line = (token ?? tokens[max(min(index - 1, tokens.count - 1), 0)]).line
    return TemplateError(stage: .parse, message: "template: \(name):\(line): \(message)")
  }

  private func unexpected(_ token: Token, _ context: String) -> TemplateError {
    guard token.kind == .error else {
      return error("unexpected \(token.description) in \(context)", at: token)
    }
    var extra = ""
    if actionLine != 0, actionLine != token.line {
      extra = " in action started at \(name):\(actionLine)"
      if token.text.hasSuffix(" action") { extra.removeFirst(" in action".utf8.count) }
    }
    return error(token.text + extra, at: token)
  }

  private mutating func expect(_ kind: Token.Kind, _ context: String) throws(TemplateError) {
    let token = nextNonSpace()
    if token.kind != kind { throw unexpected(token, context) }
  }

  // MARK: - Lists

  /// The tree of the whole text.
  mutating func parse() throws(TemplateError) -> [Node] {
    var nodes: [Node] = []
    while current.kind != .end {
      if current.kind == .leftDelimiter {
        let delimiter = index
        index += 1
        if nextNonSpace().kind == .keywordDefine {
          try definition()
          continue
        }
        index = delimiter
      }
      switch try item() {
      case .node(let node): nodes.append(node)
      case .nothing: break
      case .end: throw error("unexpected {{end}}")
      case .otherwise: throw error("unexpected {{else}}")
      }
    }
    return nodes
  }

  private enum Item {
    case node(Node)
    case nothing
    case end
    case otherwise
  }

  private mutating func list() throws(TemplateError) -> (nodes: [Node], isEnd: Bool) {
    nesting += 1
    defer { nesting -= 1 }
    if nesting > Parser.maximumNesting { throw tooDeep }
    var nodes: [Node] = []
    while peekNonSpace().kind != .end {
      switch try item() {
      case .node(let node): nodes.append(node)
      case .nothing: break
      case .end: return (nodes, true)
      case .otherwise: return (nodes, false)
      }
    }
    throw error("unexpected EOF", at: current)
  }

  private var tooDeep: TemplateError {
    var problem = error("actions are nested more than \(Parser.maximumNesting) deep")
    problem.stage = .limit
    return problem
  }

  private mutating func item() throws(TemplateError) -> Item {
    let token = nextNonSpace()
    switch token.kind {
    case .text: return .node(.text(token.text, position: token.position))
    case .leftDelimiter:
      actionLine = token.line
      defer { actionLine = 0 }
      return try action()
    default: throw unexpected(token, "input")
    }
  }

  private mutating func action() throws(TemplateError) -> Item {
    let start = index
    let token = nextNonSpace()
    switch token.kind {
    case .keywordBlock: return .node(try block())
    case .keywordBreak, .keywordContinue:
      let word = token.text
      let end = nextNonSpace()
      if end.kind != .rightDelimiter { throw unexpected(end, "{{\(word)}}") }
      if loopDepth == 0 { throw error("{{\(word)}} outside {{range}}") }
      let isBreak = token.kind == .keywordBreak
      return .node(isBreak ? .loopBreak(position: token.position) : .loopContinue(position: token.position))
    case .keywordElse:
      let following = peekNonSpace()
      if following.kind == .keywordIf || following.kind == .keywordWith { return .otherwise }
      try expect(.rightDelimiter, "else")
      return .otherwise
    case .keywordEnd:
      try expect(.rightDelimiter, "end")
      return .end
    case .keywordIf: return .node(try control(.if))
    case .keywordRange: return .node(try control(.range))
    case .keywordWith: return .node(try control(.with))
    case .keywordTemplate: return .node(try template())
    default:
      index = start
      let position = peekNonSpace().position
      return .node(.action(try pipeline("command", end: .rightDelimiter), position: position))
    }
  }

  // MARK: - Definitions and blocks

  private mutating func templateName(_ token: Token, _ context: String) throws(TemplateError) -> String {
    guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, context) }
    guard let text = unquoted(token.text) else { throw error("invalid syntax") }
    return text
  }

  private mutating func definition() throws(TemplateError) {
    let context = "define clause"
    let name = try templateName(nextNonSpace(), context)
    try expect(.rightDelimiter, context)
    try body(of: name, context)
  }

  /// Reads a definition up to its end, with variables and loops of its own.
  private mutating func body(of name: String, _ context: String) throws(TemplateError) {
    let outer = (variables, loopDepth)
    (variables, loopDepth) = (["$"], 0)
    let (nodes, isEnd) = try list()
    if !isEnd { throw error("unexpected {{else}} in \(context)") }
    (variables, loopDepth) = outer
    try define(name, nodes)
  }

  private mutating func define(_ name: String, _ nodes: [Node]) throws(TemplateError) {
    if let earlier = definitions[name], !Parser.isEmpty(earlier) {
      if Parser.isEmpty(nodes) { return }
      throw error("template: multiple definition of template \(quotedText(name))")
    }
    definitions[name] = nodes
  }

  /// Whether the nodes are nothing but white space.
  static func isEmpty(_ nodes: [Node]) -> Bool {
    nodes.allSatisfy { node in
      guard case .text(let text, _) = node else { return false }
      return text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }
  }

  private mutating func block() throws(TemplateError) -> Node {
    let context = "block clause"
    let token = nextNonSpace()
    let name = try templateName(token, context)
    let argument = try pipeline(context, end: .rightDelimiter)
    try body(of: name, context)
    return .template(name: name, pipeline: argument, position: token.position)
  }

  private mutating func template() throws(TemplateError) -> Node {
    let context = "template clause"
    let token = nextNonSpace()
    let name = try templateName(token, context)
    let start = index
    if nextNonSpace().kind == .rightDelimiter {
      return .template(name: name, pipeline: nil, position: token.position)
    }
    index = start
    let argument = try pipeline(context, end: .rightDelimiter)
    return .template(name: name, pipeline: argument, position: token.position)
  }

  private mutating func control(_ kind: Branch.Kind) throws(TemplateError) -> Node {
    let depth = variables.count
    defer { variables.removeLast(variables.count - depth) }
    let pipeline = try pipeline(kind.rawValue, end: .rightDelimiter)
    var branch = Branch(kind: kind, pipeline: pipeline, body: [], otherwise: nil, position: pipeline.position)
    if kind == .range { loopDepth += 1 }
    let (body, isEnd) = try list()
    branch.body = body
    if kind == .range { loopDepth -= 1 }
    if isEnd { return .branch(branch) }
    if kind != .range, current.kind == (kind == .if ? .keywordIf : .keywordWith) {
      index += 1
      nesting += 1
      defer { nesting -= 1 }
      if nesting > Parser.maximumNesting { throw tooDeep }
      branch.otherwise = [try control(kind)]
      return .branch(branch)
    }
    let (otherwise, isReallyEnd) = try list()
    if !isReallyEnd { throw error("expected end; found {{else}}") }
    branch.otherwise = otherwise
    return .branch(branch)
  }

  // MARK: - Pipelines

  private mutating func pipeline(_ context: String, end: Token.Kind) throws(TemplateError) -> Pipeline {
    nesting += 1
    defer { nesting -= 1 }
    if nesting > Parser.maximumNesting { throw tooDeep }
    var pipeline = Pipeline(position: peekNonSpace().position)
    try declarations(of: &pipeline, context)
    while true {
      let start = index
      let token = nextNonSpace()
      switch token.kind {
      case end:
        try check(pipeline, context)
        return pipeline
      case .bool, .characterConstant, .complex, .dot, .field, .identifier, .number, .null, .rawString,
        .string,
        .variable, .leftParenthesis:
        index = start
        pipeline.commands.append(try command())
      default: throw unexpected(token, context)
      }
    }
  }

  private mutating func declarations(of pipeline: inout Pipeline, _ context: String) throws(TemplateError) {
    while peekNonSpace().kind == .variable {
      let start = index
      let variable = next()
      let following = peekNonSpace()
      if following.kind == .assign || following.kind == .declare {
        pipeline.isAssignment = following.kind == .assign
        index += 1
        pipeline.declarations.append(variable.text)
        variables.append(variable.text)
        return
      }
      guard following.kind == .character, following.text == "," else {
        index = start
        return
      }
      index += 1
      pipeline.declarations.append(variable.text)
      variables.append(variable.text)
      if context == "range", pipeline.declarations.count < 2 {
        switch peekNonSpace().kind {
        case .variable, .rightDelimiter, .rightParenthesis: continue
        default: throw error("range can only initialize variables")
        }
      }
      throw error("too many declarations in \(context)")
    }
  }

  private func check(_ pipeline: Pipeline, _ context: String) throws(TemplateError) {
    if pipeline.commands.isEmpty { throw error("missing value for \(context)") }
    for (index, command) in pipeline.commands.enumerated().dropFirst() {
      switch command.arguments.first {
      case .bool?, .dot?, .null?, .number?, .string?:
        throw error("non executable command in pipeline stage \(index + 1)")
      default: break
      }
    }
  }

  private mutating func command() throws(TemplateError) -> Command {
    var command = Command(arguments: [], position: peekNonSpace().position)
    while true {
      _ = peekNonSpace()
      if let operand = try operand() { command.arguments.append(operand) }
      let token = next()
      switch token.kind {
      case .space: continue
      case .rightDelimiter, .rightParenthesis: index -= 1
      case .pipe: break
      default: throw unexpected(token, "operand")
      }
      break
    }
    if command.arguments.isEmpty { throw error("empty command") }
    return command
  }

  private mutating func operand() throws(TemplateError) -> Node? {
    guard let node = try term() else { return nil }
    guard current.kind == .field else { return node }
    let position = current.position
    var names: [String] = []
    while current.kind == .field { names.append(String(next().text.dropFirst())) }
    switch node {
    case .field(let first, _): return .field(first + names, position: position)
    case .variable(let first, _): return .variable(first + names, position: position)
    case .bool, .string, .number, .null, .dot:
      throw error("unexpected . after term \(quotedText(node.description))")
    default: return .chain(node, names, position: position)
    }
  }

  private mutating func term() throws(TemplateError) -> Node? {
    let token = nextNonSpace()
    switch token.kind {
    case .identifier:
      guard hasFunction(token.text) else { throw error("function \(quotedText(token.text)) not defined") }
      return .identifier(token.text, position: token.position)
    case .dot: return .dot(position: token.position)
    case .null: return .null(position: token.position)
    case .variable:
      guard variables.contains(token.text) else {
        throw error("undefined variable \(quotedText(token.text))")
      }
      return .variable([token.text], position: token.position)
    case .field: return .field([String(token.text.dropFirst())], position: token.position)
    case .bool: return .bool(token.text == "true", position: token.position)
    case .characterConstant, .complex, .number:
      do {
        return .number(try NumberLiteral(token.text, kind: token.kind), position: token.position)
      } catch {
        throw self.error(error.message)
      }
    case .leftParenthesis:
      return .pipeline(try pipeline("parenthesized pipeline", end: .rightParenthesis))
    case .string, .rawString:
      guard let text = unquoted(token.text) else { throw error("invalid syntax") }
      return .string(text, literal: token.text, position: token.position)
    default:
      index -= 1
      return nil
    }
  }
}
