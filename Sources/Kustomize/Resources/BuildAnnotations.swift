internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Annotations with which kustomize talks to itself: read when a file has them, never printed.
///
/// Source: kustomize 5.8.1, the annotations that `RemoveBuildAnnotations` removes.
enum BuildAnnotations {
  private static let prefix = "internal.config.kubernetes.io/"
  private static let names: Set<String> = [
    "previousKinds", "previousNames", "previousNamespaces", "prefixes", "suffixes", "allowNameChange",
    "allowKindChange", "refBy", "generatorBehavior", "needsHashSuffix", "path", "index", "seqindent", "id",
    "annotations-migration-resource-id", "helm-generated",
  ]
  private static let legacy: Set<String> = [
    "config.kubernetes.io/path", "config.kubernetes.io/index", "config.k8s.io/id",
  ]
  static let origin = "config.kubernetes.io/origin"
  static let transformations = "alpha.config.kubernetes.io/transformations"

  private static func isInternal(_ name: String) -> Bool {
    if legacy.contains(name) { return true }
    return name.hasPrefix(prefix) && names.contains(String(name.dropFirst(prefix.count)))
  }

  /// Whether the resource says that a chart made it: such a one keeps its namespace.
  static func isFromHelm(_ resource: BuildResource) -> Bool {
    guard let annotations = resource.annotations else { return false }
    guard let mark = resource.document[annotations, helmGenerated] else { return false }
    return resource.document.string(mark).utf8.elementsEqual("true".utf8)
  }

  private static let helmGenerated = MappingKey(prefix + "helm-generated")

  /// Takes the annotations over into data.
  static func read(into resource: inout BuildResource) {
    guard let annotations = resource.annotations else { return }
    let document = resource.document
    guard document.children(annotations).contains(where: { document.key($0).hasPrefix(prefix) }) else {
      return
    }
    func list(_ name: String) -> [String] {
      guard let node = document[annotations, prefix + name] else { return [] }
      return document.string(node).split(separator: ",").map(String.init)
    }
    let kinds = list("previousKinds")
    let previousNames = list("previousNames")
    let namespaces = list("previousNamespaces")
    if kinds.count == previousNames.count, kinds.count == namespaces.count {
      for index in kinds.indices {
        resource.previous.append(
          .init(kind: kinds[index], name: previousNames[index], namespace: namespaces[index]))
      }
    }
    resource.prefixes = list("prefixes")
    resource.suffixes = list("suffixes")
    resource.needsHash = list("needsHashSuffix") == ["enabled"]
    if let behavior = list("generatorBehavior").first { resource.behavior = GeneratorBehavior(behavior) }
  }

  /// The keys that kustomize 5.8.1 cannot print: it writes all annotations anew, without the quotes of their keys.
  ///
  /// Keys that have no quotes are reported when they are printed. Emits `kustomize.annotation-key`. Source: the
  /// fuzzer, `kubectl kustomize`.
  static func unprintableKeys(of resource: BuildResource) -> [Diagnostic] {
    guard let annotations = resource.annotations else { return [] }
    let document = resource.document
    return document.children(annotations).filter {
      document.resolvedPlainKey($0, as: .kustomizeResource) != .string
        && document.resolvedKey($0, as: .kustomizeResource) == .string
    }.map {
      .error(
        annotationKey,
        "kustomize drops the quotes of the annotation \"\(document.key($0))\", which then is no text; use another key",
        at: document.keyLocation($0))
    }
  }

  /// Writes the state of a resource into its annotations, where kustomize keeps it: for steps that can see it there.
  static func write(to resource: inout BuildResource, by author: Author) {
    var entries: [(name: String, value: String)] = []
    if let behavior = resource.behavior { entries.append(("generatorBehavior", behavior.rawValue)) }
    if resource.needsHash { entries.append(("needsHashSuffix", "enabled")) }
    func add(_ name: String, _ values: [String]) {
      if !values.isEmpty { entries.append((name, values.joined(separator: ","))) }
    }
    add("prefixes", resource.prefixes)
    add("suffixes", resource.suffixes)
    add("previousKinds", resource.previous.map(\.kind))
    add("previousNames", resource.previous.map(\.name))
    add("previousNamespaces", resource.previous.map(\.namespace))
    let root = resource.document.root
    guard !entries.isEmpty, let metadata = resource.document[root, "metadata"],
      resource.document.isMapping(metadata)
    else { return }
    let annotations = resource.document.ensure("annotations", in: metadata, kind: .mapping, by: author)
    guard resource.document.isMapping(annotations) else { return }
    for entry in entries {
      resource.document.set(prefix + entry.name, in: annotations, to: .string(entry.value), by: author)
    }
  }

