internal import SemanticDiff
internal import TestSupport
internal import Testing

@testable internal import Reports

@Suite struct TextDiffReportTests {
  private func text(
    _ base: [String: String], _ head: [String: String], clusters: [String] = [],
    detail: TextDiffReport.Detail = .full, color: Bool = false
  ) -> String {
    TextDiffReport(detail: detail, color: color).text(
      FleetDiff().compare(compiledFleet(base, clusters: clusters), compiledFleet(head, clusters: clusters)))
  }

  private func deployment(_ replicas: String, image: String = "web:1") -> String {
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {replicas: \(replicas), "
      + "template: {spec: {containers: [{name: web, image: \(image)}]}}}\n"
  }

  @Test func oneFieldOfOneCluster() {
    #expect(
      text(
        ["prod-east/guestbook": deployment("3"), "prod-west/guestbook": deployment("3")],
        ["prod-east/guestbook": deployment("3"), "prod-west/guestbook": deployment("5")],
        clusters: ["dev", "management", "staging"]) == """
          guestbook on prod-west (1 of 5 clusters)
            ~ Deployment.apps shop/web
                spec.replicas: 3 → 5

          1 cluster, 1 application, 1 resource changed

          """)
  }

  @Test func theSameChangeIsShownOnceAndTheOddOnesFirst() {
    var base: [String: String] = [:]
    var head: [String: String] = [:]
    for cluster in ["a", "b", "c", "d"] {
      base["\(cluster)/\(cluster)-shop"] = deployment("1")
      head["\(cluster)/\(cluster)-shop"] = deployment(cluster == "c" ? "0" : "1", image: "web:2")
    }
    head["a/extra"] = "apiVersion: v1\nkind: Namespace\nmetadata: {name: extra}\n"
    base["b/gone"] = "apiVersion: v1\nkind: Namespace\nmetadata: {name: gone}\n"
    #expect(
      text(base, head, clusters: ["e"]) == """
        c-shop on c (1 of 5 clusters)
          ~ Deployment.apps shop/web
              spec.replicas: 1 → 0
              spec.template.spec.containers[name=web].image: web:1 → web:2

        extra on a (1 of 5 clusters)
          + Namespace extra
              apiVersion: v1
              kind: Namespace
              metadata:
                name: extra

        gone on b (1 of 5 clusters)
          - Namespace gone

        {cluster}-shop on a, b, d (3 of 5 clusters)
          ~ Deployment.apps shop/web
              spec.template.spec.containers[name=web].image: web:1 → web:2

        3 dangerous edits
          ! Application gone on b (1 of 5 clusters) [application-removal]
              everything that only this application brings is deleted; make sure that it is meant to go
              at b/gone.yaml:1:1, before the change
          ! Namespace gone on b (1 of 5 clusters) [namespace-removal]
              the cluster deletes everything in the Namespace gone, its volumes included; take its resources out \
        first and remove it alone
              at b/gone.yaml:1:1, before the change
          ! Deployment.apps shop/web spec.replicas on c (1 of 5 clusters) [replicas-to-zero]
              nothing runs any more where this is applied; where an autoscaler is meant to decide, leave replicas out
              at c/c-shop.yaml:4:18
        note: an image that is named by its tag alone, 1 time [image-without-digest]

        4 clusters, 6 applications, 6 resources: 1 added, 4 changed, 1 removed

        """)
  }

  private let before = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: c, labels: {app.kubernetes.io/name: x}}
    data:
      conf: |
        one
        two
        three
        four
        five
        six
      gone: "1"
      type: "3"
    list: [{name: a}, {name: b}, {name: c}]
    tree: 1
    """

  private let after = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: c, labels: {app.kubernetes.io/name: y}}
    data:
      conf: |
        one
        two
        three
        FOUR
        five
        six
      new: |
        x
        y
      type: 3
    list: [{name: b}, {name: a}, {name: c}]
    tree: {a: 1, b: [2]}
    """

  @Test func everyShapeOfAFieldChange() {
    #expect(
      text(["p/app": before], ["p/app": after]) == """
        app on p
          ~ ConfigMap c
              data.conf:
                ...
                  two
                  three
                - four
                + FOUR
                  five
                  six
              - data.gone: "1"
              + data.new: |
                  x
                  y
              data.type: "3" → 3
              list: order a, b, ... → b, a, ...
              metadata.labels["app.kubernetes.io/name"]: x → y
              - tree: 1
              + tree:
                  a: 1
                  b:
                  - 2

        1 cluster, 1 application, 1 resource changed

        """)
  }

  @Test func aSummaryIsShort() {
    #expect(
      text(["p/app": before], ["p/app": after], detail: .summary) == """
        app on p
          ~ ConfigMap c
              data.conf: -1 +1 lines
              - data.gone: "1"
              + data.new: 2 lines
              data.type: "3" → 3
              list: order a, b, ... → b, a, ...
              metadata.labels["app.kubernetes.io/name"]: x → y
              - tree: 1
              + tree:
                  a: 1
              ... 2 more lines

        1 cluster, 1 application, 1 resource changed

        """)
  }

  @Test func generatedRenamedAndMovedResources() {
    func config(_ name: String, _ value: String) -> String {
      "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\ndata: {k: \(value)}\n"
    }
    func pod(_ reference: String) -> String {
      "---\napiVersion: v1\nkind: Job\nmetadata: {name: p}\nspec: {ref: \(reference)}\n"
    }
    let base = config("c-7bkk2g6f5t", "1") + pod("c-7bkk2g6f5t") + config("old", "x") + config("mine", "y")
    let head = config("c-9d8h2mc4k6", "2") + pod("c-9d8h2mc4k6") + config("new", "x")
    #expect(
      text(["p/app": base], ["p/app": head, "p/b": config("mine", "y")]) == """
        app on p
          ~ ConfigMap c (generated: new hash in its name)
              data.k: 1 → 2
          > ConfigMap new (was ConfigMap old: deleted and created)
              metadata.name: old → new
          ~ Job p
              spec.ref: follows the new name of ConfigMap c

        b on p
          > ConfigMap mine (was in application app)

        1 cluster, 2 applications, 4 resources: 2 changed, 1 renamed, 1 moved

        """)
  }

  @Test func secretsAreMaskedAndControlCharactersEscaped() {
    func secret(_ value: String) -> String {
      "apiVersion: v1\nkind: Secret\nmetadata: {name: \"s\\e[31m\"}\nstringData: {p: \(value)}\n"
    }
    #expect(
      text(["p/app": secret("CANARY1")], ["p/app": secret("CANARY2")]) == """
        app on p
          ~ Secret s\\u{1B}[31m
              stringData.p: (masked, before) → (masked, after)

        1 dangerous edit
          ! Secret s\\u{1B}[31m stringData.p on p [secret-in-plain-text]
              the value stands in plain text in the repository, and everyone who can read it knows it; encrypt it \
        (SOPS, a SealedSecret), or name it in an ExternalSecret; then change the value
              at p/app.yaml:4:17

        1 cluster, 1 application, 1 resource changed

        """)
    #expect(text([:], ["p/app": secret("CANARY1")]).contains("p: (masked)\n"))
    let hostile = text(
      ["p/app": "kind: A\nmetadata: {name: a}\nx: 1\n"],
      ["p/app": "kind: A\nmetadata: {name: a}\nx: \"\\u202e\\x9b\\r\"\n"])
    #expect(hostile.contains("x: 1 → \\u{202E}\\u{9B}\\r\n"))
  }

  @Test func colorsAndNothingElse() {
    let (base, head) = (["p/app": deployment("3")], ["p/app": deployment("5")])
    let colored = text(base, head, color: true)
    #expect(colored.contains("\u{1B}[33m~ Deployment.apps shop/web\u{1B}[0m"))
    #expect(colored.contains("spec.replicas: \u{1B}[31m3\u{1B}[0m → \u{1B}[32m5\u{1B}[0m"))
    #expect(text(base, head) == colored.replacing(/\u{1B}\[[0-9;]*m/, with: ""))
  }

  @Test func nothingChanged() {
    #expect(text(["p/app": deployment("3")], ["p/app": deployment("3")]) == "no changes in 1 cluster\n")
  }

  @Test func aChangeOfFiveHundredClustersIsShort() {
    var base: [String: String] = [:]
    var head: [String: String] = [:]
    for number in 0..<500 {
      base["cluster-\(number)/shop"] = deployment("1")
      head["cluster-\(number)/shop"] = deployment("1", image: number == 3 ? "web:1" : "web:2")
    }
    let report = text(base, head)
    #expect(report.utf8.count < 1000)
    #expect(report.contains("shop on 499 of 500 clusters: all; not cluster-3\n"))
  }
}
