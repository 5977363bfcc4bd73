import Foundation
import Testing

/// Kustomizations that name other repositories: found in a folder that `fleetfold.yaml` maps, at revisions of this
/// repository, and for `build` in folders that are given.
struct RemoteBaseTests {
  /// A fleet of one overlay over a base in `https://example.com/lib`, which is the folder `vendor/lib`, and one over this
  /// repository at `v1`.
  private func fleet() throws -> TemporaryRepository {
    let repository = try TemporaryRepository()
    try repository.require(
      """
      git init --quiet --initial-branch main
      git remote add origin https://example.com/fleet.git
      mkdir -p base vendor/lib/web overlays/own overlays/lib
      printf 'resources: [web.yaml]\\n' | tee base/kustomization.yaml > vendor/lib/web/kustomization.yaml
      printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: web}\\ndata: {level: info}\\n' > base/web.yaml
      sed 's/name: web/name: lib/' base/web.yaml > vendor/lib/web/web.yaml
      echo 'resources: ["https://example.com/fleet//base?ref=v1"]' > overlays/own/kustomization.yaml
      printf 'resources: ["git@example.com:lib//web?ref=v7"]\\nnamePrefix: our-\\n' > overlays/lib/kustomization.yaml
      cat > fleetfold.yaml <<END
      apiVersion: fleetfold.dev/v1alpha1
      kind: Fleet
      clusters: [{name: one}]
      repositories: [{url: https://example.com/lib, path: vendor/lib}]
      targets:
      - {name: own, path: overlays/own, clusters: [one]}
      - {name: lib, path: overlays/lib, clusters: [one]}
      END
      git add --all && git commit --quiet --message fleet && git tag v1
      sed -i s/info/debug/ base/web.yaml && git commit --quiet --all --message debug
      """)
    return repository
  }