  /// Takes out what `write` put in, and annotations that a JSON patch made a scalar: kustomize puts its own ones back.
  ///
  /// Emits `kustomize.annotations-shape`: kustomize crashes on a list of an odd number of annotations.
  @discardableResult
  static func dropInternal(in resource: inout BuildResource, by author: Author) -> Diagnostic? {
    let document = resource.document
    guard let metadata = document[document.root, "metadata"], document.isMapping(metadata),
      let annotations = document[metadata, "annotations"]
    else { return nil }
    switch document.kind(annotations) {
    case .scalar: resource.document.remove(annotations, from: metadata, by: author)
    case .sequence where document.childCount(annotations) % 2 == 0:
      resource.document.remove(annotations, from: metadata, by: author)
    case .sequence:
      return .error(
        annotationsShape, "the annotations of \(resource.id) must be a mapping, not a list",
        at: author.location)
    case .mapping:
      var isChanged = false
      for child in document.children(annotations) where isInternal(document.key(child)) {
        resource.document.remove(child, from: annotations, by: author)
        isChanged = true
      }
      if isChanged, resource.document.firstChild(annotations) == nil {
        resource.document.remove(annotations, from: metadata, by: author)
      }
    }
    return nil
  }

  /// Takes over the state that annotations, written anew, say: what kustomize kept in the old ones is lost.
  static func adopt(into resource: inout BuildResource, by author: Author) {
    resource.forgetBuildState()
    read(into: &resource)
    dropInternal(in: &resource, by: author)
  }

  /// Whether a strategic merge patch removes or replaces the annotations, and with them what kustomize keeps there.
  static func areDropped(by patch: Document) -> Bool {
    func isDropped(_ node: NodeID) -> Bool {
      if patch.isScalar(node) { return patch.isNull(node) }
      guard let directive = patch[node, "$patch"] else { return false }
      return patch.valueEquals(directive, "delete") || patch.valueEquals(directive, "replace")
    }
    guard let metadata = patch[patch.root, "metadata"] else { return false }
    return isDropped(metadata) || (patch[metadata, "annotations"].map(isDropped) ?? false)
  }

  /// Whether a strategic merge patch removes the annotation of the origin.
  static func isOriginDropped(by patch: Document) -> Bool {
    patch[patch.root, ["metadata", "annotations", origin]].map { patch.isNull($0) } ?? false
  }

  /// Removes the internal annotations, and those of `buildMetadata` that are not asked for.
  static func strip(_ resource: inout BuildResource, keeping metadata: BuildMetadata) {
    guard let annotations = resource.annotations else {
      // Looking for annotations makes the place for them, even in a list without metadata.
      if resource.document[resource.document.root, .metadata] == nil {
        let author = Author(.transformer, step: "build annotations", at: resource.location)
        _ = resource.document.ensure(.metadata, in: resource.document.root, kind: .mapping, by: author)
      }
      return
    }
    let document = resource.document
    let author = Author(.transformer, step: "build annotations", at: resource.location)
    for child in document.children(annotations) {
      let name = document.key(child)
      let isUnwanted =
        isInternal(name) || (name == origin && !metadata.recordsOrigins)
        || (name == transformations && !metadata.recordsTransformations)
      if isUnwanted { resource.document.remove(child, from: annotations, by: author) }
    }
    dropEarlierDuplicates(in: annotations, of: &resource.document, by: author)
  }
}

