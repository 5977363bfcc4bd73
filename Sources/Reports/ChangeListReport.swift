internal import KubernetesModel
package import SemanticDiff

/// A change set without its fields: for scripts, change tickets and a first glance.
package struct ChangeListReport {
  package var color: Bool

  package init(color: Bool = false) { self.color = color }

  /// A line for each changed resource of each cluster: `cluster/application Kind.group namespace/name`.
  package func names(_ changeSet: ChangeSet) -> String {
    var text = ""
    for change in changeSet.changes {
      text += "\(visible(change.cluster))/\(visible(change.application)) \(visible(change.id.displayName))\n"
    }
    return text
  }

  /// A line for each set of clusters with the number of resources, and the summary.
  package func stat(_ changeSet: ChangeSet) -> String {
    let sections = FoldedDiff(changeSet).sections
    let rows = sections.map { section in
      let changes = section.changes.map { changeSet.changes[$0] }
      return ResourceChange.Kind.allCases.map { kind in changes.count { $0.kind == kind } }
        + [changes.reduce(0) { $0 + $1.fields.count }]
    }
    let columns = zip(marks, 0...).filter { _, column in rows.contains { $0[column] > 0 } }
    let places = PlacesText(changeSet)
    var text = ""
    for (section, row) in zip(sections, rows) {
      for (mark, column) in columns {
        let width = rows.map { "\($0[column])".utf8.count }.max() ?? 1
        let cell = row[column] == 0 ? "" : "\(mark.text)\(row[column])"
        text += " " + String(repeating: " ", count: width + mark.text.utf8.count - cell.utf8.count)
        text += Paint(isOn: color)(cell, mark.tone)
      }
      text += "  \(visible(section.applications)) on \(places.text(section.clusters))\n"
    }
    return text + TextDiffReport(color: color).summary(changeSet) + "\n"
  }
}

/// Before the number of added, removed, changed, renamed and moved resources, and of fields.
private let marks: [(text: String, tone: Paint.Tone)] = [
  ("+", .green), ("-", .red), ("~", .yellow), (">", .cyan), ("=>", .cyan), ("fields ", .dim),
]
