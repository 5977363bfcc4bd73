internal import SourceModel

/// Sets labels, or annotations, in the fields of its specs.
///
/// Source: reference/kustomize.md section 11. Emits `kustomize.field-shape`.
struct MapEntryTransformer: Transformer {
  let pairs: [TextPair]
  let fields: [FieldSpec]
  let author: Author
  let provenance: ResourceProvenance

  init(_ pairs: [TextPair], fields: [FieldSpec], author: Author, provenance: ResourceProvenance) {
    self.pairs = pairs.sortedByKey
    self.fields = fields
    self.author = author
    self.provenance = provenance
  }

  func transform(_ resources: inout ResourceMap, _ findings: inout [Diagnostic]) {
    resources.modifyAll { resource in
      do throws(Diagnostic) {
        try fields.setEntries(pairs, in: &resource, by: author)
      } catch {
        findings.append(error)
      }
    }
  }
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
      try specs.merge([FieldSpec("metadata/labels", create: true)])
    }
    try specs.merge(configuration.labels)
    return specs
  }
}
