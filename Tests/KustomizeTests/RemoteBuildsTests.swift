import KubernetesModel
import SourceModel
import TestSupport
import Testing
import YAML

@testable import Kustomize

/// Bases, components and files in other repositories, which are found in folders or at revisions.
struct RemoteBuildsTests {
  private let configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n"

  /// `https://github.com/org/lib` is the folder `lib` without a revision and another tree at `v1`.
  private func remotes(_ snapshot: any FileTree, v1: [String: String] = [:]) -> RemoteBuilds {
    RemoteBuilds(snapshot, settings: SourcePath.root.child("fleetfold.yaml")) { url, revision in
      let url = RepositoryURL(url)
      if url == RepositoryURL("https://github.com/org/here") { return .snapshot }
      guard url == RepositoryURL("https://github.com/org/lib") else {
        return .unknownRepository(known: ["https://github.com/org/lib"])
      }
      switch revision {
      case "": return .folder(SourcePath.root.child("lib"))
      case "v1", "feature/x": return .tree(InMemoryFileTree(v1), name: "revision \(revision)")
      default: return .unknownRevision("there is no revision \(revision)")
      }
    } advice: {
      "map \($0)"
    }
  }

  private func build(
    _ files: [String: String], v1: [String: String] = [:], links: [String: String] = [:],
    options: KustomizeOptions = KustomizeOptions()
  ) -> Compiled<[Resource]> {
    let tree = InMemoryFileTree(files, links: links)
    let build = KustomizeBuild(tree: tree, options: options, remotes: remotes(tree, v1: v1))
    return build.build(directory: SourcePath.root.child("overlay"))
  }

  private func names(_ result: Compiled<[Resource]>) -> [String] {
    result.value?.map(\.id.name) ?? result.diagnostics.map { "\($0.location.map { "\($0) " } ?? "")\($0.id)" }
  }

  private func text(_ result: Compiled<[Resource]>) -> String {
    var bytes: [UInt8] = []
    _ = YAMLPrinter.print((result.value ?? []).map(\.document), into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    "https://github.com/org/lib//base", "github.com/org/lib/base", "git@github.com:org/lib.git//base",
    "git::https://github.com/org/lib.git/base", "ssh://git@github.com/org/lib//base?submodules=false",
    "https://github.com/org/lib//base?ref=v1", "github.com/org/lib//base?version=v1",
  ])
  func everyFormOfAnAddressLeadsToItsRepository(address: String) {
    let base = ["base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": configMap]
    var files = ["overlay/kustomization.yaml": "resources: ['\(address)']\nnamePrefix: p-\n"]
    for (name, text) in base { files["lib/\(name)"] = text }
    #expect(names(build(files, v1: base)) == ["p-web"])
  }

  @Test func placesAreThoseInTheFolderOrTheCheckout() throws {
    let base = ["base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": configMap]
    let folder = build([
      "overlay/kustomization.yaml": "resources: [github.com/org/lib/base]\n",
      "lib/base/kustomization.yaml": "resources: [web.yaml]\n", "lib/base/web.yaml": configMap,
    ])
    #expect(folder.value?.first?.document.path.string == "lib/base/web.yaml")
    let checkout = build(
      ["overlay/kustomization.yaml": "resources: ['github.com/org/lib/base?ref=v1']\n"], v1: base)
    #expect(checkout.value?.first?.document.path.string == "git::github.com/org/lib@v1/base/web.yaml")
  }

