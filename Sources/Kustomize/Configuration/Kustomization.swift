package import SourceModel

/// The content of one kustomization file, typed, with the positions that diagnostics need.
///
/// Source: kustomize 5.8.1, reference/kustomize.md section 2.
package struct Kustomization: Sendable {
  package enum Kind: String, Sendable {
    case kustomization = "Kustomization"
    case component = "Component"
  }

  /// The file, for messages and for the origin of what it writes.
  package var path: SourcePath
  package var kind = Kind.kustomization
  package var resources: [Located<String>] = []
  package var components: [Located<String>] = []
  package var crds: [Located<String>] = []
  package var configurations: [Located<String>] = []
  package var generators: [Located<String>] = []
  package var transformers: [Located<String>] = []
  package var validators: [Located<String>] = []
  package var openAPI: OpenAPIChoice?
  package var namespace: Located<String>?
  package var namePrefix: Located<String>?
  package var nameSuffix: Located<String>?
  package var labels: [LabelRule] = []
  package var commonLabels: Located<[TextPair]>?
  package var commonAnnotations: Located<[TextPair]>?
  package var images: [ImageRule] = []
  package var replicas: [ReplicaRule] = []
  package var patches: [PatchRule] = []
  package var patchesStrategicMerge: [Located<String>] = []
  package var patchesJson6902: [PatchRule] = []
  package var configMapGenerators: [GeneratorRule] = []
  package var secretGenerators: [GeneratorRule] = []
  package var generatorOptions: GeneratorOptions?
  package var replacements: [ReplacementRule] = []
  package var vars: [VariableRule] = []
  package var sortOptions: SortOptions?
  package var buildMetadata: [Located<String>] = []

  package init(path: SourcePath) { self.path = path }
}

/// `openapi`: a file with a schema, or the name of a schema that is built in.
package struct OpenAPIChoice: Sendable {
  package var path: Located<String>?
  package var version: Located<String>?
}

/// Restricts something to resources of a group, version and kind; an empty part restricts nothing.
package struct TypeSelector: Hashable, Sendable {
  package var group = ""
  package var version = ""
  package var kind = ""

  package init(group: String = "", version: String = "", kind: String = "") {
    self.group = group
    self.version = version
    self.kind = kind
  }

  var selectsAll: Bool { kind.isEmpty && group.isEmpty && version.isEmpty }

  /// Whether a type is selected: parts that are given must be equal.
  func selects(group: String, version: String, kind: String) -> Bool {
    (self.kind.isEmpty || same(self.kind, kind)) && (self.group.isEmpty || same(self.group, group))
      && (self.version.isEmpty || same(self.version, version))
  }
}

/// One entry of `labels`.
package struct LabelRule: Sendable {
  package var pairs: Located<[TextPair]>
  package var includeSelectors = false
  package var includeTemplates = false
  package var fields: [FieldSpec] = []
  package var location: SourceLocation

  package init(
    pairs: Located<[TextPair]>, includeSelectors: Bool = false, includeTemplates: Bool = false,
    fields: [FieldSpec] = [],
    location: SourceLocation
  ) {
    self.pairs = pairs
    self.includeSelectors = includeSelectors
    self.includeTemplates = includeTemplates
    self.fields = fields
    self.location = location
  }
}

/// One entry of `images`.
package struct ImageRule: Sendable {
  package var name: String
  package var newName = ""
  package var newTag = ""
  package var tagSuffix = ""
  package var digest = ""
  package var location: SourceLocation
  /// Where the new name is written, and where the tag or digest; nil for the place of the whole entry.
  package var nameLocation: SourceLocation?
  package var versionLocation: SourceLocation?

  package init(
    name: String, newName: String = "", newTag: String = "", tagSuffix: String = "", digest: String = "",
    location: SourceLocation
  ) {
    self.name = name
    self.newName = newName
    self.newTag = newTag
    self.tagSuffix = tagSuffix
    self.digest = digest
    self.location = location
  }
}

