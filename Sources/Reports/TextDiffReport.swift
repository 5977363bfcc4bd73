internal import KubernetesModel
package import SemanticDiff
internal import YAML

/// A change set as text for a terminal: each change once, with the clusters that it reaches.
package struct TextDiffReport {
  package enum Detail: Sendable {
    /// A few lines for each resource.
    case summary
    /// Every field, and the whole of new resources.
    case full
  }

  package var detail: Detail
  package var color: Bool

  package init(detail: Detail = .full, color: Bool = false) {
    self.detail = detail
    self.color = color
  }

  package func text(_ changeSet: ChangeSet) -> String {
    var text = ""
    let places = PlacesText(changeSet)
    for section in FoldedDiff(changeSet).sections {
      text += paint("\(visible(section.applications)) on \(places.text(section.clusters))", .bold) + "\n"
      for index in section.changes { text += resource(changeSet.changes[index]) }
      text += "\n"
    }
    text += DangerText(detail: detail, paint: paint, places: places).text(changeSet)
    return text + summary(changeSet) + "\n"
  }

  /// One line: `1 cluster, 1 application, 1 resource changed`.
  package func summary(_ changeSet: ChangeSet) -> String {
    let summary = BlastRadius(changeSet)
    if summary.resources == 0 { return "no changes in \(counted(changeSet.clusters.count, "cluster"))" }
    let kinds = [
      (summary.added, "added"), (summary.changed, "changed"), (summary.removed, "removed"),
      (summary.renamed, "renamed"), (summary.moved, "moved"),
    ].filter { $0.0 > 0 }
    let reach =
      "\(counted(summary.clusters, "cluster")), \(counted(summary.applications, "application")), "
      + counted(summary.resources, "resource")
    if kinds.count == 1 { return "\(reach) \(kinds[0].1)" }
    return "\(reach): " + kinds.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  private var paint: Paint { Paint(isOn: color) }

  private func resource(_ change: ResourceChange) -> String {
    let (mark, tone): (String, Paint.Tone) =
      switch change.kind {
      case .added: ("+", .green)
      case .removed: ("-", .red)
      case .changed: ("~", .yellow)
      case .renamed, .moved: (">", .cyan)
      }
    var text =
      "  \(paint("\(mark) \(visible(change.displayName))", tone))\(paint(visible(change.remark), .dim))\n"
    let writer = FieldText(detail: detail, paint: paint)
    for line in writer.lines(change) { text += "      \(line)\n" }
    return text
  }
}
