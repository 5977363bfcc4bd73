import Foundation
import Testing

/// What a record of an earlier run may change: the time that a comparison takes, and nothing else.
struct RecordTests {
  /// 120 targets over one base, and unless it is plain two that Karmada places, and an Application of a project that brings another, in three
  /// commits: the fleet, a change of one overlay, a change of the base.
  private func fleet(isPlain: Bool = false) throws -> TemporaryRepository {
    let repository = try TemporaryRepository()
    try repository.require(
      """
      git init --quiet --initial-branch main
      mkdir base
      printf 'resources: [web.yaml]\\n' > base/kustomization.yaml
      printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: web}\\ndata: {level: info}\\n' > base/web.yaml
      mkdir placed sent policies apps children
      printf 'apiVersion: apps/v1\\nkind: Deployment\\nmetadata: {name: web, namespace: p}\\nspec: {replicas: 5}\\n' > placed/web.yaml
      printf 'apiVersion: policy.karmada.io/v1alpha1\\nkind: PropagationPolicy\\nmetadata: {name: p, namespace: p}\\n' > placed/policy.yaml
      printf 'spec: {resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}], placement: {}}\\n' >> placed/policy.yaml
      sed 's/: p/: s/g' placed/web.yaml > sent/web.yaml
      sed 's/: p/: s/g' placed/policy.yaml > policies/policy.yaml
      printf 'apiVersion: argoproj.io/v1alpha1\\nkind: AppProject\\nmetadata: {name: team}\\n' > apps/project.yaml
      printf 'spec: {sourceRepos: ["*"], destinations: [{server: "*", namespace: "*"}]}\\n' >> apps/project.yaml
      app() {
        printf "apiVersion: argoproj.io/v1alpha1\\nkind: Application\\nmetadata: {name: $1, namespace: argocd}\\nspec:\\n"
        printf "  project: team\\n  source: {repoURL: 'https://git.example.com/fleet', path: $2}\\n"
        printf "  destination: {server: 'https://$3', namespace: $4}\\n"
      }
      app root children kubernetes.default.svc argocd > apps/root.yaml
      app sent sent plane.example.com s > apps/sent.yaml
      app policies policies plane.example.com s > apps/policies.yaml
      app child base one.example.com child > children/child.yaml
      cat > fleetfold.yaml <<'EOF'
      apiVersion: fleetfold.dev/v1alpha1
      kind: Fleet
      repositories: [{url: 'https://git.example.com/fleet', path: .}]
      clusters:
      - {name: one, server: 'https://one.example.com'}
      - {name: two}
      - {name: plane, server: 'https://plane.example.com', controlPlane: karmada}
      targets:
      - {name: placed, path: placed, via: karmada}
      EOF
      for i in $(seq 120); do
        mkdir -p overlays/$i
        printf "resources: [../../base]\\nnamespace: n$i\\n" > overlays/$i/kustomization.yaml
        echo "- {name: app-$i, path: overlays/$i, clusters: [one]}" >> fleetfold.yaml
      done
      if \(isPlain); then
        rm -r apps children placed sent policies
        sed -i '/name: p/d; /name: two/d; s/^- {name: one.*}$/- {name: one}/' fleetfold.yaml
      fi
      git add --all && git commit --quiet --message fleet
      printf 'nameSuffix: -x\\n' >> overlays/7/kustomization.yaml && git commit --quiet --all --message leaf
      sed -i s/info/debug/ base/web.yaml && git commit --quiet --all --message base
      """)
    return repository
  }

  @Test func withAndWithoutARecordTheSameIsPrinted() throws {
    let repository = try fleet()
    try repository.require(
      """
      printf 'namePrefix: y-\\n' >> overlays/9/kustomization.yaml
      sed -i 's/replicas: 5/replicas: 7/' placed/web.yaml sent/web.yaml
      """)
    for command in [
      "diff", "diff -o json", "diff --base HEAD~2 --head HEAD~1",
      "diff --base HEAD~1 --head HEAD -o markdown",
      "diff --base HEAD~2 --staged --exit-code", "hook run", "diff --base HEAD~2 --cluster one",
      "diff --base HEAD~1 --expect-none --head HEAD", "render --diff full",
    ] {
      let cold = try repository.run("rm -rf .git/fleetfold rendered && fleetfold \(command)")
      // A record of every commit, the one compared and others, gives the same.
      for commit in ["HEAD", "HEAD~1", "HEAD~2"] {
        try repository.require(
          "rm -rf .git/fleetfold rendered && fleetfold diff --base \(commit) > /dev/null && test -s .git/fleetfold/record"
        )
        let warm = try repository.run("fleetfold \(command)")
        #expect(warm.output == cold.output, "\(command), record of \(commit)")
        #expect(warm.status == cold.status, "\(command), record of \(commit)")
      }
    }
  }

