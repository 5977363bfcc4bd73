internal import SourceModel
internal import YAML

// Files of `crds`: OpenAPI definitions whose extensions say which fields hold labels, annotations and names.
// Source: kustomize 5.8.1, reference/kustomize.md section 7.
extension FieldSpecAdditions {
  /// The field specs that the definitions of one file ask for. Emits `kustomize.definitions`.
  static func definitions(_ document: Document) -> Compiled<FieldSpecAdditions> {
    var result = FieldSpecAdditions()
    guard document.isMapping(document.root) else { return Compiled(result) }
    // A manifest of a CustomResourceDefinition, for one, is no table of definitions.
    let odd = document.children(document.root).first { !document.isMapping($0) && !document.isNull($0) }
    if let odd {
      let message = "\"crds\" lists OpenAPI definitions by their names, but \"\(document.key(odd))\" is none"
      return Compiled(nil, [.error(notADefinition, message, at: document.keyLocation(odd))])
    }
    // Kustomize goes through them in random order; what they say does not depend on it.
    for type in document.children(document.root) {
      guard let properties = document.properties(type), document[properties, "kind"] != nil,
        document[properties, "apiVersion"] != nil, document[properties, "metadata"] != nil
      else { continue }
      let name = document.key(type)
      let kind = name.split(separator: ".").last.map(String.init) ?? name
      var walk = DefinitionWalk(document: document, type: TypeSelector(kind: kind), additions: result)
      walk.visit(type, path: [], visited: [name])
      result = walk.additions
    }
    return Compiled(result)
  }
}

private struct DefinitionWalk {
  let document: Document
  let type: TypeSelector
  var additions: FieldSpecAdditions

  mutating func visit(_ definition: NodeID, path: [String], visited: [String]) {
    guard let properties = document.properties(definition) else { return }
    for property in document.children(properties) where document.isMapping(property) {
      let field = path + [document.key(property)]
      let spec = FieldSpec(field.joined(separator: "/"), type: type)
      if document[property, "x-kubernetes-annotation"] != nil { additions.commonAnnotations.append(spec) }
      if document[property, "x-kubernetes-label-selector"] != nil { additions.commonLabels.append(spec) }
      if document[property, "x-kubernetes-identity"] != nil { additions.namePrefix.append(spec) }
      if let version = document[property, "x-kubernetes-object-ref-api-version"],
        let kind = document[property, "x-kubernetes-object-ref-kind"]
      {
        let key = document[property, "x-kubernetes-object-ref-name-key"].map { document.string($0) } ?? "name"
        additions.nameReferences.append(
          NameReferenceSpec(
            type: TypeSelector(version: document.string(version), kind: document.string(kind)),
            referrers: [FieldSpec((field + [key]).joined(separator: "/"), type: type)]))
      }
      guard let reference = document[property, "$ref"] else { continue }
      let name = document.string(reference)
      // Definitions may refer to each other in a circle.
      if visited.contains(where: { same($0, name) }) { continue }
      if let next = document[document.root, name] { visit(next, path: field, visited: visited + [name]) }
    }
  }
}

extension Document {
  /// `Schema.properties` of a definition; the writers of these files spell both words in several ways.
  fileprivate func properties(_ definition: NodeID) -> NodeID? {
    func field(_ node: NodeID, _ name: String) -> NodeID? {
      guard isMapping(node) else { return nil }
      return self[node, name] ?? children(node).first { key($0).lowercased() == name.lowercased() }
    }
    guard let schema = field(definition, "Schema"), let properties = field(schema, "properties"),
      isMapping(properties)
    else { return nil }
    return properties
  }
}

private let notADefinition = "kustomize.definitions"
