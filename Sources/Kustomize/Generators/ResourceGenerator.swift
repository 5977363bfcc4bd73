internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Makes a ConfigMap or a Secret from an entry of a generator list.
///
/// Source: reference/kustomize.md section 8. Emits `kustomize.generator-name` and those of `KeyValueSources`.
struct ResourceGenerator {
  enum Kind: String, Sendable {
    case configMap = "ConfigMap"
    case secret = "Secret"
  }

  let kind: Kind
  let rule: GeneratorRule
  let options: GeneratorOptions
  let author: Author
  let provenance: ResourceProvenance

  func generate(read: KeyValueSources.Reader) -> Compiled<BuildResource> {
    guard let name = rule.name, !name.value.isEmpty else {
      return Compiled(
        nil, [.error(generatorName, "the generated \(kind.rawValue) needs a \"name\"", at: rule.location)])
    }
    let sources = KeyValueSources(rule, read: read)
    if sources.findings.hasErrors { return Compiled(nil, sources.findings) }
    var document = Document(by: author)
    let root = document.root
    document.set("apiVersion", in: root, to: .string("v1"), by: author)
    document.set("kind", in: root, to: .string(kind.rawValue), by: author)
    let metadata = document.ensure("metadata", in: root, kind: .mapping, by: author)
    document.set("name", in: metadata, to: .string(name.value), by: author.at(name.location))
    if let namespace = rule.namespace, !namespace.value.isEmpty {
      document.set(
        "namespace", in: metadata, to: .string(namespace.value), by: author.at(namespace.location))
    }
    do throws(Diagnostic) {
      try setMap("labels", options.labels, in: metadata, &document)
      try setMap("annotations", options.annotations, in: metadata, &document)
    } catch {
      return Compiled(nil, sources.findings + [error])
    }
    if kind == .secret {
      let type = rule.type.flatMap { $0.value.isEmpty ? nil : $0 }
      document.set(
        "type", in: root, to: .string(type?.value ?? "Opaque"),
        by: type.map { author.at($0.location) } ?? author
      )
      _ = document.ensure("data", in: root, kind: .mapping, by: author)
    }
    do throws(Diagnostic) { try setContent(sources.entries, &document) } catch {
      return Compiled(nil, sources.findings + [error])
    }
    if options.immutable { document.set("immutable", in: root, to: .boolean(true), by: author) }
    guard var resource = BuildResource(document, provenance: provenance) else { return Compiled(nil) }
    resource.needsHash = !options.disableNameSuffixHash
    resource.behavior = GeneratorBehavior(rule.behavior?.value ?? "")
    return Compiled(resource, sources.findings)
  }

  private func setMap(
    _ key: String, _ pairs: [TextPair], in metadata: NodeID, _ document: inout Document
  ) throws(Diagnostic) {
    if pairs.isEmpty { return }
    let map = document.ensure(key, in: metadata, kind: .mapping, by: author)
    for pair in pairs {
      try requireTextKey(pair.key, in: map, of: document, at: author.location)
      document.set(
        pair.key, in: map, to: ScalarValue(pair.value, style: .singleQuoted, tag: .string),
        by: pair.location.map { author.at($0) } ?? author)
    }
  }

  private func setContent(_ entries: [KeyValueSources.Entry], _ document: inout Document) throws(Diagnostic) {
    for entry in entries {
      let text = kind == .configMap ? String(validating: entry.value, as: UTF8.self) : nil
      let field = kind == .configMap && text == nil ? "binaryData" : "data"
      let map = document.ensure(field, in: document.root, kind: .mapping, by: author)
      try requireTextKey(entry.key, in: map, of: document, at: entry.location)
      document.set(
        entry.key, in: map, to: .data(text ?? Base64.kustomizeText(entry.value)),
        by: author.at(entry.origin))
    }
  }
}

