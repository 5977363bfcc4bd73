/// The fields that the transformers of a kustomization work on: those of `configurations` and the built-in ones.
///
/// Source: reference/kustomize.md section 7.
struct TransformerConfiguration: Sendable {
  private(set) var specs = FieldSpecAdditions()
  private(set) var isEmpty = true
  /// Nothing but the built-in specs: merging them again changes nothing.
  private(set) var isBuiltIn = false

  static let builtIn = TransformerConfiguration(FieldSpecAdditions.builtIn, isBuiltIn: true)

  init() {}

  private init(_ specs: FieldSpecAdditions, isBuiltIn: Bool) {
    self.specs = specs
    self.isBuiltIn = isBuiltIn
    isEmpty = false
  }

  /// The configuration of one level: the built-in specs, and its own ones that say more.
  init(_ additions: [FieldSpecAdditions]) throws(FieldSpecConflict) {
    if additions.isEmpty {
      self = .builtIn
      return
    }
    var own = FieldSpecAdditions()
    for addition in additions {
      var sorted = addition
      sorted.sortByType()
      try own.merge(sorted)
      own.sortByType()
    }
    var level = FieldSpecAdditions.builtIn
    level.sortByType()
    try level.merge(own)
    level.sortByType()
    self.init(level, isBuiltIn: false)
  }

  /// Adds the specs of a level or of a base in their sorted order, where those for fewer types come first: with nothing
  /// below, they hide those for more.
  mutating func merge(_ other: TransformerConfiguration)
    throws(FieldSpecConflict)
  {
    if isEmpty, other.isBuiltIn {
      self = other
    } else if !(other.isBuiltIn && isBuiltIn) {
      // The built-in specs may conflict with one that is narrower and came on top of them.
      try specs.merge(other.specs)
      specs.sortByType()
      isBuiltIn = false
      isEmpty = isEmpty && other.isEmpty
    }
  }

  mutating func mergeAdditions(_ additions: FieldSpecAdditions) throws(FieldSpecConflict) {
    try specs.merge(additions)
    specs.sortByType()
    isEmpty = false
    isBuiltIn = false
  }
}

/// Field specs by their use: of one configuration file, of one file of `crds`, or of a whole level.
struct FieldSpecAdditions: Hashable, Sendable {
  var namePrefix: [FieldSpec] = []
  var nameSuffix: [FieldSpec] = []
  var namespace: [FieldSpec] = []
  var commonLabels: [FieldSpec] = []
  /// What every entry of `labels` sets besides `metadata.labels`; nothing is built in.
  var labels: [FieldSpec] = []
  var templateLabels: [FieldSpec] = []
  var commonAnnotations: [FieldSpec] = []
  var nameReferences: [NameReferenceSpec] = []
  var varReferences: [FieldSpec] = []
  var images: [FieldSpec] = []
  var replicas: [FieldSpec] = []

  static let builtIn: FieldSpecAdditions = {
    var result = FieldSpecAdditions()
    result.namePrefix = [.name]
    result.nameSuffix = [.name]
    result.namespace = FieldSpecTable.namespace
    result.commonLabels = FieldSpecTable.commonLabels
    result.templateLabels = FieldSpecTable.templateLabels
    result.commonAnnotations = FieldSpecTable.commonAnnotations
    result.nameReferences = FieldSpecTable.nameReferences
    result.varReferences = FieldSpecTable.varReference
    result.images = FieldSpecTable.images
    result.replicas = FieldSpecTable.replicas
    return result
  }()

  /// Puts the specs of each use in order; kustomize does so whenever it has read or merged some.
  mutating func sortByType() {
    namePrefix.sortByType()
    nameSuffix.sortByType()
    namespace.sortByType()
    commonLabels.sortByType()
    templateLabels.sortByType()
    commonAnnotations.sortByType()
    nameReferences.sort { ResourceOrder.precedes($0.type, $1.type) }
    varReferences.sortByType()
    images.sortByType()
    replicas.sortByType()
  }

  mutating func merge(_ other: FieldSpecAdditions) throws(FieldSpecConflict) {
    try namePrefix.merge(other.namePrefix)
    try nameSuffix.merge(other.nameSuffix)
    try namespace.merge(other.namespace)
    try commonLabels.merge(other.commonLabels)
    try labels.merge(other.labels)
    try templateLabels.merge(other.templateLabels)
    try commonAnnotations.merge(other.commonAnnotations)
    try nameReferences.merge(other.nameReferences)
    try varReferences.merge(other.varReferences)
    try images.merge(other.images)
    try replicas.merge(other.replicas)
  }
}
