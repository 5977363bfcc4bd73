import KubernetesModel
import SourceModel
import Synchronization
import TestSupport
import Testing
import YAML

@testable import ManifestCompiler

/// A compilation that takes over what did not change is the same as one from scratch.
struct IncrementalTests {
  @Test(arguments: 1...40) func randomEditsGiveWhatCompilingFromScratchGives(seed: Int) async {
    var random = Generator(seed: UInt64(seed))
    var fleet = TestFleet(EditedFleet.files)
    var last = await fleet.compile()
    for step in 1...8 {
      let edit = EditedFleet.edit(&fleet.files, &random)
      let scratch = await fleet.compile(workers: 1)
      let incremental = await fleet.compile(reusing: last)
      #expect(incremental.text == scratch.text, "seed \(seed), step \(step): \(edit)")
      last = incremental
    }
  }

  @Test func aChangeToOneLeafBuildsThatLeaf() async throws {
    var fleet = TestFleet(EditedFleet.files)
    let before = await fleet.compile()
    #expect(before.diagnostics == [])
    fleet.files["web/east/kustomization.yaml"]? += "nameSuffix: -new\n"
    let tree = NotingTree(InMemoryFileTree(fleet.files))
    let after = await FleetCompiler(
      CompilationRequest(tree: tree, repositories: OneRepository(), workers: 1)
    ).compile(reusing: before)
    #expect(tree.contentsRead == ["web/east/kustomization.yaml"])
    let pairs = zip(before.resources?.sets ?? [], after.resources?.sets ?? [])
    let changed = pairs.filter { $0.resources.map(\.shared) != $1.resources.map(\.shared) }
    #expect(changed.map { "\($1.cluster)/\($1.application)" } == ["east/web-east"])
  }

  @Test func aChangeToABaseBuildsItsOverlays() async {
    var fleet = TestFleet(EditedFleet.files)
    let before = await fleet.compile()
    fleet.files["web/base/web.yaml"] = fleet.files["web/base/web.yaml"]?.replacing(
      "replicas: 1", with: "replicas: 2")
    let tree = NotingTree(InMemoryFileTree(fleet.files))
    let after = await FleetCompiler(
      CompilationRequest(tree: tree, repositories: OneRepository(), workers: 1)
    ).compile(reusing: before)
    // The overlays are built anew, with the files that they add; their kustomizations are known.
    let read = ["web/base/web.yaml", "web/component/more.yaml", "web/west/settings.ini"]
    #expect(tree.contentsRead == read)
    let pairs = zip(before.resources?.sets ?? [], after.resources?.sets ?? [])
    let changed = pairs.filter { $0.resources.map(\.shared) != $1.resources.map(\.shared) }
    #expect(changed.map { "\($1.cluster)/\($1.application)" } == ["east/web-east", "west/web-west"])
  }

  @Test func clustersThatShareAFolderShareItsDocuments() async {
    // With several workers two may build the folder at the same time, each for itself.
    let result = await TestFleet(EditedFleet.files).compile(workers: 1)
    let plain = (result.resources?.sets ?? []).filter { $0.application.hasPrefix("plain-") }
    #expect(plain.map(\.cluster) == ["east", "west"])
    #expect(Set(plain.map { $0.resources.map(\.shared) }).count == 1)
  }
}

extension Resource {
  fileprivate var shared: Document.StorageIdentity { document.storageIdentity }
}

extension Compilation {
  /// All of it, with the places that values come from.
  fileprivate var text: String {
    var lines = diagnostics.map { "\($0)" }
    lines += applications.map { "\($0)" }
    for set in resources?.sets ?? [] { lines += set.lines }
    return lines.joined(separator: "\n")
  }
}

extension ClusterResourceSet {
  /// Every document, with the places that its values come from.
  var lines: [String] {
    resources.flatMap { resource in
      var bytes: [UInt8] = []
      _ = YAMLPrinter.print(resource.document, resourceAnnotations: true, into: &bytes)
      let place = resource.document.location(resource.document.root)
      return [
        "\(cluster)/\(application) \(place) \(resource.document.origins)",
        String(decoding: bytes, as: UTF8.self),
      ]
    }
  }
}

/// Notes which files are read.
final class NotingTree: FileTree {
  private let tree: any FileTree
  private let read = Mutex<Set<String>>([])

  init(_ tree: any FileTree) { self.tree = tree }

  var contentsRead: [String] { read.withLock { $0.sorted() } }

  func entry(at path: SourcePath) -> TreeEntry? { tree.entry(at: path) }
  func children(of path: SourcePath) -> [TreeEntry]? { tree.children(of: path) }
  func linkTarget(at path: SourcePath) -> String? { tree.linkTarget(at: path) }
  func contents(of path: SourcePath) throws(FileTreeError) -> [UInt8] {
    _ = read.withLock { $0.insert(path.string) }
    return try tree.contents(of: path)
  }
}

/// SplitMix64: the same numbers for the same seed everywhere.
struct Generator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}

