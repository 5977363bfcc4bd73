/// A parsed template, ready to be executed from any number of threads.
///
/// Source: Go 1.26 `text/template`, reference/gotemplate.md.
package struct Template: Sendable {
  package let name: String
  let text: String
  let functions: FunctionLibrary
  let trees: [String: [Node]]

  /// Parses `text`; `functions` are added to the built-in ones, and may replace them.
  package init(name: String, text: String, functions: FunctionLibrary) throws(TemplateError) {
    self.name = name
    self.text = text
    self.functions = functions
    var parser = Parser(name: name, text: text) { functions[$0] != nil }
    let root = try parser.parse()
    var trees = parser.definitions
    // As in Go, text around a definition of the same name counts only when it is more than white space.
    if trees[name] == nil || !Parser.isEmpty(root) { trees[name] = root }
    self.trees = trees
  }

  /// Runs the template with `data` as dot.
  ///
  /// `options` are Go's: `missingkey=default`, `invalid`, `zero` or `error`; the last wins.
  package func execute(
    _ data: Value, options: [String] = [], limits: TemplateLimits = TemplateLimits()
  ) throws(TemplateError) -> String {
    var execution = Execution(template: self, data: data, limits: limits)
    execution.missingKey = try MissingKey(options: options)
    return try execution.run(data)
  }
}

/// What an absent key of a map means.
package enum MissingKey: Sendable {
  case invalid
  case zero
  case error

  /// Applies options in order; unknown ones are errors, as Go panics on them.
  package init(options: [String]) throws(TemplateError) {
    self = .invalid
    for option in options {
      switch option {
      case "": throw TemplateError(stage: .option, message: "empty option string")
      case "missingkey=default", "missingkey=invalid": self = .invalid
      case "missingkey=zero": self = .zero
      case "missingkey=error": self = .error
      default: throw TemplateError(stage: .option, message: "unrecognized option: \(option)")
      }
    }
  }
}
