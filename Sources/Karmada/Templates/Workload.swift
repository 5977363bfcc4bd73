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
  /// How a cluster's share is written.
  var revision = ReplicaRevision.none
  /// `spec.completions` of a Job.
  var completions: Int64?
  /// How the replicas came about where no field states them.
  var arithmetic: String?

  var isWorkload: Bool { (replicas ?? 0) > 0 || hasRequirements }
}

/// How the replicas of one kind are read. Source: reference/karmada.md section 7.1.
private enum ReplicaRule {
  case replicas(default: Int64?)
  case parallelism
  case workflow
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
  case ("apps.kruise.io/v1alpha1", "BroadcastJob"): .parallelism
  case ("argoproj.io/v1alpha1", "Workflow"): .workflow
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
  mutating func read(customization: InterpreterCustomization?) -> Workload {
    var workload = Workload()
    if let rule = replicaRule(id) {
      read(rule, countsReplicas: customization?.replicas == nil, into: &workload)
    }
    if let script = customization?.replicas {
      workload.replicas = count(script.field)
      // What the script says replaces the built-in rule.
      workload.requests = PodRequests()
      workload.hasRequirements = false
      if let template = script.podTemplate, let pod = node(template + ["spec"]), document.isMapping(pod) {
        require(PodRequests(pod, in: document), on: pod, &workload)
      }
    }
    if let path = customization?.revision { workload.revision = .field(path, isMade: true) }
    return workload
  }

  private mutating func read(_ rule: ReplicaRule, countsReplicas: Bool, into workload: inout Workload) {
    switch rule {
    case .replicas(let standard):
      if let standard { writeDefault(["spec", "replicas"], standard) }
      if countsReplicas { workload.replicas = count(["spec", "replicas"]) }
      workload.revision = .field(["spec", "replicas"], isMade: standard == nil)
    case .parallelism, .workflow:
      workload.replicas = optionalCount(["spec", "parallelism"]) ?? 1
      workload.revision = .field(["spec", "parallelism"], isMade: true)
    case .job: readJob(&workload)
    case .one: workload.replicas = 1
    case .flink: readFlink(&workload)
    case .ray: readRay(&workload)
    }
    if case .workflow = rule, let spec = node(["spec"]) {
      // A workflow restricts the nodes of its pods itself; what they ask for is not looked at.
      workload.requests = PodRequests()
      workload.hasRequirements = restrictsNodes(spec)
    } else if let pod = podSpec(of: id, in: document), document.isMapping(pod) {
      require(PodRequests(pod, in: document), on: pod, &workload)
    }
  }

  private func require(_ requests: PodRequests, on pod: NodeID, _ workload: inout Workload) {
    workload.requests = requests
    workload.hasRequirements = !requests.isEmpty || restrictsNodes(pod)
  }

  // MARK: - Counts

  private func node(_ path: [String]) -> NodeID? {
    guard let node = document[document.root, path], document.kubernetesScalar(node) != .null else {
      return nil
    }
    return node
  }

  private mutating func count(_ path: [String]) -> Int64? { required(path).flatMap { count($0) } }

  private mutating func required(_ path: [String]) -> NodeID? {
    if let node = node(path) { return node }
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
    if let completions = workload.completions, completions < parallelism {
      workload.arithmetic = "parallelism \(parallelism) counts as \(completions), the completions"
    }
    workload.revision = .field(["spec", "parallelism"], isMade: false)
  }

  /// Job managers and task managers together; what the interpreter can't do without is an error.
  private mutating func readFlink(_ workload: inout Workload) {
    for manager in ["jobManager", "taskManager"] {
      for field in ["cpu", "memory"] { _ = required(["spec", manager, "resource", field]) }
    }
    let masters = managers("jobManager") ?? 1
    let workers = managers("taskManager") ?? flinkWorkers()
    workload.replicas = masters + workers
    workload.arithmetic =
      "\(masters) job managers and \(workers) task managers count as \(masters + workers) replicas"
    workload.requests = PodRequests(
      largest: ["jobManager", "taskManager"].compactMap { node(["spec", $0, "resource"]) }, in: document)
  }

  private mutating func managers(_ kind: String) -> Int64? {
    guard let count = node(["spec", kind, "replicas"]), !document.valueEquals(count, "") else { return nil }
    return self.count(count)
  }

  /// The task managers that a job's parallelism asks for; one where that or the number of slots is not stated.
  private mutating func flinkWorkers() -> Int64 {
    guard required(["spec", "job"]) != nil, required(["spec", "flinkConfiguration"]) != nil else { return 1 }
    guard let parallelism = optionalCount(["spec", "job", "parallelism"]),
      let slots = node(["spec", "flinkConfiguration", "taskmanager.numberOfTaskSlots"]),
      !document.string(slots).isEmpty
    else { return 1 }
    guard let perWorker = Int64(document.string(slots)), perWorker > 0 else {
      diagnostics.append(
        .error(
          unreadableReplicas,
          "\(id): spec.flinkConfiguration taskmanager.numberOfTaskSlots must be a positive number; the template can't be placed",
          at: document.location(slots)))
      return 1
    }
    return parallelism == 0 ? 0 : (parallelism - 1) / perWorker + 1
  }

  /// One head beside the workers of all groups; nothing without a head.
  private mutating func readRay(_ workload: inout Workload) {
    workload.replicas = 0
    workload.revision = .rayWorkers
    guard let head = node(["spec", "rayClusterConfig", "headGroupSpec", "template"]) else { return }
    var count: Int64 = 1
    var requests = document[head, "spec"].map { PodRequests($0, in: document) } ?? PodRequests()
    for group in document.items(node(["spec", "rayClusterConfig", "workerGroupSpecs"])) {
      if let replicas = document[group, "replicas"], document.kubernetesScalar(replicas) != .null {
        count += self.count(replicas) ?? 0
      }
      if let pod = document[group, ["template", "spec"]] {
        requests.raise(["cpu", "memory"], to: PodRequests(pod, in: document))
      }
    }
    workload.replicas = count
    workload.arithmetic = "the head and \(count - 1) workers count as \(replicas(count))"
    workload.requests = requests
    if let pod = document[head, "spec"] { require(requests, on: pod, &workload) }
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

private let unreadableReplicas = "karmada.replicas"
