internal import KubernetesModel
internal import SourceModel
internal import YAML

/// What makes an edit dangerous.
package struct DangerRule: Sendable {
  package enum Severity: Int, Sendable, CaseIterable, Comparable {
    /// Worth knowing; does not count as dangerous for `--fail-on dangerous`.
    case low
    /// Clusters refuse it, or it gives somebody more than before.
    case medium
    /// Data, a service or a secret is lost.
    case high

    package static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }

    /// `low`, `medium`, `high`.
    package var word: String {
      switch self {
      case .low: "low"
      case .medium: "medium"
      case .high: "high"
      }
    }
  }

  /// In kebab-case; never changes its meaning.
  package let id: String
  package let severity: Severity
  /// What it finds, as a noun phrase: `the removal of a Namespace`.
  package let title: String
  let check: @Sendable (EditedResource) -> [Finding]

  struct Finding {
    var message: String
    var resource: ResourceID
    var field: FieldAddress?
    var source: FieldSource
    var isSourceBefore: Bool
  }

  /// All rules, in the order of the documentation (docs/diff.md).
  package static let all: [DangerRule] =
    removalRules + immutableFieldRules + volumeRules + [replicasToZero] + serviceRules + accessRules
    + imageRules + [secretInPlainText]

  /// Whether the edit counts for `--fail-on dangerous`.
  package var isDangerous: Bool { severity > .low }
}

/// A changed resource as rules look at it.
struct EditedResource {
  let change: ResourceChange
  /// Nil for a new resource.
  let before: Document?
  /// Nil for a removed one.
  let after: Document?

  init(_ change: ResourceChange) {
    self.change = change
    before = change.versions.before
    after = change.versions.after
  }

  /// Nil unless there are two versions of one object on the cluster: a renamed one is deleted and created.
  var versions: (before: Document, after: Document)? {
    guard let before, let after, change.previousID == nil else { return nil }
    return (before, after)
  }

  /// What findings are about: a generated resource goes by its name without the hash, for that differs by cluster.
  var subject: ResourceID {
    var id = change.id
    if let name = change.generatedName { id.name = name }
    return id
  }

  /// The identity that the cluster deletes; nil when it deletes none.
  var deleted: ResourceID? { change.deletedID }

  func isKind(_ group: String, _ kinds: String...) -> Bool {
    change.id.group == group && kinds.contains(change.id.kind)
  }

  /// Whether the value at a path of keys is another; a scalar `default` stands for an absent one.
  func differs(_ path: [String], default: String? = nil) -> Bool {
    guard let (before, after) = versions else { return false }
    switch (before[before.root, path], after[after.root, path]) {
    case (nil, nil): return false
    case (let one?, nil): return !isDefault(before, one)
    case (nil, let other?): return !isDefault(after, other)
    case (let one?, let other?): return !ValueComparison(left: before, right: after).areEqual(one, other)
    }
    func isDefault(_ document: Document, _ node: NodeID) -> Bool {
      guard let text = `default`, document.isScalar(node) else { return false }
      return document.valueEquals(node, text)
    }
  }

  /// A finding about the whole resource.
  func finding(_ message: String) -> DangerRule.Finding {
    DangerRule.Finding(
      message: message, resource: deleted ?? subject, field: nil, source: change.source,
      isSourceBefore: change.kind == .removed)
  }

  /// A finding about the first field that differs at or around a path.
  func finding(at path: [String], _ message: String) -> DangerRule.Finding {
    guard let field = change.fields.first(where: { $0.address.isAt(path) }) else {
      var whole = finding(message)
      whole.field = FieldAddress(path.map { .key($0) })
      if let document = after, let node = document[document.root, path] {
        whole.source = FieldSource(location: document.location(node), origin: document.origin(node))
      }
      return whole
    }
    return finding(field, message)
  }

  func finding(_ field: FieldChange, _ message: String) -> DangerRule.Finding {
    DangerRule.Finding(
      message: message, resource: subject, field: field.address,
      source: field.afterSource ?? field.beforeSource ?? change.source,
      isSourceBefore: field.afterSource == nil && field.beforeSource != nil)
  }

  /// The scalar at a path of keys as text; nil for others and where there is none.
  static func text(_ document: Document?, _ path: String...) -> String? {
    guard let document, let node = document[document.root, path], document.isScalar(node) else { return nil }
    return document.string(node)
  }
}

extension FieldAddress {
  /// Whether the address is at `path`, below it, or holds it.
  func isAt(_ path: [String]) -> Bool {
    for (step, wanted) in zip(steps, path) {
      guard case .key(let key) = step, key.utf8.elementsEqual(wanted.utf8) else { return false }
    }
    return true
  }
}

/// The keys of a path of plain words: `spec.selector`.
func keys(_ path: String) -> [String] { path.split(separator: ".").map(String.init) }
