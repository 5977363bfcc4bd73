internal import Patching
internal import SourceModel
internal import YAML

/// Turns the text of a resource file into resources.
///
/// Lists are replaced by their items; what is no object is refused. Emits `kustomize.not-a-resource`,
/// `kustomize.missing-kind`, `kustomize.missing-name`, `kustomize.null-entry` and what the YAML reader emits.
/// Source: reference/kustomize.md section 4.
enum ResourceReader {
  static func read(
    _ bytes: [UInt8], path: SourcePath, provenance: ResourceProvenance,
    places: TextPlaces = TextPlaces()
  ) -> Compiled<[BuildResource]> {
    let stream = YAMLStream.parseResources(bytes, path: path, places: places)
    var reading = Reading(provenance: provenance, findings: stream.diagnostics)
    if stream.partCount == 1, let only = stream.documents.first, let items = Wrapping.items(of: only) {
      for item in items { reading.append(only.extract(item)) }
    } else {
      for document in stream.documents { reading.append(document) }
    }
    return Compiled(reading.findings.hasErrors ? nil : reading.resources, reading.findings)
  }
}

/// The envelope which the reader of kustomize takes off before anything else: a `List` or a `ResourceList` that is
/// alone in its file. Its items stay as they are written, while those of other lists pass through JSON.
private enum Wrapping {
  /// Nil where there is no envelope.
  static func items(of document: Document) -> [NodeID]? {
    let root = document.root
    guard let kind = document[root, "kind"],
      document.valueEquals(kind, "List") || document.valueEquals(kind, "ResourceList")
    else { return nil }
    // A null or a scalar has no items; nor has a file with nothing but the configuration of a function.
    guard let items = document[root, "items"] else {
      return document[root, "functionConfig"] == nil ? nil : []
    }
    guard document.isMapping(items) else { return Array(document.children(items)) }
    return document.firstChild(items) == nil ? [] : nil
  }
}

/// What has been read of a file.
private struct Reading {
  let provenance: ResourceProvenance
  var resources: [BuildResource] = []
  var findings: [Diagnostic]

  init(provenance: ResourceProvenance, findings: [Diagnostic]) {
    self.provenance = provenance
    self.findings = findings
  }

  /// Adds the resource that a document is, or those in it.
  mutating func append(_ document: Document) {
    let root = document.root
    let location = document.location(root)
    // A null item of a list, or an empty one.
    if document.isScalar(root) ? document.isNull(root) : document.firstChild(root) == nil { return }
    guard document.isMapping(root) else {
      findings.append(
        .error(notAResource, "a resource must be a mapping with kind and metadata", at: location))
      return
    }
    guard let kind = document[root, "kind"], document.isScalar(kind), document[kind].value.length > 0,
      !document.isNull(kind)
    else {
      findings.append(.error(missingKind, "this resource has no \"kind\"", at: location))
      return
    }
    let kindText = document.string(kind)
    let isList = kindText.utf8.count >= 4 && kindText.hasSuffix("List")
    if isList, let items = document[root, "items"] { return append(items: items, of: document, kindText) }
    if let annotations = document[root, ["metadata", "annotations"]], document.isSequence(annotations),
      document.firstChild(annotations) != nil
    {
      findings.append(
        .error(
          notAResource, "the annotations of this \(kindText) must be a mapping",
          at: document.location(annotations)))
      return
    }
    if !isList {
      let name = document[root, ["metadata", "name"]]
      guard let name, document.isScalar(name), document[name].value.length > 0, !document.isNull(name) else {
        findings.append(.error(missingName, "this \(kindText) has no \"metadata.name\"", at: location))
        return
      }
    }
    guard let resource = BuildResource(document, provenance: provenance) else { return }
    resources.append(resource)
  }

  private mutating func append(items: NodeID, of document: Document, _ kind: String) {
    if document.isNull(items) { return }
    guard document.isSequence(items) else {
      findings.append(
        .error(notAResource, "\"items\" of a \(kind) must be a list", at: document.location(items)))
      return
    }
    for item in document.children(items) {
      var object = document.extract(item)
      object.takeJSONForm()
      append(object)
    }
  }
}

private let notAResource = "kustomize.not-a-resource"
private let missingKind = "kustomize.missing-kind"
private let missingName = "kustomize.missing-name"
