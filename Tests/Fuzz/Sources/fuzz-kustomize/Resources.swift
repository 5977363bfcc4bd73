/// A resource that was written into an example, for patches and references to meet.
struct Written {
  var apiVersion: String
  var kind: String
  var name: String
  var namespace: String?
  var tree: Tree
}

/// Makes resources of built-in and unknown kinds, which refer to each other by a few names.
struct Resources {
  static let names = ["web", "api", "db", "web-config", "a.b", "cache"]
  static let kinds: [(apiVersion: String, kind: String)] = [
    ("apps/v1", "Deployment"), ("apps/v1", "Deployment"), ("v1", "Service"), ("v1", "ConfigMap"),
    ("v1", "ConfigMap"), ("v1", "Secret"),
    ("networking.k8s.io/v1", "Ingress"), ("rbac.authorization.k8s.io/v1", "Role"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole"), ("rbac.authorization.k8s.io/v1", "RoleBinding"),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"), ("v1", "ServiceAccount"),
    ("apps/v1", "StatefulSet"),
    ("apps/v1", "DaemonSet"), ("batch/v1", "CronJob"), ("batch/v1", "Job"),
    ("policy/v1", "PodDisruptionBudget"),
    ("autoscaling/v2", "HorizontalPodAutoscaler"), ("autoscaling/v1", "HorizontalPodAutoscaler"),
    ("example.com/v1", "Widget"),
    ("example.com/v1alpha1", "Gadget"), ("serving.knative.dev/v1", "Service"),
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
    ("v1", "Namespace"), ("v1", "PersistentVolumeClaim"), ("networking.k8s.io/v1", "NetworkPolicy"),
    ("v1", "Pod"),
    ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"), ("v1", "Endpoints"),
    ("extensions/v1beta1", "Deployment"),
    ("storage.k8s.io/v1", "StorageClass"), ("v1", "PersistentVolume"),
    ("apiregistration.k8s.io/v1", "APIService"), ("apps/v1", "ReplicaSet"), ("v1", "ReplicationController"),
    ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"), ("example.com/v1", "Widget"),
    ("networking.k8s.io/v1", "IngressClass"), ("batch/v1beta1", "CronJob"), ("apps/v1beta1", "Deployment"),
    ("extensions/v1beta1", "Ingress"), ("v1", "PodTemplate"), ("v1", "ServiceAccount"),
    ("rbac.authorization.k8s.io/v1beta1", "RoleBinding"), ("scheduling.k8s.io/v1", "PriorityClass"),
    ("argoproj.io/v1alpha1", "Rollout"), ("cert-manager.io/v1", "Certificate"),
  ]

  static func resource(
    _ apiVersion: String, _ kind: String, name: String, namespace: String?, _ random: inout Randomness
  ) -> Tree {
    var metadata: [(key: String, value: Tree)] = [("name", .scalar(name))]
    if let namespace { metadata.append(("namespace", .scalar(namespace))) }
    if random.chance(30) { metadata.append(("labels", random.freeMap(random.below(4), oddness: 20))) }
    if random.chance(30) { metadata.append(("annotations", random.freeMap(random.below(4)))) }
    let head: [(key: String, value: Tree)] = [
      ("apiVersion", .scalar(apiVersion)), ("kind", .scalar(kind)), ("metadata", .map(metadata)),
    ]
    guard case .map(let fields) = body(apiVersion, kind, &random) else { return .map(head) }
    return .map(random.chance(15) ? fields + head.reversed() : head + fields)
  }

  private static func name(_ random: inout Randomness) -> Tree { .scalar(random.pick(names)) }

