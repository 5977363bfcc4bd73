internal import KubernetesModel
internal import SourceModel
internal import TestSupport
internal import Testing
internal import YAML

@testable internal import SemanticDiff

/// Resources that come under another name: generated, renamed, renamed and changed.
@Suite struct RenamedResourcesTests {
  private func listing(_ base: String, _ head: String) -> [String] {
    FleetDiff().compare(compiledFleet(["a/x": base]), compiledFleet(["a/x": head])).changes.map(
      describe)
  }

  private func config(_ name: String, _ data: String) -> String {
    "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\ndata: {\(data)}\n"
  }

  private func service(_ name: String, port: Int, labels: String = "app: shop") -> String {
    """
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: \(name), labels: {\(labels)}}
    spec:
      selector: {app: \(name)}
      ports: [{port: 80, name: http, targetPort: \(port)}]

    """
  }

  @Test func kustomizeSaysWhichNamesAreGenerated() {
    func fleet(_ name: String, _ value: String, _ generated: String?) -> CompiledFleet {
      let plain = compiledFleet(["a/x": config(name, "k: \(value)")])
      let resources = plain.sets[0].resources.map {
        Resource(id: $0.id, document: $0.document, generatedName: generated)
      }
      return CompiledFleet(
        clusters: [],
        sets: [ClusterResourceSet(cluster: "a", application: "x", resources: resources)])
    }
    // Not what a hash looks like, but said to be one.
    let changes = FleetDiff().compare(fleet("c-one", "1", "c"), fleet("c-two", "2", "c")).changes
    #expect(changes.map(describe) == ["changed a/x ConfigMap c-two (was /c-one): data.k 1 > 2"])
    #expect(changes.map(\.generatedName) == ["c"])
    #expect(
      FleetDiff().compare(fleet("c-one", "1", nil), fleet("c-two", "2", nil)).changes.count == 2)
  }

  @Test func listItemsAndTextsFollowANewName() {
    func account(_ name: String) -> String {
      """
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: s, annotations: {uses: "configmap/\(name)"}}
      imagePullSecrets: [{name: other}, {name: \(name), note: x}]

      """
    }
    let (one, other) = ("c-7bkk2g6f5t", "c-9d8h2mc4k6")
    #expect(
      listing(config(one, "k: 1") + account(one), config(other, "k: 2") + account(other)) == [
        "changed a/x ConfigMap \(other) (was /\(one)): data.k 1 > 2",
        "changed a/x ServiceAccount s: imagePullSecrets[name=c].name follows ConfigMap c; "
          + "metadata.annotations.uses follows ConfigMap c",
      ])
    // With another difference the item is another one.
    let changed = listing(
      config(one, "k: 1") + account(one),
      config(other, "k: 2") + account(other).replacing("note: x", with: "note: y"))
    #expect(changed.count == 2)
    #expect(changed[1].contains("imagePullSecrets[name=\(one)] {"), "\(changed)")
  }

  @Test func aFewChangedFieldsDoNotHideARename() {
    #expect(
      listing(service("web", port: 80), service("front", port: 81)) == [
        "renamed a/x Service front (was /web): metadata.name web > front; spec.ports[port=80].targetPort 80 > 81; "
          + "spec.selector.app follows Service front (was web)"
      ])
    // Too little in common.
    #expect(
      listing(config("one", "a: x, b: y, c: z"), config("two", "a: x, b: 1, c: 2")).map {
        $0.prefix { $0 != " " }
      }
        == ["removed", "added"])
    // Another kind is another resource.
    #expect(
      listing(
        service("web", port: 80),
        service("web", port: 80).replacing("kind: Service", with: "kind: Svc")
      ).count == 2)
  }

  @Test func aNewPrefixRenamesThemAll() {
    func all(_ prefix: String, _ image: String) -> String {
      (1...40).map { number in
        service(
          "\(prefix)web-\(number)", port: number % 2 == 0 ? 80 : 81,
          labels: "app: shop, image: \(image)")
      }.joined()
    }
    let changes = FleetDiff().compare(
      compiledFleet(["a/x": all("", "one")]), compiledFleet(["a/x": all("new-", "two")])
    ).changes
    #expect(changes.allSatisfy { $0.kind == .renamed })
    #expect(changes.count == 40)
    for change in changes { #expect("new-\(change.previousID?.name ?? "")" == change.id.name) }
  }

  @Test func theOrderOfTheInputDoesNotMatter() {
    let base = [service("a", port: 1), service("b", port: 2), service("c", port: 3)]
    let head = [service("x", port: 1), service("y", port: 2), service("c2", port: 4)]
    let expected = listing(base.joined(), head.joined())
    #expect(expected.allSatisfy { $0.hasPrefix("renamed") }, "\(expected)")
    #expect(listing(base.reversed().joined(), head.joined()) == expected)
    #expect(listing(base.joined(), head.reversed().joined()) == expected)
  }
}
