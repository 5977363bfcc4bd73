package import SourceModel
package import YAML

// Schemas that a kustomization brings along. Source: kustomize 5.8.1, reference/kustomize.md section 9.
extension MergeSchema {
  /// Reads the `definitions` of an OpenAPI 2 document, in YAML or JSON.
  ///
  /// Types are found by `x-kubernetes-group-version-kind`; a list merges where `x-kubernetes-patch-strategy` has `merge`,
  /// by `x-kubernetes-list-map-keys` or else `x-kubernetes-patch-merge-key`. With `addingToBuiltIn` the definitions are
  /// added to the built-in ones or take their place, and may refer to them: kustomize does so when the built-in
  /// schema was in use before it met the custom one. Emits the warnings `schema.no-definitions`, `schema.no-types` and
  /// `schema.unknown-reference`.
  package static func reading(
    openAPI document: Document, addingToBuiltIn: Bool = false
  ) -> (schema: MergeSchema, diagnostics: [Diagnostic]) {
    var reader = OpenAPIReader(document, extending: addingToBuiltIn ? .builtIn : .empty)
    reader.read()
    return (reader.schema, reader.diagnostics)
  }

  /// What a schema of its own, such as a comment holds, says of the field beside it; nil where it says nothing.
  ///
  /// It may refer to the built-in definitions where this schema has them, and to properties of them. A reference to
  /// anything else makes the field unknown. Source: kubectl kustomize.
  package mutating func position(describedBy schema: Document) -> Position? {
    guard schema.isMapping(schema.root), schema.firstChild(schema.root) != nil, schema.isSchema else {
      return nil
    }
    var reader = OpenAPIReader(schema, extending: self)
    let position = reader.readAlone()
    self = reader.schema
    return position
  }

  /// The numbers of the built-in definitions by name.
  fileprivate static func builtInNumbers() -> [[UInt8]: Int32] {
    var numbers: [[UInt8]: Int32] = [:]
    for line in kubernetesMergeDefinitions.utf8.split(separator: UInt8(ascii: "\n")) {
      numbers[Array(line.prefix { $0 != UInt8(ascii: " ") })] = Int32(numbers.count)
    }
    return numbers
  }
}

/// Walks an OpenAPI document with a list of work instead of recursion.
private struct OpenAPIReader {
  private(set) var schema: MergeSchema
  private(set) var diagnostics: [Diagnostic] = []
  private let document: Document
  private let builtIn: [[UInt8]: Int32]
  private var named: [[UInt8]: NodeID] = [:]
  /// The definition that stands for each schema met so far.
  private var numbers: [NodeID: Int32] = [:]
  private var pending: [NodeID] = []

  /// Where a schema, after its references, is described.
  private enum Target {
    case node(NodeID)
    case builtIn(Int32)
  }

  init(_ document: Document, extending schema: MergeSchema) {
    self.document = document
    self.schema = schema
    builtIn = schema.hasBuiltIn ? MergeSchema.builtInNumbers() : [:]
  }

  /// Reads a document that is one schema.
  mutating func readAlone() -> MergeSchema.Position {
    if let position = builtInProperty(of: document.root) { return position }
    guard let resolved = resolve(document.root) else { return .nothing }
    let position = position(of: resolved)
    readPending()
    return position
  }

  /// The field that `{"$ref": "#/definitions/NAME/properties/FIELD"}` means.
  private func builtInProperty(of node: NodeID) -> MergeSchema.Position? {
    let parts = text(node, "$ref").utf8.split(separator: UInt8(ascii: "/"))
    guard parts.count == 5, parts[3].elementsEqual("properties".utf8), let number = builtIn[Array(parts[2])]
    else { return nil }
    return schema.field(String(decoding: parts[4], as: UTF8.self), of: .object(Int(number)))
  }

  mutating func read() {
    guard let definitions = document[document.root, "definitions"], document.isMapping(definitions) else {
      warn(noDefinitions, "the schema has no \"definitions\", so all lists are replaced", at: document.root)
      return
    }
    for definition in document.children(definitions) {
      let name = Array(document.bytes(document[definition].key))
      named[name] = definition
      if let number = builtIn[name] {
        numbers[definition] = number
        pending.append(definition)
      }
    }
    var custom = Set<[UInt8]>()
    for definition in document.children(definitions) { readTypes(of: definition, into: &custom) }
    if custom.isEmpty {
      warn(
        noTypes, "no definition has \"x-kubernetes-group-version-kind\", so no resource uses this schema",
        at: definitions)
    }
    readPending()
  }

  private mutating func readPending() {
    var next = 0
    while next < pending.count {
      readFields(of: pending[next], into: Int(number(of: .node(pending[next]))))
      next += 1
    }
  }

