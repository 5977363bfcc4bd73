internal import KubernetesModel
package import Provenance
package import SemanticDiff

/// What comes from a file: text for people, folded over clusters; JSON for editors.
///
/// The JSON is described in docs/explain.md.
package struct ImpactReport {
  private let impact: Impact
  /// The file and line as the person wrote them.
  private let subject: String
  private let places: PlacesText
  /// Fields of a resource, before the rest is counted.
  private let fieldLimit = 12

  package init(_ impact: Impact, of subject: String, clusters: ClusterSets) {
    self.impact = impact
    self.subject = subject
    places = PlacesText(clusters)
  }

  private struct Section {
    var applications: String
    var clusters: [String]
    /// Positions of representatives in the effects.
    var effects: [Int]
  }

  private var sections: [Section] {
    var positions: [[String]: Int] = [:]
    var sections: [Section] = []
    for group in impact.folded() {
      let members = group.members.map { impact.effects[$0] }
      var clusters: [String] = []
      for member in members where clusters.last != member.cluster { clusters.append(member.cluster) }
      let applications = applicationLabel(members.map { ($0.cluster, $0.application) })
      let key = [applications] + clusters
      if let position = positions[key] {
        sections[position].effects.append(group.members[0])
      } else {
        positions[key] = sections.count
        sections.append(Section(applications: applications, clusters: clusters, effects: [group.members[0]]))
      }
    }
    return sections
  }

  package var text: String {
    if impact.effects.isEmpty { return "nothing in the fleet comes from \(visible(subject))\n" }
    var text = ""
    for section in sections {
      text += "\(visible(section.applications)) on \(places.text(section.clusters))\n"
      for index in section.effects { text += lines(of: impact.effects[index]) }
      text += "\n"
    }
    return text + summary + "\n"
  }

  private func lines(of effect: Impact.Effect) -> String {
    let remark =
      switch effect.relation {
      case .writes: ""
      case .lists: " (listed here)"
      case .decides: " (decided here)"
      }
    var text = "  \(visible(effect.resource.description))\(remark)\n"
    for field in effect.fields.prefix(fieldLimit) { text += "      \(visible(field))\n" }
    if effect.fields.count > fieldLimit {
      text += "      and \(counted(effect.fields.count - fieldLimit, "more field"))\n"
    }
    return text
  }

  /// `3 clusters, 3 applications, 3 resources, 5 fields`.
  private var summary: String {
    let fields = impact.effects.reduce(0) { $0 + $1.fields.count }
    return [
      counted(Set(impact.effects.map(\.cluster)).count, "cluster"),
      counted(Set(impact.effects.map(\.application)).count, "application"),
      counted(impact.effects.count, "resource"), counted(fields, "field"),
    ].joined(separator: ", ")
  }

  /// The schema `fleetfold.dev/impact/v1`.
  package var json: String {
    JSONValue.object([
      ("schemaVersion", .string("fleetfold.dev/impact/v1")), ("source", .string(subject)),
      ("groups", .array(impact.folded().map(json))),
    ]).text
  }

  private func json(_ group: Impact.Group) -> JSONValue {
    let effect = impact.effects[group.members[0]]
    let relation =
      switch effect.relation {
      case .writes: "writes"
      case .lists: "lists"
      case .decides: "decides"
      }
    return .object([
      ("resource", .resource(effect.resource)), ("relation", .string(relation)),
      ("fields", .array(effect.fields.map { .string($0) })),
      (
        "places",
        .array(
          group.members.map { index in
            .object([
              ("cluster", .string(impact.effects[index].cluster)),
              ("application", .string(impact.effects[index].application)),
            ])
          })
      ),
    ])
  }
}