  @Test func originsNameRepositoryAndRevision() {
    let base = [
      "base/kustomization.yaml": "resources: [../other, web.yaml]\nnameSuffix: -s\n",
      "base/web.yaml": configMap,
      "other/kustomization.yaml": "configMapGenerator: [{name: made, literals: [a=b]}]\n",
    ]
    let result = build(
      [
        "overlay/kustomization.yaml":
          "resources: ['github.com/org/lib//base?ref=v1']\nbuildMetadata: [originAnnotations, transformerAnnotations]\n"
      ], v1: base)
    #expect(
      text(result) == """
        apiVersion: v1
        data:
          a: b
        kind: ConfigMap
        metadata:
          annotations:
            alpha.config.kubernetes.io/transformations: |
              - repo: https://github.com/org/lib
                ref: v1
                configuredIn: base/kustomization.yaml
                configuredBy:
                  apiVersion: builtin
                  kind: SuffixTransformer
            config.kubernetes.io/origin: |
              repo: https://github.com/org/lib
              ref: v1
              configuredIn: other/kustomization.yaml
              configuredBy:
                apiVersion: builtin
                kind: ConfigMapGenerator
          name: made-s-4h2mbtbbt6
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          annotations:
            alpha.config.kubernetes.io/transformations: |
              - repo: https://github.com/org/lib
                ref: v1
                configuredIn: base/kustomization.yaml
                configuredBy:
                  apiVersion: builtin
                  kind: SuffixTransformer
            config.kubernetes.io/origin: |
              path: base/web.yaml
              repo: https://github.com/org/lib
              ref: v1
          name: web-s

        """)
  }

  @Test func aCloneIsNeverLeft() {
    let files = [
      "overlay/kustomization.yaml": "resources: [github.com/org/lib/base]\n",
      "out/kustomization.yaml": "resources: [web.yaml]\n",
      "out/web.yaml": configMap, "lib/other/web.yaml": configMap,
    ]
    func base(_ resource: String, _ links: [String: String] = [:]) -> [String] {
      var all = files
      all["lib/base/kustomization.yaml"] = "resources: ['\(resource)']\n"
      var options = KustomizeOptions()
      options.restrictsLoading = false
      return names(build(all, links: links, options: options))
    }
    #expect(base("../../out") == ["lib/base/kustomization.yaml:1:13 kustomize.leaves-tree"])
    #expect(
      base("link", ["lib/base/link": "../../out"]) == [
        "lib/base/kustomization.yaml:1:13 kustomize.missing-file"
      ])
    #expect(
      base("up/out", ["lib/base/up": "../.."]) == ["lib/base/kustomization.yaml:1:13 kustomize.missing-file"])
    // Whatever the options say: kustomize holds clones together.
    #expect(base("../other/web.yaml") == ["lib/base/kustomization.yaml:1:13 kustomize.outside-root"])
  }

  @Test func repositoriesMayNameOthersButNotThemselvesAgain() {
    let ring = names(
      build([
        "overlay/kustomization.yaml": "resources: [github.com/org/lib/a]\n",
        "lib/a/kustomization.yaml": "resources: [github.com/org/lib/b]\n",
        "lib/b/kustomization.yaml": "resources: [github.com/org/lib/a]\n",
      ]))
    #expect(ring == ["lib/b/kustomization.yaml:1:13 kustomize.cycle"])
    // A clone of the parent of what is under way is no cycle: it is another folder for kustomize.
    let parent = names(
      build([
        "overlay/kustomization.yaml": "resources: [github.com/org/lib/a/deep]\n",
        "lib/a/deep/kustomization.yaml": "resources: ['https://github.com/org/lib//a']\n",
        "lib/a/kustomization.yaml": "resources: [web.yaml]\n", "lib/a/web.yaml": configMap,
      ]))
    #expect(parent == ["web"])
    let back = names(
      build(
        [
          "overlay/kustomization.yaml": "resources: ['github.com/org/lib/a?ref=v1']\n",
          "shared/kustomization.yaml": "resources: [web.yaml]\n", "shared/web.yaml": configMap,
        ], v1: ["a/kustomization.yaml": "resources: [github.com/org/here/shared]\n"]))
    #expect(back == ["web"])
  }

  @Test func componentsAndFilesComeFromRepositoriesToo() {
    let result = build(
      [
        "overlay/kustomization.yaml": """
        resources: [https://raw.githubusercontent.com/org/lib/v1/web.yaml]
        components: ['github.com/org/lib/c?ref=v1']
        patches: [{path: https://github.com/org/lib/raw/v1/patch.yaml}]
        configMapGenerator: [{name: made, files: [https://github.com/org/lib/raw/feature/x/a.txt]}]
        generatorOptions: {disableNameSuffixHash: true}
        """
      ],
      v1: [
        "web.yaml": configMap, "c/kustomization.yaml": "kind: Component\nnamePrefix: c-\n", "a.txt": "text",
        "patch.yaml": configMap + "data: {a: b}\n",
      ])
    #expect(names(result) == ["c-made", "c-web"])
    #expect(text(result).contains("  a.txt: text\n"))
    #expect(text(result).contains("  a: b\n"))
  }

  @Test func whatIsNotThereIsSaid() throws {
    func problem(_ address: String) throws -> Diagnostic {
      let result = build([
        "overlay/kustomization.yaml": "resources: ['\(address)']\n", "lib/base/web.yaml": configMap,
      ])
      return try #require(result.diagnostics.first)
    }
    let unknown = try problem("github.com/org/lab/base?ref=v1")
    #expect(unknown.id == "kustomize.remote")
    #expect(
      unknown.message.contains(
        "did you mean https://github.com/org/lib?; nothing is fetched: map https://github.com/org/lab"))
    #expect(
      try problem("github.com/org/lib/bse").message
        == "in https://github.com/org/lib, \"bse\" does not exist; did you mean \"base\"?")
    #expect(try problem("github.com/org/lib/base/web.yaml").id == "kustomize.remote-path")
    #expect(try problem("github.com/org/lib/base?ref=v2").message == "there is no revision v2")
    #expect(
      try problem("https://raw.githubusercontent.com/org/lab/v1/web.yaml").message.contains(
        "in https://github.com/org/lab,"))
    #expect(
      try problem("https://raw.githubusercontent.com/org/lib/v1/web.yaml").id == "kustomize.missing-file")
    #expect(try problem("https://example.com/web.yaml").id == "kustomize.remote")
    #expect(
      try problem("github.com/org/lib/base").message
        == "\"github.com/org/lib/base\" has no kustomization.yaml")
  }

  @Test func aBaseInARepositoryIsBuiltOnce() throws {
    var files = [
      "lib/base/kustomization.yaml": "resources: [web.yaml]\n", "lib/base/web.yaml": configMap,
    ]
    for number in 0..<20 {
      files["o\(number)/kustomization.yaml"] =
        "resources: [github.com/org/lib/base]\nnameSuffix: \"-\(number)\"\n"
    }
    let tree = CountingTree(InMemoryFileTree(files))
    let build = KustomizeBuild(tree: tree, remotes: remotes(tree))
    for number in 0..<20 {
      let path = try #require(SourcePath("o\(number)"))
      #expect(build.build(directory: path).value?.first?.id.name == "web-\(number)")
    }
    #expect(tree.reads == 22)
  }

  @Test func whatIsReadInARepositoryIsNoted() throws {
    var files = [
      "overlay/kustomization.yaml": "resources: [github.com/org/lib/base]\n",
      "lib/base/kustomization.yaml": "resources: [web.yaml]\n", "lib/base/web.yaml": configMap,
      "other.yaml": "a",
    ]
    let tree = InMemoryFileTree(files)
    let recorder = ReadRecorder()
    let build = KustomizeBuild(tree: tree, remotes: remotes(tree)).recording(into: recorder)
    #expect(build.build(directory: SourcePath.root.child("overlay")).value?.count == 1)
    for (path, isAffected) in [("lib/base/web.yaml", true), ("fleetfold.yaml", true), ("other.yaml", false)] {
      let before = files[path]
      files[path] = "changed"
      #expect(
        TreeChanges(from: tree, to: InMemoryFileTree(files)).affect(recorder.trace) == isAffected, "\(path)")
      files[path] = before
    }
  }
}

