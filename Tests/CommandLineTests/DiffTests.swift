import Foundation
import Testing

/// `diff` with its gates, filters and forms, on the fleet that `init` writes.
struct DiffTests {
  private func starterFleet() throws -> TemporaryRepository {
    let repository = try TemporaryRepository()
    try repository.require("git init --quiet --initial-branch main")
    try repository.require("fleetfold init && git add --all && git commit --quiet --message start")
    return repository
  }

  private let toZero = "sed -i 's/count: 3/count: 0/' overlays/production/kustomization.yaml"

  @Test func gatesFailWithOneAndNameWhatIsTooMuch() throws {
    let repository = try starterFleet()
    try repository.require("\(toZero) && sed -i 's/count: 1/count: 2/' overlays/staging/kustomization.yaml")
    #expect(try repository.run("fleetfold diff --max-clusters 2 --max-deletions 0").status == 0)
    let clusters = try repository.run("fleetfold diff --max-clusters 1")
    #expect(clusters.status == 1)
    #expect(clusters.output.contains("error: the change reaches 2 of 2 clusters"), "\(clusters.output)")
    let dangerous = try repository.run("fleetfold diff --fail-on dangerous --summary")
    #expect(dangerous.status == 1)
    #expect(dangerous.output.contains("[diff.dangerous-edits]"), "\(dangerous.output)")
    #expect(dangerous.output.contains("at overlays/production/kustomization.yaml:"), "\(dangerous.output)")
    #expect(try repository.run("fleetfold diff --fail-on crd-removal").status == 0)
    let unknown = try repository.run("fleetfold diff --fail-on crd-removed")
    #expect(unknown.status == 2)
    #expect(unknown.output.contains("did you mean crd-removal?"), "\(unknown.output)")
    #expect(try repository.run("fleetfold diff --exit-code").status == 1)
    #expect(try repository.run("git checkout --quiet . && fleetfold diff --exit-code").status == 0)
  }

