import Inventory
import KubernetesModel
import SourceModel
import Testing
import YAML

/// Parses YAML that must be sound.
private func documents(_ text: String, path: String = "clusters.yaml") throws -> [Document] {
  let path = try #require(SourcePath(path))
  let result = YAMLParser().parse(Array(text.utf8), path: path)
  try #require(result.diagnostics.isEmpty)
  return result.documents
}

private func secret(_ object: String, name: String, server: String, labels: String = "") -> String {
  """
  apiVersion: v1
  kind: Secret
  metadata:
    name: \(object)
    labels:
      argocd.argoproj.io/secret-type: cluster
      \(labels)
  stringData:
    name: \(name)
    server: \(server)
    config: "hunter2"
  ---

  """
}

@Suite struct InventoryTests {
  @Test func readsEveryKindOfClusterAndMergesByName() throws {
    let text =
      secret("s", name: "prod-west", server: "https://west.example.com", labels: "env: prod") + """
        apiVersion: cluster.karmada.io/v1alpha1
        kind: Cluster
        metadata: {name: prod-west, labels: {tier: gold}}
        spec: {provider: aws, region: us-west-2, zone: a, taints: [{key: k, value: v, effect: NoExecute}]}
        status:
          apiEnablements: [{groupVersion: apps/v1, resources: [{kind: Deployment, name: deployments}]}]
        ---
        apiVersion: core.kubefed.io/v1beta1
        kind: KubeFedCluster
        metadata: {name: prod-west, labels: {kf: "1"}}
        ---
        apiVersion: cluster.x-k8s.io/v1beta1
        kind: Cluster
        metadata: {name: edge, labels: {capi: "1"}}
        ---
        kind: Cluster
        apiVersion: kind.x-k8s.io/v1alpha4
        nodes: [{role: control-plane}]
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: other}
        stringData: {name: x, server: y}
        """
    let result = Inventory.read(documents: try documents(text))
    #expect(result.diagnostics.isEmpty)
    let inventory = try #require(result.value)
    #expect(inventory.clusters.map(\.name) == ["edge", "prod-west"])
    let west = try #require(inventory.cluster(named: "prod-west"))
    #expect(west.argoCD?.server == "https://west.example.com")
    #expect(west.argoCD?.labels["argocd.argoproj.io/secret-type"] == "cluster")
    #expect(west.karmada?.zones == ["a"])
    #expect(west.karmada?.taints == [Cluster.Taint(key: "k", value: "v", effect: "NoExecute")])
    #expect(west.karmada?.apiEnablements == ["apps/v1": ["Deployment"]])
    #expect(west.kubeFed?.labels["kf"] == "1")
    #expect(west.labels["tier"] == "gold" && west.labels["env"] == "prod")
    #expect(west.locations.count == 3)
    let edge = try #require(inventory.cluster(named: "edge"))
    #expect(edge.argoCD == nil && edge.karmada == nil && edge.labels["capi"] == "1")
  }

  @Test func findsClustersByServerWhateverTheSlashes() throws {
    let text =
      secret("a", name: "a", server: "https://a.example.com/")
      + secret("b", name: "b", server: "https://b.example.com")
    let inventory = try #require(Inventory.read(documents: try documents(text)).value)
    #expect(inventory.cluster(server: "https://a.example.com")?.name == "a")
    #expect(inventory.cluster(server: "https://b.example.com//")?.name == "b")
    #expect(inventory.cluster(server: "https://c.example.com") == nil)
    #expect(inventory.cluster(server: "https://a.example.com")?.server == "https://a.example.com/")
  }

