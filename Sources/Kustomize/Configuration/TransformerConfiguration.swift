/// The fields that the transformers of a kustomization work on: the built-in ones and those of `configurations`.
///
/// Source: reference/kustomize.md section 7.
struct TransformerConfiguration: Sendable {
  var namePrefix = [FieldSpec("metadata/name")]
  var nameSuffix = [FieldSpec("metadata/name")]
  var namespace = FieldSpecTable.namespace
  var commonLabels = FieldSpecTable.commonLabels
  /// What every entry of `labels` sets besides `metadata.labels`; nothing is built in.
  var labels: [FieldSpec] = []
  var templateLabels = FieldSpecTable.templateLabels
  var commonAnnotations = FieldSpecTable.commonAnnotations
  var nameReferences = FieldSpecTable.nameReferences
  var varReferences = FieldSpecTable.varReference
  var images = FieldSpecTable.images
  var replicas = FieldSpecTable.replicas
  /// What was added to the built-in specs, in the order of adding; merging repeats only this.
  private(set) var additions: [FieldSpecAdditions] = []

  static let builtIn = TransformerConfiguration()

  mutating func merge(_ addition: FieldSpecAdditions) throws(FieldSpecConflict) {
    try namePrefix.merge(addition.namePrefix)
    try nameSuffix.merge(addition.nameSuffix)
    try namespace.merge(addition.namespace)
    try commonLabels.merge(addition.commonLabels)
    try labels.merge(addition.labels)
    try templateLabels.merge(addition.templateLabels)
    try commonAnnotations.merge(addition.commonAnnotations)
    try nameReferences.merge(addition.nameReferences)
    try varReferences.merge(addition.varReferences)
    try images.merge(addition.images)
    try replicas.merge(addition.replicas)
    additions.append(addition)
  }

  mutating func merge(_ other: TransformerConfiguration) throws(FieldSpecConflict) {
    for addition in other.additions { try merge(addition) }
  }
}

/// The field specs of one configuration file, or of one file of `crds`.
struct FieldSpecAdditions: Hashable, Sendable {
  var namePrefix: [FieldSpec] = []
  var nameSuffix: [FieldSpec] = []
  var namespace: [FieldSpec] = []
  var commonLabels: [FieldSpec] = []
  var labels: [FieldSpec] = []
  var templateLabels: [FieldSpec] = []
  var commonAnnotations: [FieldSpec] = []
  var nameReferences: [NameReferenceSpec] = []
  var varReferences: [FieldSpec] = []
  var images: [FieldSpec] = []
  var replicas: [FieldSpec] = []
}
