internal import KubernetesModel
internal import SourceModel
internal import YAML

/// What a cluster knows a resource by: its version is not part of it.
struct Identity: Hashable {
  private var group: TextKey
  private var kind: TextKey
  private var namespace: TextKey
  private var name: TextKey

  init(_ id: ResourceID) {
    group = TextKey(id.group)
    kind = TextKey(id.kind)
    namespace = TextKey(id.namespace)
    name = TextKey(id.name)
  }
}

/// The name of a generated ConfigMap or Secret without the hash of its content.
struct GeneratedName: Hashable {
  private var application: TextKey
  private var kind: String
  private var namespace: TextKey
  private var stem: TextKey

  /// Nil for other kinds and for names without such a hash.
  init?(application: String, _ resource: Resource) {
    guard let stem = Self.stem(of: resource) else { return nil }
    self.application = TextKey(application)
    kind = resource.id.kind
    namespace = TextKey(resource.id.namespace)
    self.stem = TextKey(stem)
  }

  /// The name without the hash: what Kustomize says it was, else, in manifests that were rendered before, what stands
  /// before `-` and ten characters of kustomize's alphabet for hashes.
  ///
  /// Source: kustomize 5.8.1, reference/kustomize.md (name hashes).
  static func stem(of resource: Resource) -> String? {
    if let name = resource.generatedName { return name }
    guard resource.id.group.isEmpty, resource.id.kind == "ConfigMap" || resource.id.kind == "Secret" else {
      return nil
    }
    let bytes = Array(resource.id.name.utf8)
    guard bytes.count > 11, bytes[bytes.count - 11] == UInt8(ascii: "-"),
      bytes.suffix(10).allSatisfy({ hashAlphabet.contains($0) })
    else { return nil }
    return String(decoding: bytes.dropLast(11), as: UTF8.self)
  }
}

private let hashAlphabet = Set("bcdfghkmt2456789".utf8)

/// A resource but for its name and namespace.
struct Content: Hashable {
  private var group: TextKey
  private var kind: TextKey
  private var value: ContentFingerprint

  init(_ resource: Resource) {
    group = TextKey(resource.id.group)
    kind = TextKey(resource.id.kind)
    let document = resource.document
    let metadata = document[document.root, "metadata"]
    let leftOut = Set(["name", "namespace"].compactMap { key in metadata.flatMap { document[$0, key] } })
    value = document.valueFingerprint(document.root) { leftOut.contains($0) }
  }
}