/// A fleet of every kind of application, and edits that break and mend it.
enum EditedFleet {
  static let files: [String: String] = [
    "fleetfold.yaml": """
    apiVersion: fleetfold.dev/v1alpha1
    kind: Fleet
    repositories:
    - {url: 'https://example.com/vendored', path: vendored}
    clusters:
    - {name: east, server: 'https://east.example.com', labels: {tier: prod}}
    - {name: west, server: 'https://west.example.com', labels: {tier: prod}}
    targets:
    - {name: placed, path: placed, via: karmada}

    """,
    "apps/web.yaml": applicationSet("web", path: "web/{{name}}"),
    "apps/plain.yaml": applicationSet("plain", path: "plain"),
    "apps/vendored.yaml": TestFleet.application("vendored", path: "app").replacing(
      TestFleet.repositoryURL, with: "https://example.com/vendored"),
    "apps/teams.yaml": """
    apiVersion: argoproj.io/v1alpha1
    kind: ApplicationSet
    metadata: {name: teams}
    spec:
      generators:
      - git:
          repoURL: https://example.com/fleet
          revision: HEAD
          files: [{path: 'teams/*/team.json'}]
      template:
        metadata: {name: 'team-{{team}}'}
        spec:
          project: default
          source:
            repoURL: 'https://example.com/fleet'
            targetRevision: HEAD
            path: '{{path}}/manifests'
            kustomize: {namePrefix: '{{team}}-'}
          destination: {name: west, namespace: '{{team}}'}

    """,
    "web/base/kustomization.yaml": "resources: [web.yaml, service.yaml]\n",
    "web/base/web.yaml": deployment,
    "web/base/service.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n",
    "web/component/kustomization.yaml": """
    apiVersion: kustomize.config.k8s.io/v1alpha1
    kind: Component
    patches: [{path: more.yaml}]

    """,
    "web/component/more.yaml":
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 7}\n",
    "web/east/kustomization.yaml": "resources: [../base]\nnamePrefix: e-\n",
    "web/west/kustomization.yaml": """
    resources: [../base]
    components: [../component]
    configMapGenerator:
    - {name: settings, files: [settings.ini]}

    """,
    "web/west/settings.ini": "level=info\n",
    "plain/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v}\n",
    "vendored/app/kustomization.yaml": "resources: [../lib]\nnamespace: vendored\n",
    "vendored/lib/kustomization.yaml": "resources: [role.yaml]\n",
    "vendored/lib/role.yaml":
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\n",
    "teams/one/team.json": "{\"team\": \"one\"}\n",
    "teams/one/manifests/kustomization.yaml": "resources: [quota.yaml]\n",
    "teams/one/manifests/quota.yaml": "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: quota}\n",
    "placed/web.yaml": deployment.replacing("{name: web}", with: "{name: placed, namespace: demo}"),
    "placed/policy.yaml": """
    apiVersion: policy.karmada.io/v1alpha1
    kind: PropagationPolicy
    metadata: {name: p, namespace: demo}
    spec:
      resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}]
      placement: {clusterAffinity: {clusterNames: [east, west]}}

    """,
  ]

  private static let deployment =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 1}\n"

  private static func applicationSet(_ name: String, path: String) -> String {
    """
    apiVersion: argoproj.io/v1alpha1
    kind: ApplicationSet
    metadata: {name: \(name)}
    spec:
      generators: [{clusters: {selector: {matchLabels: {tier: prod}}}}]
      template:
        metadata: {name: '\(name)-{{name}}'}
        spec:
          project: default
          source: {repoURL: 'https://example.com/fleet', targetRevision: HEAD, path: '\(path)'}
          destination: {server: '{{server}}', namespace: shop}

    """
  }

  /// Changes one thing and says what.
  static func edit(_ files: inout [String: String], _ random: inout Generator) -> String {
    let names = files.keys.sorted()
    let others = self.files.keys.filter { files[$0] == nil }.sorted()
    guard let name = names.randomElement(using: &random), let text = files[name] else {
      return "nothing left"
    }
    switch Int.random(in: 0..<12, using: &random) {
    case 0:
      files[name] = "# a line more\n" + text
      return "a line above \(name)"
    case 1:
      files[name] = text.replacing("replicas: 1", with: "replicas: 4").replacing("info", with: "debug")
      return "values of \(name)"
    case 2:
      files[name] = text.replacing("name: web", with: "name: site")
      return "names of \(name)"
    case 3:
      files[name] = nil
      return "without \(name)"
    case 4...6:
      if let gone = others.randomElement(using: &random) {
        files[gone] = self.files[gone]
        return "again \(gone)"
      }
      files["teams/two/team.json"] = "{\"team\": \"two\"}"
      files["teams/two/manifests/kustomization.yaml"] = "resources: [../../one/manifests]\n"
      return "a team more"
    case 7:
      files[name] = text + "{"
      return "broken \(name)"
    case 8:
      files[name] = self.files[name]
      return "as before: \(name)"
    case 9:
      files["plain/b.yaml"] = text
      return "\(name) also as a plain manifest"
    case 10:
      files["web/east/kustomization.yml"] = files["web/east/kustomization.yml"] == nil ? "resources: []" : nil
      return "a second kustomization, or not"
    default:
      files["web/east/kustomization.yaml"] =
        "resources: [../base, ../../plain/a.yaml]\nnameSuffix: -\(random.next() % 9)\n"
      return "other resources for web-east"
    }
  }
}