  private mutating func readTypes(of definition: NodeID, into custom: inout Set<[UInt8]>) {
    guard let kinds = document[definition, "x-kubernetes-group-version-kind"], document.isSequence(kinds)
    else {
      return
    }
    for entry in document.children(kinds) {
      func text(_ key: String) -> String { document[entry, key].map(document.string) ?? "" }
      let id = ResourceID(
        group: text("group"), version: text("version"), kind: text("kind"), namespace: "", name: "")
      let key = Array(id.apiVersion.utf8) + [UInt8(ascii: " ")] + id.kind.utf8
      if !custom.contains(key), let resolved = resolve(definition) {
        custom.insert(key)
        schema.types[key] = number(of: resolved)
      }
    }
  }

  private mutating func readFields(of node: NodeID, into definition: Int) {
    schema.definitions[definition].own = position(of: .node(node))
    let start = Int32(schema.fields.count)
    if let properties = document[node, "properties"], document.isMapping(properties) {
      for property in document.children(properties) {
        guard let resolved = resolve(property) else { continue }
        let position = position(of: resolved)
        schema.append(document.bytes(document[property].key), position)
      }
    }
    schema.definitions[definition].fields = start..<Int32(schema.fields.count)
    if let others = document[node, "additionalProperties"], document.isMapping(others),
      let resolved = resolve(others)
    {
      schema.definitions[definition].others = position(of: resolved)
    }
  }

  /// The definition number of a schema, which is read later.
  private mutating func number(of target: Target) -> Int32 {
    switch target {
    case .builtIn(let number): return number
    case .node(let node):
      if let known = numbers[node] { return known }
      let number = Int32(schema.definitions.count)
      numbers[node] = number
      schema.definitions.append(MergeSchema.Definition())
      pending.append(node)
      return number
    }
  }

  private mutating func position(of target: Target) -> MergeSchema.Position {
    var position = MergeSchema.Position.nothing
    position.definition = number(of: target)
    guard case .node(let node) = target else { return position }
    if text(node, "type").utf8.elementsEqual("array".utf8), let items = document[node, "items"],
      let resolved = resolve(items)
    {
      position.elements = number(of: resolved)
    }
    let strategies = text(node, "x-kubernetes-patch-strategy").utf8.split(separator: UInt8(ascii: ","))
    if strategies.contains(where: { $0.elementsEqual("merge".utf8) }) {
      position.keySet = schema.keySet(mergeKeys(of: node))
    }
    return position
  }

  private func mergeKeys(of node: NodeID) -> [String] {
    if let list = document[node, "x-kubernetes-list-map-keys"], document.isSequence(list) {
      return document.children(list).map(document.string)
    }
    let key = text(node, "x-kubernetes-patch-merge-key")
    return key.isEmpty ? [] : [key]
  }

  /// Follows `$ref`; nil where it leads nowhere or in a circle.
  private mutating func resolve(_ node: NodeID) -> Target? {
    var current = node
    for _ in 0..<32 {
      guard let reference = document[current, "$ref"] else { return .node(current) }
      let target = document.string(reference)
      let prefix = "#/definitions/"
      let name = target.utf8.starts(with: prefix.utf8) ? Array(target.utf8.dropFirst(prefix.utf8.count)) : []
      guard let next = named[name] else {
        if let number = builtIn[name] { return .builtIn(number) }
        warn(unknownReference, "the schema has no definition \"\(target)\"", at: reference)
        return nil
      }
      current = next
    }
    warn(unknownReference, "the references of this schema go in a circle", at: node)
    return nil
  }

  private func text(_ node: NodeID, _ key: String) -> String {
    document[node, key].map(document.string) ?? ""
  }

  private mutating func warn(_ id: String, _ message: String, at node: NodeID) {
    diagnostics.append(.warning(id, message, at: document.location(node)))
  }
}

extension Document {
  /// Whether the fields of the root have the types that a decoder of schemas wants.
  fileprivate var isSchema: Bool {
    children(root).allSatisfy { child in
      switch key(child) {
      case "type": isText(child) || isSequence(child) && children(child).allSatisfy(isText)
      case "properties", "definitions", "patternProperties", "dependencies": isMapping(child)
      case "items": !isScalar(child)
      case "required", "enum", "allOf", "anyOf", "oneOf": isSequence(child)
      case "$ref", "$schema", "id", "description", "title", "format", "pattern", "discriminator":
        isText(child)
      default: true
      }
    }
  }

  private func isText(_ node: NodeID) -> Bool { isScalar(node) && self[node].style != .plain }
}

private let noDefinitions = "schema.no-definitions"
private let noTypes = "schema.no-types"
private let unknownReference = "schema.unknown-reference"
