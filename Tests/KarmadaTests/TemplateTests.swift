import KubernetesModel
import SourceModel
import TestSupport
import Testing
import YAML

@testable import Karmada

/// What Karmada's interpreters find in a template: replicas, where shares are written, and dependencies.
@Suite struct TemplateTests {
  private static func policy(_ apiVersion: String, _ kind: String, _ placement: String) -> String {
    """
    ---
    apiVersion: policy.karmada.io/v1alpha1
    kind: PropagationPolicy
    metadata: {name: p, namespace: demo}
    spec:
      propagateDeps: true
      resourceSelectors: [{apiVersion: \(apiVersion), kind: \(kind)}]
      placement: \(placement)
    """
  }

  private static func template(_ apiVersion: String, _ kind: String, _ spec: String) -> String {
    """
    apiVersion: \(apiVersion)
    kind: \(kind)
    metadata: {name: web, namespace: demo}
    spec: \(spec)

    """
  }

  private static let byWeight = """
    {replicaScheduling: {weightPreference: {staticWeightList: [
      {targetCluster: {clusterNames: [a]}, weight: 2}, {targetCluster: {clusterNames: [b]}, weight: 1}]}}}
    """

  private func divided(_ apiVersion: String, _ kind: String, _ spec: String) throws -> PropagationFixture {
    try PropagationFixture(
      MarkedYAML(Self.template(apiVersion, kind, spec) + Self.policy(apiVersion, kind, Self.byWeight)))
  }

  // MARK: - RayService

  /// A RayService with a head and worker groups.
  private func ray(_ replicas: [Int?]) -> String {
    let groups = replicas.map { $0.map { "{replicas: \($0)}" } ?? "{groupName: g}" }.joined(separator: ", ")
    return "{rayClusterConfig: {headGroupSpec: {template: {spec: {}}}, workerGroupSpecs: [\(groups)]}}"
  }

  private func workers(_ fixture: PropagationFixture) -> [String: [String]] {
    var result: [String: [String]] = [:]
    for set in fixture.result.value?.clusters ?? [] {
      let document = set.resources[0].resource.document
      let groups = document.items(document[document.root, ["spec", "rayClusterConfig", "workerGroupSpecs"]])
      result[set.cluster] = groups.map { document[$0, "replicas"].map(document.string) ?? "-" }
    }
    return result
  }

