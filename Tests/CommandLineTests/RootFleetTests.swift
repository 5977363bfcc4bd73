import Foundation
import Testing

/// The fleet at the root of this repository, compiled by the built tool in a copy of it.
@Suite struct RootFleetTests {
  @Test func theCommittedOutputIsWhatAnyNumberOfThreadsMakes() throws {
    let repository = try TemporaryRepository.commit(of: Tool.packageRoot)
    let check = try repository.run("fleetfold render --check")
    #expect(check.status == 0, "golden/ is stale; run make render and read git diff golden/\n\(check.output)")
    let run = try repository.run(
      """
      fleetfold render --diff none --jobs 1 --output-dir one
      fleetfold render --diff none --jobs 2 --output-dir two
      diff --recursive one two && diff --recursive one golden
      """)
    #expect(run.status == 0, "\(run.output)")
  }

  @Test func anOverlayEditNamesItsClusterAndField() throws {
    let repository = try TemporaryRepository.commit(of: Tool.packageRoot)
    let run = try repository.run(
      "sed -i 's/value: 3$/value: 5/' overlays/prod-west/guestbook/kustomization.yaml && fleetfold render")
    #expect(
      run.output == """
        guestbook-prod-west on prod-west (1 of 8 clusters)
          ~ Deployment.apps demo/guestbook-ui
              spec.replicas: 3 → 5

        1 cluster, 1 application, 1 resource changed

        """)
  }

  /// What the users of the three placement systems were promised.
  @Test func replicasArePlacedAsTheirPoliciesSay() throws {
    let golden = Tool.packageRoot.appending(path: "golden")
    func text(_ path: String) throws -> String {
      try String(contentsOf: golden.appending(path: path), encoding: .utf8)
    }
    for (cluster, nginx, region, guestbook) in [
      ("prod-west", 2, "us-west-2", 3), ("prod-east", 1, "us-east-1", 2),
    ] {
      let divided = try text("\(cluster)/demo/deployment-nginx.yaml")
      #expect(divided.contains("\n  replicas: \(nginx)\n"))
      #expect(divided.contains("- name: REGION\n          value: \(region)\n"))
      #expect(try text("\(cluster)/demo/deployment-ha-nginx.yaml").contains("\n  replicas: 2\n"))
      let patched = try text("\(cluster)/guestbook-\(cluster)/deployment-guestbook-ui.yaml")
      #expect(patched.contains("\n  replicas: \(guestbook)\n"))
      #expect(patched.contains("- name: CLUSTER\n          value: \(cluster)\n"))
    }
    for (cluster, replicas) in [
      ("workload-cluster-1", 5), ("workload-cluster-2", 3), ("workload-cluster-3", 3),
    ] {
      let federated = try text("\(cluster)/sample-app/deployment-sample-app.yaml")
      #expect(federated.contains("\n  replicas: \(replicas)\n"))
    }
  }

  /// A run that is killed leaves the old output or the new one.
  @Test func aKilledRunLeavesNoMixture() throws {
    let repository = try TemporaryRepository.commit(of: Tool.packageRoot)
    let fingerprint = "find golden -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum"
    let old = try repository.run(fingerprint).output
    // Changes files of two clusters, so that a mixture would show.
    let edit = "sed -i 's/^namespace: demo/namespace: demo2/' overlays/prod-*/guestbook/kustomization.yaml"
    let new = try repository.run("\(edit) && fleetfold render --diff none && \(fingerprint)").output
    #expect(new != old)
    for delay in stride(from: 5, through: 300, by: 15) {
      let kill = "timeout --signal KILL \(Double(delay) / 1000) fleetfold render --diff none || true"
      let run = try repository.run(
        "git checkout --quiet golden && (\(kill)) >killed.log 2>&1; \(fingerprint)")
      #expect(run.output == old || run.output == new, "killed after \(delay) ms")
    }
    #expect(try repository.run("fleetfold render --diff none && fleetfold render --check").status == 0)
  }
}

/// Every kustomization of the fleet, built by us and by kubectl.
@Suite struct KustomizeParityTests {
  static let hasKubectl = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: "\($0)/kubectl") }

  static let directories: [String] = ["templates", "overlays"].flatMap { top in
    let all = FileManager.default.enumerator(atPath: Tool.packageRoot.appending(path: top).path)
    return (all?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix("/kustomization.yaml") }
      .map { "\(top)/\($0.dropLast("/kustomization.yaml".count))" }
  }.filter { !$0.hasPrefix("templates/components/") }.sorted()

  @Test(.enabled(if: hasKubectl, "kubectl is not installed"), arguments: directories)
  func theBytesAreEqual(directory: String) throws {
    let repository = try TemporaryRepository()
    let path = Tool.packageRoot.appending(path: directory).path
    let run = try repository.run(
      """
      fleetfold build '\(path)' > ours.yaml
      kubectl kustomize '\(path)' > theirs.yaml
      diff --unified theirs.yaml ours.yaml
      """)
    #expect(run.status == 0, "\(directory)\n\(run.output)")
  }
}
