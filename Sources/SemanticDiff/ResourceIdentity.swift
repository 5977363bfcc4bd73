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
  init?(application: String, id: ResourceID) {
    guard id.group.isEmpty, id.kind == "ConfigMap" || id.kind == "Secret", let stem = Self.stem(of: id.name)
    else {
      return nil
    }
    self.application = TextKey(application)
    kind = id.kind
    namespace = TextKey(id.namespace)
    self.stem = TextKey(stem)
  }

  /// What stands before `-` and ten characters of kustomize's alphabet for hashes; nil for other names.
  ///
  /// Source: kustomize 5.8.1, reference/kustomize.md (name hashes).
  static func stem(of name: String) -> String? {
    let bytes = Array(name.utf8)
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

/// The old and the new name of one generated resource.
struct NamePair: Hashable {
  var before: TextKey
  var after: TextKey
}
