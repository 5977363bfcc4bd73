internal import KubernetesModel
internal import SourceModel
internal import TestSupport
internal import Testing

@testable internal import SemanticDiff

@Suite struct FleetDiffTests {
  private func deployment(_ replicas: Int, image: String = "web:1", config: String = "app-config") -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
      namespace: shop
    spec:
      replicas: \(replicas)
      template:
        spec:
          containers:
          - name: web
            image: \(image)
            envFrom:
            - configMapRef:
                name: \(config)

    """
  }

  private func config(_ name: String, _ value: String) -> String {
    "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\n  namespace: shop\ndata:\n  key: \(value)\n"
  }

  private func listing(_ base: [String: String], _ head: [String: String]) -> [String] {
    FleetDiff().compare(compiledFleet(base), compiledFleet(head)).changes.map(describe)
  }

  @Test func oneFieldOfOneCluster() throws {
    let base = ["east/shop": deployment(3), "west/shop": deployment(3)]
    let head = ["east/shop": deployment(3), "west/shop": deployment(5)]
    let set = FleetDiff().compare(compiledFleet(base), compiledFleet(head))
    #expect(set.changes.map(describe) == ["changed west/shop Deployment.apps shop/web: spec.replicas 3 > 5"])
    #expect(set.clusters == ["east", "west"])
    let field = try #require(set.changes.first?.fields.first)
    #expect(field.beforeSource?.location.description == "west/shop.yaml:7:13")
    #expect(field.afterSource?.location.description == "west/shop.yaml:7:13")
    #expect(BlastRadius(set).resources == 1 && BlastRadius(set).clusters == 1)
  }

  @Test func addedAndRemovedResourcesAndClusters() {
    #expect(
      listing(
        ["a/x": deployment(1), "b/x": deployment(1), "b/gone": config("c", "v")],
        ["a/x": deployment(1) + config("new", "v"), "c/x": deployment(1)])
        == [
          "added a/x ConfigMap shop/new:", "removed b/gone ConfigMap shop/c:",
          "removed b/x Deployment.apps shop/web:",
          "added c/x Deployment.apps shop/web:",
        ])
  }

  @Test func aNewHashSuffixIsOneChangeAndReferencesFollow() {
    let base = deployment(1, config: "app-config-7bkk2g6f5t") + config("app-config-7bkk2g6f5t", "old")
    let head = deployment(1, config: "app-config-9d8h2mc4k6") + config("app-config-9d8h2mc4k6", "new")
    #expect(
      listing(["a/x": base], ["a/x": head]) == [
        "changed a/x ConfigMap shop/app-config-9d8h2mc4k6 (was shop/app-config-7bkk2g6f5t): data.key old > new",
        "changed a/x Deployment.apps shop/web: "
          + "spec.template.spec.containers[name=web].envFrom[0].configMapRef.name follows ConfigMap app-config",
      ])
    // No hash: its alphabet lacks vowels.
    #expect(
      listing(["a/x": config("app-parameterx", "1")], ["a/x": config("app-parameterz", "2")]).count == 2)
  }

  @Test func twoCandidatesForAHashAreNotGuessed() {
    let base = config("c-7bkk2g6f5t", "1") + config("c-8bkk2g6f5t", "2")
    let head = config("c-9d8h2mc4k6", "3")
    #expect(
      listing(["a/x": base], ["a/x": head]).map { $0.prefix { $0 != " " } } == [
        "removed", "removed", "added",
      ])
  }

  @Test func renamedAndMovedResources() {
    #expect(
      listing(["a/x": config("one", "v")], ["a/x": config("two", "v")])
        == ["renamed a/x ConfigMap shop/two (was shop/one): metadata.name one > two"])
    #expect(
      listing(["a/x": deployment(1) + config("one", "v")], ["a/x": deployment(1), "a/y": config("one", "w")])
        == ["moved a/y ConfigMap shop/one (from x): data.key v > w"])
    // A move to another cluster is none: the first cluster loses the resource.
    #expect(listing(["a/x": config("one", "v")], ["b/x": config("one", "v")]).count == 2)
  }

  @Test func aVersionIsAFieldOfTheResource() {
    #expect(
      listing(
        ["a/x": "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata:\n  name: c\n"],
        ["a/x": "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: c\n"])
        == ["changed a/x CronJob.batch c: apiVersion batch/v1beta1 > batch/v1"])
  }

  @Test func anotherOrderOfResourcesIsNoChange() {
    let (one, other) = (deployment(1), config("c", "v"))
    #expect(listing(["a/x": "\(one)\(other)"], ["a/x": "\(other)---\n\(one)"]) == [])
  }

  @Test func foldingKeepsEveryChangeOnce() {
    var base: [String: String] = [:]
    var head: [String: String] = [:]
    for number in 0..<20 {
      base["c\(number)/c\(number)-shop"] = deployment(1) + config("only-\(number)", "v")
      head["c\(number)/c\(number)-shop"] =
        deployment(number == 7 ? 9 : 1, image: "web:2") + config("only-\(number)", number < 3 ? "w" : "v")
    }
    let set = FleetDiff().compare(compiledFleet(base), compiledFleet(head))
    let groups = set.folded()
    #expect(groups.flatMap(\.members).sorted() == Array(set.changes.indices))
    #expect(groups.map(\.members.count).sorted() == [1, 1, 1, 1, 19])
    for group in groups {
      let members = group.members.map { set.changes[$0] }
      #expect(members.allSatisfy { $0.fields.map(describe) == members[0].fields.map(describe) })
      #expect(members.allSatisfy { $0.id == members[0].id && $0.kind == members[0].kind })
    }
  }

  @Test func sharedDocumentsAreComparedOnce() throws {
    let old = try #require(compiledFleet(["a/x": deployment(1)]).sets.first?.resources)
    let new = try #require(compiledFleet(["a/x": deployment(2)]).sets.first?.resources)
    func fleet(_ resources: [Resource]) -> CompiledFleet {
      CompiledFleet(
        clusters: [],
        sets: (0..<300).map { ClusterResourceSet(cluster: "c\($0)", application: "x", resources: resources) })
    }
    let set = FleetDiff().compare(fleet(old), fleet(new))
    #expect(set.changes.count == 300)
    #expect(set.folded().count == 1)
    #expect(FleetDiff().compare(fleet(new), fleet(new)).isEmpty)
  }
}
