internal import KubernetesModel
internal import SourceModel
internal import YAML

/// A resource on its way through a build: the document, and what kustomize remembers about it.
///
/// kustomize keeps this state in annotations of the object; here it is data, so ids are never parsed again.
struct BuildResource: Sendable {
  /// What the object was called before a change.
  struct PreviousIdentity: Hashable, Sendable {
    var kind: String
    var name: String
    var namespace: String
  }

  private(set) var id: ResourceID
  private(set) var isClusterScoped: Bool
  var document: Document
  /// Oldest first; group and version are those of the present.
  var previous: [PreviousIdentity] = []
  var prefixes: [String] = []
  var suffixes: [String] = []
  var needsHash = false
  /// Set once the hash is part of the name.
  var nameWithoutHash: String?
  /// What a generated resource does to one that is there; nil for one that was read.
  var behavior: GeneratorBehavior?
  var provenance: ResourceProvenance
  /// The configured transformers that have run over it, when the build records them.
  var transformations: [ResourceProvenance] = []
  /// Whether values have been added to it that have no type: a strategic merge patch makes texts of them.
  var hasAddedValues = false
  /// Whether a patch has removed the annotation in which kustomize keeps where the resource comes from.
  var hasLostOrigin = false
  /// The names of the vars that take their value from it.
  var variables: [String] = []
  /// Labels and annotations that stand in several places and change together.
  var shared = SharedScalars()
  /// The patch that deleted it.
  var deleter: Author?
  var isDeleted: Bool { deleter != nil }

  /// Nil when the document has no kind.
  init?(_ document: Document, provenance: ResourceProvenance) {
    guard let id = ResourceID(of: document) else { return nil }
    self.id = id
    self.document = document
    self.provenance = provenance
    isClusterScoped = BuildResource.isClusterScoped(id)
    BuildAnnotations.read(into: &self)
  }

  private static func isClusterScoped(_ id: ResourceID) -> Bool {
    ResourceScope.isClusterScoped(apiVersion: id.apiVersion, kind: id.kind) ?? false
  }

  /// Reads the identity from the document again; call after every edit that may have touched it.
  mutating func refreshIdentity() {
    guard !id.isIdentity(of: document), let id = ResourceID(of: document) else { return }
    let isSameType =
      same(id.kind, self.id.kind) && same(id.group, self.id.group) && same(id.version, self.id.version)
    self.id = id
    if !isSameType { isClusterScoped = BuildResource.isClusterScoped(id) }
  }
}

extension BuildResource {
  /// Notes the step that has run over it; where the origin is gone by then, the step takes its place.
  ///
  /// Kustomize does so in an annotation: all are written anew then, and shared no longer.
  mutating func record(_ step: ResourceProvenance, in metadata: BuildMetadata) {
    if hasLostOrigin, metadata.recordsTransformations || metadata.recordsOrigins {
      provenance = step
      transformations = []
      hasLostOrigin = false
    } else if metadata.recordsTransformations {
      transformations.append(step)
    }
    if shared.isEmpty { return }
    synchroniseShared()
    guard let fields = document[document.root, .metadata], let annotations = document[fields, "annotations"]
    else { return }
    shared.release(from: annotations, of: document)
  }

  /// Brings what was written to one place of a shared value to the others.
  mutating func synchroniseShared() { shared.synchronise(&document) }
}

// MARK: - Identity

/// The namespace that stands for "has none because the kind is cluster-scoped".
let clusterScopeMarker = "_non_namespaceable_"

extension BuildResource {
  /// The namespace for comparisons: a marker for cluster-scoped kinds, `default` for none.
  var effectiveNamespace: String {
    if isClusterScoped { return clusterScopeMarker }
    return id.namespace.isEmpty ? "default" : id.namespace
  }

  /// Whether it was called something else before.
  var hasNewName: Bool { previous.contains { !same($0.name, id.name) } }

  /// Keeps the present identity as a previous one; call before a change to name, namespace or kind.
  mutating func rememberIdentity() {
    let current = PreviousIdentity(kind: id.kind, name: id.name, namespace: effectiveNamespace)
    if previous.last == current { return }
    previous.append(current)
  }

  /// Whether kustomize would keep something in annotations by now.
  var hasBuildState: Bool {
    !previous.isEmpty || !prefixes.isEmpty || !suffixes.isEmpty || needsHash || behavior != nil
  }

  /// Forgets what kustomize keeps in annotations: earlier names, and that the name gets a hash.
  mutating func forgetBuildState() {
    previous = []
    prefixes = []
    suffixes = []
    needsHash = false
    behavior = nil
  }

