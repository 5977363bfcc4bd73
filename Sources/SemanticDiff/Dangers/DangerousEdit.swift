package import KubernetesModel
package import SourceModel

/// An edit that may hurt, and the clusters on which it is made.
package struct DangerousEdit: Sendable {
  package var rule: DangerRule
  /// Why it is dangerous and what to do, as one or two sentences without a full stop at the end; holds no secret.
  package var message: String
  /// What is edited; before the change, for what goes away.
  package var resource: ResourceID
  /// Of the first of the changes.
  package var application: String
  /// Sorted, each once.
  package var clusters: [String]
  /// The changes in which it is made: positions in the change set, ascending, never empty.
  package var changes: [Int]
  /// Nil when it is about the whole resource.
  package var field: FieldAddress?
  package var source: FieldSource
  /// Where else it is written, for other clusters.
  package var otherPlaces: [SourceLocation] = []
  /// Whether `source` is a place before the change, so that its file may be gone.
  package var isSourceBefore: Bool
}

extension ChangeSet {
  /// What may hurt: whole clusters and applications that are lost, then the worst first, then what is on the fewest
  /// clusters, then by rule, resource and field.
  package func dangerousEdits() -> [DangerousEdit] {
    var edits: [DangerousEdit] = []
    var positions: [String: Int] = [:]
    for members in changesAlike() {
      let change = changes[members[0]]
      for rule in DangerRule.all {
        for finding in rule.check(EditedResource(change)) {
          let edit = DangerousEdit(
            rule: rule, message: finding.message, resource: finding.resource, application: change.application,
            clusters: [], changes: members, field: finding.field, source: finding.source,
            isSourceBefore: finding.isSourceBefore)
          let position = positions[edit.key, default: edits.count]
          if position == edits.count {
            positions[edit.key] = position
            edits.append(edit)
          } else {
            edits[position].changes += members
            edits[position].otherPlaces.append(edit.source.location)
          }
          edits[position].otherPlaces += otherPlaces(of: edit, members)
        }
      }
    }
    for index in edits.indices {
      edits[index].settlePlaces()
      edits[index].changes = unique(edits[index].changes.sorted(), by: ==)
      edits[index].clusters = unique(edits[index].changes.map { changes[$0].cluster }) {
        $0.utf8.elementsEqual($1.utf8)
      }
    }
    return emptiedEdits() + edits.sorted(by: precedes)
  }

  /// Where the other members of a group write what an edit of the first is about.
  private func otherPlaces(of edit: DangerousEdit, _ members: [Int]) -> [SourceLocation] {
    let first = changes[members[0]]
    return members.dropFirst().compactMap { member in
      let change = changes[member]
      if edit.source == first.source { return change.source.location }
      let sources = zip(first.fields, change.fields).first { one, _ in
        (one.afterSource ?? one.beforeSource) == edit.source
      }
      return sources.flatMap { ($0.1.afterSource ?? $0.1.beforeSource)?.location }
    }
  }

  /// The groups, apart where the step that made the resource differs: some rules look at it.
  private func changesAlike() -> [[Int]] {
    folded().flatMap { group in
      var parts: [[Int]] = []
      for member in group.members {
        let kind = changes[member].source.origin.kind
        if let part = parts.firstIndex(where: { changes[$0[0]].source.origin.kind == kind }) {
          parts[part].append(member)
        } else {
          parts.append([member])
        }
      }
      return parts
    }
  }
}

extension DangerousEdit {
  /// Leaves each of the places in once.
  mutating func settlePlaces() {
    var seen: Set = [source.location]
    otherPlaces = otherPlaces.filter { seen.insert($0).inserted }
  }

  /// The same for the same edit on other clusters; texts that differ in bytes never meet in here by a Swift `==`.
  fileprivate var key: String {
    let parts = [rule.id, resource.apiVersion, resource.description, field?.description ?? "", message]
    return parts.flatMap { Array($0.utf8).map { String($0, radix: 16) } + ["/"] }.joined(separator: ".")
  }
}

/// The worst first, then what is on the fewest clusters, then by rule, resource and field.
func precedes(_ a: DangerousEdit, _ b: DangerousEdit) -> Bool {
  if a.rule.severity != b.rule.severity { return a.rule.severity > b.rule.severity }
  if a.clusters.count != b.clusters.count { return a.clusters.count < b.clusters.count }
  if a.rule.id != b.rule.id { return a.rule.id < b.rule.id }
  if a.resource != b.resource { return a.resource < b.resource }
  let (x, y) = (a.field?.description ?? "", b.field?.description ?? "")
  if !x.utf8.elementsEqual(y.utf8) { return x.utf8.lexicographicallyPrecedes(y.utf8) }
  return a.changes.lexicographicallyPrecedes(b.changes)
}

/// Without the repetitions that follow one another.
private func unique<Element>(_ items: [Element], by areEqual: (Element, Element) -> Bool) -> [Element] {
  var result: [Element] = []
  for item in items where result.last.map({ !areEqual($0, item) }) ?? true { result.append(item) }
  return result
}
