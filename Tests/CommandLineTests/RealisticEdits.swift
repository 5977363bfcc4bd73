/// A fleet as teams write it - twelve clusters in three environments, each with two applications of one base - and edits
/// that people make in it.
enum RealisticEdits {
  struct Edit: Sendable {
    var name: String
    /// What a person types, by bash.
    var script: String
    /// The rules of the dangerous edits that it makes, worst first; what is only worth knowing left out.
    var dangers: [String] = []
    /// How many blocks of changes the text has.
    var sections = 1
    /// What the text holds.
    var shows: String
  }

  static let all: [Edit] = [
    Edit(
      name: "an image everywhere",
      script: "sed -i 's/newTag: .*/newTag: 1.1.0/' apps/web/*/kustomization.yaml",
      shows: "web-{cluster} on all 12 clusters"),
    Edit(
      name: "an image in one environment",
      script: "sed -i 's/newTag: .*/newTag: 1.1.0/' apps/web/staging/*.yaml",
      shows: "web-{cluster} on 4 of 12 clusters: all staging"),
    Edit(
      name: "an image without a tag", script: "sed -i 's/newTag: .*/newTag: latest/' apps/web/staging/*.yaml",
      dangers: ["image-latest"], shows: "1.0.0 → reg.example.com/web:latest"),
    Edit(
      name: "a value of a ConfigMap", script: "sed -i 's/LEVEL=info/LEVEL=debug/' apps/web/production/*.yaml",
      shows: "follows the new name of ConfigMap web-config"),
    Edit(
      name: "a value of a Secret", script: "sed -i 's/swordfish/SECRET-CANARY/' apps/web/production/*.yaml",
      dangers: ["secret-in-plain-text"], shows: "(masked, before) → (masked, after)"),
    Edit(
      name: "a Service with another name",
      script: "sed -i '0,/name: web$/s//name: site/' apps/web/base/service.yaml",
      shows: "> Service web/site (was Service web/web: deleted and created)"),
    Edit(
      name: "arguments in another order",
      script: "sed -i 's/--a, --b, --c/--c, --a, --b/' apps/web/base/web.yaml",
      shows: "args: order --a, --b, --c → --c, --a, --b"),
    Edit(
      name: "a variable more, one less",
      script: "sed -i 's/name: FIRST/name: SECOND/' apps/web/base/web.yaml",
      shows: "- spec.template.spec.containers[name=web].env[name=FIRST]"),
    Edit(
      name: "nothing runs any more",
      script: "sed -i 's/count: 3/count: 0/' apps/web/production/kustomization.yaml",
      dangers: ["replicas-to-zero"], shows: "spec.replicas: 3 → 0"),
    Edit(
      name: "another selector", script: "sed -i 's/app: web$/app: site/' apps/web/base/web.yaml",
      dangers: ["immutable-selector"], shows: "spec.selector.matchLabels.app: web → site"),
    Edit(
      name: "a larger volume template",
      script: "sed -i 's/storage: 5Gi/storage: 9Gi/' apps/web/base/store.yaml",
      dangers: ["volume-claim-templates"], shows: "5Gi → 9Gi"),
    Edit(
      name: "a smaller claim", script: "sed -i 's/storage: 10Gi/storage: 9Gi/' apps/web/base/store.yaml",
      dangers: ["volume-shrink"], shows: "10Gi → 9Gi"),
    Edit(
      name: "the same size in other words",
      script: "sed -i 's/storage: 10Gi/storage: 10240Mi/' apps/web/base/store.yaml",
      shows: "10Gi → 10240Mi"),
    Edit(
      name: "no claim any more",
      script: "sed -i 's/, store.yaml//' apps/web/base/kustomization.yaml",
      dangers: ["volume-removal"], shows: "- PersistentVolumeClaim web/data"),
    Edit(
      name: "everything allowed", script: "sed -i 's/verbs: .*/verbs: [\"*\"]/' apps/web/base/role.yaml",
      dangers: ["rbac-wildcard"], shows: "rules[0].verbs[0]: get → *"),
    Edit(
      name: "a load balancer",
      script: "sed -i 's/^spec:/spec:\\n  type: LoadBalancer/' apps/web/base/service.yaml",
      dangers: ["service-type"], shows: "+ spec.type: LoadBalancer"),
    Edit(
      name: "the default said aloud",
      script: "sed -i 's/^spec:/spec:\\n  type: ClusterIP/' apps/web/base/service.yaml",
      shows: "+ spec.type: ClusterIP"),
    Edit(
      name: "one cluster in another environment",
      script: "sed -i 's/: production/: staging/' clusters/c03.yaml",
      dangers: ["secret-in-plain-text", "secret-in-plain-text"], sections: 2,
      shows: "web-c03 on c03 (1 of 12 clusters)"),
    Edit(
      name: "clusters that are gone", script: "git rm --quiet clusters/c01.yaml clusters/c02.yaml",
      dangers: [
        "cluster-emptied", "namespace-removal", "namespace-removal", "volume-removal", "volume-removal",
      ], sections: 2, shows: "! Cluster {cluster} on c01, c02 (2 of 12 clusters) [cluster-emptied]"),
    Edit(
      name: "an application that is gone", script: "git rm --quiet sets/db.yaml",
      dangers: ["application-removal", "namespace-removal", "volume-removal"],
      shows: "! Application db-{cluster} on all 12 clusters [application-removal]"),
    Edit(
      name: "text that wants out",
      script:
        "sed -i 's/LEVEL=info/LEVEL=`\"<\\/script>```::error::%0A/' apps/web/production/kustomization.yaml",
      shows: "data.LEVEL: info → "),
  ]