  @Test func aFilterOfWhatIsShownHidesNothingFromGates() throws {
    let repository = try starterFleet()
    try repository.require(toZero)
    for filter in ["--kind Service", "-l environment=staging"] {
      let run = try repository.run("fleetfold diff \(filter) --fail-on dangerous")
      #expect(run.status == 1)
      #expect(run.output.hasPrefix("no changes in 2 clusters\n"), "\(run.output)")
      #expect(
        run.output.contains("replicas-to-zero of Deployment.apps web/web on production"), "\(run.output)")
    }
    // What is not compiled nobody knows.
    #expect(try repository.run("fleetfold diff --cluster staging --fail-on dangerous").status == 0)
  }

  /// What only printing shows, every command tells.
  @Test func whatCanNotBeWrittenIsAnErrorEverywhere() throws {
    let repository = try starterFleet()
    try repository.require(
      "printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: twice}\\ndata: {a: x, a: y}\\n' > templates/web/twice.yaml"
        + " && echo '- twice.yaml' >> templates/web/kustomization.yaml && git add --all")
    for command in [
      "check", "render", "render --stdout", "diff", "diff --staged", "hook run", "impact fleetfold.yaml",
      "explain staging Service/web", "build templates/web",
    ] {
      let run = try repository.run("fleetfold \(command)")
      #expect(run.status == 2, "\(command)")
      #expect(
        run.output.contains(
          "templates/web/twice.yaml:4:14: error: the key \"a\" is twice in this mapping; remove one of the two "
            + "[yaml.duplicate-key]"), "\(command): \(run.output)")
    }
  }

  @Test func gatesOfTheFleetFileHoldForDiffAndTheHook() throws {
    let repository = try starterFleet()
    try repository.require("printf 'gates:\\n  failOn: [replicas-to-zero]\\n' >> fleetfold.yaml")
    try repository.require("git add --all && git commit --quiet --message gates && fleetfold hook install")
    // A change does not lift its own gate.
    try repository.require("\(toZero) && sed -i '/^gates:/,$d' fleetfold.yaml && git add --all")
    #expect(try repository.run("fleetfold diff").status == 1)
    #expect(try repository.run("fleetfold diff --fail-on crd-removal").status == 0)
    #expect(try repository.run("git commit --message zero").status == 1)
    let render = try repository.run("fleetfold render")
    #expect(render.status == 0)
    #expect(render.output.contains("warning: the change holds an edit to fail on"), "\(render.output)")
    try repository.require(
      "printf 'gates: {maxClusters: -1, failOn: [danger], other: 1}\\n' >> fleetfold.yaml")
    let refused = try repository.run("fleetfold check")
    #expect(refused.status == 2)
    for part in ["must be a whole number from 0", "there is no rule \"danger\"", "no field \"other\""] {
      #expect(refused.output.contains(part), "\(refused.output)")
    }
  }

  @Test func nothingExpectedAndNothingChanged() throws {
    let repository = try starterFleet()
    try repository.require(
      "git mv templates/web templates/site && sed -i 's,templates/web,templates/site,' overlays/*/*.yaml")
    let moved = try repository.run("fleetfold diff --expect-none")
    #expect(moved.output == "0 bytes changed in 4 manifests of 2 clusters\n")
    #expect(moved.status == 0)
    try repository.require("sed -i 's/count: 3/count: 4/' overlays/production/kustomization.yaml")
    let changed = try repository.run("fleetfold diff --expect-none")
    #expect(changed.status == 1)
    #expect(changed.output.contains("spec.replicas: 3 → 4"), "\(changed.output)")
    // Only the part that is looked at counts.
    #expect(try repository.run("fleetfold diff --expect-none --kind Service").status == 0)
  }

  @Test func theMergeBaseOfAPullRequest() throws {
    let repository = try starterFleet()
    try repository.require(
      "git checkout --quiet -b change && sed -i 's/count: 3/count: 5/' overlays/production/kustomization.yaml && "
        + "git commit --quiet --all --message five")
    try repository.require(
      "git checkout --quiet main && sed -i 's/count: 1/count: 2/' overlays/staging/kustomization.yaml && "
        + "git commit --quiet --all --message two && git checkout --quiet change")
    #expect(
      try repository.require("fleetfold diff --base main --name-only") == """
        production/web-production Deployment.apps web/web
        staging/web-staging Deployment.apps web/web

        """)
    for head in ["", "--staged", "--head change", "--head HEAD"] {
      #expect(
        try repository.require("fleetfold diff --base main --merge-base --name-only \(head)")
          == "production/web-production Deployment.apps web/web\n")
    }
    try repository.require("git checkout --quiet --orphan other && git commit --quiet --all --message other")
    let unrelated = try repository.run("fleetfold diff --base main --merge-base")
    #expect(unrelated.status == 2)
    #expect(unrelated.output.contains("have no commit in common"), "\(unrelated.output)")
  }

  @Test func filtersAndForms() throws {
    let repository = try starterFleet()
    try repository.require(
      "sed -i 's/count: 3/count: 5/' overlays/production/kustomization.yaml && "
        + "sed -i 's/port: 80/port: 81/' templates/web/service.yaml")
    func names(_ options: String) throws -> String {
      try repository.require("fleetfold diff --name-only \(options)")
    }
    #expect(try names("--kind 'Depl*'") == "production/web-production Deployment.apps web/web\n")
    #expect(try names("--kind '*.apps' --kind Service").split(separator: "\n").count == 3)
    #expect(try names("-l environment=staging") == "staging/web-staging Service web/web\n")
    #expect(try names("--cluster staging --app 'web-*'") == "staging/web-staging Service web/web\n")
    #expect(
      try repository.require("fleetfold diff --stat --kind Deployment") == """
         ~1 fields 1  web-production on production (1 of 2 clusters)
        1 cluster, 1 application, 1 resource changed

        """)
    for (options, message) in [
      ("--stat --name-only", "exclude each other"), ("--stat -o json", "a form of -o text"),
      ("-l 'a=='=", "can't be read"), ("--kind '['", "no glob"), ("--max-clusters=-1", "a number from 0"),
    ] {
      let run = try repository.run("fleetfold diff \(options)")
      #expect(run.status == 2)
      #expect(run.output.contains(message), "\(run.output)")
    }
  }

  /// Five hundred clusters of one application, with labels, whose last two have an image of their own.
  private func generatedFleet() throws -> TemporaryRepository {
    let repository = try TemporaryRepository()
    try repository.require(
      """
      git init --quiet --initial-branch main && mkdir base odd
      cat > base/deployment.yaml <<'EOF'
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: web
              image: registry.example.com/web
              envFrom: [{configMapRef: {name: settings}}]
            imagePullSecrets: [{name: pull}]
      EOF
      cat > base/kustomization.yaml <<'EOF'
      resources: [deployment.yaml]
      namespace: web
      images: [{name: registry.example.com/web, newTag: 1.0.0}]
      configMapGenerator: [{name: settings, literals: [level=info]}]
      secretGenerator: [{name: pull, literals: [.dockerconfigjson=CANARY-1]}]
      EOF
      printf 'resources: [../base]\\nreplicas: [{name: web, count: 2}]\\n' > odd/kustomization.yaml
      {
        printf 'apiVersion: fleetfold.dev/v1alpha1\\nkind: Fleet\\nclusters:\\n'
        for number in $(seq 1000 1499); do
          environment=$([ $((number % 5)) = 0 ] && echo staging || echo production)
          printf -- '- {name: cluster-%s, labels: {environment: %s, odd: "%s"}}\\n' \
            $number $environment $([ $number -ge 1498 ] && echo yes || echo no)
        done
        printf 'targets:\\n- {name: web, path: base, clusterSelector: {matchLabels: {odd: "no"}}}\\n'
        printf -- '- {name: odd, path: odd, clusterSelector: {matchLabels: {odd: "yes"}}}\\n'
      } > fleetfold.yaml
      git add --all && git commit --quiet --message start
      """)
    return repository
  }

  @Test func oneImageOnFiveHundredClustersIsOneGroup() throws {
    let repository = try generatedFleet()
    try repository.require("sed -i 's/newTag: 1.0.0/newTag: 1.1.0/' base/kustomization.yaml")
    let shown = try repository.require("fleetfold diff")
    #expect(shown.utf8.count < 4096, "\(shown)")
    #expect(shown.hasPrefix("odd, web on all 500 clusters\n"), "\(shown)")
    #expect(shown.contains("500 clusters, 2 applications, 500 resources changed\n"), "\(shown)")
    let groups = try repository.require("fleetfold diff -o json | grep -c '\"clusters\": \\['")
    // One group, and one note that the image has no digest.
    #expect(groups == "2\n")
  }

  @Test func aNewHashSuffixIsNoPairOfAdditionAndRemoval() throws {
    let repository = try generatedFleet()
    try repository.require(
      "sed -i -e 's/level=info/level=debug/' -e 's/CANARY-1/CANARY-2/' base/kustomization.yaml")
    let shown = try repository.require("fleetfold diff")
    #expect(
      shown.contains(
        "  ~ ConfigMap web/settings (generated: new hash in its name)\n      data.level: info → debug\n"))
    #expect(
      shown.contains("imagePullSecrets[name=pull].name: follows the new name of Secret pull\n"), "\(shown)")
    #expect(shown.contains("configMapRef.name: follows the new name of ConfigMap settings\n"), "\(shown)")
    #expect(shown.contains("1500 resources changed\n"), "\(shown)")
    for line in shown.split(separator: "\n") {
      #expect(!line.drop { $0 == " " }.hasPrefix("+ ") && !line.drop { $0 == " " }.hasPrefix("- "), "\(line)")
    }
    #expect(!shown.contains("CANARY"))
    #expect(try repository.run("fleetfold diff --max-deletions 0").status == 0)
  }
}
