internal import KubernetesModel
package import SemanticDiff

extension ResourceID {
  /// `Kind namespace/name`, with the group where the kind alone would not do.
  var displayName: String { description }
}

extension ResourceChange {
  /// What the change is about; a generated resource goes by its name without the hash.
  var displayName: String {
    var shown = id
    if let generatedName { shown.name = generatedName }
    return shown.displayName
  }

  /// What else there is to know, with a blank before it; not yet safe to show.
  var remark: String {
    switch kind {
    case .renamed: " (was \(previousID?.displayName ?? ""): deleted and created)"
    case .moved: " (was in application \(previousApplication ?? ""))"
    case .changed where generatedName != nil: " (generated: new hash in its name)"
    default: ""
    }
  }
}

extension ChangeSet {
  /// A line for each folded section: `guestbook on prod-west: Deployment.apps demo/guestbook-ui`.
  package var headings: [String] {
    let places = PlacesText(self, safe: \.self)
    return FoldedDiff(self).sections.map { section in
      let names = section.changes.prefix(3).map { changes[$0].displayName }
      let rest = section.changes.count > 3 ? " and \(section.changes.count - 3) more" : ""
      let reach = places.text(section.clusters)
      return "\(section.applications) on \(reach): \(names.joined(separator: ", "))\(rest)"
    }
  }
}
