internal import KubernetesModel
internal import YAML

/// Services that are reached otherwise than before.
let serviceRules = [
  DangerRule(id: "service-type", severity: .medium, title: "another type of a Service") { edit in
    guard edit.isKind("", "Service"), edit.differs(typePath, default: "ClusterIP") else { return [] }
    return [
      edit.finding(
        at: typePath,
        "load balancers and node ports are made or deleted with the type, and with them addresses that clients and "
          + "DNS may use; see who reaches the Service from outside")
    ]
  },
  DangerRule(id: "service-cluster-ip", severity: .medium, title: "another clusterIP of a Service") { edit in
    guard edit.isKind("", "Service"), let (before, after) = edit.versions else { return [] }
    let path = [["spec", "clusterIP"], ["spec", "clusterIPs"]].first { path in
      // The API server keeps the address that it gave when the manifest no longer says one.
      let stays =
        after[after.root, path] == nil && EditedResource.text(before, "spec", "clusterIP") != "None"
      return !stays && edit.differs(path)
    }
    guard let path else { return [] }
    return [
      edit.finding(
        at: path,
        "clusterIP is immutable: the cluster refuses the change; delete the Service first, it is out of reach "
          + "until it is created anew")
    ]
  },
]

private let typePath = ["spec", "type"]