struct RawFileAddressTests {
  private func candidates(_ text: String) -> [String]? {
    RawFileAddress(text).map { raw in [raw.repository] + raw.candidates.map { "\($0.revision) \($0.path)" } }
  }

  @Test func theFormsOfCodeHostsAreKnown() {
    #expect(
      candidates("https://raw.githubusercontent.com/o/r/v1/a/b.yaml?token=x") == [
        "https://github.com/o/r", "v1/a b.yaml", "v1 a/b.yaml",
      ])
    #expect(
      candidates("https://raw.githubusercontent.com/o/r/refs/heads/main/a.yaml") == [
        "https://github.com/o/r", "refs/heads/main a.yaml",
      ])
    #expect(candidates("https://github.com/o/r/raw/v1/a.yaml") == ["https://github.com/o/r", "v1 a.yaml"])
    #expect(
      candidates("https://gitlab.com/g/s/p/-/raw/main/a.yaml") == ["https://gitlab.com/g/s/p", "main a.yaml"])
    for other in [
      "https://github.com/o/r", "https://github.com/o/r//raw/v1/a.yaml", "https://github.com/o/raw/x/y",
      "https://raw.githubusercontent.com/o/r/v1", "http://x", "a/b/raw/c/d", "https://github.com/o/r/raw/v1",
    ] {
      #expect(candidates(other) == nil, "\(other)")
    }
  }
}
