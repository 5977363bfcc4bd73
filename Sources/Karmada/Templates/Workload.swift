internal import KubernetesModel
internal import SourceModel
internal import YAML

/// What Karmada's interpreter finds in a template. Source: reference/karmada.md section 7.
struct Workload {
  /// Nil for kinds that have no count.
  var replicas: Int64?
  /// Resource requests, node selection or tolerations: they make a workload of a template with 0 replicas.
  var hasRequirements = false
  /// What one replica asks for; nil for kinds of which that can't be told offline.
  var requests: PodRequests?
  /// The field that gets a cluster's share; empty for kinds that are never written.
  var field: [String] = []
  /// `spec.completions` of a Job.
  var completions: Int64?

  var isWorkload: Bool { (replicas ?? 0) > 0 || hasRequirements }
}

/// How the replicas of one kind are read. Source: reference/karmada.md section 7.1.
private enum ReplicaRule {
  case replicas(default: Int64?)
  case parallelism
  case job
  case one
  case flink
  case ray
}

private func replicaRule(_ id: ResourceID) -> ReplicaRule? {
  switch (id.apiVersion, id.kind) {
  case ("apps/v1", "Deployment"), ("apps/v1", "ReplicaSet"), ("apps/v1", "StatefulSet"): .replicas(default: 1)
  case ("batch/v1", "Job"): .job
  case ("v1", "Pod"), ("kubeflow.org/v1", "Notebook"): .one
  case ("apps.kruise.io/v1alpha1", "CloneSet"), ("apps.kruise.io/v1alpha1", "UnitedDeployment"),
    ("apps.kruise.io/v1beta1", "StatefulSet"):
    .replicas(default: nil)
  case ("apps.kruise.io/v1alpha1", "BroadcastJob"), ("argoproj.io/v1alpha1", "Workflow"): .parallelism
  case ("flink.apache.org/v1beta1", "FlinkDeployment"): .flink
  case ("ray.io/v1", "RayService"): .ray
  default: nil
  }
}

/// Reads counts and requirements of one template, and writes the defaults that the API server would.
///
/// Emits `karmada.replicas`.
struct WorkloadReader {
  var document: Document
  let id: ResourceID
  private(set) var diagnostics: [Diagnostic] = []

  init(_ template: Resource) {
    document = template.document
    id = template.id
  }

  /// A customization replaces the built-in rules of its kind one by one.
  mutating func read(customization: ReplicaCustomization?) -> Workload {
    var workload = Workload()
    if let rule = replicaRule(id) {
      read(rule, countsReplicas: customization?.replicas == nil, into: &workload)
    }
    if let path = customization?.replicas {
      workload.replicas = count(path)
      // Such a script names no requests, and what it says replaces the built-in rule.
      workload.requests = PodRequests()
      workload.hasRequirements = false
    }
    if let path = customization?.revision { workload.field = path }
    return workload
  }

  private mutating func read(_ rule: ReplicaRule, countsReplicas: Bool, into workload: inout Workload) {
    switch rule {
    case .replicas(let standard):
      if let standard { writeDefault(["spec", "replicas"], standard) }
      if countsReplicas { workload.replicas = count(["spec", "replicas"]) }
      workload.field = ["spec", "replicas"]
    case .parallelism:
      workload.replicas = optionalCount(["spec", "parallelism"]) ?? 1
      workload.field = ["spec", "parallelism"]
    case .job: readJob(&workload)
    case .one: workload.replicas = 1
    case .flink: workload.replicas = flinkReplicas()
    case .ray:
      // One head beside the workers of all groups.
      let groups =
        node(["spec", "rayClusterConfig", "workerGroupSpecs"]).map { Array(document.children($0)) } ?? []
      workload.replicas = groups.reduce(1) { $0 + (document[$1, "replicas"].flatMap { count($0) } ?? 0) }
    }
    if let pod = podSpec(of: id, in: document), document.isMapping(pod) {
      let requests = PodRequests(pod, in: document)
      workload.requests = requests
      workload.hasRequirements = !requests.isEmpty || restrictsNodes(pod)
    }
  }

  // MARK: - Counts

  private func node(_ path: [String]) -> NodeID? {
    guard let node = document[document.root, path], document.kubernetesScalar(node) != .null else {
      return nil
    }
    return node
  }

  private mutating func count(_ path: [String]) -> Int64? {
    if let node = node(path) { return count(node) }
    let field = path.joined(separator: ".")
    diagnostics.append(
      .error(
        unreadableReplicas,
        "\(id): Karmada reads the replicas of this kind from \(field), which is missing; add it",
        at: document.location(document.root)))
    return nil
  }

