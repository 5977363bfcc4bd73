internal import SourceModel
internal import YAML

/// A step of a build, by the file that it is written in and its name there: `images[0]`.
struct ImpactStep: Hashable {
  var path: SourcePath
  var step: String
}

/// Lines of a file, of which whatever is written there counts.
struct ImpactSpan: Hashable {
  var path: SourcePath
  var lines: ClosedRange<Int>
  /// Nil for any.
  var column: Int?
  /// Whether only names that were made from a content, and what follows them, count.
  var isForNames = false

  init(_ path: SourcePath, _ lines: ClosedRange<Int>) {
    self.path = path
    self.lines = lines
  }

  /// One place.
  init(_ location: SourceLocation) {
    path = location.path
    lines = location.line...location.line
    column = location.column
  }

  fileprivate func holds(_ location: SourceLocation, _ step: String) -> Bool {
    guard location.path == path, lines.contains(location.line), column.map({ $0 == location.column }) ?? true
    else { return false }
    return !isForNames || step == "name hash" || step.utf8.starts(with: "name of ".utf8)
  }
}

/// By what the fields are known that come from a place, beside those that are written at it.
struct ImpactMarks: Hashable {
  var steps: Set<ImpactStep> = []
  var spans: Set<ImpactSpan> = []

  mutating func add(_ marks: ImpactMarks) {
    steps.formUnion(marks.steps)
    spans.formUnion(marks.spans)
  }

  var isEmpty: Bool { steps.isEmpty && spans.isEmpty }

  func hold(_ origin: Origin, _ location: SourceLocation) -> Bool {
    if !steps.isEmpty, !origin.step.isEmpty,
      steps.contains(where: { $0.path == origin.path && origin.step.utf8.elementsEqual($0.step.utf8) })
    {
      return true
    }
    return !spans.isEmpty && spans.contains { $0.holds(location, origin.step) }
  }
}