extension ResourceMap {
  /// Adds a generated resource as its behavior says: a new one, or one that changes the one of the same id.
  ///
  /// Emits `kustomize.generator-target`, `kustomize.generator-exists`.
  mutating func absorb(_ generated: BuildResource, by author: Author) throws(Diagnostic) {
    let matches = positions(knownAs: generated.id, effectiveNamespace: generated.effectiveNamespace)
    let changesOther = generated.behavior == .merge || generated.behavior == .replace
    guard let position = matches.first else {
      if changesOther {
        let names = resources.filter { $0.id.kind == generated.id.kind }.map(\.id.name)
        let hint = nearMiss(to: generated.id.name, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
        throw .error(
          generatorTarget, "there is no \(generated.id) to merge with or to replace\(hint)",
          at: author.location)
      }
      _ = append(generated)
      return
    }
    if matches.count > 1 {
      throw .error(
        generatorTarget, "\(matches.count) resources are or were called \(generated.id)", at: author.location,
        notes: matches.map { .init("one of them", at: resources[$0].location) })
    }
    if !changesOther {
      throw .error(
        generatorExists,
        "\(generated.id) exists already; give the generator \"behavior: merge\" or \"behavior: replace\"",
        at: author.location, notes: [.init("the existing one", at: resources[position].location)])
    }
    let old = resources[position]
    let merged = try generated.taking(metadataOf: old, by: author)
    modify(position) { $0 = merged }
  }
}

extension BuildResource {
  /// This generated resource in the place of `old`: with its name, namespace, history and metadata below its own
  /// and, with behavior `merge`, its data.
  fileprivate func taking(metadataOf old: BuildResource, by author: Author) throws(Diagnostic)
    -> BuildResource
  {
    var result = self
    result.previous = old.previous + previous
    result.variables = old.variables
    result.transformations = old.transformations + transformations
    result.prefixes = old.prefixes + prefixes
    result.suffixes = old.suffixes + suffixes
    // A resource from a file keeps its name, whoever changes its data.
    result.needsHash = needsHash && old.needsHash
    for key in ["labels", "annotations"] {
      try result.overlay(["metadata", key], over: old, by: author) { document, node in
        .written(document.string(node))
      }
    }
    if !same(result.id.name, old.id.name) { result.setName(old.id.name, by: author) }
    if !same(result.id.namespace, old.id.namespace) { result.setNamespace(old.id.namespace, by: author) }
    if behavior == .merge {
      for key in ["data", "binaryData"] {
        try result.overlay([key], over: old, by: author) { document, node in
          .data(document.isScalar(node) && document.isNull(node) ? "" : document.string(node))
        }
      }
      result.provenance = old.provenance
    }
    return result
  }

  /// Adds the entries of a map of `old` that this resource does not have, all as texts; a map without entries goes.
  ///
  /// Emits `kustomize.key-type`.
  private mutating func overlay(
    _ path: [String], over old: BuildResource, by author: Author, _ value: (Document, NodeID) -> ScalarValue
  ) throws(Diagnostic) {
    guard let key = path.last, let parent = document[document.root, Array(path.dropLast())] else { return }
    if let source = old.document[old.document.root, path], old.document.isMapping(source) {
      let node = document.ensure(key, in: parent, kind: .mapping, by: author)
      for child in old.document.children(source) {
        if let own = document.child(node, matchingKeyOf: child, in: old.document) {
          if document.isScalar(own), old.document.isScalar(child) {
            document.precede(own, by: child, of: old.document)
          }
          continue
        }
        let key = old.document.key(child)
        try requireTextKey(key, in: node, of: document, at: old.document.keyLocation(child))
        let place = old.document.location(child)
        let author = Author(old.document.origin(child), line: place.line, column: place.column)
        document.set(key, in: node, to: value(old.document, child), by: author)
      }
    }
    if let node = document[parent, key], document.isMapping(node), document.firstChild(node) == nil {
      document.remove(node, from: parent, by: author)
    }
  }
}

private let generatorName = "kustomize.generator-name"
private let generatorTarget = "kustomize.generator-target"
private let generatorExists = "kustomize.generator-exists"
