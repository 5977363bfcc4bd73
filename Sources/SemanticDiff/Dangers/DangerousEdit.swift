package import KubernetesModel
internal import SourceModel

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
  /// Whether `source` is a place before the change, so that its file may be gone.
  package var isSourceBefore: Bool
}

extension ChangeSet {
  /// What may hurt: the worst first, then what is on the fewest clusters, then by rule, resource and field.
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
          if let position = positions[edit.key] {
            edits[position].changes += members
          } else {
            positions[edit.key] = edits.count
            edits.append(edit)
          }
        }
      }
    }
    for index in edits.indices {
      edits[index].changes = unique(edits[index].changes.sorted(), by: ==)
      edits[index].clusters = unique(edits[index].changes.map { changes[$0].cluster }) {
        $0.utf8.elementsEqual($1.utf8)
      }
    }
    return (edits + emptiedEdits()).sorted(by: precedes)
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
  /// The same for the same edit on other clusters; texts that differ in bytes never meet in here by a Swift `==`.
  fileprivate var key: String {
    let parts = [rule.id, resource.apiVersion, resource.description, field?.description ?? "", message]
    return parts.flatMap { Array($0.utf8).map { String($0, radix: 16) } + ["/"] }.joined(separator: ".")
  }
}

private func precedes(_ a: DangerousEdit, _ b: DangerousEdit) -> Bool {
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
