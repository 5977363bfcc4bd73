internal import KubernetesModel
package import SemanticDiff
internal import SourceModel

extension ChangeSet {
  /// What the edited lines do to the fleet, as notes at these lines: the change on the fewest clusters first.
  ///
  /// What is gone has no line any more and is not in here. GitHub shows ten notices of a step.
  package func notices(limit: Int = 10) -> [Finding] {
    var notices: [Finding] = []
    var positions: [SourceLocation: Int] = [:]
    func add(_ text: String, at location: SourceLocation) {
      if let position = positions[location] {
        notices[position].notes.append(.init(text))
      } else {
        positions[location] = notices.count
        notices.append(
          Finding(.note, rule: "fleet-change", title: "a change of the fleet", text, at: location))
      }
    }
    let writer = FieldText(detail: .summary, paint: Paint(.plain))
    let places = PlacesText(self, safe: \.self)
    for section in FoldedDiff(self).sections {
      for change in section.changes.map({ changes[$0] }) {
        let place = "\(change.displayName) on \(places.text(section.clusters))"
        switch change.kind {
        case .added: add("\(place): added", at: change.source.location)
        case .removed: break
        case .changed, .renamed, .moved:
          for field in change.fields where field.follows == nil {
            guard let source = field.afterSource else { continue }
            add("\(place): \(writer.field(field).joined(separator: "; "))", at: source.location)
          }
        }
      }
    }
    for index in notices.indices where notices[index].notes.count > lineLimit {
      let rest = notices[index].notes.count - lineLimit
      notices[index].notes =
        notices[index].notes.prefix(lineLimit) + [.init("and \(counted(rest, "more change"))")]
    }
    return Array(notices.prefix(limit))
  }
}

/// Lines of one notice, beside the first.
private let lineLimit = 9