extension BuildAnnotations {
  /// Keeps the last of annotations with equal keys: kustomize writes them anew from a table.
  private static func dropEarlierDuplicates(
    in annotations: NodeID, of document: inout Document, by author: Author
  ) {
    var last: [ByteString: NodeID] = [:]
    for child in Array(document.children(annotations)) {
      if let earlier = last.updateValue(child, forKey: ByteString(document.key(child))) {
        document.remove(earlier, from: annotations, by: author)
      }
    }
  }
}

/// Writes what `buildMetadata` asks for.
///
/// Source: kustomize 5.8.1, reference/kustomize.md section 15. Paths are relative to the root of the build.
struct MetadataWriter {
  let root: SourcePath
  let metadata: BuildMetadata
  /// Where `buildMetadata` is written.
  let place: SourceLocation

  func write(to resource: inout BuildResource) {
    let author = Author(.transformer, step: "buildMetadata", at: place)
    if metadata.recordsOrigins {
      set(BuildAnnotations.origin, text(resource.provenance, indent: ""), &resource, author)
    }
    if metadata.recordsTransformations, !resource.transformations.isEmpty {
      let entries = resource.transformations.map { "- " + text($0, indent: "  ").dropFirst(2) }
      set(BuildAnnotations.transformations, entries.joined(), &resource, author)
    }
  }

  private func set(_ name: String, _ value: String, _ resource: inout BuildResource, _ author: Author) {
    let root = resource.document.root
    let metadata = resource.document.ensure("metadata", in: root, kind: .mapping, by: author)
    guard resource.document.isMapping(metadata) else { return }
    let annotations = resource.document.ensure("annotations", in: metadata, kind: .mapping, by: author)
    if resource.document.isNullAnywhere(annotations) {
      resource.document.replace(annotations, withEmpty: .mapping, by: author)
    }
    guard resource.document.isMapping(annotations) else { return }
    resource.document.set(name, in: annotations, to: .string(value), by: author)
  }

  private func text(_ provenance: ResourceProvenance, indent: String) -> String {
    var lines: [String] = []
    func add(_ key: String, _ value: String) { lines.append("\(key): \(scalar(value))") }
    func shown(_ path: SourcePath) -> String { provenance.checkout?.shown(path) ?? relative(path) }
    func addRepository() {
      guard let source = provenance.checkout?.source else { return }
      if !source.shownURL.isEmpty { add("repo", source.shownURL) }
      if !source.shownRevision.isEmpty { add("ref", source.shownRevision) }
    }
    switch provenance.source {
    case .file(let path):
      add("path", shown(path))
      addRepository()
    case .builtIn(let path, let kind):
      addRepository()
      add("configuredIn", shown(path))
      lines += ["configuredBy:", "  apiVersion: builtin", "  kind: \(kind)"]
    case .configured(let path, let apiVersion, let kind, let name, let namespace):
      addRepository()
      add("configuredIn", shown(path))
      lines.append("configuredBy:")
      add("  apiVersion", apiVersion)
      add("  kind", kind)
      if !name.isEmpty { add("  name", name) }
      if !namespace.isEmpty { add("  namespace", namespace) }
    }
    return lines.map { indent + $0 + "\n" }.joined()
  }

  /// A text as YAML writes it, with quotes where it would be something else without them.
  private func scalar(_ text: String) -> String {
    let isPlain = text.utf8.count > 5 && text.utf8.allSatisfy { "/._-".utf8.contains($0) || isLetter($0) }
    if isPlain && isLetter(text.utf8.first ?? 0) { return text }
    let author = Author(.transformer, step: "buildMetadata", at: place)
    var document = Document(path: place.path)
    document.replace(document.root, with: .string(text), by: author)
    var bytes: [UInt8] = []
    _ = YAMLPrinter.print(document, into: &bytes)
    return String(decoding: bytes.dropLast(), as: UTF8.self)
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
  }

  private func relative(_ path: SourcePath) -> String {
    let from = root.components
    let to = path.components
    var shared = 0
    while shared < from.count, shared < to.count, same(String(from[shared]), String(to[shared])) {
      shared += 1
    }
    let up = Array(repeating: "..", count: from.count - shared)
    return (up + to[shared...].map(String.init)).joined(separator: "/")
  }
}

private let annotationsShape = "kustomize.annotations-shape"
private let annotationKey = "kustomize.annotation-key"
