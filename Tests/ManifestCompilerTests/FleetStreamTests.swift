import KubernetesModel
import SourceModel
import Synchronization
import TestSupport
import Testing
import YAML

@testable import ManifestCompiler

/// A fleet that is handed on application by application is the one that is compiled as a whole.
///
/// Every fleet that `TestFleet.compile` compiles from scratch is compared, too.
struct FleetStreamTests {
  @Test(arguments: 1...10) func randomEditsGiveTheSameBothWays(seed: Int) async {
    var random = Generator(seed: UInt64(seed) &+ 900)
    var fleet = TestFleet(EditedFleet.files)
    for step in 1...5 {
      let edit = EditedFleet.edit(&fleet.files, &random)
      // `compile` compares; this is for another number of workers.
      let whole = await fleet.compile(workers: 1)
      #expect(await fleet.stream(workers: 3).text == whole.streamText, "seed \(seed), step \(step): \(edit)")
    }
  }

  private static let set = """
    apiVersion: argoproj.io/v1alpha1
    kind: ApplicationSet
    metadata: {name: web, namespace: argocd}
    spec:
      generators:
      - clusters: {selector: {matchLabels: {tier: prod}}}
      template:
        metadata: {name: 'web-{{name}}'}
        spec:
          project: default
          source: {repoURL: 'https://example.com/fleet', targetRevision: HEAD, path: web}
          destination: {server: '{{server}}', namespace: shop}
    """

  private static func clusters(_ count: Int) -> String {
    "apiVersion: fleetfold.dev/v1alpha1\nkind: Fleet\ninclude: [apps]\nclusters:\n"
      + (0..<count).map { "- {name: c\($0), server: 'https://c\($0).example.com', labels: {tier: prod}}\n" }
      .joined()
  }

  private static let configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n"

  @Test func whatClustersShareIsMadeOnce() async {
    let fleet = TestFleet([
      "fleetfold.yaml": Self.clusters(70), "apps/set.yaml": Self.set, "web/web.yaml": Self.configMap,
    ])
    let streamed = await fleet.stream(workers: 4)
    #expect(streamed.fleet.diagnostics == [])
    #expect(streamed.fleet.applicationCount == 70)
    #expect(streamed.fleet.resourceCount == 70)
    #expect(streamed.makes == 1)
    #expect(streamed.text == (await fleet.compile()).streamText)
  }

