import KubernetesModel
import SourceModel
import Testing
import YAML

@testable import Patching

struct StrategicMergePatchTests {
  private let step = Origin(.patch, path: path("patch.yaml"), step: "patches[0]")

  private func merged(_ target: String, _ patch: String) throws -> (document: Document, result: MergeResult) {
    var document = try resource(target)
    let patch = try resource(patch, at: "patch.yaml")
    let result = try StrategicMergePatch.apply(
      patch, patchRoot: patch.root, to: &document, schema: .builtIn, step: step)
    return (document, result)
  }

  private func warnings(_ target: String, _ patch: String) throws -> [String] {
    try merged(target, patch).result.warnings.map(shown)
  }

  private func failure(_ target: String, _ patch: String) throws -> Diagnostic? {
    do {
      _ = try merged(target, patch)
      return nil
    } catch let error as Diagnostic {
      return error
    }
  }

  private let pod = """
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
      - name: app
        image: app:1
        ports:
        - containerPort: 80
          protocol: TCP
      - name: sidecar
        image: "1"
    """

  private func podPatch(_ containers: String) -> String {
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n\(containers)\n"
  }

  // MARK: - Origins

  @Test func whatThePatchWritesPointsIntoThePatch() throws {
    let document = try merged(pod, podPatch("  - name: app\n    image: app:2\n    tty: true")).document
    let containers = try #require(document[document.root, ["spec", "containers"]])
    let app = try #require(document.child(containers, at: 0))
    let image = try #require(document[app, "image"])
    #expect(document.string(image) == "app:2")
    #expect(document.location(image).description == "patch.yaml:8:12")
    #expect(document.origin(image).step == "patches[0]")
    #expect(document.origin(image).kind == .patch)
    let previous = try #require(document.previous(image))
    #expect(document.string(previous) == "app:1")
    #expect(document.location(previous).description == "base.yaml:8:12")
    let added = try #require(document[app, "tty"])
    #expect(document.keyLocation(added).description == "patch.yaml:9:5")
    let untouched = try #require(document[app, "name"])
    #expect(document.origin(untouched).kind == .patch)
    let ports = try #require(document[app, "ports"])
    #expect(document.location(ports).description == "base.yaml:10:5")
  }