  /// The files of the fleet.
  static let files: [String: String] = {
    var files = ["fleetfold.yaml": fleetFile]
    for number in 1...12 {
      let environment = number % 3 == 0 ? "production" : number % 3 == 1 ? "staging" : "dev"
      let name = "c\(number < 10 ? "0" : "")\(number)"
      files["clusters/\(name).yaml"] = """
        apiVersion: v1
        kind: Secret
        metadata:
          name: \(name)
          namespace: argocd
          labels: {argocd.argoproj.io/secret-type: cluster, environment: \(environment)}
        stringData: {name: \(name), server: 'https://\(name).example.com'}

        """
    }
    for application in ["web", "db"] {
      files["sets/\(application).yaml"] = set.replacing("APP", with: application)
      for (name, text) in base {
        files["apps/\(application)/base/\(name)"] = text.replacing("APP", with: application)
      }
      for environment in ["production", "staging", "dev"] {
        files["apps/\(application)/\(environment)/kustomization.yaml"] = overlay.replacing(
          "APP", with: application
        )
        .replacing("ENV", with: environment).replacing("COUNT", with: environment == "production" ? "3" : "1")
      }
    }
    return files
  }()

  private static let fleetFile = """
    apiVersion: fleetfold.dev/v1alpha1
    kind: Fleet
    repositories: [{url: 'https://git.example.com/fleet', path: .}]

    """

  private static let set = """
    apiVersion: argoproj.io/v1alpha1
    kind: ApplicationSet
    metadata: {name: APP, namespace: argocd}
    spec:
      generators: [{clusters: {selector: {matchLabels: {argocd.argoproj.io/secret-type: cluster}}}}]
      template:
        metadata: {name: 'APP-{{name}}'}
        spec:
          project: default
          source: {repoURL: 'https://git.example.com/fleet', path: 'apps/APP/{{metadata.labels.environment}}'}
          destination: {server: '{{server}}', namespace: APP}

    """

  private static let overlay = """
    resources: [../base]
    images:
    - name: reg.example.com/APP
      newTag: 1.0.0
    replicas:
    - name: APP
      count: COUNT
    configMapGenerator:
    - name: APP-config
      literals: [LEVEL=info, ENV=ENV]
    secretGenerator:
    - name: APP-secret
      literals: [password=swordfish-ENV]

    """

  private static let base = [
    "kustomization.yaml": "resources: [namespace.yaml, web.yaml, service.yaml, role.yaml, store.yaml]\n",
    "namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: APP}\n",
    "web.yaml": """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: APP
    spec:
      selector:
        matchLabels:
          app: APP
      template:
        metadata:
          labels:
            app: APP
        spec:
          containers:
          - name: APP
            image: reg.example.com/APP:0
            args: [--a, --b, --c]
            env:
            - name: FIRST
              value: "1"
            envFrom:
            - configMapRef: {name: APP-config}
            - secretRef: {name: APP-secret}

    """,
    "service.yaml": """
    apiVersion: v1
    kind: Service
    metadata:
      name: APP
    spec:
      selector: {app: APP}
      ports: [{port: 80, name: http}]

    """,
    "role.yaml": """
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: APP
    rules:
    - apiGroups: [""]
      resources: [configmaps]
      verbs: [get, list]

    """,
    "store.yaml": """
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata:
      name: data
    spec:
      accessModes: [ReadWriteOnce]
      resources:
        requests:
          storage: 10Gi
    ---
    apiVersion: apps/v1
    kind: StatefulSet
    metadata:
      name: store
    spec:
      serviceName: store
      selector: {matchLabels: {app: store}}
      template:
        metadata: {labels: {app: store}}
        spec:
          containers:
          - name: store
            image: reg.example.com/store:2
      volumeClaimTemplates:
      - metadata: {name: data}
        spec:
          accessModes: [ReadWriteOnce]
          resources:
            requests:
              storage: 5Gi

    """,
  ]
}
