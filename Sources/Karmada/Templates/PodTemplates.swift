internal import KubernetesModel
internal import YAML

/// The spec of the one pod template that a kind has; nil for other kinds.
///
/// Of an UnitedDeployment Karmada takes `spec.template` for a pod template, so that the templates of its subsets, which
/// stand one level deeper, are not seen. Source: Karmada's built-in interpreters.
func podSpec(of id: ResourceID, in document: Document) -> NodeID? {
  let path: [String]
  switch (id.apiVersion, id.kind) {
  case ("v1", "Pod"): path = ["spec"]
  case ("batch/v1", "CronJob"): path = ["spec", "jobTemplate", "spec", "template", "spec"]
  case ("apps.kruise.io/v1alpha1", "AdvancedCronJob"):
    let job = ["broadcastJobTemplate", "jobTemplate"].first {
      document[document.root, ["spec", "template", $0]] != nil
    }
    guard let job else { return nil }
    path = ["spec", "template", job, "spec", "template", "spec"]
  case ("apps/v1", "Deployment"), ("apps/v1", "ReplicaSet"), ("apps/v1", "StatefulSet"),
    ("apps/v1", "DaemonSet"), ("batch/v1", "Job"), ("apps.kruise.io/v1alpha1", "CloneSet"),
    ("apps.kruise.io/v1beta1", "StatefulSet"), ("apps.kruise.io/v1alpha1", "DaemonSet"),
    ("apps.kruise.io/v1alpha1", "BroadcastJob"), ("apps.kruise.io/v1alpha1", "UnitedDeployment"),
    ("kubeflow.org/v1", "Notebook"):
    path = ["spec", "template", "spec"]
  default: return nil
  }
  return document[document.root, path]
}

/// The specs of the pod templates of jobs that have several.
func jobPodSpecs(of id: ResourceID, in document: Document) -> [NodeID] {
  func spec(_ path: [String]) -> [NodeID] { document[document.root, ["spec"] + path].map { [$0] } ?? [] }
  func ray(_ cluster: String) -> [NodeID] {
    let workers = document.items(document[document.root, ["spec", cluster, "workerGroupSpecs"]])
    return spec([cluster, "headGroupSpec", "template", "spec"])
      + workers.compactMap { document[$0, ["template", "spec"]] }
  }
  switch (id.apiVersion, id.kind) {
  case ("kubeflow.org/v1", "PyTorchJob"):
    return ["Master", "Worker"].flatMap { spec(["pytorchReplicaSpecs", $0, "template", "spec"]) }
  case ("kubeflow.org/v1", "TFJob"):
    return ["PS", "Worker", "Chief", "Master", "Evaluator"].flatMap {
      spec(["tfReplicaSpecs", $0, "template", "spec"])
    }
  case ("kubeflow.org/v2beta1", "MPIJob"):
    guard let replicas = document[document.root, ["spec", "mpiReplicaSpecs"]], document.isMapping(replicas)
    else { return [] }
    return document.children(replicas).compactMap { document[$0, ["template", "spec"]] }
  case ("ray.io/v1", "RayJob"): return ray("rayClusterSpec") + spec(["submitterPodTemplate", "spec"])
  case ("ray.io/v1", "RayService"): return ray("rayClusterConfig")
  default: return []
  }
}

extension Document {
  /// The items of a list; none of anything else.
  func items(_ list: NodeID?) -> [NodeID] {
    guard let list, isSequence(list) else { return [] }
    return Array(children(list))
  }
}