  @Test func theFleetIsCompiledAndEveryPlaceIsNamed() throws {
    let repository = try fleet()
    let rendered = try repository.require("fleetfold render --diff none && cat rendered/one/*/*")
    #expect(rendered.contains("level: info") && !rendered.contains("level: debug"), "\(rendered)")
    #expect(rendered.contains("name: our-lib"))
    #expect(
      try repository.require("fleetfold explain one ConfigMap/our-lib .metadata.name") == """
        ConfigMap our-lib on one, from application lib
        VALUE    SET AT                                BY
        lib      vendor/lib/web/web.yaml:3:18          the file
        our-lib  overlays/lib/kustomization.yaml:2:13  namePrefix

        """)
    let own = try repository.require("fleetfold explain one ConfigMap/web")
    #expect(own.contains("git::example.com/fleet@v1/base/web.yaml:3"), "\(own)")
    #expect(
      own.contains("git::example.com/fleet@v1/base           overlays/own/kustomization.yaml:1:13"), "\(own)")
    let impact = try repository.require("fleetfold impact vendor/lib/web/web.yaml")
    #expect(impact.contains("our-lib"), "\(impact)")
    #expect(
      try repository.require("fleetfold blame --git one ConfigMap/web").contains("git::example.com/fleet@v1"))
  }

  @Test func aChangeOfTheFolderIsAChangeOfTheFleet() throws {
    let repository = try fleet()
    try repository.require("sed -i s/info/warn/ vendor/lib/web/web.yaml")
    for command in ["diff", "diff --base HEAD --jobs 1"] {
      let diff = try repository.require("fleetfold \(command)")
      #expect(diff.contains("~ ConfigMap our-lib") && diff.contains("data.level: info → warn"), "\(diff)")
    }
    try repository.require("git add --all")
    #expect(try repository.require("fleetfold hook run").contains("data.level: info → warn"))
    // The base of this repository is pinned: a change of it is none of the fleet.
    try repository.require("git reset --quiet --hard && sed -i s/debug/warn/ base/web.yaml")
    #expect(!(try repository.require("fleetfold diff").contains("ConfigMap")))
    // A mapping that goes away is noticed, also by who takes over what did not change.
    try repository.require("sed -i /^repositories/d fleetfold.yaml")
    let run = try repository.run("fleetfold diff")
    #expect(run.status == 2)
    #expect(
      run.output == """
        overlays/lib/kustomization.yaml:1:13: error: "git@example.com:lib//web?ref=v7" is in git@example.com:lib, which is neither \
        a remote of this repository nor mapped to a folder; nothing is fetched: copy it into a folder and add to fleetfold.yaml: \
        repositories: [{url: git@example.com:lib, path: FOLDER}] [kustomize.remote]

        """)
  }

  @Test func aTagThatMovesIsNoticedWithARecord() throws {
    let repository = try fleet()
    try repository.require(
      """
      for i in $(seq 120); do
        mkdir -p more/$i && printf "resources: [../../overlays/own]\\nnamePrefix: x$i-\\n" > more/$i/kustomization.yaml
        echo "- {name: app-$i, path: more/$i, clusters: [one]}" >> fleetfold.yaml
      done
      git add --all && git commit --quiet --message more && echo 'nameSuffix: -y' >> more/3/kustomization.yaml
      fleetfold diff > /dev/null && test -s .git/fleetfold/record
      git tag --force v1 HEAD > /dev/null
      """)
    let warm = try repository.require("fleetfold diff")
    #expect(warm == (try repository.require("rm -rf .git/fleetfold && fleetfold diff")))
    #expect(warm.contains("level: debug") || warm.contains("x3-web-y"), "\(warm)")
    // With a record, an overlay that changes is built with its base elsewhere.
    let again = try repository.require("fleetfold diff && fleetfold diff --base HEAD -o json")
    #expect(
      again
        == (try repository.require(
          "rm -rf .git/fleetfold && fleetfold diff && fleetfold diff --base HEAD -o json")))
  }

  @Test func buildTakesTheSameMappingsAndItsOwn() throws {
    let repository = try fleet()
    #expect(try repository.require("fleetfold build overlays/lib").contains("name: our-lib"))
    #expect(try repository.require("fleetfold build overlays/own").contains("level: info"))
    try repository.require("sed -i 's/?ref=v1//' overlays/own/kustomization.yaml")
    #expect(try repository.require("fleetfold build overlays/own").contains("level: debug"))
    #expect(
      try repository.require("fleetfold build 'https://example.com/fleet//base?ref=v1'").contains(
        "level: info"))
    #expect(try repository.require("fleetfold build git@example.com:lib//web").contains("name: lib"))
    let unknown = try repository.run("fleetfold build github.com/org/repo")
    #expect(
      unknown.output.hasPrefix("error: \"github.com/org/repo\" is in https://github.com/org/repo, which"))
    // Another repository, at a tag and as it is on disk.
    try repository.require(
      """
      mkdir ../x ../other && cp -r vendor/lib/. ../other
      cd ../other && git init --quiet && git add --all && git commit --quiet --message lib && git tag v2
      sed -i s/info/new/ web/web.yaml
      echo 'resources: ["https://example.com/other//web?ref=v2"]' > ../x/kustomization.yaml
      """)
    let address = "--repo https://example.com/other=../other"
    #expect(try repository.require("fleetfold build ../x \(address)").contains("level: info"))
    #expect(try repository.require("fleetfold build ../x --repo ../other").contains("level: info"))
    try repository.require("sed -i 's/?ref=v2//' ../x/kustomization.yaml")
    #expect(try repository.require("fleetfold build ../x \(address)").contains("level: new"))
    let run = try repository.run("fleetfold build ../x")
    #expect(run.status == 2)
    #expect(
      run.output.contains("or give --repo https://example.com/other=DIR [kustomize.remote]"), "\(run.output)")
  }

  @Test func foldersMayHoldOneRevisionEach() throws {
    let repository = try fleet()
    try repository.require(
      """
      cp -r vendor/lib vendor/lib-8 && sed -i s/info/eight/ vendor/lib-8/web/web.yaml
      sed -i 's#path: vendor/lib}#path: vendor/lib, revision: v7}, {url: https://example.com/lib, path: vendor/lib-8, revision: v8}#' \
        fleetfold.yaml
      """)
    #expect(try repository.require("fleetfold render --stdout").contains("level: info"))
    try repository.require("sed -i s/v7/v8/ overlays/lib/kustomization.yaml")
    #expect(try repository.require("fleetfold render --stdout").contains("level: eight"))
    try repository.require("sed -i s/v8/v9/ overlays/lib/kustomization.yaml")
    let run = try repository.run("fleetfold check")
    #expect(
      run.output.contains("git@example.com:lib is mapped at v7, v8, not at v9; correct one"), "\(run.output)")
  }

  @Test func linksOutOfAMappedFolderLeadNowhere() throws {
    let repository = try fleet()
    try repository.require(
      "ln -s ../../../base vendor/lib/web/up && echo 'resources: [up]' > vendor/lib/web/kustomization.yaml")
    let run = try repository.run("fleetfold check")
    #expect(run.status == 2)
    #expect(
      run.output.hasPrefix(
        "vendor/lib/web/kustomization.yaml:1:13: error: \"up\" is a symbolic link that leads to nothing in here"
      ),
      "\(run.output)")
  }
}
