/// One part of a parsed template. `position` counts bytes from the start of the text.
indirect enum Node: Sendable {
  case text(String, position: Int)
  case action(Pipeline, position: Int)
  case branch(Branch)
  case template(name: String, pipeline: Pipeline?, position: Int)
  case loopBreak(position: Int)
  case loopContinue(position: Int)
  case pipeline(Pipeline)
  case dot(position: Int)
  case null(position: Int)
  case bool(Bool, position: Int)
  case number(NumberLiteral, position: Int)
  /// The text and the literal as written.
  case string(String, literal: String, position: Int)
  case field([String], position: Int)
  case variable([String], position: Int)
  case chain(Node, [String], position: Int)
  case identifier(String, position: Int)
  case command(Command)
}

struct Command: Sendable {
  var arguments: [Node]
  var position: Int
}

struct Pipeline: Sendable {
  var declarations: [String] = []
  var isAssignment = false
  var commands: [Command] = []
  var position: Int
}

struct Branch: Sendable {
  enum Kind: String, Sendable {
    case `if`
    case with
    case range
  }

  var kind: Kind
  var pipeline: Pipeline
  var body: [Node]
  var otherwise: [Node]?
  var position: Int
}

/// A number, and what it can be used as.
struct NumberLiteral: Sendable {
  var text: String
  var integer: Int64?
  var unsigned: UInt64?
  var float: Double?
  var complex: (real: Double, imaginary: Double)?
}

extension Node {
  var position: Int {
    switch self {
    case .text(_, let position), .action(_, let position), .template(_, _, let position),
      .loopBreak(let position), .loopContinue(let position), .dot(let position), .null(let position),
      .bool(_, let position), .number(_, let position), .string(_, _, let position), .field(_, let position),
      .variable(_, let position), .chain(_, _, let position), .identifier(_, let position):
      position
    case .branch(let branch): branch.position
    case .pipeline(let pipeline): pipeline.position
    case .command(let command): command.position
    }
  }

  /// The node printed again, as error messages show it.
  var description: String {
    switch self {
    case .text(let text, _): return quotedText(text)
    case .action(let pipeline, _): return "{{\(pipeline.description)}}"
    case .template(let name, let pipeline, _):
      let argument = pipeline.map { " " + $0.description } ?? ""
      return "{{template \(quotedText(name))\(argument)}}"
    case .loopBreak: return "{{break}}"
    case .loopContinue: return "{{continue}}"
    case .branch(let branch):
      let otherwise = branch.otherwise.map { "{{else}}" + $0.map(\.description).joined() } ?? ""
      let body = branch.body.map(\.description).joined()
      return "{{\(branch.kind.rawValue) \(branch.pipeline.description)}}\(body)\(otherwise){{end}}"
    case .pipeline(let pipeline): return pipeline.description
    case .dot: return "."
    case .null: return "nil"
    case .bool(let value, _): return value ? "true" : "false"
    case .number(let number, _): return number.text
    case .string(_, let literal, _): return literal
    case .field(let names, _): return names.map { "." + $0 }.joined()
    case .variable(let names, _): return names.joined(separator: ".")
    case .chain(let node, let names, _):
      let inner: String
      if case .pipeline = node { inner = "(\(node.description))" } else { inner = node.description }
      return inner + names.map { "." + $0 }.joined()
    case .identifier(let name, _): return name
    case .command(let command): return command.description
    }
  }
}

extension Command {
  var description: String {
    arguments.map { argument in
      if case .pipeline(let pipeline) = argument { return "(\(pipeline.description))" }
      return argument.description
    }.joined(separator: " ")
  }
}

extension Pipeline {
  var description: String {
    var result = ""
    if !declarations.isEmpty {
      result = declarations.joined(separator: ", ") + (isAssignment ? " = " : " := ")
    }
    return result + commands.map(\.description).joined(separator: " | ")
  }
}
