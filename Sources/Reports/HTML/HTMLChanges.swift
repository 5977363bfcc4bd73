internal import KubernetesModel
internal import SemanticDiff
internal import SourceModel

/// The folded changes, each section a card.
struct HTMLChanges {
  private let changeSet: ChangeSet
  private let matrix: HTMLMatrix
  private let sections: [FoldedDiff.Section]
  private let places: PlacesText
  /// Words of the rules that call a change dangerous, by its position.
  private var rules: [Int: [String]] = [:]

  init(_ changeSet: ChangeSet, _ matrix: HTMLMatrix, _ dangers: [DangerousEdit]) {
    self.changeSet = changeSet
    self.matrix = matrix
    sections = FoldedDiff(changeSet).sections
    places = PlacesText(changeSet, limit: clusterLimit, safe: markup)
    for edit in dangers where edit.rule.isDangerous {
      for index in edit.changes { rules[index, default: []].append(edit.rule.id) }
    }
  }

  var text: String {
    var text = """
      <section id="changes"><h2>Changes</h2>
      <form id="filter" hidden><input type="search" placeholder="Filter: a cluster, a resource, a field, a value" \
      aria-label="Filter"><span class="chips">\(chips)</span><button type="button" id="cell" hidden></button>\
      <output></output><button type="button" id="fold">Fold all</button></form>

      """
    for section in sections { text += card(section) }
    return text
      + "<p class=\"nothing\" id=\"none\" hidden>No change matches the filter.</p></section>\n</main>\n"
  }

  private var chips: String {
    [("added", "added"), ("changed", "changed"), ("removed", "removed"), ("moved", "renamed or moved")].map {
      "<label class=\"chip \($0.0)\"><input type=\"checkbox\" name=\"kind\" value=\"\($0.0)\" checked> \($0.1)</label>"
    }.joined()
      + "<label class=\"chip danger\"><input type=\"checkbox\" name=\"danger\"> only dangerous</label>"
  }

  private func card(_ section: FoldedDiff.Section) -> String {
    let clusters = section.clusters.compactMap { matrix.position(ofCluster: $0) }
    let columns = Set(section.patterns.compactMap { matrix.column(named: $0) }).sorted()
    let reach = places.text(section.clusters)
    var text =
      "<details class=\"card\" open data-clusters=\"\(ranges(clusters))\" data-columns=\"\(ranges(columns))\">"
    text += "<summary><b>\(markup(section.applications))</b> on \(reach)</summary>\n"
    // What the words of the heading stand for.
    if section.clusters.count > clusterLimit, section.clusters.count < changeSet.clusters.count {
      text += "<details class=\"clusters\"><summary>the \(section.clusters.count) clusters</summary>"
      text += "<p>\(section.clusters.map(markup).joined(separator: ", "))</p></details>\n"
    }
    for index in section.changes { text += resource(index) }
    return text + "</details>\n"
  }

  private let clusterLimit = 6

  private func resource(_ index: Int) -> String {
    let change = changeSet.changes[index]
    let (mark, kind) =
      switch change.kind {
      case .added: ("+", "added")
      case .removed: ("−", "removed")
      case .changed: ("~", "changed")
      case .renamed, .moved: ("›", "moved")
      }
    let danger = rules[index] ?? []
    var text =
      "<article class=\"\(kind)\(danger.isEmpty ? "" : " danger")\"><h3><span class=\"key \(kind)\">\(mark)</span> "
    text += "<span>\(markup(change.displayName))</span>"
    if !change.remark.isEmpty { text += " <span class=\"dim\">\(markup(change.remark))</span>" }
    for rule in danger { text += " <span class=\"badge\">\(markup(rule))</span>" }
    text += "<span class=\"source\">\(markup(change.source.location.description))</span></h3>\n"
    let lines = FieldText(detail: .full, paint: Paint(.page)).lines(change)
    if lines.count > lineLimit {
      text += "<details><summary>\(counted(lines.count, "line"))</summary>\(block(lines))</details>"
    } else if !lines.isEmpty {
      text += block(lines)
    }
    return text + "</article>\n"
  }

  /// Lines of a resource that stand open.
  private let lineLimit = 60

  private func block(_ lines: [String]) -> String { "<pre>\(lines.joined(separator: "\n"))</pre>\n" }

  /// `0-3 7`: ascending numbers, runs by their ends.
  private func ranges(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound + 1 == number {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: " ")
  }
}

/// The dangerous edits, the worst first.
struct HTMLDangers {
  let edits: [DangerousEdit]
  let places: PlacesText
  /// Edits that stand open.
  private let openLimit = 12

  init(edits: [DangerousEdit], places: PlacesText) {
    self.edits = edits
    self.places = places
  }

  var text: String {
    if edits.isEmpty { return "" }
    // What is only worth knowing stands at the end, folded.
    let notes = edits.filter { !$0.rule.isDangerous }
    var text = "<section id=\"dangers\"><h2>Dangerous edits</h2>\n<ul>\n"
    let dangerous = edits.filter(\.rule.isDangerous)
    text += dangerous.prefix(openLimit).map(item).joined() + "</ul>\n"
    let rest = dangerous.dropFirst(openLimit)
    if !rest.isEmpty {
      let counts = rest.countsByRule.map { "\($0.id) \($1)" }.joined(separator: ", ")
      text += "<details class=\"notes\"><summary>\(counted(rest.count, "more dangerous edit")): "
      text += "\(markup(counts))</summary><ul>\n\(rest.map(item).joined())</ul></details>\n"
    }
    if !notes.isEmpty {
      text += "<details class=\"notes\"><summary>\(notes.count) more worth knowing</summary><ul>\n"
      text += notes.map(item).joined() + "</ul></details>\n"
    }
    return text + "</section>\n"
  }

  private func item(_ edit: DangerousEdit) -> String {
    let field = edit.field.map { " <code>\(markup($0.description))</code>" } ?? ""
    let clusters = places.text(edit.clusters)
    return "<li class=\"\(edit.rule.severity.word)\"><span class=\"badge\">\(markup(edit.rule.id))</span> "
      + "<b>\(markup(edit.resource.displayName))</b>\(field) on \(clusters)<p>\(markup(edit.message))</p>"
      + "<span class=\"source\">\(markup(edit.placesText))</span></li>\n"
  }
}
