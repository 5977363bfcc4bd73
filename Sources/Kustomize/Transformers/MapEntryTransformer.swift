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
        try entries.set(in: &resource, at: fields.specs(for: resource.id))
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
        key: MappingKey($0.key), value: .written($0.value), isTextWithoutQuotes: isTextWithoutQuotes($0.key),
        author: $0.location.map(author.at) ?? author)
    }
  }

  var isEmpty: Bool { entries.isEmpty }

  /// Where one entry has been put in one resource.
  private struct Placement {
    /// That of the value that all added places share.
    var style: ScalarStyle
    var added: [(path: [FieldSpec.Step], node: NodeID)] = []
  }

  /// Sets the pairs in every mapping that the specs lead to. Emits `kustomize.field-shape`, `kustomize.key-type`.
  ///
  /// Where the key is there already its quotes stay, and are those of the entries that are added behind it; the added
  /// ones are one value (`SharedScalars`).
  func set(in resource: inout BuildResource, at specs: [FieldSpec]) throws(Diagnostic) {
    if entries.count > 1, MapEntries.dependOnEachOther(specs) {
      // An entry finds the fields that the one before it has made.
      for entry in entries { try set([entry], in: &resource, at: specs) }
    } else {
      try set(entries, in: &resource, at: specs)
    }
  }

  /// Whether a spec makes what another one only looks for.
  private static func dependOnEachOther(_ specs: [FieldSpec]) -> Bool {
    guard specs.contains(where: { !$0.create }) else { return false }
    return specs.contains { maker in
      maker.create
        && specs.contains {
          !$0.create && $0.path.count < maker.path.count && maker.path.starts(with: $0.path)
        }
    }
  }

  private func set(
    _ entries: [Entry], in resource: inout BuildResource, at specs: [FieldSpec]
  ) throws(Diagnostic) {
    let walker = FieldSpecWalker(author: author, leaf: .mapping)
    var placements = entries.map { Placement(style: $0.value.style) }
    for spec in specs {
      var spec = spec
      // What kustomize keeps in annotations makes them exist.
      if !spec.create, resource.hasBuildState, spec.path == FieldSpec.annotations.path { spec.create = true }
      for field in try walker.fields(of: spec, in: &resource.document) {
        guard resource.document.isMapping(field) else {
          throw .error(
            fieldShape, "\"\(spec.pathText)\" of \(resource.id) must be a mapping to take entries",
            at: resource.document.location(field), notes: [.init("asked for here", at: author.location)])
        }
        for (index, entry) in entries.enumerated() {
          try set(entry, in: field, of: &resource.document, at: spec, &placements[index])
        }
      }
    }
    for placement in placements where placement.added.count > 1 { share(placement, in: &resource) }
  }

  private func set(
    _ entry: Entry, in field: NodeID, of document: inout Document, at spec: FieldSpec,
    _ placement: inout Placement
  ) throws(Diagnostic) {
    var value = entry.value
    if let existing = document[field, entry.key] {
      placement.style = document.isScalar(existing) ? document[existing].style : .plain
      value.style = placement.style
      document.replace(existing, with: value, by: entry.author)
      for added in placement.added { document.setStyle(added.node, value.style, tag: .string) }
      return
    }
    if !entry.isTextWithoutQuotes { throw unquotableKey(entry.key.text, at: author.location) }
    if placement.style == .plain { placement.style = entry.value.style }
    value.style = placement.style
    let node = document.set(entry.key, in: field, to: value, by: entry.author)
    placement.added.append((spec.path, node))
  }

  /// Makes the places of an entry one value; they are kept in the order in which merges come to them.
  private func share(_ placement: Placement, in resource: inout BuildResource) {
    let places = placement.added.sorted { first, second in
      first.path.lexicographicallyPrecedes(second.path) {
        $0.text.utf8.lexicographicallyPrecedes($1.text.utf8)
      }
    }.map(\.node)
    for place in places {
      resource.document.setStyle(place, placement.style, tag: .string)
      resource.document.shareText(of: places[0], with: [place])
    }
    resource.shared.add(places, in: resource.document)
  }
}

/// Refuses a new key that is no text without quotes: kustomize 5.8.1 adds keys unquoted and fails to print such ones.
///
/// A key that is there already keeps its quotes. Emits `kustomize.key-type`. Source: the fuzzer, kubectl kustomize.
func requireTextKey(
  _ key: String, in mapping: NodeID?, of document: Document, at location: SourceLocation?
) throws(Diagnostic) {
  if let mapping, document[mapping, key] != nil { return }
  if isTextWithoutQuotes(key) { return }
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
  /// The fields that the entry sets: its own first, then the configured ones, then those that its flags ask for.
  func fieldSpecs(_ configuration: FieldSpecAdditions) throws(FieldSpecConflict) -> [FieldSpec] {
    var specs: [FieldSpec] = []
    try specs.merge(fields)
    try specs.merge(configuration.labels)
    if includeSelectors {
      try specs.merge(configuration.commonLabels)
    } else {
      if includeTemplates { try specs.merge(configuration.templateLabels) }
      try specs.merge([.labels])
    }
    return specs
  }
}

private let keyType = "kustomize.key-type"
private let fieldShape = "kustomize.field-shape"
