import KubernetesModel
import SemanticDiff
import SourceModel
import TestSupport
import Testing

@testable import ManifestCompiler

/// A comparison by the record of another commit shows what a comparison of two whole compilations shows.
struct FleetRecordTests {
  @Test(arguments: 1...30) func randomEditsGiveTheDiffOfWholeCompilations(seed: Int) async throws {
    var random = Generator(seed: UInt64(seed) &* 77)
    let recorded = TestFleet(EditedFleet.manyFiles)
    let record = try #require(await recorded.record())
    var base = recorded
    for _ in 0..<Int.random(in: 0...2, using: &random) { _ = EditedFleet.editFew(&base.files, &random) }
    var head = base
    var edits: [String] = []
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      edits.append(EditedFleet.editFew(&head.files, &random))
    }
    try await expectTheDiffOfWholeCompilations(
      base, head, await head.compile(comparedWith: base, by: record, of: recorded), edits)
  }

  @Test(arguments: 1...30) func aStreamIsRecordedForTheSameDiff(seed: Int) async throws {
    var random = Generator(seed: UInt64(seed) &* 79)
    var base = TestFleet(EditedFleet.plainFiles)
    for _ in 0..<Int.random(in: 0...1, using: &random) { _ = EditedFleet.edit(&base.files, &random) }
    var head = base
    var edits: [String] = []
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      edits.append(EditedFleet.edit(&head.files, &random))
    }
    guard let record = await head.streamedRecord(since: base) else { return }
    try await expectTheDiffOfWholeCompilations(
      base, head, await head.compile(comparedWith: base, by: record, of: head), edits)
  }

  private func expectTheDiffOfWholeCompilations(
    _ base: TestFleet, _ head: TestFleet, _ fast: Compilation?, _ edits: [String]
  ) async throws {
    let (one, other) = (await base.compile(), await head.compile())
    guard let fast else { return }
    #expect(fast.diagnostics == other.diagnostics, "\(edits)")
    let before = await base.compile(reusing: fast)
    #expect(before.resources == nil ? one.resources == nil : one.resources != nil)
    #expect(fast.resources == nil ? other.resources == nil : other.resources != nil)
    guard let a = one.resources, let b = other.resources, let c = before.resources, let d = fast.resources
    else { return }
    let whole = FleetDiff().compare(a, b)
    let part = FleetDiff().compare(c, d)
    #expect(part.changes.map { "\($0)" } == whole.changes.map { "\($0)" }, "\(edits)")
    #expect(part.fleet == whole.fleet)
    #expect(part.clusters == whole.clusters)
  }

  @Test(arguments: [false, true]) func mostEditsNeedNoMoreThanTheRecord(ofStream: Bool) async throws {
    // A stream leaves a record of plain fleets only.
    let recorded = TestFleet(ofStream ? EditedFleet.plainFiles : EditedFleet.manyFiles)
    let record = try #require(ofStream ? await recorded.streamedRecord() : await recorded.record())
    for (path, text, count) in [
      ("web/east/kustomization.yaml", "resources: [../base]\nnamePrefix: f-\n", 1),
      (
        "web/base/service.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: web, labels: {a: b}}\n",
        ofStream ? 2 : 3
      ),
      ("plain/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: other}\n", 102),
      ("web/component/more.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n", 1),
      // A target that Karmada places on two clusters, and what is sent to a control plane.
      ("placed/web.yaml", EditedFleet.deployment("placed", replicas: 5), 2),
      ("sent/web.yaml", EditedFleet.deployment("sent", replicas: 5), 2),
    ] where !ofStream || recorded.files[path] != nil {
      var head = recorded
      head.files[path] = text
      let result = try #require(await head.compile(comparedWith: recorded, by: record, of: recorded))
      #expect(result.resources?.sets.count == count, "\(path)")
      #expect(try #require(result.resources?.unchanged).applications >= (count > 100 ? 3 : 100))
    }
  }

  @Test(arguments: [false, true]) func whatConcernsTheWholeFleetIsCompiledWhole(ofStream: Bool) async throws {
    // A stream leaves a record of plain fleets only.
    let recorded = TestFleet(ofStream ? EditedFleet.plainFiles : EditedFleet.manyFiles)
    let record = try #require(ofStream ? await recorded.streamedRecord() : await recorded.record())
    for (path, text) in [
      ("apps/web.yaml", "# a line\n" + (recorded.files["apps/web.yaml"] ?? "")),
      ("fleetfold.yaml", (recorded.files["fleetfold.yaml"] ?? "") + "# a line\n"),
      ("anywhere/app.yaml", TestFleet.application("new", path: "plain")),
      ("teams/two/team.json", "{\"team\": \"two\"}"),
      // The same object as that of the applications that share the folder `plain`.
      (
        "web/east/kustomization.yaml",
        "configMapGenerator: [{name: a, literals: [b=c]}]\ngeneratorOptions: {disableNameSuffixHash: true}\n"
      ),
      ("plain/kustomization.yaml", "resources: [app.yaml]\n"),
      ("placed/policy.yaml", (EditedFleet.files["placed/policy.yaml"] ?? "") + "# a line\n"),
      // Something that the project did not judge yet.
      ("plain/b.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: b}\n"),
      // What holds an Application.
      ("children/kustomization.yaml", "resources: [child.yaml]\nlabels: [{pairs: {a: c}}]\n"),
      // A policy that does nothing, or does.
      ("placed/kustomization.yaml", "resources: [web.yaml]\n"),
      ("loose/kustomization.yaml", "resources: []\n"),
    ].prefix(ofStream ? 6 : .max) {
      var head = recorded
      head.files[path] = text
      if path == "plain/kustomization.yaml" {
        head.files["plain/app.yaml"] = TestFleet.application("inner", path: "web/base")
      }
      #expect(await head.compile(comparedWith: recorded, by: record, of: recorded) == nil, "\(path)")
    }
  }

  @Test func damagedAndForeignBytesAreNoRecord() async throws {
    let compilation = await TestFleet(EditedFleet.manyFiles).compile()
    let id = ObjectID(1, 2, 3)
    let bytes = try #require(
      FleetRecord.bytes(of: compilation, tree: id, repositories: OneRepository(), tool: "a"))
    #expect(FleetRecord(bytes, tool: "a")?.tree == id)
    #expect(FleetRecord(bytes, tool: "b") == nil)
    for index in stride(from: 0, to: bytes.count, by: 97) {
      var damaged = bytes
      damaged[index] ^= 0x40
      #expect(FleetRecord(damaged, tool: "a") == nil, "byte \(index)")
      #expect(FleetRecord(Array(bytes.prefix(index)), tool: "a") == nil)
    }
  }

  @Test func aRecordHoldsNoSecret() async throws {
    var fleet = TestFleet(EditedFleet.manyFiles)
    fleet.files["apps/project.yaml"] = nil
    fleet.files["plain/secret.yaml"] =
      "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: swordfish-canary}\n"
    let compilation = await fleet.compile()
    let bytes = try #require(
      FleetRecord.bytes(
        of: compilation, tree: ObjectID(1, 2, 3), repositories: OneRepository(), tool: "a"))
    #expect(!String(decoding: bytes, as: UTF8.self).contains("swordfish"))
  }

  @Test func smallFleetsLeaveNoRecord() async {
    let compilation = await TestFleet(EditedFleet.manyFiles).compile()
    #expect(compilation.diagnostics.map(\.id) == ["fleet.unplaced-policy"])
    #expect(await TestFleet(EditedFleet.manyFiles).record() != nil)
    #expect(await TestFleet(EditedFleet.manyFiles.filter { !$0.key.hasPrefix("apps/more") }).record() == nil)
  }
}