  /// The first identity; the present one when nothing has changed.
  var original: PreviousIdentity {
    previous.first ?? PreviousIdentity(kind: id.kind, name: id.name, namespace: effectiveNamespace)
  }

  /// Whether the present identity is this one; `namespace` is an effective one.
  func isCurrently(_ other: ResourceID, effectiveNamespace namespace: String) -> Bool {
    same(id.name, other.name) && same(id.kind, other.kind) && same(id.group, other.group)
      && same(id.version, other.version) && same(effectiveNamespace, namespace)
  }

  /// Whether the present or a previous identity is this one; `namespace` is an effective one.
  func isKnown(as other: ResourceID, effectiveNamespace namespace: String) -> Bool {
    guard same(id.group, other.group), same(id.version, other.version) else { return false }
    if isCurrently(other, effectiveNamespace: namespace) { return true }
    return previous.contains {
      same($0.kind, other.kind) && same($0.name, other.name) && same($0.namespace, namespace)
    }
  }

  /// Whether any identity has this name and a type that the selector selects.
  func isKnown(asName name: String, type: TypeSelector) -> Bool {
    if same(id.name, name), type.selects(group: id.group, version: id.version, kind: id.kind) { return true }
    return previous.contains {
      same($0.name, name) && type.selects(group: id.group, version: id.version, kind: $0.kind)
    }
  }

  /// The kind of the first identity.
  var originalKind: String { previous.first?.kind ?? id.kind }

  /// Whether the document still says what it is.
  var hasIdentity: Bool {
    guard document.isMapping(document.root) else { return false }
    func text(_ path: [String]) -> Bool {
      guard let node = document[document.root, path], document.isScalar(node) else { return false }
      return document[node].value.length > 0 && !document.isNull(node)
    }
    return text(["kind"]) && text(["metadata", "name"])
  }

  /// Where the object stands, for messages.
  var location: SourceLocation { document.location(document.root) }
}

// MARK: - Metadata

extension BuildResource {
  /// Sets `metadata.name`.
  mutating func setName(_ name: String, by author: Author) {
    setMetadata(.name, to: .string(name), by: author)
  }

  /// Sets `metadata.namespace`; an empty one removes the field.
  mutating func setNamespace(_ namespace: String, by author: Author) {
    if namespace.isEmpty {
      if let metadata = document[document.root, .metadata], let field = document[metadata, .namespace] {
        document.remove(field, from: metadata, by: author)
      }
      refreshIdentity()
    } else {
      setMetadata(.namespace, to: .string(namespace), by: author)
    }
  }

  private mutating func setMetadata(_ key: MappingKey, to value: ScalarValue, by author: Author) {
    let metadata = document.ensure(.metadata, in: document.root, kind: .mapping, by: author)
    guard document.isMapping(metadata) else { return }
    document.set(key, in: metadata, to: value, by: author)
    refreshIdentity()
  }

  /// The labels or annotations of the object.
  func metadataMap(_ name: String) -> Labels {
    guard let metadata = document[document.root, .metadata] else { return Labels() }
    return Labels(document, document[metadata, name])
  }

  /// The mapping of the annotations.
  var annotations: NodeID? {
    guard let metadata = document[document.root, .metadata],
      let annotations = document[metadata, .annotations], document.isMapping(annotations)
    else { return nil }
    return annotations
  }
}

/// What a generated resource does to one of the same id.
enum GeneratorBehavior: String, Sendable {
  case unspecified
  case create
  case replace
  case merge

  /// Unknown words mean unspecified, as in kustomize.
  init(_ text: String) {
    switch text {
    case "replace": self = .replace
    case "merge": self = .merge
    case "create": self = .create
    default: self = .unspecified
    }
  }
}

/// Where a resource or a transformation comes from, for `buildMetadata`.
struct ResourceProvenance: Hashable, Sendable {
  enum Source: Hashable, Sendable {
    /// A file of resources.
    case file(SourcePath)
    /// A built-in generator or transformer that a field of a kustomization configures.
    case builtIn(configuredIn: SourcePath, kind: String)
    /// A generator or transformer that is itself a resource.
    case configured(in: SourcePath, apiVersion: String, kind: String, name: String, namespace: String)
  }

  var source: Source
  /// The repository that the path lies in; nil for the files that are being built.
  var checkout: Checkout?

  init(_ source: Source, in checkout: Checkout?) {
    self.source = source
    self.checkout = checkout
  }

  static func file(_ path: SourcePath, in checkout: Checkout? = nil) -> ResourceProvenance {
    ResourceProvenance(.file(path), in: checkout)
  }
}
