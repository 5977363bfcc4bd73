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
    for group in foldedByPlace() {
      let change = changes[group[0]]
      let place = "\(change.displayName) on \(places.text(clusters(of: group)))"
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
    for index in notices.indices where notices[index].notes.count > lineLimit {
      let rest = notices[index].notes.count - lineLimit
      notices[index].notes =
        notices[index].notes.prefix(lineLimit) + [.init("and \(counted(rest, "more change"))")]
    }
    return Array(notices.prefix(limit))
  }

  /// The folded changes, apart where the same change is written at different places; changes on few clusters come first,
  /// wherever they are written.
  private func foldedByPlace() -> [[Int]] {
    struct Key: Hashable {
      var source: SourceLocation
      var fields: [SourceLocation?]
    }
    var groups: [[Int]] = []
    // Of the whole change, then of the part.
    var sizes: [(Int, Int)] = []
    for group in folded() {
      let whole = clusters(of: group.members).count
      var positions: [Key: Int] = [:]
      for member in group.members {
        let change = changes[member]
        let key = Key(
          source: change.kind == .added ? change.source.location : SourceLocation(path: .root),
          fields: change.fields.map { $0.follows == nil ? $0.afterSource?.location : nil })
        let position = positions[key, default: groups.count]
        if position == groups.count {
          positions[key] = position
          groups.append([])
        }
        groups[position].append(member)
      }
      sizes += groups[sizes.count...].map { (whole, clusters(of: $0).count) }
    }
    return groups.indices.sorted { a, b in
      (sizes[a].0, sizes[a].1, a) < (sizes[b].0, sizes[b].1, b)
    }
    .map { groups[$0] }
  }

  private func clusters(of members: [Int]) -> [String] {
    var names: [String] = []
    for member in members
    where names.last.map({ !$0.utf8.elementsEqual(changes[member].cluster.utf8) }) ?? true {
      names.append(changes[member].cluster)
    }
    return names
  }
}

/// Lines of one notice, beside the first.
private let lineLimit = 9
