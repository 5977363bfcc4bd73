internal import KubernetesModel
package import SemanticDiff
package import SourceModel

/// One thing to say about a line of the repository: what the formats of code review systems have in common.
package struct Finding: Sendable {
  package enum Level: Sendable {
    case error
    case warning
    case note
  }

  package var level: Level
  /// The id of the diagnostic or of the rule.
  package var rule: String
  /// What the rule finds, as a noun phrase.
  package var title: String
  package var message: String
  package var location: SourceLocation?
  package var notes: [Diagnostic.Note] = []
  /// What it is about, where the message says more than that: names the finding while numbers and clusters change.
  var subject: String?

  init(_ level: Level, rule: String, title: String, _ message: String, at location: SourceLocation?) {
    self.level = level
    self.rule = rule
    self.title = title
    self.message = message
    self.location = location
  }

  package init(_ diagnostic: Diagnostic) {
    level = diagnostic.severity == .error ? .error : .warning
    rule = diagnostic.id
    title = diagnostic.id.split(separator: ".").reversed().map { $0.replacing("-", with: " ") }
      .joined(separator: " in ")
    message = diagnostic.message
    location = diagnostic.location
    notes = diagnostic.notes
  }

  /// A dangerous edit: high severity is an error, low a note.
  init(_ edit: DangerousEdit, _ places: PlacesText) {
    level =
      switch edit.rule.severity {
      case .high: .error
      case .medium: .warning
      case .low: .note
      }
    rule = edit.rule.id
    title = edit.rule.title
    let field = edit.field.map { ", \($0)" } ?? ""
    subject = "\(edit.resource.displayName)\(field)"
    message = "\(edit.resource.displayName)\(field) on \(places.text(edit.clusters)): \(edit.message)"
    location = edit.source.location
    let others = edit.otherPlaces.prefix(9)
    notes = others.map { .init("it is made here too", at: $0) }
    let rest = edit.otherPlaces.count - others.count
    if rest > 0 { notes.append(.init("and at \(counted(rest, "more place"))")) }
    if edit.isSourceBefore { notes.append(.init("the place is the one before the change")) }
  }

  /// The place with the parts that are known, the one of the fleet where there is none: code review systems take
  /// nothing without a place.
  var place: SourceLocation { location ?? SourceLocation(path: SourcePath.root.child("fleetfold.yaml")) }

  /// Message and notes, a line each; a note goes with its place.
  var lines: [String] {
    [message] + notes.map { note in note.location.map { "\($0): \(note.message)" } ?? note.message }
  }
}

extension [Finding] {
  /// A name for each that stays when lines move, and that no two share.
  var fingerprints: [ContentFingerprint] {
    var seen: [ContentFingerprint: Int] = [:]
    return map { finding in
      let parts = [finding.rule, finding.place.path.string, finding.subject ?? finding.message]
      let key = ContentFingerprint(of: [UInt8](parts.joined(separator: "\u{0}").utf8))
      let occurrence = seen[key, default: 0]
      seen[key] = occurrence + 1
      return occurrence == 0
        ? key : ContentFingerprint(of: [UInt8]("\(key) \(occurrence)".utf8))
    }
  }
}

extension ChangeSet {
  /// Its dangerous edits, the worst first.
  package var dangers: [Finding] {
    let places = PlacesText(self, safe: \.self)
    return dangerousEdits().map { Finding($0, places) }
  }
}