  @Test func theInClusterDestinationIsTheConfiguredClusterOrTheOneWithItsServer() throws {
    let place = SourceLocation(path: .root, line: 1, column: 1)
    let mine = secret("m", name: "management", server: "https://management.example.com")
    let configured = try #require(
      Inventory.read(documents: try documents(mine), inCluster: ("management", place)).value)
    #expect(configured.cluster(named: "in-cluster")?.name == "management")
    #expect(configured.cluster(server: "https://kubernetes.default.svc/")?.name == "management")
    let unknown = Inventory.read(documents: try documents(mine), inCluster: ("managment", place))
    #expect(unknown.diagnostics.map(\.id) == ["inventory.in-cluster"])
    #expect(unknown.diagnostics.first?.message.contains("did you mean management?") == true)
    #expect(unknown.value?.inCluster == nil)
    let local = secret("l", name: "local", server: "https://kubernetes.default.svc")
    let registered = try #require(
      Inventory.read(documents: try documents(local + mine), inCluster: ("management", place)).value)
    #expect(registered.inCluster?.name == "local")
  }

  @Test func readsBase64DataAndRefusesWhatIsNone() throws {
    let text = """
      apiVersion: v1
      kind: Secret
      metadata: {name: s, labels: {argocd.argoproj.io/secret-type: cluster}}
      data: {name: YWxwaGE=, server: aHR0cHM6Ly9hLmV4YW1wbGUuY29t, project: cGxhdGZvcm0=, config: "!!"}
      """
    let cluster = try #require(Inventory.read(documents: try documents(text)).value?.clusters.first)
    #expect(cluster.name == "alpha" && cluster.server == "https://a.example.com")
    #expect(cluster.argoCD?.project == "platform")
    let broken = text.replacing("YWxwaGE=", with: "YWxwaGE")
    let result = Inventory.read(documents: try documents(broken))
    #expect(result.diagnostics.map(\.id) == ["inventory.base64", "inventory.cluster-without-name"])
    #expect(result.diagnostics.first?.location?.description == "clusters.yaml:4:14")
  }

  @Test func reportsTwoServersForOneNameAndTakesTheLater() throws {
    let text =
      secret("a", name: "dup", server: "https://one") + secret("b", name: "dup", server: "https://two")
    let strict = Inventory.read(documents: try documents(text))
    #expect(strict.diagnostics.map(\.id) == ["inventory.two-servers"])
    #expect(strict.diagnostics.hasErrors)
    #expect(strict.diagnostics.first?.notes.first?.location?.line == 1)
    let lenient = Inventory.read(documents: try documents(text), oddSecrets: .warning)
    #expect(!lenient.diagnostics.hasErrors)
    #expect(lenient.value?.clusters.map(\.server) == ["https://two"])
    #expect(lenient.value?.servers(named: "dup") == ["https://one", "https://two"])
  }

  @Test func takesSecretsWithoutANameWhereArgoCDDoes() throws {
    let text = secret("a", name: "", server: "https://one")
    #expect(Inventory.read(documents: try documents(text)).diagnostics.hasErrors)
    let lenient = Inventory.read(documents: try documents(text), oddSecrets: .warning)
    #expect(lenient.diagnostics.map(\.id) == ["inventory.cluster-without-name"])
    #expect(lenient.value?.clusters.map(\.name) == [""])
  }

  @Test func reportsOneServerUnderTwoNames() throws {
    let text = secret("a", name: "x", server: "https://one") + secret("b", name: "y", server: "https://one/")
    let result = Inventory.read(documents: try documents(text))
    #expect(result.diagnostics.map(\.id) == ["inventory.two-names"])
  }

  @Test func reportsObjectsThatDifferAndRegionsThatContradict() throws {
    let text = """
      apiVersion: cluster.karmada.io/v1alpha1
      kind: Cluster
      metadata: {name: a, labels: {topology.kubernetes.io/region: east}}
      spec: {region: west}
      """
    let region = Inventory.read(documents: try documents(text))
    #expect(region.diagnostics.map(\.id) == ["inventory.region-label"])
    #expect(!region.diagnostics.hasErrors)
    let two = Inventory.read(
      documents: try documents(text + "\n---\n" + text.replacing("west", with: "east")))
    #expect(two.diagnostics.map(\.id) == ["inventory.two-objects"])
    let same = Inventory.read(documents: try documents(text + "\n---\n" + text))
    #expect(same.diagnostics.map(\.id) == ["inventory.region-label"])
  }

  @Test func declaredClustersHaveAllViewsAndMustNotContradictObjects() throws {
    let text = """
      clusters:
      - dev
      - name: staging
        server: https://staging
        labels: {env: staging}
        region: eu
        zones: [a, b]
        taints: [{key: k, effect: NoSchedule}]
      """
    let document = try #require(try documents(text, path: "fleetfold.yaml").first)
    let list = try #require(document[document.root, "clusters"])
    let declared = DeclaredCluster.decode(document, list)
    #expect(declared.diagnostics.isEmpty)
    let result = Inventory.read(documents: [], declared: try #require(declared.value))
    #expect(result.diagnostics.isEmpty)
    let staging = try #require(result.value?.cluster(server: "https://staging"))
    #expect(staging.karmada?.region == "eu" && staging.karmada?.zones == ["a", "b"])
    #expect(staging.kubeFed?.labels["env"] == "staging" && staging.argoCD?.labels["env"] == "staging")
    #expect(result.value?.cluster(named: "dev")?.karmada != nil)
    let conflict = Inventory.read(
      documents: try documents(secret("s", name: "staging", server: "https://other")),
      declared: try #require(declared.value))
    #expect(conflict.diagnostics.map(\.id) == ["inventory.label-conflict"])
  }

  @Test func refusesUnknownFieldsOfDeclaredClusters() throws {
    let document = try #require(try documents("- {name: a, regoin: b}\n- {server: x}\n- {name: 5}\n").first)
    let result = DeclaredCluster.decode(document, document.root)
    #expect(
      result.diagnostics.map(\.id) == [
        "inventory.declared-field", "inventory.declared-name", "inventory.declared-type",
        "inventory.declared-name",
      ])
    #expect(result.diagnostics.first?.message.contains("did you mean `region`?") == true)
  }

  private func inventory(_ clusters: String) throws -> Compiled<Inventory> {
    let path = try #require(SourcePath("fleetfold.yaml"))
    let document = try #require(YAMLParser().parse(Array(clusters.utf8), path: path).documents.first)
    let declared = DeclaredCluster.decode(document, document.root)
    let read = Inventory.read(documents: [], declared: declared.value ?? [])
    return Compiled(read.value, declared.diagnostics + read.diagnostics)
  }

  @Test func capacityIsANumberOfReplicasOrAmounts() throws {
    let result = try inventory(
      """
      - {name: a, capacity: 12}
      - {name: b, capacity: {cpu: 3500m, memory: 8Gi, pods: 20}}
      - {name: c}
      """)
    #expect(result.diagnostics.isEmpty)
    let clusters = try #require(result.value).clusters
    #expect(clusters[0].karmada?.capacity == .replicas(12))
    let cpu = try #require(Quantity("0.5"))
    #expect(clusters[1].karmada?.capacity?.replicas(requesting: [("cpu", cpu)]) == 7)
    #expect(clusters[1].karmada?.capacity?.replicas(requesting: []) == 20)
    #expect(clusters[1].karmada?.capacity?.replicas(requesting: nil) == nil)
    #expect(clusters[2].karmada?.capacity == nil)
    let refused = try inventory(
      "[{name: a, capacity: much}, {name: b, capacity: {cpu: x}}, {name: c, capacity: -1}]")
    #expect(refused.diagnostics.map(\.id) == Array(repeating: "inventory.declared-type", count: 4))
  }

  @Test func controlPlanesAreNoMembersAndMakeTheirMembersKnown() throws {
    let result = try inventory(
      """
      - {name: karmada, server: "https://karmada:5443", controlPlane: karmada, members: [a]}
      - {name: a}
      """)
    #expect(result.diagnostics.isEmpty)
    let clusters = try #require(result.value).clusters
    #expect(clusters.map { $0.karmada != nil } == [true, false])
    #expect(clusters[1].controlPlane?.members == ["a"])
    #expect(clusters[1].server == "https://karmada:5443")
    let refused = try inventory(
      """
      - {name: one, controlPlane: karmada, members: [aa]}
      - {name: two, controlPlane: karmada}
      - {name: three, controlPlane: nomad}
      - {name: a, members: [one]}
      """)
    #expect(
      refused.diagnostics.map(\.message) == [
        "controlPlane must be karmada", "only a control plane has members; add `controlPlane: karmada`",
        "one has the member aa, which is no cluster of the fleet; did you mean a?",
        "there are several control planes, so two must name its own clusters; add `members`",
      ])
  }
}
