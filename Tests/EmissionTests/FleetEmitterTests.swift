internal import KubernetesModel
internal import SourceModel
internal import TestSupport
internal import Testing
internal import YAML

@testable internal import Emission

@Suite struct FleetEmitterTests {
  private func emit(_ fleet: CompiledFleet, layout: String? = nil) throws -> Compiled<RenderedTree> {
    let layout = try layout.map { try #require(OutputLayout.parse($0, at: nil).value) } ?? .standard
    return FleetEmitter(layout: layout, print: printKind).emit(fleet)
  }

  @Test func aFileForEachResourceSortedByPath() throws {
    let tree = try emit(
      fleet([
        ("west", "shop", [resource("Service", "ui"), resource("Deployment", "ui", group: "apps")]),
        ("east", "shop", [resource("Deployment", "ui", group: "apps")]),
      ]))
    #expect(
      listing(tree.value) == [
        "east/shop/deployment-ui.yaml: kind: Deployment", "west/shop/deployment-ui.yaml: kind: Deployment",
        "west/shop/service-ui.yaml: kind: Service",
      ])
  }

  @Test func collidingNamesGetTheNamespaceThenTheGroupWhateverTheOrder() throws {
    let resources = [
      resource("Role", "web", namespace: "a"), resource("Role", "web", namespace: "b"),
      resource("Gateway", "g", namespace: "a", group: "x.io"),
      resource("Gateway", "g", namespace: "a", group: "y.io"),
      resource("Role", "Web-A"), resource("Role", "alone"),
    ]
    let expected = [
      "c/app/gateway-g-a-x.io.yaml: kind: Gateway", "c/app/gateway-g-a-y.io.yaml: kind: Gateway",
      "c/app/role-Web-A-core.yaml: kind: Role", "c/app/role-alone.yaml: kind: Role",
      "c/app/role-web-a-core.yaml: kind: Role", "c/app/role-web-b.yaml: kind: Role",
    ]
    let tree = try emit(fleet([("c", "app", resources)]))
    #expect(tree.diagnostics == [])
    #expect(listing(tree.value).count == 6)
    let reversed = try emit(fleet([("c", "app", resources.reversed())]))
    #expect(listing(tree.value) == listing(reversed.value))
    let names = listing(tree.value).map { $0.lowercased() }
    #expect(Set(names).count == 6)
    #expect(
      listing(tree.value).filter { !$0.lowercased().contains("web-a") }
        == expected.filter { !$0.lowercased().contains("web-a") })
  }

  @Test func namesThatDifferOnlyInWhatIsReplacedStayApart() throws {
    let tree = try emit(
      fleet([
        (
          "c", "app",
          [
            resource("Role", "a:b"), resource("Role", "a?b"), resource("Role", "é"),
            resource("Role", "e\u{301}"),
          ]
        )
      ]))
    #expect(tree.diagnostics == [])
    let paths = listing(tree.value)
    #expect(paths.count == 4)
    #expect(paths.allSatisfy { $0.contains("-core-") })
  }

  @Test func withoutANameResourcesAreJoinedInOutputOrder() throws {
    let tree = try emit(
      fleet([
        ("east", "b", [resource("Service", "z")]),
        ("east", "a", [resource("Service", "x"), resource("Role", "y")]),
        ("East", "a", [resource("Node", "n")]),
      ]), layout: "{cluster}.yaml")
    #expect(tree.diagnostics == [])
    let paths = listing(tree.value)
    #expect(paths.count == 2)
    #expect(paths[0].hasPrefix("East-") && paths[0].hasSuffix(".yaml: kind: Node"))
    #expect(
      paths[1].hasPrefix("east-")
        && paths[1].hasSuffix(": kind: Service | --- | kind: Role | --- | kind: Service"))
  }

  @Test func theSameResourceTwiceIsAnError() throws {
    let tree = try emit(
      fleet([
        (
          "c", "app",
          [
            resource("Role", "r", namespace: "n", version: "v1", line: 3),
            resource("Role", "r", namespace: "n", version: "v2", line: 9),
          ]
        )
      ]))
    #expect(tree.value == nil)
    #expect(tree.diagnostics.map(\.message) == ["Role n/r is twice in app on c; remove one"])
    #expect(tree.diagnostics.map(\.location?.line) == [9])
    #expect(tree.diagnostics.first?.notes.map(\.location?.line) == [3])
  }

  @Test func aSharedDocumentIsPrintedOnce() throws {
    let shared = resource("Deployment", "ui")
    var prints = 0
    let emitter = FleetEmitter(print: { document in
      prints += 1
      return printKind(document)
    })
    let sets = (0..<50).map { ("cluster-\($0)", "app", [shared]) }
    let tree = emitter.emit(fleet(sets))
    #expect(tree.value?.files.count == 50)
    #expect(prints == 1)
    var edited = shared
    let author = Author(.patch, step: "p", at: SourceLocation(path: .root))
    edited.document.set("kind", in: edited.document.root, to: .string("Other"), by: author)
    prints = 0
    let both = emitter.emit(fleet([("a", "app", [shared]), ("b", "app", [edited])]))
    #expect(
      listing(both.value) == [
        "a/app/deployment-ui.yaml: kind: Deployment", "b/app/deployment-ui.yaml: kind: Other",
      ])
    #expect(prints == 2)
  }

  @Test func printsAsKustomizeDoes() throws {
    let text = "kind: ConfigMap\napiVersion: v1\n# gone\nmetadata: {name: c}\ndata: {b: 'x', a: \"1\"}\n"
    let compiled = compiledFleet(["prod/app": text])
    let tree = try #require(FleetEmitter().emit(compiled).value)
    #expect(tree.files.map(\.path.string) == ["prod/app/configmap-c.yaml"])
    #expect(
      tree.files.map { String(decoding: $0.contents, as: UTF8.self) } == [
        "apiVersion: v1\ndata:\n  a: \"1\"\n  b: x\nkind: ConfigMap\nmetadata:\n  name: c\n"
      ])
    #expect(tree.files.allSatisfy { $0.fingerprint == ContentFingerprint(of: $0.contents) })
  }
}
