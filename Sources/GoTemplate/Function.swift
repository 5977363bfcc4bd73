/// A function that templates can call, with the Go types of its parameters.
package struct Function: Sendable {
  /// A type that arguments are checked against, named as Go names it.
  package enum Parameter: String, Sendable {
    case any = "interface {}"
    case string
    case bool
    case int
    case int64
    case float64
    case dictionary = "map[string]interface {}"
    case list = "[]interface {}"
    case time = "time.Time"
    case duration = "time.Duration"
    case location = "*time.Location"
    case version = "*semver.Version"
    case bytes = "[]uint8"

    /// Whether Go has nil for it.
    var canBeNil: Bool {
      switch self {
      case .any, .dictionary, .list, .location, .version, .bytes: true
      default: false
      }
    }
  }

  /// How a call is made; the last two decide themselves which arguments to evaluate.
  enum Special: Hashable, Sendable {
    case none
    case and
    case or
    case call
    /// A method that Go has and templates can't call, because of what it returns; with what they say.
    case refused(String)
  }

  var parameters: [Parameter]
  var variadic: Parameter?
  var special = Special.none
  let body: @Sendable ([Value], inout Int) throws -> Value

  /// A method without parameters that no template can call.
  static func refused(_ message: String) -> Function {
    var function = Function([]) { _ in .null }
    function.special = .refused(message)
    return function
  }

  /// `variadic` is the type of any number of further arguments.
  package init(
    _ parameters: [Parameter], variadic: Parameter? = nil,
    _ body: @escaping @Sendable ([Value]) throws -> Value
  ) {
    self.parameters = parameters
    self.variadic = variadic
    self.body = { arguments, _ in try body(arguments) }
  }

  /// A function that may take long: it takes what it costs off the steps that are left, and fails where that are
  /// not enough.
  init(_ parameters: [Parameter], metered body: @escaping @Sendable ([Value], inout Int) throws -> Value) {
    self.parameters = parameters
    self.body = body
  }
}

/// The functions by the names that templates use.
package struct FunctionLibrary: Sendable {
  private(set) var functions: [String: Function] = [:]

  package init() {}

  package subscript(name: String) -> Function? {
    get { functions[name] }
    set { functions[name] = newValue }
  }

  /// Adds the functions of another library; its functions replace those of the same name.
  package mutating func add(_ other: FunctionLibrary) {
    functions.merge(other.functions) { _, new in new }
  }

  mutating func define(
    _ name: String, _ parameters: [Function.Parameter], variadic: Function.Parameter? = nil,
    _ body: @escaping @Sendable ([Value]) throws -> Value
  ) {
    functions[name] = Function(parameters, variadic: variadic, body)
  }

  mutating func defineMetered(
    _ name: String, _ parameters: [Function.Parameter],
    _ body: @escaping @Sendable ([Value], inout Int) throws -> Value
  ) {
    functions[name] = Function(parameters, metered: body)
  }

  /// Adds a function under a second name.
  mutating func alias(_ name: String, for other: String) { functions[name] = functions[other] }
}

/// Bounds on what one execution may cost; going over one is an error of the stage `limit`.
package struct TemplateLimits: Sendable {
  /// Nodes evaluated.
  package var steps = 2_000_000
  /// Size of the output, in bytes.
  package var outputBytes = 4 << 20
  /// Templates and blocks inside each other while running.
  package var depth = 1_000

  package init() {}
}

/// Size of one value that a function may make, in bytes or elements.
let maximumValueSize = 4 << 20
let maximumListSize = 1 << 18

/// Takes the cost of something off the steps that are left; refuses what there are not enough for.
func spend(_ cost: Int, of steps: inout Int) throws(FunctionError) {
  if cost > steps { throw FunctionError("it takes more steps than the template has left") }
  steps -= cost
}

/// The texts with a separator between them; refuses what would be too large before it is made.
func joined(_ texts: [String], by separator: String) throws(FunctionError) -> String {
  var size = separator.utf8.count * max(0, texts.count - 1)
  for text in texts { size += text.utf8.count }
  try checkSize(size)
  return texts.joined(separator: separator)
}

/// Refuses a value that would be too large.
func checkSize(_ count: Int, _ limit: Int = maximumValueSize) throws(FunctionError) {
  if count > limit || count < 0 { throw FunctionError("the result is larger than the limit of \(limit)") }
}
