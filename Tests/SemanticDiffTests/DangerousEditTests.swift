internal import Foundation
internal import KubernetesModel
internal import SourceModel
internal import TestSupport
internal import Testing

@testable internal import SemanticDiff

@Suite struct DangerousEditTests {
  /// The application keeps a resource, so that it does not go as a whole.
  private func edits(_ before: String, _ after: String) -> [String] {
    let kept = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept}\n---\n"
    let (before, after) = (kept + before, kept + after)
    let set = FleetDiff().compare(
      compiledFleet(["c/a": before]), compiledFleet(["c/a": after]))
    return set.dangerousEdits().map { "\($0.rule.id) \($0.field?.description ?? "-")" }
  }

  /// Of one object: what makes it another, and what is found.
  private func edits(_ head: String, from before: String, to after: String) -> [String] {
    edits("\(head)\n\(before)\n", "\(head)\n\(after)\n")
  }

  @Test(arguments: [
    ("v1", "Namespace", "namespace-removal"), ("v1", "PersistentVolume", "volume-removal"),
    ("v1", "PersistentVolumeClaim", "volume-removal"),
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition", "crd-removal"), ("v1", "ConfigMap", ""),
    ("example.com/v1", "Namespace", ""),
  ])
  func removals(_ apiVersion: String, _ kind: String, _ rule: String) {
    func object(_ name: String) -> String {
      "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: \(name)}\n"
    }
    let expected = rule.isEmpty ? [] : ["\(rule) -"]
    #expect(edits(object("x"), "") == expected)
    #expect(edits("", object("x")) == [])
    // A renamed one is deleted under its old name.
    #expect(edits(object("x"), object("y")) == expected)
  }

  @Test func servedVersionsOfADefinition() {
    let head = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}"
    func versions(_ list: String) -> String { "spec: {scope: Cluster, versions: [\(list)]}" }
    let (old, new) = ("{name: v1beta1, served: true}", "{name: v1, served: true}")
    #expect(
      edits(head, from: versions("\(old), \(new)"), to: versions(new))
        == ["crd-version-removal spec.versions[name=v1beta1]"])
    #expect(
      edits(head, from: versions("\(old), \(new)"), to: versions("{name: v1beta1, served: false}, \(new)"))
        == ["crd-version-removal spec.versions[name=v1beta1]"])
    #expect(edits(head, from: versions(new), to: versions("\(old), \(new)")) == [])
    #expect(
      edits(head, from: "spec: {scope: Cluster}", to: "spec: {scope: Namespaced}") == [
        "immutable-field spec.scope"
      ])
  }

  @Test(arguments: [
    (
      "apiVersion: apps/v1\nkind: Deployment", "spec: {selector: {matchLabels: {a: b}}}",
      "spec: {selector: {matchLabels: {a: c}}}", ["immutable-selector spec.selector.matchLabels.a"]
    ),
    (
      "apiVersion: apps/v1\nkind: StatefulSet",
      "spec: {serviceName: a, replicas: 1, podManagementPolicy: OrderedReady}",
      "spec: {serviceName: b, replicas: 2}", ["immutable-field spec.serviceName"]
    ),
    (
      "apiVersion: apps/v1\nkind: StatefulSet",
      "spec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {x: 1}}]}",
      "spec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {x: 2}}]}",
      ["volume-claim-templates spec.volumeClaimTemplates[0].spec.x"]
    ),
    (
      "apiVersion: batch/v1\nkind: Job", "spec: {template: {a: 1}, suspend: true}",
      "spec: {template: {a: 2}, suspend: false}", ["immutable-field spec.template.a"]
    ),
    (
      "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j, annotations: {argocd.argoproj.io/hook: Sync}}",
      "spec: {template: {a: 1}}", "spec: {template: {a: 2}}", []
    ),
    (
      "apiVersion: v1\nkind: PersistentVolumeClaim",
      "spec: {storageClassName: a, resources: {requests: {storage: 2Gi}}}",
      "spec: {storageClassName: b, resources: {requests: {storage: 1500Mi}}}",
      ["immutable-field spec.storageClassName", "volume-shrink spec.resources.requests.storage"]
    ),
    (
      "apiVersion: v1\nkind: PersistentVolumeClaim", "spec: {resources: {requests: {storage: 900Mi}}}",
      "spec: {volumeMode: Filesystem, resources: {requests: {storage: 1Gi}}}", []
    ),
    (
      "apiVersion: storage.k8s.io/v1\nkind: StorageClass", "parameters: {type: gp2}",
      "parameters: {type: gp3}\nreclaimPolicy: Delete", ["immutable-field parameters.type"]
    ),
    (
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding", "roleRef: {kind: Role, name: a}",
      "roleRef: {kind: Role, name: b}", ["immutable-field roleRef.name"]
    ),
    (
      "apiVersion: v1\nkind: ConfigMap\nimmutable: true", "data: {a: x}", "data: {a: y}",
      ["immutable-field data.a"]
    ),
    ("apiVersion: v1\nkind: ConfigMap", "data: {a: x}", "data: {a: y}", []),
    (
      "apiVersion: argoproj.io/v1alpha1\nkind: Rollout", "spec: {replicas: 2}", "spec: {replicas: 0}",
      ["replicas-to-zero spec.replicas"]
    ),
    (
      "apiVersion: apps/v1\nkind: Deployment", "spec: {}", "spec: {replicas: 0}",
      ["replicas-to-zero spec.replicas"]
    ),
    ("apiVersion: apps/v1\nkind: Deployment", "spec: {replicas: 0}", "spec: {replicas: 0, paused: true}", []),
    (
      "apiVersion: v1\nkind: Service", "spec: {type: LoadBalancer}", "spec: {clusterIP: None}",
      ["service-cluster-ip spec.clusterIP", "service-type spec.type"]
    ),
    ("apiVersion: v1\nkind: Service", "spec: {clusterIP: 10.0.0.1}", "spec: {type: ClusterIP}", []),
  ])
  func fields(_ head: String, _ before: String, _ after: String, _ expected: [String]) {
    let head = head.contains("metadata:") ? head : "\(head)\nmetadata: {name: x}"
    #expect(edits(head, from: before, to: after) == expected)
    #expect(edits("", "\(head)\n\(after)\n") == [])
  }

  @Test func access() {
    let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}"
    func rules(_ verbs: String, _ groups: String, _ resources: String) -> String {
      "rules: [{apiGroups: [\(groups)], resources: [\(resources)], verbs: [\(verbs)]}]"
    }
    let new = "rbac-new-permission"
    #expect(
      edits(role, from: rules("get", "''", "pods"), to: rules("get, list", "''", "pods, secrets"))
        == ["\(new) rules[0].resources[1]"])
    #expect(edits(role, from: rules("get, list", "''", "pods"), to: rules("get", "''", "pods")) == [])
    // The same, written otherwise.
    #expect(
      edits(
        role, from: rules("get, list", "''", "pods"),
        to: "rules: [{apiGroups: [''], resources: [pods], verbs: [get]}, "
          + "{apiGroups: [''], resources: [pods], verbs: [list]}]") == [])
    #expect(
      edits(role, from: rules("get", "''", "pods"), to: rules("'*'", "''", "pods")) == [
        "rbac-wildcard rules[0].verbs[0]"
      ])
    #expect(edits(role, from: rules("'*'", "''", "pods"), to: rules("get", "''", "pods")) == [])
    #expect(edits("", "\(role)\n\(rules("get", "''", "pods"))\n") == [])
    #expect(edits("", "\(role)\n\(rules("'*'", "'*'", "'*'"))\n") == ["rbac-wildcard rules"])

    let binding =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b, namespace: n}\n"
      + "roleRef: {kind: ClusterRole, name: admin}"
    func subjects(_ names: String...) -> String {
      "subjects: [\(names.map { "{kind: User, name: \($0)}" }.joined(separator: ", "))]"
    }
    #expect(edits(binding, from: subjects("a", "b"), to: subjects("b", "a")) == [])
    #expect(
      edits(binding, from: subjects("a"), to: subjects("a", "b")) == ["rbac-new-subject subjects[name=b]"])
    #expect(edits("", "\(binding)\n\(subjects("a"))\n") == ["rbac-new-subject subjects"])
  }

  @Test(arguments: [
    ("nginx", true, false), ("nginx:latest", true, false), ("nginx:1.2", false, false),
    ("host:5000/nginx", true, false), ("host:5000/nginx:1", false, false), ("n@sha256:0", true, true),
    ("n:1@sha256:0", false, true),
  ])
  func imageNames(_ text: String, _ isLatest: Bool, _ hasDigest: Bool) {
    let name = ImageName(text)
    #expect(name.isLatest == isLatest)
    #expect(name.hasDigest == hasDigest)
  }

  @Test func images() {
    let head = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: w}"
    func pod(_ first: String, _ second: String) -> String {
      "spec: {template: {spec: {initContainers: [{name: i, image: '\(first)'}], "
        + "containers: [{name: c, image: '\(second)'}]}}}"
    }
    let path = "spec.template.spec"
    #expect(
      edits(head, from: pod("a", "b:1"), to: pod("a", "b:2"))
        == ["image-without-digest \(path).containers[name=c].image"])
    #expect(
      edits(head, from: pod("a:1", "b:1"), to: pod("a", "b:2@sha256:00"))
        == ["image-latest \(path).initContainers[name=i].image"])
    #expect(
      edits("", "\(head)\n\(pod("a", "b:1"))\n") == [
        "image-latest \(path).initContainers[name=i].image",
        "image-without-digest \(path).containers[name=c].image",
      ])
  }

  @Test func secretsInPlainText() {
    let head = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}"
    #expect(edits("", "\(head)\nstringData: {a: x}\n") == ["secret-in-plain-text -"])
    #expect(edits(head, from: "data: {a: eA==}", to: "data: {a: eQ==}") == ["secret-in-plain-text data.a"])
    #expect(edits(head, from: "data: {a: eA==}", to: "data: {a: eA==}\ntype: Opaque") == [])
    #expect(edits(head, from: "data: {a: eA==, b: eA==}", to: "data: {a: eA==}") == [])
    #expect(edits("", "\(head)\ndata: {a: ENC}\nsops: {mac: x}\n") == [])
    #expect(edits("", "\(head)\ndata: {}\n") == [])
  }

  @Test func oneEditForAllClustersAndTheWorstFirst() throws {
    func deployment(_ replicas: Int, _ image: String) -> String {
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: w}\nspec:\n  replicas: \(replicas)\n"
        + "  template: {spec: {containers: [{name: c, image: '\(image)'}]}}\n"
    }
    var base: [String: String] = [:]
    var head: [String: String] = [:]
    for cluster in ["a", "b", "c"] {
      base["\(cluster)/x"] = deployment(2, "i:1")
      head["\(cluster)/x"] = deployment(cluster == "b" ? 0 : 2, "i:2")
    }
    let set = FleetDiff().compare(compiledFleet(base), compiledFleet(head))
    let edits = set.dangerousEdits()
    #expect(edits.map(\.rule.id) == ["replicas-to-zero", "image-without-digest"])
    #expect(edits.map(\.clusters) == [["b"], ["a", "b", "c"]])
    #expect(edits.map(\.changes) == [[1], [0, 1, 2]])
    #expect(try #require(edits.first).source.location.description == "b/x.yaml:5:13")
    #expect(BlastRadius(set).fleet == FleetSize(clusters: 3, applications: 1, resources: 3))
  }

  @Test func clustersAndApplicationsThatLoseAll() throws {
    func config(_ name: String) -> String { "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\n" }
    let base = [
      "a/web": config("one"), "a/db": config("two"), "b/web": config("one"), "b/db": config("two"),
      "c/web": config("one"), "d/old": config("three"),
    ]
    let head = ["a/db": config("two"), "b/db": config("two"), "d/new": config("three")]
    let set = FleetDiff().compare(compiledFleet(base), compiledFleet(head))
    let edits = set.dangerousEdits()
    #expect(edits.map(\.rule.id) == ["cluster-emptied", "application-removal"])
    #expect(edits.map(\.resource.description) == ["Cluster c", "Application web"])
    #expect(edits.map(\.clusters) == [["c"], ["a", "b"]])
    #expect(edits.map { $0.changes.map { set.changes[$0].cluster } } == [["c"], ["a", "b"]])
    #expect(edits.map { "\($0.source.location)" } == ["c/web.yaml:1:1", "a/web.yaml:1:1"])
    #expect(edits[1].otherPlaces.map { "\($0)" } == ["b/web.yaml:1:1"])
    // A part of the changes does not tell.
    #expect(set.filtered(ChangeFilter(kind: { $0 == "ConfigMap" })).dangerousEdits().isEmpty)
  }

  @Test func severalClustersThatLoseAllAreOneEdit() throws {
    func config(_ name: String) -> String { "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\n" }
    func place(_ name: String) -> SourceModel.SourceLocation {
      SourceModel.SourceLocation(path: SourcePath.root.child("\(name).yaml"), line: 7)
    }
    var base: [String: String] = [:]
    for cluster in ["a", "b", "c", "d"] {
      base["\(cluster)/web"] = config("one")
      base["\(cluster)/db"] = config("two")
    }
    let head = ["a/web": config("one"), "d/web": config("one")]
    let set = FleetDiff().compare(
      compiledFleet(base), compiledFleet(head),
      inventory: ["a", "b", "c"].map { Cluster(name: $0, locations: [place($0)]) },
      applications: [("db", place("set"))])
    let edits = set.dangerousEdits()
    #expect(edits.map(\.resource.description) == ["Cluster {cluster}", "Application db"])
    #expect(edits.map(\.clusters) == [["b", "c"], ["a", "d"]])
    #expect(edits[0].message.hasPrefix("each cluster deletes all that it has from here (4 resources)"))
    #expect(edits[0].source.location == place("b") && edits[0].otherPlaces == [place("c")])
    #expect(edits[1].source.location == place("set") && edits[1].otherPlaces == [])
  }

  @Test func applicationsThatDifferByTheirClusterAreOne() throws {
    func config(_ name: String) -> String { "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\n" }
    var base: [String: String] = [:]
    for cluster in ["east", "north", "west"] {
      base["\(cluster)/\(cluster)-web"] = config("one")
      base["\(cluster)/old"] = config("two")
      base["\(cluster)/kept"] = config("three")
    }
    base["east/east-alone"] = config("four")
    let head = base.filter { $0.key.hasSuffix("kept") }
    let edits = FleetDiff().compare(compiledFleet(base), compiledFleet(head)).dangerousEdits()
    #expect(
      edits.map { "\($0.resource) on \($0.clusters.joined(separator: " ")): \($0.changes.count)" } == [
        "Application east-alone on east: 1", "Application old on east north west: 3",
        "Application {cluster}-web on east north west: 3",
      ])
  }

  /// The table of the documentation and the rules are the same.
  @Test func everyRuleIsInTheTable() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: package.appending(path: "docs/diff.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
    for rule in DangerRule.all {
      #expect(
        rows.contains { $0.hasPrefix("| `\(rule.id)` | \(rule.severity.word) | \(rule.title)") }, "\(rule.id)"
      )
    }
  }

  @Test func rulesHaveNamesOfTheirOwn() {
    let ids = DangerRule.all.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids { #expect(id.allSatisfy { $0 == "-" || ($0.isLowercase && $0.isASCII) }) }
  }
}