/// One entry of `replicas`.
package struct ReplicaRule: Sendable {
  package var name: String
  package var count: Int
  package var location: SourceLocation
  /// Where the count is written; nil for the place of the whole entry.
  package var countLocation: SourceLocation?

  package init(name: String, count: Int, location: SourceLocation) {
    self.name = name
    self.count = count
    self.location = location
  }
}

/// What a patch or replacement applies to: regular expressions and selectors; an empty part matches everything.
package struct TargetSelector: Sendable {
  package var group = ""
  package var version = ""
  package var kind = ""
  package var name = ""
  package var namespace = ""
  package var labelSelector = ""
  package var annotationSelector = ""
  package var location: SourceLocation

  package init(location: SourceLocation) { self.location = location }
}

/// One entry of `patches` or `patchesJson6902`: a text or a path, and a target.
package struct PatchRule: Sendable {
  package var path: Located<String>?
  package var patch: Located<String>?
  package var target: TargetSelector?
  package var allowNameChange = false
  package var allowKindChange = false
  /// Whether it stands where it serves many kustomizations, so that it need not find something in each.
  package var isForMany = false
  package var location: SourceLocation
  /// What its step is called where it stands in no kustomization; else by its place in the list.
  package var step: String?

  package init(
    path: Located<String>? = nil, patch: Located<String>? = nil, target: TargetSelector? = nil,
    location: SourceLocation
  ) {
    self.path = path
    self.patch = patch
    self.target = target
    self.location = location
  }
}

/// `generatorOptions`, and `options` of one generator.
package struct GeneratorOptions: Sendable {
  package var labels: [TextPair] = []
  package var annotations: [TextPair] = []
  package var disableNameSuffixHash = false
  package var immutable = false

  /// These options with the global ones added: labels and annotations of the entry win, the booleans are or-ed.
  func merging(global: GeneratorOptions?) -> GeneratorOptions {
    guard let global else { return self }
    var result = self
    result.labels = global.labels.merging(labels)
    result.annotations = global.annotations.merging(annotations)
    result.disableNameSuffixHash = disableNameSuffixHash || global.disableNameSuffixHash
    result.immutable = immutable || global.immutable
    return result
  }
}

/// One entry of `configMapGenerator` or `secretGenerator`.
package struct GeneratorRule: Sendable {
  package var name: Located<String>?
  package var namespace: Located<String>?
  package var behavior: Located<String>?
  package var literals: [Located<String>] = []
  package var files: [Located<String>] = []
  package var envs: [Located<String>] = []
  package var options: GeneratorOptions?
  /// Secrets only.
  package var type: Located<String>?
  package var location: SourceLocation
}

/// One entry of `replacements`, or of the file that such an entry names.
package struct ReplacementRule: Sendable {
  package struct Source: Sendable {
    package var type: TypeSelector
    package var name: String
    package var namespace: String
    package var fieldPath: String
    package var options: FieldOptions?
    package var location: SourceLocation
  }

  package struct Target: Sendable {
    package var select: TargetSelector?
    package var reject: [TargetSelector] = []
    package var fieldPaths: [Located<String>] = []
    package var options: FieldOptions?
    package var location: SourceLocation
  }

  package struct FieldOptions: Sendable {
    package var delimiter = ""
    package var index = 0
    package var create = false
  }

  /// A file that holds the rules; everything else is empty then.
  package var path: Located<String>?
  package var source: Source?
  package var sourceValue: Located<String>?
  package var targets: [Target] = []
  package var location: SourceLocation
}

/// One entry of `vars`.
package struct VariableRule: Sendable {
  package var name: String
  package var type: TypeSelector
  package var objectName: String
  package var objectNamespace: String
  package var fieldPath: String
  package var location: SourceLocation
}

/// `sortOptions`.
package struct SortOptions: Sendable {
  package var order: Located<String>?
  package var legacy: LegacyOrder?
  package var location: SourceLocation

  /// The kinds that come first and last; an omitted list is empty.
  package struct LegacyOrder: Sendable {
    package var orderFirst: [String] = []
    package var orderLast: [String] = []
  }
}
