import Foundation
import SourceModel
import Testing
import YAML

@testable import KubernetesModel

struct MergeSchemaTests {
  private func keys(_ schema: MergeSchema, _ type: (String, String), _ path: [String]) -> [String]? {
    guard var position = schema.type(apiVersion: type.0, kind: type.1) else { return nil }
    for step in path {
      guard let next = step == "*" ? schema.elements(of: position) : schema.field(step, of: position) else {
        return nil
      }
      position = next
    }
    return schema.mergeKeys(of: position)
  }

  @Test func builtInTypes() {
    let pod = ["spec", "template", "spec"]
    #expect(keys(.builtIn, ("apps/v1", "Deployment"), pod + ["containers"]) == ["name"])
    #expect(
      keys(.builtIn, ("apps/v1", "Deployment"), pod + ["containers", "*", "ports"]) == [
        "containerPort", "protocol",
      ])
    #expect(keys(.builtIn, ("apps/v1", "Deployment"), pod + ["tolerations"]) == nil)
    #expect(keys(.builtIn, ("v1", "Service"), ["spec", "ports"]) == ["port", "protocol"])
    #expect(keys(.builtIn, ("v1", "ConfigMap"), ["metadata", "finalizers"]) == [])
    #expect(MergeSchema.builtIn.type(apiVersion: "extensions/v1beta1", kind: "Deployment") == nil)
    // The sign for kelvin looks like K and compares equal to it as a character.
    #expect(MergeSchema.builtIn.type(apiVersion: "v1", kind: "Pod\u{212A}") == nil)
    #expect(MergeSchema.empty.type(apiVersion: "v1", kind: "Pod") == nil)
  }

  @Test func tableIsThatOfTheCorpus() throws {
    guard let table = try corpus("kubernetes-merge-schema.json") else { return }
    let definitions = try #require(table[table.root, "definitions"])
    let types = try #require(table[table.root, "types"])
    var checked = 0
    for type in table.children(types) {
      let (group, kind) = split(table.key(type))
      let position = try #require(MergeSchema.builtIn.type(apiVersion: group, kind: kind))
      checked += try compare(table, definitions, table.string(type), position, depth: 0)
    }
    #expect(checked > 1_000)
  }

  /// Follows every field; how many there were.
  private func compare(
    _ table: Document, _ definitions: NodeID, _ name: String, _ position: MergeSchema.Position, depth: Int
  ) throws -> Int {
    if depth > 8 { return 0 }
    var checked = 0
    let schema = MergeSchema.builtIn
    for field in table.children(try #require(table[definitions, name])) {
      func texts(_ key: String) -> [String] {
        table[field, key].map { table.children($0).map(table.string) } ?? []
      }
      let merges = texts("strategy").contains("merge")
      let found = schema.field(table.key(field), of: position)
      checked += 1
      #expect(
        found.flatMap(schema.mergeKeys) == (merges ? texts("mergeKeys") : nil), "\(name) \(table.key(field))")
      if let target = table[field, "ref"] {
        checked += try compare(
          table, definitions, table.string(target), try #require(found), depth: depth + 1)
      }
      if let target = table[field, "items"] {
        let elements = schema.elements(of: try #require(found))
        checked += try compare(
          table, definitions, table.string(target), try #require(elements), depth: depth + 1)
      }
    }
    return checked
  }

  @Test func decodingIsQuick() {
    let time = ContinuousClock().measure {
      _ = MergeSchema(table: kubernetesMergeDefinitions, types: kubernetesMergeTypes)
    }
    #expect(time < .milliseconds(200), "a debug build under load; a release build needs less than 1 ms")
  }

  // MARK: - Schemas of a kustomization

  private let custom = """
    definitions:
      my.Foo:
        type: object
        properties:
          spec:
            type: object
            properties:
              items:
                type: array
                items: {$ref: "#/definitions/my.Item"}
                x-kubernetes-patch-strategy: merge
                x-kubernetes-patch-merge-key: id
              byPort:
                type: array
                x-kubernetes-list-map-keys: [port, protocol]
                x-kubernetes-patch-merge-key: port
                x-kubernetes-patch-strategy: merge,retainKeys
              plain: {type: array}
              anything: {additionalProperties: {$ref: "#/definitions/my.Item"}}
              template: {$ref: "#/definitions/io.k8s.api.core.v1.PodTemplateSpec"}
              circle: {$ref: "#/definitions/my.Circle"}
        x-kubernetes-group-version-kind:
        - {group: example.com, version: v1, kind: Foo}
        - {group: "", version: v1, kind: Bar}
      my.Item:
        type: object
        properties:
          parts: {type: array, x-kubernetes-patch-strategy: merge}
          inner: {$ref: "#/definitions/my.Item"}
      my.Circle: {$ref: "#/definitions/my.Circle"}
    """

  private func read(_ text: String, addingToBuiltIn: Bool = false) throws -> (
    schema: MergeSchema, diagnostics: [Diagnostic]
  ) {
    let path = try #require(SourcePath("schema.yaml"))
    let document = try #require(YAMLStream.parse11(Array(text.utf8), path: path).value)
    return MergeSchema.reading(openAPI: document, addingToBuiltIn: addingToBuiltIn)
  }

  @Test func customTypes() throws {
    let (schema, diagnostics) = try read(custom)
    let foo = ("example.com/v1", "Foo")
    #expect(keys(schema, foo, ["spec", "items"]) == ["id"])
    #expect(keys(schema, foo, ["spec", "items", "*", "parts"]) == [])
    #expect(keys(schema, foo, ["spec", "items", "*", "inner", "inner", "parts"]) == [])
    #expect(keys(schema, foo, ["spec", "byPort"]) == ["port", "protocol"])
    #expect(keys(schema, foo, ["spec", "plain"]) == nil)
    #expect(keys(schema, foo, ["spec", "anything", "x", "parts"]) == [])
    #expect(keys(schema, ("v1", "Bar"), ["spec", "items"]) == ["id"])
    #expect(schema.type(apiVersion: "v1", kind: "Pod") == nil)
    #expect(
      diagnostics.map { "\($0.location?.description ?? ""): \($0.message)" } == [
        "schema.yaml:20:28: the schema has no definition \"#/definitions/io.k8s.api.core.v1.PodTemplateSpec\"",
        "schema.yaml:21:19: the references of this schema go in a circle",
      ])
  }

  @Test func customTypesOnTopOfTheBuiltInOnes() throws {
    let text = custom + "\n  io.k8s.api.core.v1.Container:\n    properties:\n      env: {type: array}\n"
    let (schema, diagnostics) = try read(text, addingToBuiltIn: true)
    let containers = ["template", "spec", "containers"]
    #expect(keys(schema, ("example.com/v1", "Foo"), ["spec"] + containers) == ["name"])
    #expect(keys(schema, ("apps/v1", "Deployment"), ["spec"] + containers) == ["name"])
    // The container of the custom schema takes the place of the built-in one, everywhere.
    #expect(keys(schema, ("apps/v1", "Deployment"), ["spec"] + containers + ["*", "env"]) == nil)
    #expect(diagnostics.count == 1)
  }

  @Test func schemasWithoutUseAreReported() throws {
    #expect(try read("definitions: {a: {type: object}}").diagnostics.map(\.id) == ["schema.no-types"])
    #expect(try read("openapi: 3.0.0").diagnostics.map(\.id) == ["schema.no-definitions"])
  }

  @Test func longChainsOfReferencesEnd() throws {
    let chain = (0..<5_000).map { "  d\($0): {type: array, items: {$ref: \"#/definitions/d\($0 + 1)\"}}" }
    let start =
      "  top: {$ref: \"#/definitions/d0\", x-kubernetes-group-version-kind: [{version: v1, kind: K}]}"
    let text = "definitions:\n\(start)\n" + chain.joined(separator: "\n") + "\n"
    #expect(try read(text).schema.type(apiVersion: "v1", kind: "K") != nil)
  }
}

/// A file of the corpus; nil, and said so, where there is none.
func corpus(_ name: String) throws -> Document? {
  var candidates = [ProcessInfo.processInfo.environment["FLEETFOLD_CONFORMANCE"]].compactMap { $0 }
  var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  for _ in 0..<5 {
    folder.deleteLastPathComponent()
    candidates.append(folder.appendingPathComponent("shared/conformance").path)
  }
  let data = candidates.lazy.compactMap {
    FileManager.default.contents(atPath: "\($0)/kustomize/data/\(name)")
  }.first
  guard let data else {
    print("skipped: there is no \(name) here")
    return nil
  }
  return JSONText.parse([UInt8](data), path: .root).value
}

/// Splits `apiVersion Kind`.
func split(_ text: String) -> (String, String) {
  let words = text.split(separator: " ").map(String.init)
  return (words[0], words[1])
}
