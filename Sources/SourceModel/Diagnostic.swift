/// How bad a finding is; an error means that nothing is written.
package enum Severity: UInt8, Sendable, Comparable {
  case warning
  case error

  package static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
}

/// Something a person has to know about the input: what, where, and what to do.
///
/// Messages name the thing and the rule, fit on one line, hold no value of a Secret and no control characters
/// that a terminal would obey (reporters escape them).
package struct Diagnostic: Error, Hashable, Sendable {
  /// A further place that explains a diagnostic.
  package struct Note: Hashable, Sendable {
    package var message: String
    package var location: SourceLocation?

    package init(_ message: String, at location: SourceLocation? = nil) {
      self.message = message
      self.location = location
    }
  }

  package var severity: Severity
  /// Stable name, `module.kebab-case`.
  package var id: String
  package var message: String
  /// Nil where the finding belongs to no file.
  package var location: SourceLocation?
  package var notes: [Note]

  package init(
    _ severity: Severity, _ id: String, _ message: String, at location: SourceLocation? = nil,
    notes: [Note] = []
  ) {
    self.severity = severity
    self.id = id
    self.message = message
    self.location = location
    self.notes = notes
  }

  package static func error(
    _ id: String, _ message: String, at location: SourceLocation? = nil, notes: [Note] = []
  ) -> Diagnostic {
    Diagnostic(.error, id, message, at: location, notes: notes)
  }

  package static func warning(
    _ id: String, _ message: String, at location: SourceLocation? = nil, notes: [Note] = []
  ) -> Diagnostic {
    Diagnostic(.warning, id, message, at: location, notes: notes)
  }
}

extension Diagnostic {
  /// Whether this comes before `other` in a report: by path, line, column, id, then text; places before none.
  package func precedes(_ other: Diagnostic) -> Bool {
    switch (location, other.location) {
    case (let a?, let b?) where a != b: return a < b
    case (_?, nil): return true
    case (nil, _?): return false
    default: break
    }
    if id != other.id { return id.utf8.lexicographicallyPrecedes(other.id.utf8) }
    return message.utf8.lexicographicallyPrecedes(other.message.utf8)
  }
}

extension Sequence<Diagnostic> {
  package var hasErrors: Bool { contains { $0.severity == .error } }

  /// In report order, each finding once, whatever order the work was done in.
  package func inReportOrder() -> [Diagnostic] {
    var seen = Set<Diagnostic>()
    return filter { seen.insert($0).inserted }.sorted { $0.precedes($1) }
  }
}

// Asked after every step, and nearly always of nothing: not by way of a generic function.
extension [Diagnostic] {
  package var hasErrors: Bool { !isEmpty && self[...].hasErrors }
}

extension ArraySlice<Diagnostic> {
  package var hasErrors: Bool { contains { $0.severity == .error } }
}