  @Test func whatTwoApplicationsBringIsNamedOnEachCluster() async {
    let fleet = TestFleet([
      "fleetfold.yaml": Self.clusters(40), "apps/set.yaml": Self.set,
      "apps/more.yaml": Self.set.replacing("name: web,", with: "name: more,").replacing(
        "'web-{{name}}'", with: "'a-{{name}}'"),
      "web/web.yaml": Self.configMap,
    ])
    let streamed = await fleet.stream(workers: 4)
    #expect(streamed.fleet.diagnostics.map(\.id) == Array(repeating: "fleet.resource-conflict", count: 40))
    // In report order; the application that is planned first is the owner.
    #expect(
      streamed.fleet.diagnostics.first?.message
        == "ConfigMap shop/web would be written twice to cluster c0: the applications a-c0 and web-c0 both make it; keep one"
    )
    #expect(streamed.text == (await fleet.compile()).streamText)
  }

  @Test func projectsThatAreBroughtCountForAll() async {
    let project = """
      apiVersion: argoproj.io/v1alpha1
      kind: AppProject
      metadata: {name: default, namespace: argocd}
      spec: {sourceRepos: ['*'], destinations: [{server: '*', namespace: other}]}
      """
    let fleet = TestFleet([
      "fleetfold.yaml": Self.clusters(2), "apps/set.yaml": Self.set, "web/web.yaml": Self.configMap,
      "apps/own.yaml": TestFleet.application("own", path: "own", server: "https://kubernetes.default.svc")
        .replacing("namespace: shop", with: "namespace: other"),
      "own/project.yaml": project,
    ])
    let streamed = await fleet.stream(workers: 2)
    let found = streamed.fleet.diagnostics.map(\.id)
    #expect(found.filter { $0 == "project.destination" }.count == 2)
    #expect(streamed.text == (await fleet.compile()).streamText)
  }

  @Test func applicationsOnOtherClustersAreNamed() async {
    let fleet = TestFleet([
      "fleetfold.yaml": Self.clusters(3), "apps/set.yaml": Self.set,
      "web/app.yaml": TestFleet.application("inner", path: "inner"),
    ])
    let streamed = await fleet.stream(workers: 2)
    #expect(
      streamed.fleet.diagnostics.map(\.id) == Array(repeating: "fleet.foreign-application", count: 3))
    #expect(streamed.text == (await fleet.compile()).streamText)
  }

  @Test func packedUnitsComeOutAsTheyWentIn() throws {
    func location(_ path: String, _ line: Int) throws -> SourceModel.SourceLocation {
      SourceModel.SourceLocation(path: try #require(SourcePath(path)), line: line, column: 3)
    }
    let inner = try #require(SourcePath("a/b"))
    var units: [BuildUnit] = []
    for index in 0..<6 {
      let source = BuildUnit.Source(
        tree: index == 3 ? .folder(inner) : .snapshot,
        directory: index == 4 ? .root : inner.child("c\(index)"),
        options: BuildUnit.Options(recurse: index == 2), location: try location("x.yaml", index))
      units.append(
        BuildUnit(
          application: "app-é-\(index)", sources: Array(repeating: source, count: index % 3),
          placement: .clusters((0..<index).map { "c\($0)" }), namespace: index == 1 ? "" : "n\(index)",
          namespaceLocation: try location("y.yaml", 7), location: try location("z.yaml", 1),
          lastCounts: index % 2 == 0))
    }
    var packed = PackedUnits()
    for unit in units {
      guard case .clusters(let names) = unit.placement else { continue }
      packed.append(unit, on: names)
    }
    for (index, unit) in units.enumerated() {
      #expect(packed[index].isSame(as: unit))
      #expect(packed[index].location == unit.location)
      #expect(packed[index].placement == unit.placement)
      #expect(Array(packed.name(index)) == Array(unit.application.utf8))
    }
    var other = units[5]
    other.application = "renamed"
    other.placement = .clusters(["elsewhere"])
    packed.append(other, on: ["elsewhere"])
    #expect(packed.contentHash(6) == packed.contentHash(5))
    #expect(Set((0..<6).map { packed.contentHash($0) }).count == 6)
  }

  @Test(arguments: [0, 1, 2, 7]) func resultsComeInOrderAndOnlySomeAtATime(workers: Int) async {
    let made = Atomic<Int>(0)
    var taken: [Int] = []
    var ahead = 0
    await parallelForEach(5_000, workers: workers) { index in
      made.wrappingAdd(1, ordering: .relaxed)
      return index
    } take: { index in
      taken.append(index)
      ahead = max(ahead, made.load(ordering: .relaxed) - taken.count)
    }
    #expect(taken == Array(0..<5_000))
    // Slices of 16, eight for each worker ahead of the first that is missing, and those at work.
    #expect(ahead <= 16 * (max(1, workers) * 9 + 1))
  }
}

/// What a stream hands on.
struct StreamedTestFleet {
  var fleet: StreamedFleet
  var text: String
  /// How often resources were made into text.
  var makes: Int
}

extension TestFleet {
  func stream(workers: Int) async -> StreamedTestFleet {
    let makes = Atomic<Int>(0)
    var lines: [String] = []
    let fleet = await FleetCompiler(request(workers: workers)).stream { resources in
      makes.wrappingAdd(1, ordering: .relaxed)
      return Compiled(
        resources, resources.flatMap { YAMLPrinter.findings($0.document, resourceAnnotations: true) })
    } place: { resources, application, cluster in
      ClusterResourceSet(cluster: cluster, application: application, resources: resources).lines
    } take: {
      lines += $0
    }
    let report = fleet.diagnostics.map { "\($0)" }
    let text = (report + (fleet.diagnostics.hasErrors ? [] : lines)).joined(separator: "\n")
    return StreamedTestFleet(fleet: fleet, text: text, makes: makes.load(ordering: .relaxed))
  }
}

extension Compilation {
  /// What a stream of the same fleet hands on.
  var streamText: String {
    (diagnostics.map { "\($0)" } + (resources?.sets ?? []).flatMap(\.lines)).joined(separator: "\n")
  }
}
