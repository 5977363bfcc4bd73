import Foundation
import Testing

/// `render --branch`, on the fleet that `init` writes.
struct BranchRenderTests {
  @Test func everyClusterHasABranchWithoutItsFolder() throws {
    let repository = try TemporaryRepository.starterFleet()
    try repository.require("fleetfold render --branch 'env/{cluster}'")
    #expect(
      try repository.require("git ls-tree -r --name-only env/staging") == """
        .fleetfold-manifest.json
        web-staging/deployment-web.yaml
        web-staging/service-web.yaml

        """)
    try repository.require(
      "fleetfold render && git show env/staging:web-staging/service-web.yaml > shown.yaml")
    try repository.require("cmp shown.yaml rendered/staging/web-staging/service-web.yaml")
    let source = try repository.require("git rev-parse HEAD")
    #expect(
      try repository.require(
        "git log --format='%s|%(trailers:key=Source-Commit,valueonly,separator=)' env/staging")
        == "Render staging: start|\(source)")
  }

  @Test func onlyWhatChangedIsCommitted() throws {
    let repository = try TemporaryRepository.starterFleet()
    try repository.require("fleetfold render --branch 'env/{cluster}'")
    try repository.require(
      "sed -i 's/count: 3/count: 5/' overlays/production/kustomization.yaml && git commit -aqm scale")
    let check = try repository.run("fleetfold render --branch 'env/{cluster}' --check")
    #expect(check.status == 1)
    #expect(check.output == "stale: env/production: 1 file\n")
    let shown = try repository.require("fleetfold render --branch 'env/{cluster}'")
    #expect(shown.hasPrefix("env/production: 1 file in "), "\(shown)")
    #expect(try repository.require("git rev-list --count env/production env/staging") == "3\n")
    #expect(
      try repository.require("git diff --name-only env/production~ env/production") == """
        .fleetfold-manifest.json
        web-production/deployment-web.yaml

        """)
    #expect(try repository.require("fleetfold render --branch 'env/{cluster}' --check") == "")
  }

  @Test func filesOfOthersStayAndEditsAreNotOverwritten() throws {
    let repository = try TemporaryRepository.starterFleet()
    try repository.require(
      """
      fleetfold render --branch 'env/{cluster}'
      git worktree add -q ../env env/staging && cd ../env
      echo mine > README && echo '# edited' >> web-staging/service-web.yaml
      git add . && git commit -qm mine && cd - && git worktree remove ../env
      """)
    let refused = try repository.run("fleetfold render --branch 'env/{cluster}'")
    #expect(refused.status == 2)
    #expect(refused.output.contains("1 file on the branch env/staging were edited"), "\(refused.output)")
    try repository.require("fleetfold render --branch 'env/{cluster}' --force")
    #expect(try repository.require("git show env/staging:README") == "mine\n")
    #expect(!(try repository.require("git show env/staging:web-staging/service-web.yaml")).contains("edited"))
  }

  @Test func aLateRunDoesNotGoBack() throws {
    let repository = try TemporaryRepository.starterFleet()
    try repository.require(
      "sed -i 's/count: 3/count: 5/' overlays/production/kustomization.yaml && git commit -aqm scale")
    try repository.require("fleetfold render --branch 'env/{cluster}'")
    let late = try repository.run("fleetfold render --rev HEAD~ --branch 'env/{cluster}'")
    #expect(late.status == 2)
    #expect(late.output.contains("[branch.newer-source]"), "\(late.output)")
    try repository.require("fleetfold render --rev HEAD~ --branch 'env/{cluster}' --force")
    #expect(
      try repository.require("git show env/production:web-production/deployment-web.yaml").contains(
        "replicas: 3"))
  }

  @Test func concurrentRunsEndInTheSameState() throws {
    let repository = try TemporaryRepository.starterFleet()
    try repository.require(
      """
      for run in 1 2 3 4 5 6; do fleetfold render --branch 'env/{cluster}' > ../run-$run 2>&1 & done; wait
      cat ../run-*
      """)
    #expect(try repository.require("git rev-list --count env/production") == "1\n")
    #expect(try repository.require("git fsck --strict --no-dangling") == "")
  }

  @Test func aClusterThatIsGoneIsNamed() throws {
    let repository = try TemporaryRepository.starterFleet()
    // That somebody looks at the branch is no reason to fail.
    try repository.require(
      "fleetfold render --branch 'env/{cluster}' && git worktree add -q -b env/old ../old env/staging")
    let shown = try repository.run("fleetfold render --branch 'env/{cluster}'")
    #expect(shown.status == 0)
    #expect(
      shown.output.contains("the branch env/old was rendered for a cluster that the fleet no longer has"))
  }

  @Test(arguments: [
    ("--branch 'env/{clusters}'", "{cluster}"),
    ("--branch main", "git.checked-out-branch"),
    ("--branch 'e..{cluster}'", "git.invalid-branch"),
    ("--branch 'env/{cluster}' --staged", "--staged"),
    ("--branch 'env/{cluster}' --app web", "--app"),
    ("--branch env --cluster staging", "--cluster"),
  ])
  func whatCannotBeDoneIsRefused(options: String, word: String) throws {
    let run = try TemporaryRepository.starterFleet().run("fleetfold render \(options)")
    #expect(run.status == 2)
    #expect(run.output.contains(word), "\(run.output)")
  }
}
