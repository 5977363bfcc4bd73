/// What a stage hands on: a value and what was found on the way.
package struct Compiled<Value: Sendable>: Sendable {
  /// Nil when an error stopped this unit; the other units go on.
  @usableFromInline package var value: Value?
  @usableFromInline package var diagnostics: [Diagnostic]

  @inlinable package init(_ value: Value?, _ diagnostics: [Diagnostic] = []) {
    self.value = value
    self.diagnostics = diagnostics
  }
}
