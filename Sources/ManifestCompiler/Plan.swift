internal import ApplicationSets
internal import SourceModel
internal import YAML

/// What is to be built before anything is known of the Applications that the output holds.
struct Plan: Sendable {
  /// The documents of the scan, then the targets.
  var sources: [PlannedSource] = []
  var diagnostics: [Diagnostic] = []
  /// What the documents in the output may ask for, and what is checked at the end.
  var scanned = ScannedDocuments()
  var records: [RecordedParameters] = []
}

/// An Application, an ApplicationSet or a target, and what it makes.
struct PlannedSource: Sendable {
  /// Nil for a target.
  var document: Document?
  var units: [PlannedUnit] = []
  /// Those that belong to none of the units.
  var diagnostics: [Diagnostic] = []
}

/// One Application or target.
struct PlannedUnit: Sendable {
  /// Nil for a target.
  var application: Application?
  var name: String
  var location: SourceLocation
  /// What made it, for people.
  var madeBy: String
  /// The generator and the elements that made it; empty where no generator did.
  var places: [SourceLocation] = []
  /// The generator of an ApplicationSet that made it, and what that took.
  var generator: SourceLocation?
  var parameters: [ParameterSource] = []
  /// Nil when its cluster or its sources are not found.
  var unit: BuildUnit?
  var diagnostics: [Diagnostic]
  /// Whether it is asked for; others are built only where they may hold further Applications.
  var isSelected: Bool
}