extension EditedFleet {
  fileprivate static func deployment(_ name: String, replicas: Int) -> String {
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: \(name), namespace: demo}\nspec: {replicas: \(replicas)}\n"
  }

  /// An edit of the files that are not all alike.
  fileprivate static func editFew(_ files: inout [String: String], _ random: inout Generator) -> String {
    var few = files.filter { !$0.key.hasPrefix("apps/more") }
    let edit = edit(&few, &random)
    files = files.filter { $0.key.hasPrefix("apps/more") }.merging(few) { $1 }
    return edit
  }

  /// Much the same fleet with enough applications for a record, and nothing that decides on others.
  fileprivate static var plainFiles: [String: String] {
    var files = self.files
    files["placed/policy.yaml"] = nil
    files["placed/web.yaml"] = nil
    files["fleetfold.yaml"] = files["fleetfold.yaml"]?.replacing(
      "targets:\n- {name: placed, path: placed, via: karmada}\n", with: "")
    for index in 0..<100 {
      files["apps/more/\(index).yaml"] = TestFleet.application("more-\(index)", path: "plain").replacing(
        "namespace: shop", with: "namespace: n\(index)")
    }
    return files
  }

  /// The same with a project, an Application in the output of another,
  /// a Karmada control plane, and a policy that nothing takes in.
  fileprivate static var manyFiles: [String: String] {
    var files = plainFiles.merging(self.files) { $1 }
    files["fleetfold.yaml"] = files["fleetfold.yaml"]?.replacing(
      "clusters:\n",
      with: "clusters:\n- {name: plane, server: 'https://plane.example.com', controlPlane: karmada}\n")
    files["apps/project.yaml"] = """
      apiVersion: argoproj.io/v1alpha1
      kind: AppProject
      metadata: {name: default}
      spec:
        sourceRepos: ['*']
        destinations: [{server: '*', namespace: '*'}]
        clusterResourceWhitelist: [{group: '*', kind: '*'}]
        namespaceResourceBlacklist: [{group: '', kind: Secret}]

      """
    files["apps/root.yaml"] = TestFleet.application(
      "root", path: "children", server: "https://kubernetes.default.svc"
    ).replacing(
      "namespace: shop", with: "namespace: argocd")
    files["children/kustomization.yaml"] = "resources: [child.yaml]\nlabels: [{pairs: {a: b}}]\n"
    files["children/child.yaml"] = TestFleet.application("child", path: "web/base").replacing(
      "namespace: shop", with: "namespace: children")
    for name in ["sent", "policies"] {
      files["apps/\(name).yaml"] = TestFleet.application(
        name, path: name, server: "https://plane.example.com")
    }
    files["sent/web.yaml"] = deployment("sent", replicas: 3)
    files["policies/policy.yaml"] = files["placed/policy.yaml"]?.replacing("name: p,", with: "name: q,")
    files["loose/policy.yaml"] = files["placed/policy.yaml"]?.replacing("name: p,", with: "name: r,")
    return files
  }
}

