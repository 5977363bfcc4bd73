internal import ApplicationSets
internal import KubernetesModel
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
  /// Where the plan is packed, the units that go to named clusters only and can hold no further Applications; all others
  /// are in `units`.
  var packed = PackedUnits()
  /// By packed unit; none where no project can have rules about them.
  var packedClaims: [ProjectClaim?] = []
  /// Warnings about packed units.
  var packedDiagnostics: [Diagnostic] = []
}

/// One Application or target.
struct PlannedUnit: Sendable {
  var name: String
  var location: SourceLocation
  var isTarget = false
  /// What projects may have rules about; nil for a target, and where there are no projects.
  var claim: ProjectClaim?
  /// How it came about; nil in a packed plan.
  var making: PlannedMaking?
  /// Nil when its cluster or its sources are not found.
  var unit: BuildUnit?
  var diagnostics: [Diagnostic]
  /// Whether it is asked for; others are built only where they may hold further Applications.
  var isSelected: Bool
}

/// How an application came about, for people.
final class PlannedMaking: Sendable {
  /// Nil for a target.
  let application: Application?
  let madeBy: String
  /// The generator and the elements that made it; empty where no generator did.
  let places: [SourceLocation]
  /// The generator of an ApplicationSet that made it, and what that took.
  let generator: SourceLocation?
  let parameters: [ParameterSource]

  /// For what a person wrote.
  init(_ madeBy: String, application: Application? = nil) {
    self.application = application
    self.madeBy = madeBy
    places = []
    generator = nil
    parameters = []
  }

  init(_ generated: GeneratedApplication, of set: Document) {
    application = generated.application
    madeBy = generated.madeBy(set)
    places = [generated.generatorLocation] + generated.sources.compactMap(\.location)
    generator = generated.generatorLocation
    parameters = generated.sources
  }
}

/// How much of the plan is kept.
enum PlanDetail: Sendable {
  /// All of it, for questions about the applications.
  case whole
  /// What it takes to build and check them, in few bytes; `hasClaims` where there are projects to check them against.
  case packed(hasClaims: Bool)

  var isWhole: Bool { if case .whole = self { true } else { false } }
  var hasClaims: Bool { if case .packed(hasClaims: false) = self { false } else { true } }
}

extension GeneratedApplication {
  /// `ApplicationSet web, list element 1`, for people.
  fileprivate func madeBy(_ set: Document) -> String {
    let name = ResourceID(of: set)?.name ?? ""
    let parts = sources.map { source in
      switch source.kind {
      case .element(let index): "list element \(index + 1)"
      case .cluster(let name): "cluster \(name)"
      case .clusters: "all clusters"
      case .directory(let path): "directory \(path)"
      case .file(let path): "file \(path)"
      case .recorded(let index): "recorded set \(index + 1)"
      }
    }
    return (["ApplicationSet \(name)"] + parts).joined(separator: ", ")
  }
}
