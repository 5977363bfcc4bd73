internal import SemanticDiff

/// The folded changes as blocks that open on a click.
struct MarkdownSections {
  /// How much of a section is shown, the most first.
  private enum Detail: CaseIterable {
    case full
    case summary
    case names
  }

  private let changeSet: ChangeSet
  private let sections: [FoldedDiff.Section]
  private let fullReport: String?
  private let reach: PlacesText

  init(_ changeSet: ChangeSet, full fullReport: String?) {
    self.changeSet = changeSet
    sections = FoldedDiff(changeSet).sections
    reach = PlacesText(changeSet, safe: code)
    self.fullReport = fullReport
  }

  private let heading = "\n#### Changes\n\n"

  /// All of it.
  var whole: String { heading + sections.map { block($0, resources($0, .full)) }.joined() }

  /// As much as fits, each section in the detail that its share of the room allows; `isCut` where something else of the
  /// text was left out before.
  func fitting(_ room: Int, isCut: Bool) -> String {
    var rest = room - heading.utf8.count - remark(left: sections.count, folded: true).utf8.count
    var text = heading
    var shown = 0
    var isFolded = isCut
    for (index, section) in sections.enumerated() {
      // The first sections get a share that is worth opening rather than all of them a line.
      let share = rest / max(1, min(sections.count - index, rest / 1_000))
      guard let (block, isWhole) = best(section, in: share, or: rest) else { break }
      text += block
      rest -= block.utf8.count
      shown += 1
      if !isWhole { isFolded = true }
    }
    return text + remark(left: sections.count - shown, folded: isFolded)
  }

  private func best(_ section: FoldedDiff.Section, in share: Int, or rest: Int) -> (String, isWhole: Bool)? {
    for detail in Detail.allCases {
      let text = block(section, resources(section, detail))
      if text.utf8.count <= share { return (text, detail == .full) }
    }
    let names = resources(section, .names)
    var shown: [[String]] = []
    // With room for the line that counts the rest, and for a longer fence.
    var size = block(section, [[""]]).utf8.count + 40 + 2 * longestRun(Array(names.joined()))
    for name in names {
      let length = name.reduce(0) { $0 + $1.utf8.count + 1 }
      if size + length > share { break }
      size += length
      shown.append(name)
    }
    if !shown.isEmpty {
      return (block(section, shown + [["... \(counted(names.count - shown.count, "more resource"))"]]), false)
    }
    let line = block(section, [])
    return line.utf8.count <= rest ? (line, false) : nil
  }

  private func remark(left: Int, folded: Bool) -> String {
    if left == 0, !folded { return "" }
    var text =
      left > 0 ? "\n\(counted(left, "more group")) of changes did not fit." : "\nNot all of it did fit."
    if let fullReport {
      text += " The whole report:\n\n<p>\(pointer(fullReport))</p>\n"
    } else {
      text += "\n"
    }
    return text
  }

  private func pointer(_ place: String) -> String {
    guard place.utf8.starts(with: "https://".utf8) || place.utf8.starts(with: "http://".utf8) else {
      return code(place)
    }
    return "<a href=\"\(markup(place))\">\(markup(place))</a>"
  }

  /// A section with the lines of its resources; without any, a line of its own.
  private func block(_ section: FoldedDiff.Section, _ resources: [[String]]) -> String {
    let title =
      "\(code(section.applications)) on \(places(section)): \(counted(section.changes.count, "resource"))"
    if resources.isEmpty { return "<p>\(title)</p>\n\n" }
    let lines = Array(resources.joined())
    let fence = String(repeating: "`", count: max(3, longestRun(lines) + 1))
    return "<details><summary>\(title)</summary>\n\n\(fence)diff\n"
      + lines.map { $0 + "\n" }.joined() + "\(fence)\n\n</details>\n\n"
  }

  private func places(_ section: FoldedDiff.Section) -> String { reach.text(section.clusters) }

  /// The lines of each resource, as `diff` highlights them: its marks stand in the first column.
  private func resources(_ section: FoldedDiff.Section, _ detail: Detail) -> [[String]] {
    let writer = FieldText(detail: detail == .full ? .full : .summary, paint: Paint(.plain))
    return section.changes.map { index in
      let change = changeSet.changes[index]
      let mark = change.kind == .added ? "+" : change.kind == .removed ? "-" : "!"
      let heading = "\(mark) \(visible(change.displayName + change.remark))"
      if detail == .names { return [heading] }
      let isNew = change.kind == .added
      return [heading] + writer.lines(change).map { marked($0, isNew: isNew) }
    }
  }

  /// A mark of the line, wherever it stands, comes first.
  private func marked(_ line: String, isNew: Bool) -> String {
    if isNew { return "+     \(line)" }
    let indent = line.prefix { $0 == " " }
    let rest = line.dropFirst(indent.count)
    for mark in ["+", "-"] where rest.hasPrefix(mark + " ") {
      return "\(mark)     \(indent)\(rest.dropFirst(2))"
    }
    return rest.contains(" → ") ? "!     \(line)" : "      \(line)"
  }

  private func longestRun(_ lines: [String]) -> Int {
    var longest = 0
    for line in lines {
      var run = 0
      for byte in line.utf8 {
        run = byte == UInt8(ascii: "`") ? run + 1 : 0
        longest = max(longest, run)
      }
    }
    return longest
  }
}