extension TestFleet {
  fileprivate func record() async -> FleetRecord? {
    let bytes = FleetRecord.bytes(
      of: await compile(), tree: ObjectID(1, 2, 3), repositories: OneRepository(), tool: "test")
    return bytes.flatMap { FleetRecord($0, tool: "test") }
  }

  /// The record that a stream leaves; `base` is the tree that must be comparable by it.
  fileprivate func streamedRecord(since base: TestFleet? = nil) async -> FleetRecord? {
    let recording = StreamRecording(
      base: base.map { InMemoryFileTree($0.files) }, tree: ObjectID(1, 2, 3), tool: "test")
    let streamed = await FleetCompiler(request(workers: 2)).stream(recording: recording) { _ in
      Compiled(())
    } place: { _, _, _ in
    } take: { _ in
    }
    return streamed.record.flatMap { FleetRecord($0, tool: "test") }
  }

  fileprivate func compile(
    comparedWith base: TestFleet, by record: FleetRecord, of recorded: TestFleet
  ) async -> Compilation? {
    let request = CompilationRequest(
      tree: InMemoryFileTree(files), repositories: OneRepository(), workers: 2)
    return await FleetCompiler(request).compile(
      comparedWith: InMemoryFileTree(base.files), by: record, of: InMemoryFileTree(recorded.files))
  }
}