  @Test func aRenderLeavesARecordAndNeedsNone() throws {
    let repository = try fleet(isPlain: true)
    let record = ".git/fleetfold/record"
    // The commit itself, with nothing rendered and with the output of an earlier run.
    for _ in 0..<2 {
      #expect(
        try repository.require("rm -rf .git/fleetfold && fleetfold render") == "no changes in 1 cluster\n")
      try repository.require("test -s \(record)")
    }
    let warm = try repository.require("fleetfold diff --base HEAD~1")
    #expect(try repository.require("rm -rf .git/fleetfold && fleetfold diff --base HEAD~1") == warm)
    // What differs is told, and a record of something else than the commit is not left.
    try repository.require(
      "printf 'nameSuffix: -y\\n' >> overlays/9/kustomization.yaml && sed -i s/debug/error/ base/web.yaml")
    let recorded = try repository.require("rm -rf .git/fleetfold && fleetfold render")
    try repository.require("test ! -e \(record)")
    try repository.require("fleetfold diff > /dev/null && test -s \(record)")
    #expect(try repository.require("rm -rf rendered && fleetfold render") == recorded)
    #expect(recorded.contains("web-y") && recorded.contains("debug → error"), "\(recorded)")
  }

  @Test func aBrokenApplicationIsFoundWithARecordToo() throws {
    let repository = try fleet()
    try repository.require("fleetfold diff --base HEAD~1 > /dev/null && test -s .git/fleetfold/record")
    try repository.require("echo 'resources: [gone.yaml]' > overlays/9/kustomization.yaml && git add --all")
    let hook = try repository.run("fleetfold hook run")
    #expect(hook.status == 2)
    #expect(hook.output.hasPrefix("overlays/9/kustomization.yaml:1:13: error:"), "\(hook.output)")
    #expect(try repository.run("rm -rf .git/fleetfold && fleetfold hook run").output == hook.output)
  }

  @Test func twoApplicationsThatBringTheSameAreFoundWithARecordToo() throws {
    let repository = try fleet()
    try repository.require("fleetfold diff --base HEAD~1 > /dev/null")
    try repository.require("sed -i s/n9/n8/ overlays/9/kustomization.yaml && git add --all")
    let hook = try repository.run("fleetfold hook run")
    #expect(hook.status == 2)
    #expect(hook.output.contains("[fleet.resource-conflict]"), "\(hook.output)")
    #expect(try repository.run("rm -rf .git/fleetfold && fleetfold hook run").output == hook.output)
  }

  @Test func aRecordThatIsDamagedOrInTheWayIsIgnored() throws {
    let repository = try fleet()
    let cold = try repository.require("fleetfold diff --base HEAD~1")
    for damage in [
      "truncate --size=-1 .git/fleetfold/record", ": > .git/fleetfold/record",
      "echo >> .git/fleetfold/record",
      "rm -rf .git/fleetfold && touch .git/fleetfold",
      "rm -f .git/fleetfold && mkdir -p .git/fleetfold/record",
      "rm -rf .git/fleetfold && mkdir .git/fleetfold && ln -s /dev/zero .git/fleetfold/record",
    ] {
      try repository.require(damage)
      #expect(try repository.require("fleetfold diff --base HEAD~1") == cold, "\(damage)")
    }
    // The commit of the record may be gone: its tree is then not there any more.
    try repository.require(
      """
      rm -rf .git/fleetfold && git switch --quiet --detach && echo 'nameSuffix: -z' >> overlays/3/kustomization.yaml
      git commit --quiet --all --message gone && fleetfold diff --base HEAD > /dev/null && test -s .git/fleetfold/record
      git switch --quiet main && git reflog expire --expire=now --all && git gc --quiet --prune=now
      """)
    #expect(try repository.require("fleetfold diff --base HEAD~1") == cold)
  }

  @Test func concurrentRunsLeaveOneWholeRecord() throws {
    let repository = try fleet()
    let cold = try repository.require("fleetfold diff --base HEAD~1")
    try repository.require(
      "rm -rf .git/fleetfold && for i in 1 2 3 4; do fleetfold diff --base HEAD~1 > ../out-$i & done; wait")
    try repository.require("for i in 2 3 4; do cmp ../out-1 ../out-$i; done")
    #expect(try repository.require("ls .git/fleetfold") == "record\n")
    #expect(try repository.require("fleetfold diff --base HEAD~1") == cold)
  }
}
