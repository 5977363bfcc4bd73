/// What a stage hands on: a value and what was found on the way.
package struct Compiled<Value: Sendable>: Sendable {
  /// Nil when an error stopped this unit; the other units go on.
  package var value: Value?
  package var diagnostics: [Diagnostic]

  package init(_ value: Value?, _ diagnostics: [Diagnostic] = []) {
    self.value = value
    self.diagnostics = diagnostics
  }
}