  private static func body(_ apiVersion: String, _ kind: String, _ random: inout Randomness) -> Tree {
    switch kind {
    case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Rollout":
      var spec = workload(&random)
      if random.chance(50) {
        spec = spec.setting("replicas", .scalar(random.pick(["1", "3", "0", "'2'", "null"])))
      }
      if kind == "StatefulSet" { spec = spec.setting("serviceName", name(&random)) }
      if kind == "StatefulSet", random.chance(40) {
        spec = spec.setting(
          "volumeClaimTemplates", .list([["metadata": ["name": "data"], "spec": random.freeMap(1)]]))
      }
      return ["spec": spec]
    case "Widget", "Gadget": return ["spec": widget(depth: 2, &random)]
    case "PodTemplate": return ["template": podTemplate(&random)]
    case "IngressClass":
      return [
        "spec": ["parameters": ["apiGroup": "k8s.example.com", "kind": "Widget", "name": name(&random)]]
      ]
    case "Job": return ["spec": ["template": podTemplate(&random)]]
    case "CronJob":
      return [
        "spec": ["schedule": "'* * * * *'", "jobTemplate": ["spec": ["template": podTemplate(&random)]]]
      ]
    case "Pod": return ["spec": pod(&random)]
    case "Service" where apiVersion == "v1":
      return [
        "spec": [
          "ports": ports(&random, key: "port"), "selector": random.freeMap(random.below(3), oddness: 5),
        ]
      ]
    case "ConfigMap": return ["data": random.freeMap(random.below(6), oddness: 60)]
    case "Secret":
      return [
        random.chance(50) ? "data" : "stringData": random.freeMap(random.below(4), oddness: 50),
        "type": "Opaque",
      ]
    case "Ingress":
      let backend: Tree = ["service": ["name": name(&random), "port": ["number": "80"]]]
      let path: Tree = ["path": "/", "pathType": "Prefix", "backend": backend]
      return [
        "spec": [
          "tls": .list([["hosts": .list(["a.example"]), "secretName": name(&random)]]),
          "rules": .list([["host": random.value(oddness: 10), "http": ["paths": .list([path])]]]),
        ]
      ]
    case "Role", "ClusterRole":
      return [
        "rules": .list([
          [
            "apiGroups": .list(["\"\""]), "resources": .list(["configmaps"]),
            "resourceNames": .list([name(&random), name(&random)]),
            "verbs": .list(["get", random.value(oddness: 10)]),
          ]
        ])
      ]
    case "RoleBinding", "ClusterRoleBinding":
      let subject: Tree = [
        "kind": .scalar(random.pick(["ServiceAccount", "User"])),
        "name": random.chance(20) ? "default" : name(&random),
      ]
      let role: Tree = .scalar(random.pick(["Role", "ClusterRole"]))
      return [
        "subjects": .list([
          random.chance(50)
            ? subject : subject.setting("namespace", .scalar(random.pick(["dev", "default"])))
        ]),
        "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": role, "name": name(&random)],
      ]
    case "PodDisruptionBudget":
      return [
        "spec": [
          "minAvailable": random.value(oddness: 10),
          "selector": ["matchLabels": random.freeMap(1, oddness: 5)],
        ]
      ]
    case "HorizontalPodAutoscaler":
      let target: Tree = ["apiVersion": "apps/v1", "kind": "Deployment", "name": name(&random)]
      let metric: Tree = ["type": "Resource", "resource": ["name": "cpu"]]
      return [
        "spec": [
          "scaleTargetRef": target, "maxReplicas": "3",
          "metrics": .list([metric, ["type": random.value(oddness: 5)]]),
        ]
      ]
    case "NetworkPolicy":
      return [
        "spec": [
          "podSelector": ["matchLabels": random.freeMap(1, oddness: 0)],
          "ingress": .list([["from": .list([["podSelector": ["matchLabels": random.freeMap(1)]]])]]),
        ]
      ]
    case "PersistentVolumeClaim", "PersistentVolume":
      return [
        "spec": [
          "storageClassName": name(&random), "volumeName": name(&random), "x": random.value(),
          "claimRef": ["kind": "PersistentVolumeClaim", "name": name(&random), "namespace": "dev"],
          "azureFile": ["secretName": name(&random), "secretNamespace": "dev"],
          "csi": ["nodePublishSecretRef": ["name": name(&random), "namespace": "dev"]],
        ]
      ]
    case "ServiceAccount":
      return [
        "imagePullSecrets": .list([["name": name(&random)]]),
        "secrets": .list([["name": name(&random)], ["name": name(&random)]]),
      ]
    case "Endpoints": return ["subsets": .list([["addresses": .list([["ip": "1.2.3.4"]])]])]
    case "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration":
      return [
        "webhooks": .list([
          ["name": "x", "clientConfig": ["service": ["name": name(&random), "namespace": "dev"]]]
        ])
      ]
    case "APIService": return ["spec": ["service": ["name": name(&random), "namespace": "dev"]]]
    case "CustomResourceDefinition":
      let names: Tree = ["kind": "Widget", "plural": "widgets"]
      return [
        "spec": [
          "group": "example.com", "names": names,
          "conversion": [
            "strategy": "Webhook",
            "webhook": ["clientConfig": ["service": ["name": name(&random), "namespace": "dev"]]],
          ],
          "versions": .list([["name": "v1", "schema": random.anything(depth: 3)]]),
        ]
      ]
    case "Namespace", "StorageClass": return random.chance(50) ? ["x": random.value()] : .map([])
    default: return ["spec": random.anything(depth: 4)]
    }
  }

  /// The `spec` of a kind without a schema, with the fields that configurations and schemas of the examples name.
  private static func widget(depth: Int, _ random: inout Randomness) -> Tree {
    var spec: Tree = [:]
    func thing(_ index: Int) -> Tree {
      var thing: Tree = ["name": .scalar(["x", "y", "z"][index % 3]), "value": random.value()]
      if random.chance(30) { thing = thing.setting("labels", random.freeMap(1)) }
      if random.chance(30) { thing = thing.setting("image", "nginx:1.7") }
      if random.chance(20) { thing = thing.setting("ns", "dev") }
      if depth > 0, random.chance(20) { thing = thing.setting("things", .list([widget(depth: 0, &random)])) }
      return thing
    }
    let fields: [(String, Tree)] = [
      ("name", name(&random)), ("names", .list([name(&random), name(&random)])), ("b", random.value()),
      ("things", .list((0...random.below(3)).map { thing($0) })), ("image", "redis:7"), ("replicas", "1"),
      ("size", "2"), ("labels", random.freeMap(1)), ("selector", random.freeMap(1, oddness: 0)),
      ("nested", depth > 0 ? widget(depth: depth - 1, &random) : random.anything(depth: 1)),
      ("items", .list([["name": name(&random)], ["name": name(&random)]])),
      ("more", random.anything(depth: depth)),
      (
        "text",
        .scalar(
          random.pick([
            "'{\"a\": {\"b\": [1, 2]}}'", "\"a: 1\\nlist:\\n- name: x\\n  v: 2\\n\"", "a-b-c", "a.b:c/d",
          ]))
      ),
    ]
    for (key, value) in fields where random.chance(40) { spec = spec.setting(key, value) }
    return spec
  }

  private static func workload(_ random: inout Randomness) -> Tree {
    let template = podTemplate(&random)
    return random.chance(70)
      ? ["selector": ["matchLabels": random.freeMap(1, oddness: 0)], "template": template]
      : ["template": template]
  }

  private static func podTemplate(_ random: inout Randomness) -> Tree {
    let metadata: Tree = ["labels": random.freeMap(1, oddness: 10)]
    return random.chance(70) ? ["metadata": metadata, "spec": pod(&random)] : ["spec": pod(&random)]
  }

  private static func pod(_ random: inout Randomness) -> Tree {
    var spec: Tree = ["containers": .list((0...random.below(2)).map { container($0, &random) })]
    if random.chance(20) { spec = spec.setting("initContainers", .list([container(3, &random)])) }
    if random.chance(8) { spec = spec.setting("ephemeralContainers", .list([container(2, &random)])) }
    if random.chance(8) {
      spec = spec.setting(
        "affinity",
        [
          "podAntiAffinity": [
            "requiredDuringSchedulingIgnoredDuringExecution": .list([
              ["labelSelector": ["matchLabels": random.freeMap(1, oddness: 0)], "topologyKey": "zone"]
            ]),
            "preferredDuringSchedulingIgnoredDuringExecution": .list([
              ["podAffinityTerm": ["labelSelector": ["matchLabels": ["app": "v"]]], "weight": "1"]
            ]),
          ]
        ])
    }
    if random.chance(25) { spec = spec.setting("serviceAccountName", name(&random)) }
    if random.chance(20) { spec = spec.setting("imagePullSecrets", .list([["name": name(&random)]])) }
    if random.chance(15) { spec = spec.setting("nodeSelector", random.freeMap(2)) }
    if random.chance(15) {
      spec = spec.setting("hostAliases", .list([["ip": "1.1.1.1", "hostnames": .list(["a", "b"])]]))
    }
    if random.chance(15) {
      spec = spec.setting("tolerations", .list([["key": random.value(), "operator": "Exists"]]))
    }
    if random.chance(15) {
      spec = spec.setting(
        "topologySpreadConstraints",
        .list([["topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "maxSkew": "1"]]))
    }
    if random.chance(40) {
      spec = spec.setting("volumes", .list((0...random.below(2)).map { volume($0, &random) }))
    }
    return spec
  }

  private static func volume(_ index: Int, _ random: inout Randomness) -> Tree {
    let title: Tree = .scalar(["v", "w", "u"][index % 3])
    switch random.below(6) {
    case 4: return ["name": title, "persistentVolumeClaim": ["claimName": name(&random)]]
    case 5: return ["name": title, "csi": ["driver": "d", "nodePublishSecretRef": ["name": name(&random)]]]
    case 0: return ["name": title, "configMap": ["name": name(&random)]]
    case 1: return ["name": title, "secret": ["secretName": name(&random)]]
    case 2:
      let sources: Tree = .list([["configMap": ["name": name(&random)]], ["secret": ["name": name(&random)]]])
      return ["name": title, "projected": ["sources": sources]]
    default: return ["name": title, "emptyDir": .map([])]
    }
  }

  private static func container(_ index: Int, _ random: inout Randomness) -> Tree {
    let images = [
      "nginx", "nginx:1.7", "reg:5000/a/nginx:1", "\"nginx@sha256:abc\"", "redis:7", "docker.io/redis",
      "nginx:1.7@sha256:abc", "'12'", "''",
    ]
    var container: Tree = [
      "name": .scalar(["main", "side", "third", "init"][index % 4]), "image": .scalar(random.pick(images)),
    ]
    if random.chance(30) {
      container = container.setting(
        "args", .list((0...random.below(3)).map { _ in random.value(oddness: 40) }))
    }
    if random.chance(40) {
      container = container.setting("env", .list((0...random.below(3)).map { variable($0, &random) }))
    }
    if random.chance(20) {
      container = container.setting(
        "envFrom",
        .list([["configMapRef": ["name": name(&random)]], ["secretRef": ["name": name(&random)]]]))
    }
    if random.chance(35) { container = container.setting("ports", ports(&random, key: "containerPort")) }
    if random.chance(20) {
      container = container.setting(
        "volumeMounts",
        .list([
          ["name": "v", "mountPath": "/v"], ["name": "w", "mountPath": .scalar(random.pick(["/w", "/v"]))],
        ]))
    }
    if random.chance(20) {
      container = container.setting(
        "resources", ["limits": ["cpu": random.value(oddness: 20), "memory": "1Gi"]])
    }
    if random.chance(10) { container = container.setting("command", .list([])) }
    return container
  }

  private static func variable(_ index: Int, _ random: inout Randomness) -> Tree {
    let title: Tree = .scalar(["A", "B", "C", "D"][index % 4])
    switch random.below(4) {
    case 0: return ["name": title, "valueFrom": ["configMapKeyRef": ["name": name(&random), "key": "a"]]]
    case 1: return ["name": title, "valueFrom": ["secretKeyRef": ["name": name(&random), "key": "a"]]]
    default: return ["name": title, "value": random.value(oddness: 50)]
    }
  }

  private static func ports(_ random: inout Randomness, key: String) -> Tree {
    .list(
      (0...random.below(2)).map { _ in
        var port: Tree = .map([(key, .scalar(random.pick(["80", "81", "443", "'80'"])))])
        if random.chance(40) { port = port.setting("protocol", .scalar(random.pick(["TCP", "UDP"]))) }
        if random.chance(50) { port = port.setting("name", .scalar(random.pick(["http", "x"]))) }
        if key == "port", random.chance(40) {
          port = port.setting("targetPort", .scalar(random.pick(["80", "http"])))
        }
        return port
      })
  }
}

extension Tree: ExpressibleByDictionaryLiteral {
  init(dictionaryLiteral elements: (String, Tree)...) { self = .map(elements.map { ($0.0, $0.1) }) }
}
