internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Sets labels, or annotations, in the fields of its specs.
///
/// Source: reference/kustomize.md section 11. Emits `kustomize.field-shape`, `kustomize.key-type`.
struct MapEntryTransformer: Transformer {
  let entries: MapEntries
  let fields: [FieldSpec]
  let provenance: ResourceProvenance

  init(_ pairs: [TextPair], fields: [FieldSpec], author: Author, provenance: ResourceProvenance) {
    entries = MapEntries(pairs, by: author)
    self.fields = fields
    self.provenance = provenance
  }

  func transform(_ resources: inout ResourceMap, _ findings: inout [Diagnostic]) {
    if entries.isEmpty { return }
    var fields = TypedFieldSpecs(fields)
    resources.modifyAll { resource in
      do throws(Diagnostic) {
        for spec in fields.specs(for: resource.id) { try entries.set(in: &resource, at: spec) }
      } catch {
        findings.append(error)
      }
    }
  }
}

/// Pairs to be set in mappings of many resources, in byte order of the keys.
struct MapEntries: Sendable {
  private struct Entry {
    var key: MappingKey
    var value: ScalarValue
    var isTextWithoutQuotes: Bool
    var author: Author
  }

  private let entries: [Entry]
  private let author: Author

  init(_ pairs: [TextPair], by author: Author) {
    self.author = author
    entries = pairs.sortedByKey.map {
      Entry(
        key: MappingKey($0.key), value: .string($0.value), isTextWithoutQuotes: isTextWithoutQuotes($0.key),
        author: $0.location.map(author.at) ?? author)
    }
  }

  var isEmpty: Bool { entries.isEmpty }

  /// Sets the pairs in every mapping that the spec leads to. Emits `kustomize.field-shape`, `kustomize.key-type`.
  func set(in resource: inout BuildResource, at spec: FieldSpec) throws(Diagnostic) {
    let walker = FieldSpecWalker(author: author, leaf: .mapping)
    for field in try walker.fields(of: spec, in: &resource.document) {
      guard resource.document.isMapping(field) else {
        throw .error(
          fieldShape, "\"\(spec.pathText)\" of \(resource.id) must be a mapping to take entries",
          at: resource.document.location(field), notes: [.init("asked for here", at: author.location)])
      }
      for entry in entries {
        if !entry.isTextWithoutQuotes, resource.document[field, entry.key] == nil {
          throw unquotableKey(entry.key.text, at: author.location)
        }
        resource.document.set(entry.key, in: field, to: entry.value, by: entry.author)
      }
    }
  }
}

/// Refuses a new key that is no text without quotes: kustomize 5.8.1 adds keys unquoted and fails to print such ones.
///
/// A key that is there already keeps its quotes. Emits `kustomize.key-type`. Source: the fuzzer, kubectl kustomize.
func requireTextKey(
  _ key: String, in mapping: NodeID, of document: Document, at location: SourceLocation?
) throws(Diagnostic) {
  guard document[mapping, key] == nil, !isTextWithoutQuotes(key) else { return }
  throw unquotableKey(key, at: location)
}

private func isTextWithoutQuotes(_ key: String) -> Bool {
  Document.resolved(plain: key, as: .kustomizeResource) == .string
}

private func unquotableKey(_ key: String, at location: SourceLocation?) -> Diagnostic {
  .error(
    keyType, "kustomize adds the key \"\(key)\" without quotes, where it is no text; use another key",
    at: location)
}

extension LabelRule {
  /// The fields that the entry sets: its own first, then those that its flags ask for.
  func fieldSpecs(_ configuration: FieldSpecAdditions) throws(FieldSpecConflict) -> [FieldSpec] {
    var specs: [FieldSpec] = []
    try specs.merge(fields)
    if includeSelectors {
      try specs.merge(configuration.commonLabels)
    } else {
      if includeTemplates { try specs.merge(configuration.templateLabels) }
      try specs.merge([.labels])
    }
    try specs.merge(configuration.labels)
    return specs
  }
}

private let keyType = "kustomize.key-type"
private let fieldShape = "kustomize.field-shape"