  private mutating func optionalCount(_ path: [String]) -> Int64? { node(path).flatMap { count($0) } }

  private mutating func count(_ node: NodeID) -> Int64? {
    if let value = document.kubernetesInteger(node), value >= 0, value <= Int64(Int32.max) { return value }
    diagnostics.append(
      .error(
        unreadableReplicas,
        "\(id): \(document.key(node)) must be an integer from 0 to \(Int32.max); the template can't be placed",
        at: document.location(node)))
    return nil
  }

  private mutating func writeDefault(_ path: [String], _ value: Int64) {
    guard node(path) == nil, let spec = document[document.root, "spec"], document.isMapping(spec),
      let key = path.last
    else { return }
    let author = Author(.defaulted, step: "Kubernetes default", at: document.location(spec))
    document.set(key, in: spec, to: .integer(Int(value)), by: author)
  }

  private mutating func readJob(_ workload: inout Workload) {
    let hasCompletions = node(["spec", "completions"]) != nil
    if node(["spec", "parallelism"]) == nil {
      writeDefault(["spec", "parallelism"], 1)
      if !hasCompletions { writeDefault(["spec", "completions"], 1) }
    }
    workload.completions = optionalCount(["spec", "completions"])
    let parallelism = optionalCount(["spec", "parallelism"]) ?? 1
    workload.replicas = min(parallelism, workload.completions ?? parallelism)
    workload.field = ["spec", "parallelism"]
  }

  private mutating func flinkReplicas() -> Int64 {
    let masters = optionalCount(["spec", "jobManager", "replicas"]) ?? 1
    if let workers = optionalCount(["spec", "taskManager", "replicas"]) { return masters + workers }
    let parallelism = optionalCount(["spec", "job", "parallelism"]) ?? 1
    let slots = node(["spec", "flinkConfiguration", "taskmanager.numberOfTaskSlots"])
    let perWorker = max(1, slots.flatMap { Int64(document.string($0)) } ?? 1)
    return masters + (parallelism == 0 ? 0 : (parallelism - 1) / perWorker + 1)
  }

  // MARK: - Requirements

  /// Whether a pod can't run on any node as it is.
  private func restrictsNodes(_ pod: NodeID) -> Bool {
    if let selector = document[pod, "nodeSelector"], document.firstChild(selector) != nil { return true }
    if let tolerations = document[pod, "tolerations"], document.firstChild(tolerations) != nil { return true }
    let required = ["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"]
    return document[pod, required].map { document.isMapping($0) } ?? false
  }
}

/// The pod template's spec of a kind that has one; nil for others.
func podSpec(of id: ResourceID, in document: Document) -> NodeID? {
  let path: [String]
  switch (id.apiVersion, id.kind) {
  case ("v1", "Pod"): path = ["spec"]
  case ("batch/v1", "CronJob"): path = ["spec", "jobTemplate", "spec", "template", "spec"]
  case ("apps.kruise.io/v1alpha1", "UnitedDeployment"):
    let workload = [
      "statefulSetTemplate", "advancedStatefulSetTemplate", "cloneSetTemplate", "deploymentTemplate",
    ]
    .first { document[document.root, ["spec", "template", $0]] != nil }
    guard let workload else { return nil }
    path = ["spec", "template", workload, "spec", "template", "spec"]
  case ("apps.kruise.io/v1alpha1", "AdvancedCronJob"):
    let job = ["jobTemplate", "broadcastJobTemplate"].first {
      document[document.root, ["spec", "template", $0]] != nil
    }
    guard let job else { return nil }
    path = ["spec", "template", job, "spec", "template", "spec"]
  case ("apps/v1", "Deployment"), ("apps/v1", "ReplicaSet"), ("apps/v1", "StatefulSet"),
    ("apps/v1", "DaemonSet"),
    ("batch/v1", "Job"), ("apps.kruise.io/v1alpha1", "CloneSet"), ("apps.kruise.io/v1beta1", "StatefulSet"),
    ("apps.kruise.io/v1alpha1", "DaemonSet"), ("apps.kruise.io/v1alpha1", "BroadcastJob"),
    ("kubeflow.org/v1", "Notebook"):
    path = ["spec", "template", "spec"]
  default: return nil
  }
  return document[document.root, path]
}

private let unreadableReplicas = "karmada.replicas"