  @Test func removalsRememberWhoAskedForThem() throws {
    let document = try merged(
      pod, podPatch("  - name: sidecar\n    $patch: delete\n  - name: app\n    ports: null")
    )
    .document
    #expect(document.removals.map { document.string(document[$0.node].key) } == ["ports", ""])
    #expect(
      document.removals.map(\.author.location.description) == ["patch.yaml:10:12", "patch.yaml:7:3"])
    #expect(document.removals.allSatisfy { $0.author.origin.step == "patches[0]" })
  }

  // MARK: - Errors

  @Test func kindConflictsNameBothPlaces() throws {
    let error = try #require(try failure(pod, podPatch("  - name: app\n    image:\n      name: x")))
    #expect(
      shown(error) == """
        patch.yaml:9:7: error: the patch makes "image" a mapping, but it is a scalar in the resource; remove the field \
        with null first, or write a scalar [patch.kind-conflict]
        """)
    #expect(error.notes.map(\.location?.description) == ["base.yaml:8:12"])
  }

  @Test func unknownStrategiesGetAHint() throws {
    let error = try #require(
      try failure(pod, "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  $patch: repalce\n"))
    #expect(
      shown(error) == """
        patch.yaml:6:11: error: unknown patch strategy "repalce"; did you mean "replace"? [patch.unknown-strategy]
        """)
  }

  @Test func scalarsInAListOfMappings() throws {
    let error = try #require(
      try failure(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [app]\n",
        podPatch("  - name: app")))
    #expect(error.id == "patch.wrong-element")
    #expect(error.location?.description == "base.yaml:5:16")
  }

  // MARK: - What is lost

  @Test func elementsWithOtherKeysAreLost() throws {
    let found = try warnings(
      pod, podPatch("  - name: app\n    ports:\n    - containerPort: 80\n      name: http"))
    #expect(
      found == [
        """
        patch.yaml:9:7: warning: this element is ignored, because it gives other ones of "containerPort" and "protocol" \
        than its counterpart; give both [patch.element-lost]
        """
      ])
  }

  @Test func elementsWithoutKeyEmptyTheList() throws {
    let result = try merged(pod, podPatch("  - image: app:2"))
    #expect(result.result.warnings.contains { $0.id == "patch.element-without-key" })
    #expect(result.result.warnings.first?.location?.description == "patch.yaml:7:5")
    let containers = try #require(result.document[result.document.root, ["spec", "containers"]])
    #expect(result.document.childCount(containers) == 0)
  }

  @Test func replaceOfAnElementIsIgnored() throws {
    let found = try warnings(pod, podPatch("  - name: app\n    $patch: replace\n    image: x"))
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("patch.yaml:7:5: warning: \"$patch: replace\" in an element") == true)
  }

  @Test func replaceAtTheTopIsIgnored() throws {
    let result = try merged(pod, "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n$patch: replace\n")
    #expect(result.result.warnings.map(\.id) == ["patch.replace-ignored"])
    #expect(json(result.document) == json(try resource(pod)))
  }

  @Test func quotesDecideTheType() throws {
    let result = try merged(pod, podPatch("  - name: sidecar\n    image: 2"))
    #expect(result.result.warnings.map(\.id) == ["patch.type-from-quotes"])
    #expect(result.result.warnings.first?.location?.description == "patch.yaml:8:12")
    #expect(json(result.document).contains(#""image":"2""#))
  }

  @Test func directivesOfOtherToolsStay() throws {
    let found = try warnings(
      pod, "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  $retainKeys: [containers]\n")
    #expect(
      found == [
        """
        patch.yaml:6:3: warning: "$retainKeys" is no directive of kustomize and stays in the output as a field; \
        remove it [patch.unknown-directive]
        """
      ])
  }

  @Test func directivesInReplacedListsStay() throws {
    let custom = "apiVersion: example.com/v1\nkind: Foo\nmetadata:\n  name: f\nspec:\n  list:\n  - name: a\n"
    let found = try warnings(custom, custom + "    $patch: delete\n")
    #expect(found.map { $0.prefix(19) } == ["patch.yaml:8:5: war"])
    #expect(found.first?.hasSuffix("[patch.directive-kept]") == true)
  }

  // MARK: - Outcomes

  @Test func deletionOfTheResource() throws {
    let result = try merged(pod, "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n$patch: delete\n")
    #expect(result.result.outcome == .deleted)
  }

  @Test func identityIsRestored() throws {
    let original = try resource(pod)
    let result = try merged(
      pod, "apiVersion: v1\nkind: Other\nmetadata:\n  name: other\n  namespace: there\n")
    var document = result.document
    StrategicMergePatch.restoreIdentity(
      of: &document, to: original, allowsNameChange: false, allowsKindChange: false)
    #expect(json(document) == json(original))
    document = result.document
    StrategicMergePatch.restoreIdentity(
      of: &document, to: original, allowsNameChange: true, allowsKindChange: true)
    let id = try #require(ResourceID(of: document))
    #expect(id.kind == "Other")
    #expect(id.name == "other")
    #expect(id.namespace == "")
  }

  // MARK: - Properties

  @Test func anEmptyPatchChangesNothing() throws {
    let result = try merged(pod, "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n")
    #expect(json(result.document) == json(try resource(pod)))
    #expect(result.result.warnings.isEmpty)
  }

  @Test func mergingTwiceIsMergingOnce() throws {
    let patch = try resource(
      podPatch("  - name: new\n    env:\n    - name: A\n      value: x\n  - name: app\n    image: null"),
      at: "patch.yaml")
    var once = try resource(pod)
    _ = try StrategicMergePatch.apply(
      patch, patchRoot: patch.root, to: &once, schema: .builtIn, step: step)
    var twice = once
    _ = try StrategicMergePatch.apply(
      patch, patchRoot: patch.root, to: &twice, schema: .builtIn, step: step)
    #expect(json(once) == json(twice))
  }

  @Test func wideMappingsAndLongListsTakeNoTime() throws {
    let keys = (0..<20_000).map { "  k\($0): v" }.joined(separator: "\n")
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n\(keys)\n"
    let names = (0..<4_000).map { "    - name: V\($0)\n      value: x" }.joined(separator: "\n")
    let list = podPatch("  - name: app\n    env:\n\(names)")
    let clock = ContinuousClock()
    let time = try clock.measure {
      _ = try merged(map, map)
      _ = try merged(list, list)
    }
    #expect(time < .seconds(20))
  }
}
