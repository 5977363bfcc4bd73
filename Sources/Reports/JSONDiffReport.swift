internal import KubernetesModel
package import SemanticDiff
internal import SourceModel
internal import YAML

/// A change set as JSON, schema `fleetfold.dev/diff/v1`.
///
/// `changes` holds every change of every cluster, `groups` the same folded: the positions in `changes` of what is one
/// change on several clusters.
package enum JSONDiffReport {
  package static func text(_ changeSet: ChangeSet) -> String {
    let places = PlacesText(changeSet) { $0 }
    return text(changeSet, groups: changeSet.folded().map { group(changeSet, $0, places) })
  }

  private static func group(_ changeSet: ChangeSet, _ group: ChangeGroup, _ places: PlacesText) -> JSONValue {
    let names = unique(group.members.map { changeSet.changes[$0].cluster })
    return .object([
      ("clusters", .array(names.map { .string($0) })), ("reach", .string(places.text(names))),
      ("changes", .array(group.members.map { .integer($0) })),
    ])
  }

  private static func text(_ changeSet: ChangeSet, groups: [JSONValue]) -> String {
    JSONValue.object([
      ("schemaVersion", .string("fleetfold.dev/diff/v1")),
      ("summary", summary(changeSet)),
      ("changes", .array(changeSet.changes.map(change))),
      ("groups", .array(groups)),
      ("dangerous", .array(changeSet.dangerousEdits().map(dangerous))),
    ]).text
  }

  private static func unique(_ names: [String]) -> [String] {
    var result: [String] = []
    for name in names where result.last.map({ !$0.utf8.elementsEqual(name.utf8) }) ?? true {
      result.append(name)
    }
    return result
  }

  private static func summary(_ changeSet: ChangeSet) -> JSONValue {
    let summary = BlastRadius(changeSet)
    return .object([
      ("fleetClusters", .integer(changeSet.clusters.count)), ("clusters", .integer(summary.clusters)),
      ("applications", .integer(summary.applications)), ("resources", .integer(summary.resources)),
      ("fields", .integer(summary.fields)), ("added", .integer(summary.added)),
      ("changed", .integer(summary.changed)), ("removed", .integer(summary.removed)),
      ("renamed", .integer(summary.renamed)), ("moved", .integer(summary.moved)),
      ("deletions", .integer(summary.deletions)),
      ("fleetApplications", .integer(summary.fleet.applications)),
      ("fleetResources", .integer(summary.fleet.resources)),
    ])
  }

  private static func dangerous(_ edit: DangerousEdit) -> JSONValue {
    var pairs: [(key: String, value: JSONValue)] = [
      ("rule", .string(edit.rule.id)), ("severity", .string(edit.rule.severity.word)),
      ("message", .string(edit.message)), ("resource", identity(edit.resource)),
      ("application", .string(edit.application)),
      ("clusters", .array(edit.clusters.map { .string($0) })),
      ("changes", .array(edit.changes.map { .integer($0) })),
    ]
    if let field = edit.field { pairs.append(("path", .string(field.description))) }
    pairs.append((edit.isSourceBefore ? "beforeSource" : "source", source(edit.source)))
    if !edit.otherPlaces.isEmpty {
      pairs.append(("otherPlaces", .array(edit.otherPlaces.map { .object(place($0)) })))
    }
    return .object(pairs)
  }

  private static func change(_ change: ResourceChange) -> JSONValue {
    var pairs: [(key: String, value: JSONValue)] = [
      ("cluster", .string(change.cluster)), ("application", .string(change.application)),
      ("change", .string(change.kind.rawValue)), ("resource", identity(change.id)),
    ]
    if let previous = change.previousID { pairs.append(("previousResource", identity(previous))) }
    if let name = change.generatedName { pairs.append(("generatedName", .string(name))) }
    if let previous = change.previousApplication { pairs.append(("previousApplication", .string(previous))) }
    pairs.append(("source", source(change.source)))
    if let body = change.body {
      pairs.append(("body", value(body, body.root, depth: 0)))
    } else {
      pairs.append(("fields", .array(change.fields.map(field))))
    }
    return .object(pairs)
  }

  private static func identity(_ id: ResourceID) -> JSONValue {
    .object([
      ("group", .string(id.group)), ("version", .string(id.version)), ("kind", .string(id.kind)),
      ("namespace", .string(id.namespace)), ("name", .string(id.name)),
    ])
  }

  private static func field(_ change: FieldChange) -> JSONValue {
    let kind =
      switch (change.before, change.after) {
      case (nil, _): "added"
      case (_, nil): "removed"
      default: change.isReordering ? "reordered" : "changed"
      }
    var pairs: [(key: String, value: JSONValue)] = [
      ("path", .string(change.address.description)), ("change", .string(kind)),
    ]
    if change.before == .masked || change.after == .masked { pairs.append(("masked", .boolean(true))) }
    if let before = change.before.flatMap(value) { pairs.append(("before", before)) }
    if let after = change.after.flatMap(value) { pairs.append(("after", after)) }
    if let follows = change.follows { pairs.append(("follows", .string(follows))) }
    if let before = change.beforeSource { pairs.append(("beforeSource", source(before))) }
    if let after = change.afterSource { pairs.append(("afterSource", source(after))) }
    return .object(pairs)
  }

  private static func source(_ source: FieldSource) -> JSONValue {
    var pairs = place(source.location)
    pairs.append(("by", .string(source.origin.kind.word)))
    if !source.origin.step.isEmpty { pairs.append(("step", .string(source.origin.step))) }
    return .object(pairs)
  }

  private static func place(_ location: SourceLocation) -> [(key: String, value: JSONValue)] {
    var pairs: [(key: String, value: JSONValue)] = [("path", .string(location.path.description))]
    if location.line > 0 {
      pairs.append(("line", .integer(location.line)))
      pairs.append(("column", .integer(location.column)))
    }
    return pairs
  }

  /// Nil for a value that is held back.
  private static func value(_ value: FieldValue) -> JSONValue? {
    switch value {
    case .string(let text): .string(text)
    case .number(let digits): .number(digits)
    case .boolean(let value): .boolean(value)
    case .null: .null
    case .order(let names): .array(names.map { .string($0) })
    case .collection(let snippet): self.value(snippet.document, snippet.document.root, depth: 0)
    case .masked: nil
    }
  }

  private static func value(_ document: Document, _ node: NodeID, depth: Int) -> JSONValue {
    // Bounds our own stack; no Kubernetes object is as deep.
    guard depth < 300 else { return .string("(too deep)") }
    switch document.kind(node) {
    case .mapping:
      let children = document.children(node).sorted {
        document.bytes(document[$0].key).lexicographicallyPrecedes(document.bytes(document[$1].key))
      }
      return .object(children.map { (document.key($0), value(document, $0, depth: depth + 1)) })
    case .sequence: return .array(document.children(node).map { value(document, $0, depth: depth + 1) })
    case .scalar: return value(FieldValue(document, node)) ?? .null
    }
  }
}

extension OriginKind {
  /// How JSON names the step.
  fileprivate var word: String {
    switch self {
    case .parsed: "file"
    case .templateParameter: "parameter"
    case .generator: "generator"
    case .transformer: "transformer"
    case .patch: "patch"
    case .replacement: "replacement"
    case .override: "override"
    case .defaulted: "default"
    }
  }
}
