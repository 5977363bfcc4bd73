import SourceModel
import Testing
import YAML

@testable import Patching

struct KubernetesStrategicMergeTests {
  private let step = Origin(.templateParameter, path: path("appset.yaml"), step: "templatePatch")

  private func merged(_ target: String, _ patch: String) throws -> Document {
    var document = try value(target, at: "app.yaml")
    let patch = try value(patch, at: "appset.yaml")
    try KubernetesStrategicMerge.apply(
      patch, patchRoot: patch.root, to: &document, mergedLists: KubernetesStrategicMerge.applicationLists,
      step: step)
    return document
  }

  @Test(arguments: [
    ("{a: {b: 1, c: 2}}", "{a: {b: 3, d: {e: null, f: 4}}}", #"{"a":{"b":3,"c":2,"d":{"f":4}}}"#),
    ("{a: 1, b: 2}", "{a: null, c: null}", #"{"b":2}"#),
    ("{a: [1, 2]}", "{a: [3]}", #"{"a":[3]}"#),
    ("{a: {b: 1}}", "{a: [3]}", #"{"a":[3]}"#),
    ("{a: {b: 1}}", "{a: x}", #"{"a":"x"}"#),
    ("{a: null}", "{a: {b: 1, c: null}}", #"{"a":{"b":1}}"#),
    ("{a: {b: 1, c: 2}}", "{a: {$patch: replace, d: 3}}", #"{"a":{"d":3}}"#),
    ("{a: {b: 1, c: 2}}", "{a: {$patch: delete}}", #"{"a":{}}"#),
    ("{x: 1}", "{a: {$patch: delete}, b: {$patch: replace, c: 1}}", #"{"b":{"c":1},"x":1}"#),
    ("{a: {b: 1, c: 2}}", "{a: {$retainKeys: [c, d], d: 3}}", #"{"a":{"c":2,"d":3}}"#),
    ("{a: {b: [x, y, z]}}", "{a: {$deleteFromPrimitiveList/b: [y, q]}}", #"{"a":{"b":["x","z"]}}"#),
  ])
  func mappings(_ target: String, _ patch: String, _ result: String) throws {
    #expect(json(try merged(target, patch)) == result)
  }

  @Test(arguments: [
    ("[a, b]", "[c, b]", #"["c","a","b"]"#), ("[a, b]", "[c]", #"["c","a","b"]"#),
    ("[]", "[c, c]", #"["c"]"#),
    ("[a, b, a]", "[b]", #"["a","b"]"#), ("[a, b]", "[b, a]", #"["b","a"]"#),
  ])
  func finalizersAreASet(_ target: String, _ patch: String, _ result: String) throws {
    let document = try merged("{metadata: {finalizers: \(target)}}", "{metadata: {finalizers: \(patch)}}")
    #expect(json(document) == "{\"metadata\":{\"finalizers\":\(result)}}")
  }

  @Test(arguments: [
    (
      "[{uid: a, x: 1}, {uid: b}]", "[{uid: c}, {uid: a, z: 2}]",
      #"[{"uid":"c"},{"uid":"a","x":1,"z":2},{"uid":"b"}]"#
    ),
    ("[{uid: a}, {uid: b}]", "[{uid: a, $patch: delete}]", #"[{"uid":"b"}]"#),
    ("[{uid: a}, {uid: b}]", "[{$patch: replace}, {uid: d}]", #"[{"uid":"d"}]"#),
  ])
  func ownersAreMergedByUID(_ target: String, _ patch: String, _ result: String) throws {
    let document = try merged(
      "{metadata: {ownerReferences: \(target)}}", "{metadata: {ownerReferences: \(patch)}}")
    #expect(json(document) == "{\"metadata\":{\"ownerReferences\":\(result)}}")
  }

  @Test func theOrderCanBeGiven() throws {
    let document = try merged(
      "{metadata: {finalizers: [a, b, c]}}",
      "{metadata: {$setElementOrder/finalizers: [c, d, a], finalizers: [d]}}")
    #expect(json(document) == #"{"metadata":{"finalizers":["b","c","d","a"]}}"#)
  }

  @Test(arguments: [
    ("{a: {$patch: merge, b: 1}}", "appset.yaml:1:14: error: \"$patch\" is \"merge\" here, which is unknown"),
    ("{a: {$retainKeys: [c], d: 3}}", "appset.yaml:1:24: error: the patch sets \"d\""),
    ("{a: {$retainKeys: c}}", "appset.yaml:1:19: error: \"$retainKeys\" must be a list"),
    ("{metadata: {ownerReferences: [{x: 1}]}}", "appset.yaml:1:31: error: this element is merged by \"uid\""),
    (
      "{metadata: {finalizers: [{x: 1}]}}",
      "appset.yaml:1:26: error: the elements of \"finalizers\" must be scalars"
    ),
    ("[1]", "appset.yaml:1:1: error: a patch must be a mapping"),
  ])
  func mistakes(_ patch: String, _ message: String) throws {
    let error = try #require(throws: Diagnostic.self) {
      try merged("{a: {b: 1}, metadata: {finalizers: [a], ownerReferences: [{uid: u}]}}", patch)
    }
    #expect(shown(error).hasPrefix(message), "\(shown(error))")
  }

  @Test func originsSayWhoWrote() throws {
    let document = try merged("a:\n  b: 1\n  c: 2\n", "a:\n  b: 3\n  c: null\n")
    let b = try #require(document[document.root, ["a", "b"]])
    #expect(document.location(b).description == "appset.yaml:2:6")
    #expect(document.origin(b).step == "templatePatch")
    #expect(document.removals.map(\.author.location.description) == ["appset.yaml:3:6"])
  }
}