  @Test func workersOfARayServiceAreDividedAmongItsGroups() throws {
    // 7 replicas are 5 and 2; each cluster has a head of its own.
    #expect(workers(try divided("ray.io/v1", "RayService", ray([6]))) == ["a": ["4"], "b": ["1"]])
    // 10 are 7 and 3: 6 and 2 workers in proportion to 1, 2, 6.
    #expect(
      workers(try divided("ray.io/v1", "RayService", ray([1, 2, 6]))) == [
        "a": ["1", "1", "4"], "b": ["0", "0", "2"],
      ])
    #expect(
      workers(try divided("ray.io/v1", "RayService", ray([4, nil]))) == ["a": ["2", "0"], "b": ["1", "0"]])
  }

  @Test func aRayServiceThatIsNotDividedStaysAsItIs() throws {
    let text = Self.template("ray.io/v1", "RayService", ray([1, 2, 4]))
    let fixture = try PropagationFixture(
      MarkedYAML(text + Self.policy("ray.io/v1", "RayService", "{}")))
    #expect(fixture.findings.isEmpty)
    #expect(workers(fixture) == ["a": ["1", "2", "4"], "b": ["1", "2", "4"]])
    let alone = try divided("ray.io/v1", "RayService", ray([]))
    #expect(alone.placed.keys.sorted() == ["a"], "a head is one replica")
  }

  @Test func groupsThatGetLessThanNothingAreReported() throws {
    // 5 replicas are 3 and 2: two workers in four equal groups are rounded to one each.
    let fixture = try divided("ray.io/v1", "RayService", ray([1, 1, 1, 1]))
    #expect(fixture.findings.contains { $0.contains("karmada.negative-workers") })
    #expect(workers(fixture)["a"] == ["1", "1", "1", "-1"])
  }

  // MARK: - Counts

  @Test(arguments: [
    ("apps.kruise.io/v1alpha1", "BroadcastJob"), ("argoproj.io/v1alpha1", "Workflow"),
  ])
  func scriptsWriteAFieldThatIsNotThere(apiVersion: String, kind: String) throws {
    let fixture = try divided(apiVersion, kind, "{}")
    #expect(fixture.values(["spec", "parallelism"]) == ["a": "1"])
  }

  @Test func parallelismOfAFlinkDeploymentNeedsItsSlots() throws {
    func total(_ rest: String) throws -> Int {
      let resource = "resource: {cpu: 1, memory: 1Gi}"
      let fixture = try divided(
        "flink.apache.org/v1beta1", "FlinkDeployment",
        "{jobManager: {\(resource)}, taskManager: {\(resource)}, \(rest)}")
      #expect(!fixture.result.diagnostics.hasErrors, "\(fixture.messages)")
      return Int(fixture.result.value?.decisions.first?.replicas ?? -1)
    }
    #expect(
      try total("job: {parallelism: 5}, flinkConfiguration: {taskmanager.numberOfTaskSlots: \"2\"}") == 4)
    #expect(try total("job: {parallelism: 5}, flinkConfiguration: {}") == 2)
    #expect(try total("job: {}, flinkConfiguration: {taskmanager.numberOfTaskSlots: \"2\"}") == 2)
    let broken = try divided(
      "flink.apache.org/v1beta1", "FlinkDeployment", "{jobManager: {}, taskManager: {replicas: 1}}")
    #expect(broken.findings.count == 4, "cpu and memory of both")
  }

  // MARK: - Dependencies

  private static let pod = """
    {containers: [{env: [{valueFrom: {configMapKeyRef: {name: one}}}]}], serviceAccountName: account,
     volumes: [{secret: {secretName: two}}, {persistentVolumeClaim: {claimName: claim}}]}
    """
  private static let objects = [
    "ConfigMap one", "PersistentVolumeClaim claim", "Secret three", "Secret two", "ServiceAccount account",
  ]

  /// A kind with its spec, and what of `objects` it takes along.
  private static let dependencies: [(apiVersion: String, kind: String, spec: String, found: [String])] = [
    (
      "apps.kruise.io/v1alpha1", "DaemonSet", "{template: {spec: \(pod)}}",
      ["ConfigMap one", "PersistentVolumeClaim claim", "Secret two", "ServiceAccount account"]
    ),
    // The interpreter takes the claims of this kind along, unlike those of apps/v1.
    (
      "apps.kruise.io/v1beta1", "StatefulSet",
      "{replicas: 1, volumeClaimTemplates: [{metadata: {name: claim}}], template: {spec: \(pod)}}",
      ["ConfigMap one", "PersistentVolumeClaim claim", "Secret two", "ServiceAccount account"]
    ),
    (
      "apps/v1", "StatefulSet",
      "{replicas: 1, volumeClaimTemplates: [{metadata: {name: claim}}], template: {spec: \(pod)}}",
      ["ConfigMap one", "Secret two", "ServiceAccount account"]
    ),
    (
      "apps.kruise.io/v1alpha1", "UnitedDeployment",
      "{replicas: 1, template: {statefulSetTemplate: {spec: {template: {spec: \(pod)}}}}}", []
    ),
    (
      "apps.kruise.io/v1alpha1", "AdvancedCronJob",
      "{template: {broadcastJobTemplate: {spec: {template: {spec: \(pod)}}}}}",
      ["ConfigMap one", "PersistentVolumeClaim claim", "Secret two", "ServiceAccount account"]
    ),
    ("apps.kruise.io/v1alpha1", "SidecarSet", pod, ["ConfigMap one", "Secret two"]),
    ("argoproj.io/v1alpha1", "Workflow", pod, ["PersistentVolumeClaim claim", "ServiceAccount account"]),
    (
      "argoproj.io/v1alpha1", "Workflow",
      "{volumes: [{secret: {name: two}}], executor: {serviceAccountName: account}}",
      ["Secret two", "ServiceAccount account"]
    ),
    ("kubeflow.org/v1", "Notebook", "{template: {spec: \(pod)}}", []),
    (
      "kubeflow.org/v1", "PyTorchJob", "{pytorchReplicaSpecs: {Worker: {template: {spec: \(pod)}}}}",
      ["ConfigMap one", "PersistentVolumeClaim claim", "Secret two", "ServiceAccount account"]
    ),
    (
      "kubeflow.org/v1", "TFJob",
      "{tfReplicaSpecs: {Chief: {template: {spec: \(pod)}}, Other: {template: {spec: {serviceAccountName: account}}}}}",
      ["ConfigMap one", "PersistentVolumeClaim claim", "Secret two", "ServiceAccount account"]
    ),
    (
      "kubeflow.org/v2beta1", "MPIJob",
      "{mpiReplicaSpecs: {Launcher: {template: {spec: {serviceAccountName: account}}}}}",
      ["ServiceAccount account"]
    ),
    (
      "ray.io/v1", "RayJob",
      "{rayClusterSpec: {workerGroupSpecs: [{template: {spec: {serviceAccountName: account}}}]}, submitterPodTemplate: {spec: {imagePullSecrets: [{name: two}]}}}",
      ["Secret two", "ServiceAccount account"]
    ),
    ("ray.io/v1", "RayCluster", "{headGroupSpec: {template: {spec: \(pod)}}}", []),
    (
      "source.toolkit.fluxcd.io/v1", "GitRepository",
      "{secretRef: {name: two}, verify: {secretRef: {name: three}}, serviceAccountName: account}",
      ["Secret three", "Secret two"]
    ),
    ("source.toolkit.fluxcd.io/v1beta2", "GitRepository", "{secretRef: {name: two}}", []),
    (
      "source.toolkit.fluxcd.io/v1beta2", "OCIRepository",
      "{certSecretRef: {name: two}, serviceAccountName: account}", ["Secret two", "ServiceAccount account"]
    ),
    (
      "source.toolkit.fluxcd.io/v1beta2", "HelmChart",
      "{verify: {secretRef: {name: two}}, secretRef: {name: three}}", ["Secret two"]
    ),
    (
      "helm.toolkit.fluxcd.io/v2beta1", "HelmRelease",
      "{valuesFrom: [{kind: ConfigMap, name: one}, {kind: Secret, name: two}], chart: {spec: {verify: {secretRef: {name: three}}}}, serviceAccountName: account}",
      ["ConfigMap one", "Secret three", "Secret two", "ServiceAccount account"]
    ),
  ]

  @Test(arguments: dependencies.indices)
  func dependenciesAreThoseOfTheInterpreters(index: Int) throws {
    let (apiVersion, kind, spec, found) = Self.dependencies[index]
    var text = Self.template(apiVersion, kind, spec)
    for object in Self.objects {
      let words = object.split(separator: " ")
      text += "---\napiVersion: v1\nkind: \(words[0])\nmetadata: {name: \(words[1]), namespace: demo}\n"
    }
    let fixture = try PropagationFixture(
      MarkedYAML(text + Self.policy(apiVersion, kind, "{}")), clusters: ["a"])
    let placed = fixture.placed["a"]?.filter { $0 != "\(kind) web" }
    #expect(placed == found)
  }

  // MARK: - Scripts

  private static func customization(_ name: String, _ scripts: [(field: String, script: String)]) -> String {
    let customizations = scripts.map { field, script in
      let lines = script.split(separator: "\n").map { "        \($0)" }.joined(separator: "\n")
      return "    \(field):\n      luaScript: |\n\(lines)"
    }
    return """
      ---
      apiVersion: config.karmada.io/v1alpha1
      kind: ResourceInterpreterCustomization
      metadata: {name: \(name)}
      spec:
        target: {apiVersion: x.io/v1, kind: Widget}
        customizations:
      \(customizations.joined(separator: "\n"))

      """
  }

  private static let count = """
    local kube = require("kube")
    function GetReplicas(obj)
      -- as in the documentation
      replica = obj.spec.size
      local requirement = kube.accuratePodRequirements(obj.spec.template)
      return replica, requirement
    end
    """
  private static let revise = """
    function ReviseReplica(obj, desired)
      obj.spec.size = desired
      return obj
    end
    """
  private static let depend = """
    local kube = require('kube')
    function GetDependencies(obj)
      refs = kube.getPodDependencies(obj.spec.template, obj.metadata.namespace)
      return refs
    end
    """

  private func widget(_ customizations: String, size: Int = 6) throws -> PropagationFixture {
    let spec =
      "{size: \(size), template: {spec: {nodeSelector: {a: b}, serviceAccountName: account}}}"
    return try PropagationFixture(
      MarkedYAML(
        Self.template("x.io/v1", "Widget", spec)
          + "---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: account, namespace: demo}\n"
          + Self.policy("x.io/v1", "Widget", Self.byWeight) + "\n" + customizations))
  }

  @Test func scriptsThatOnlyNameFieldsAreUnderstood() throws {
    let all = Self.customization(
      "c",
      [
        ("replicaResource", Self.count), ("replicaRevision", Self.revise),
        ("dependencyInterpretation", Self.depend),
      ])
    let fixture = try widget(all)
    #expect(fixture.findings.isEmpty, "\(fixture.messages)")
    #expect(
      fixture.placed == [
        "a": ["ServiceAccount account", "Widget web"], "b": ["ServiceAccount account", "Widget web"],
      ])
    let sizes = fixture.result.value?.clusters.map { set in
      let document = set.resources[1].resource.document
      return document[document.root, ["spec", "size"]].map(document.string)
    }
    #expect(sizes == ["4", "2"])
    // The node selector makes a workload of it, so that it goes nowhere with 0 replicas.
    #expect(try widget(all, size: 0).placed.isEmpty)
  }

  @Test(arguments: [
    "function GetReplicas(obj)\n  return obj.spec.size + 1\nend",
    "function GetReplicas(obj)\n  return other.size\nend",
    "function GetReplicas(obj)\n  if obj.spec.size == nil then\n    return 1\n  end\n  return obj.spec.size\nend",
    "function GetReplicas(obj)\n  obj.spec.size = 3\n  return obj.spec.size\nend",
    "function GetReplicas(obj)\n  return obj.spec.size",
    "function GetReplicas(obj)\n  return obj.spec.size, kube.accuratePodRequirements(obj.spec.template)\nend",
    "return obj.spec.size", "function GetReplicas(obj)\n  return obj.spec.size\nend\nprint(1)", "",
  ])
  func scriptsThatWouldHaveToBeRunAreRefused(script: String) throws {
    let fixture = try widget(Self.customization("c", [("replicaResource", script)]))
    #expect(fixture.findings.contains { $0.hasPrefix("error karmada.lua-script") }, "\(fixture.findings)")
  }

  @Test func ofSeveralCustomizationsTheFirstNameCounts() throws {
    let other = Self.customization(
      "b", [("replicaResource", Self.count.replacing("obj.spec.size", with: "obj.spec.other"))])
    let first = Self.customization("a", [("replicaResource", Self.count), ("replicaRevision", Self.revise)])
    for text in [other + first, first + other] {
      let fixture = try widget(text)
      #expect(!fixture.result.diagnostics.hasErrors, "\(fixture.messages)")
      #expect(fixture.values(["spec", "size"]) == ["a": "4", "b": "2"])
    }
  }
}
