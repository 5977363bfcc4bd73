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
    _ bytes: [UInt8], path: SourcePath, provenance: ResourceProvenance, firstLine: Int = 1
  ) -> Compiled<[BuildResource]> {
    let stream = YAMLStream.parseResources(bytes, path: path, firstLine: firstLine)
    var findings = stream.diagnostics
    var resources: [BuildResource] = []
    for document in stream.documents { append(document, provenance, &resources, &findings) }
    return Compiled(findings.hasErrors ? nil : resources, findings)
  }

  private static func append(
    _ document: Document, _ provenance: ResourceProvenance, _ resources: inout [BuildResource],
    _ findings: inout [Diagnostic]
  ) {
    let root = document.root
    let location = document.location(root)
    guard document.isMapping(root) else {
      findings.append(
        .error(notAResource, "a resource must be a mapping with kind and metadata", at: location))
      return
    }
    if document.firstChild(root) == nil { return }
    guard let kind = document[root, "kind"], document.isScalar(kind), document[kind].value.length > 0 else {
      findings.append(.error(missingKind, "this resource has no \"kind\"", at: location))
      return
    }
    let kindText = document.string(kind)
    let isList = kindText.utf8.count >= 4 && kindText.hasSuffix("List")
    if isList, let items = document[root, "items"] {
      if document.isNull(items) { return }
      guard document.isSequence(items) else {
        findings.append(
          .error(notAResource, "\"items\" of a \(kindText) must be a list", at: document.location(items)))
        return
      }
      for item in document.children(items) {
        var object = document.extract(item)
        object.takeJSONForm()
        append(object, provenance, &resources, &findings)
      }
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
}

private let notAResource = "kustomize.not-a-resource"
private let missingKind = "kustomize.missing-kind"
private let missingName = "kustomize.missing-name"
