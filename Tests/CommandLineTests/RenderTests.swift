import Foundation
import Testing

/// `render`, `diff` and `check` as a person uses them, on the fleet that `init` writes.
struct RenderTests {
  @Test func writesTheManifestsOfEveryCluster() throws {
    let repository = try TemporaryRepository.starterFleet()
    try repository.require("fleetfold render")
    #expect(
      try repository.require("find rendered -type f | LC_ALL=C sort") == """
        rendered/.fleetfold-manifest.json
        rendered/production/web-production/deployment-web.yaml
        rendered/production/web-production/service-web.yaml
        rendered/staging/web-staging/deployment-web.yaml
        rendered/staging/web-staging/service-web.yaml

        """)
    #expect(
      try repository.require("cat rendered/staging/web-staging/service-web.yaml") == """
        apiVersion: v1
        kind: Service
        metadata:
          labels:
            environment: staging
          name: web
          namespace: web
        spec:
          ports:
          - port: 80
          selector:
            app: web

        """)
  }

  @Test func oneChangedFieldNamesOneClusterAndOneResource() throws {
    let repository = try TemporaryRepository.starterFleet()
    try repository.require("sed -i 's/count: 3/count: 5/' overlays/production/kustomization.yaml")
    let shown = try repository.require("fleetfold render")
    #expect(shown.contains("production (1 of 2 clusters)"), "\(shown)")
    #expect(shown.contains("spec.replicas: 3 → 5"), "\(shown)")
    #expect(shown.contains("1 cluster, 1 application, 1 resource changed"), "\(shown)")
    #expect(!shown.contains("staging ("), "\(shown)")
  }

  @Test func theHookShowsWhatIsStagedOnly() throws {
    let repository = try TemporaryRepository.starterFleet()
    try repository.require("fleetfold hook install")
    try repository.require(
      "sed -i 's/count: 3/count: 5/' overlays/production/kustomization.yaml && git add --all")
    try repository.require("sed -i 's/count: 1/count: 2/' overlays/staging/kustomization.yaml")
    try repository.require("sed -i 's/count: 5/count: 9/' overlays/production/kustomization.yaml")
    let shown = try repository.require("git commit --message 'scale production'")
    #expect(shown.contains("spec.replicas: 3 → 5"), "\(shown)")
    #expect(!shown.contains("→ 9"), "\(shown)")
    #expect(!shown.contains("staging"), "\(shown)")
  }

  @Test func theHookRefusesAFleetThatDoesNotCompile() throws {
    let repository = try TemporaryRepository.starterFleet()
    try repository.require("fleetfold hook install && git rm --quiet --cached templates/web/service.yaml")
    let run = try repository.run("git commit --message broken")
    #expect(run.status != 0)
    #expect(run.output.contains("templates/web/kustomization.yaml:5:3: error:"), "\(run.output)")
    // The file is still in the working tree: only what is staged counts.
    #expect(try repository.run("fleetfold check").status == 0)
  }

  @Test func theHookOfSomebodyElseStays() throws {
    let repository = try TemporaryRepository.starterFleet()
    try repository.require("printf '#!/bin/sh\\n' > .git/hooks/pre-commit")
    #expect(try repository.run("fleetfold hook install").status == 2)
    #expect(try repository.run("fleetfold hook uninstall").status == 2)
    #expect(try repository.require("cat .git/hooks/pre-commit") == "#!/bin/sh\n")
  }

  @Test func theNumberOfThreadsDoesNotShow() throws {
    let repository = try TemporaryRepository.starterFleet()
    let listing = "find . -type f | LC_ALL=C sort | xargs sha256sum"
    try repository.require(
      "fleetfold render --jobs 1 --output-dir one && fleetfold render --jobs 8 --output-dir eight")
    #expect(try repository.require("cd one && \(listing)") == repository.require("cd eight && \(listing)"))
  }

  @Test func checkFailsWhenTheOutputIsStale() throws {
    let repository = try TemporaryRepository.starterFleet()
    #expect(try repository.run("fleetfold render --check").status == 1)
    try repository.require("fleetfold render")
    #expect(try repository.run("fleetfold render --check").status == 0)
    try repository.require("sed -i 's/count: 3/count: 4/' overlays/production/kustomization.yaml")
    let run = try repository.run("fleetfold render --check")
    #expect(run.status == 1)
    #expect(
      run.output.contains("stale: rendered/production/web-production/deployment-web.yaml"), "\(run.output)")
    #expect(!run.output.contains("service-web"), "\(run.output)")
  }

  @Test func filesOfOthersAreNeverTouched() throws {
    let repository = try TemporaryRepository.starterFleet()
    try repository.require("fleetfold render && echo mine > rendered/production/README.md")
    try repository.require("sed -i '/service.yaml/d' templates/web/kustomization.yaml && fleetfold render")
    #expect(try repository.require("cat rendered/production/README.md") == "mine\n")
    #expect(try repository.run("test -e rendered/production/web-production/service-web.yaml").status == 1)

    try repository.require(
      "git checkout --quiet templates && echo mine > rendered/staging/web-staging/service-web.yaml")
    let run = try repository.run("fleetfold render")
    #expect(run.status == 2)
    #expect(try repository.require("cat rendered/staging/web-staging/service-web.yaml") == "mine\n")
    #expect(try repository.run("test -e rendered/production/web-production/service-web.yaml").status == 1)
  }

  @Test func aFilterWritesItsPartAndKeepsTheRest() throws {
    let repository = try TemporaryRepository.starterFleet()
    try repository.require(
      "fleetfold render && sed -i 's/nginx:1.27/nginx:1.28/' templates/web/deployment.yaml")
    try repository.require("fleetfold render --cluster staging")
    #expect(
      try repository.require("grep -l nginx:1.28 -r rendered")
        == "rendered/staging/web-staging/deployment-web.yaml\n")
    try repository.require("fleetfold render && fleetfold render --check")
  }

  @Test func everyErrorIsShownAndNothingIsWritten() throws {
    let repository = try TemporaryRepository.starterFleet()
    try repository.require(
      "sed -i 's/namePrefix//; s/resources:/resouces:/' overlays/staging/kustomization.yaml")
    try repository.require("sed -i 's/count: 3/count: [3/' overlays/production/kustomization.yaml")
    let run = try repository.run("fleetfold render")
    #expect(run.status == 2)
    #expect(run.output.contains("overlays/staging/kustomization.yaml:3:1: error:"), "\(run.output)")
    #expect(run.output.contains("did you mean \"resources\""), "\(run.output)")
    #expect(run.output.contains("overlays/production/kustomization.yaml:"), "\(run.output)")
    #expect(try repository.run("test -e rendered").status == 1)
  }

  @Test func worksFromAnyFolderAndOnAnyRevision() throws {
    let repository = try TemporaryRepository.starterFleet()
    try repository.require(
      "git tag v1 && sed -i 's/count: 3/count: 5/' overlays/production/kustomization.yaml")
    try repository.require("git commit --quiet --all --message five")
    let stream = try repository.require(
      "cd overlays/staging && fleetfold render --rev v1 --stdout --cluster production")
    #expect(stream.contains("replicas: 3"))
    let diff = try repository.require("fleetfold -C overlays diff --base v1 --head HEAD")
    #expect(diff.contains("spec.replicas: 3 → 5"), "\(diff)")
    #expect(try repository.run("fleetfold diff --base v1 --exit-code").status == 1)
    #expect(try repository.run("fleetfold diff --exit-code").status == 0)
  }
}
