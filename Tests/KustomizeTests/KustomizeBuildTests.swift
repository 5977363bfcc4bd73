import KubernetesModel
import Kustomize
import SourceModel
import TestSupport
import Testing
import YAML

@Suite struct KustomizeBuildTests {
  private let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {template: {spec: {containers: [{name: main, image: "nginx:1"}]}}}
    """

  private func print(_ result: Compiled<[Resource]>) -> String {
    var output: [UInt8] = []
    _ = YAMLPrinter.print((result.value ?? []).map(\.document), resourceAnnotations: true, into: &output)
    return String(decoding: output, as: UTF8.self)
  }

  @Test func everyMistakeOfAKustomizationIsReportedWithItsPlace() throws {
    let tree = InMemoryFileTree([
      "kustomization.yaml": "resources: [r.yaml]\nnamepsace: prod\nimages:\n- name: nginx\n  newTag: 1.20\n",
      "r.yaml": deployment,
    ])
    let result = KustomizeBuild(tree: tree).build(directory: .root)
    #expect(result.value == nil)
    let found = result.diagnostics.inReportOrder().map { "\($0.location?.description ?? ""): \($0.id)" }
    #expect(
      found == [
        "kustomization.yaml:2:1: kustomize.unknown-field", "kustomization.yaml:5:11: kustomize.wrong-type",
      ])
    #expect(result.diagnostics.contains { $0.message.contains("did you mean \"namespace\"") })
  }

  @Test func aGeneratedResourceKeepsItsNameWithoutTheHash() throws {
    let tree = InMemoryFileTree([
      "kustomization.yaml": """
      resources: [base]
      namePrefix: east-
      """,
      "base/kustomization.yaml": """
      resources: [r.yaml]
      configMapGenerator:
      - {name: settings, literals: [a=1]}
      - {name: plain, literals: [a=1], options: {disableNameSuffixHash: true}}
      """, "base/r.yaml": deployment,
    ])
    let resources = try #require(KustomizeBuild(tree: tree).build(directory: .root).value)
    let names = resources.map { "\($0.id.name) \($0.generatedName ?? "-")" }
    #expect(names.sorted() == ["east-plain -", "east-settings-h29d89cmmt east-settings", "east-web -"])
  }

  @Test func remoteResourcesAreRefusedByName() throws {
    let tree = InMemoryFileTree([
      "kustomization.yaml": "resources:\n- https://github.com/org/repo//base?ref=v1\n"
    ])
    let result = KustomizeBuild(tree: tree).build(directory: .root)
    #expect(result.value == nil)
    #expect(result.diagnostics.map(\.id) == ["kustomize.remote"])
    #expect(result.diagnostics.first?.location?.line == 2)
  }

  @Test func aTargetThatSelectsNothingIsAWarning() throws {
    let tree = InMemoryFileTree([
      "kustomization.yaml": """
      resources: [r.yaml]
      patches:
      - target: {kind: Deployment, name: wbe}
        patch: '[{"op": "remove", "path": "/spec"}]'
      """,
      "r.yaml": deployment,
    ])
    let result = KustomizeBuild(tree: tree).build(directory: .root)
    #expect(result.value?.count == 1)
    #expect(result.diagnostics.map(\.id) == ["kustomize.patch-no-match"])
    #expect(result.diagnostics.first?.message.contains("did you mean the name \"web\"?") == true)
  }

  @Test func manyOverlaysOfOneBaseReadItOnce() throws {
    var files = [
      "base/kustomization.yaml": "resources: [r.yaml]\nnamePrefix: b-\n", "base/r.yaml": deployment,
    ]
    for number in 0..<50 {
      files["o\(number)/kustomization.yaml"] = "resources: [../base]\nnameSuffix: \"-\(number)\"\n"
    }
    let tree = CountingTree(InMemoryFileTree(files))
    let build = KustomizeBuild(tree: tree)
    for number in 0..<50 {
      let path = try #require(SourcePath("o\(number)"))
      #expect(build.build(directory: path).value?.first?.id.name == "b-web-\(number)")
    }
    #expect(tree.reads == 52)
  }

  @Test func theRootCanBeEditedAndLayered() throws {
    let tree = InMemoryFileTree([
      "kustomization.yaml": "resources: [r.yaml]\nnamePrefix: a-\n", "r.yaml": deployment,
    ])
    let build = KustomizeBuild(tree: tree)
    let location = SourceLocation(path: .root)
    let edited = build.build(directory: .root) { $0.namePrefix = Located("b-", at: location) }
    #expect(edited.value?.map(\.id.name) == ["b-web"])
    var layer = Kustomization(path: .root)
    layer.namePrefix = Located("c-", at: location)
    #expect(build.build(directory: .root, adding: layer).value?.map(\.id.name) == ["c-a-web"])
    #expect(build.build(directory: .root).value?.map(\.id.name) == ["a-web"])
  }

  @Test func whatATransformerWritesSaysSo() throws {
    let tree = InMemoryFileTree([
      "kustomization.yaml": "resources: [r.yaml]\nimages:\n- name: nginx\n  newTag: \"2\"\n",
      "r.yaml": deployment,
    ])
    let resource = try #require(KustomizeBuild(tree: tree).build(directory: .root).value?.first)
    let document = resource.document
    let containers = try #require(document[document.root, ["spec", "template", "spec", "containers"]])
    let container = try #require(document.firstChild(containers))
    let image = try #require(document[container, "image"])
    #expect(document.origin(image).step == "images[0]")
    #expect(document.location(image).description == "kustomization.yaml:4:11")
    #expect(document.previous(image).map { document.location($0).path.description } == "r.yaml")
  }

  @Test func aKustomizationThatIsALinkStaysInItsDirectory() throws {
    let tree = InMemoryFileTree(
      [
        "k.yaml": "resources: [r.yaml]\n", "a/r.yaml": deployment, "a/k.yaml": "resources: [r.yaml]\n",
        "b/r.yaml": deployment,
      ],
      links: ["a/kustomization.yaml": "k.yaml", "b/kustomization.yaml": "../k.yaml"])
    #expect(KustomizeBuild(tree: tree).build(directory: SourcePath.root.child("a")).value?.count == 1)
    let stray = KustomizeBuild(tree: tree).build(directory: SourcePath.root.child("b"))
    #expect(stray.diagnostics.map(\.id) == ["kustomize.no-kustomization"])
    var options = KustomizeOptions()
    options.restrictsLoading = false
    let free = KustomizeBuild(tree: tree, options: options).build(directory: SourcePath.root.child("b"))
    // What it names counts from the directory, not from where the link leads.
    #expect(free.value?.count == 1)
  }

  @Test func manyCyclesAndLongChainsEnd() throws {
    var files: [String: String] = [:]
    for number in 0..<14 {
      let others = (0..<14).filter { $0 != number }.map { "../d\($0)" }.joined(separator: ", ")
      files["d\(number)/kustomization.yaml"] = "resources: [\(others)]\n"
    }
    for number in 0..<400 {
      files["r\(number)/kustomization.yaml"] = "resources: [../r\(number + 1)]\n"
    }
    func ids(_ directory: String) throws -> [String] {
      let path = try #require(SourcePath(directory))
      return KustomizeBuild(tree: InMemoryFileTree(files)).build(directory: path).diagnostics.map(\.id)
    }
    #expect(try ids("d0") == ["kustomize.cycle"])
    #expect(try ids("r0") == ["kustomize.too-deep"])
    #expect(try ids("r150").last == "kustomize.too-deep")
  }

  @Test func cyclesEnd() throws {
    let tree = InMemoryFileTree([
      "a/kustomization.yaml": "resources: [../b]\n", "b/kustomization.yaml": "resources: [../a]\n",
    ])
    let directory = try #require(SourcePath("a"))
    let result = KustomizeBuild(tree: tree).build(directory: directory)
    #expect(result.value == nil)
    #expect(result.diagnostics.map(\.id) == ["kustomize.cycle"])
  }
}
