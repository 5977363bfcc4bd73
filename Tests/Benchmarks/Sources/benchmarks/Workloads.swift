import Foundation

/// Repositories to build, written into a folder. All are valid for kustomize, and nothing in them is random.
enum Workloads {
  /// One overlay over a base of `count` resources: namespace, labels, image, replicas and a patch. A third each
  /// are Deployments, Services and ConfigMaps that the Deployments name.
  static func overlay(_ folder: String, resources count: Int) {
    var documents: [String] = []
    for index in 0..<max(1, count / 3) {
      documents += [deployment("app-\(index)"), service("app-\(index)"), configMap("app-\(index)")]
    }
    write(documents.prefix(max(count, 2)).joined(separator: "---\n"), to: "\(folder)/base/resources.yaml")
    write(kustomization("resources:\n- resources.yaml\n"), to: "\(folder)/base/kustomization.yaml")
    write(
      overlayKustomization("../base", environment: "production"), to: "\(folder)/overlay/kustomization.yaml")
    write(patch("app-0"), to: "\(folder)/overlay/patch.yaml")
  }

  /// A base of three resources and `count` overlays of it, with a fleet file that deploys each.
  static func overlays(_ folder: String, count: Int) {
    write(
      [deployment("app-0"), service("app-0"), configMap("app-0")].joined(separator: "---\n"),
      to: "\(folder)/base/resources.yaml")
    write(kustomization("resources:\n- resources.yaml\n"), to: "\(folder)/base/kustomization.yaml")
    var fleet = fleetFile + "clusters:\n- name: one\ntargets:\n"
    for index in 0..<count {
      let overlay = "\(folder)/overlays/\(index)"
      write(overlayKustomization("../../base", environment: "e\(index)"), to: "\(overlay)/kustomization.yaml")
      write(patch("app-0"), to: "\(overlay)/patch.yaml")
      fleet += "- {name: app-\(index), path: overlays/\(index), clusters: [one]}\n"
    }
    write(fleet, to: "\(folder)/fleetfold.yaml")
    commit(folder)
  }

  /// Definitions of custom resources, `megabytes` of them: long descriptions, deep schemas.
  static func definitions(_ folder: String, megabytes: Double) {
    var text = ""
    var index = 0
    while text.utf8.count < Int(megabytes * 1_000_000) {
      text += definition(index)
      index += 1
    }
    write(text, to: "\(folder)/crds.yaml")
    write(
      kustomization("resources:\n- crds.yaml\ncommonAnnotations:\n  owner: platform\n"),
      to: "\(folder)/kustomization.yaml")
  }

  /// A fleet: `clusters` clusters, `applications` ApplicationSets over all of them, an overlay for each pair.
  static func fleet(_ folder: String, clusters: Int, applications: Int) {
    write(fleetFile + "include: [fleet]\n", to: "\(folder)/fleetfold.yaml")
    var secrets: [String] = []
    for cluster in 0..<clusters { secrets.append(clusterSecret(cluster)) }
    write(secrets.joined(separator: "---\n"), to: "\(folder)/fleet/clusters.yaml")
    for application in 0..<applications {
      let name = "app-\(application)"
      write(applicationSet(name), to: "\(folder)/fleet/\(name).yaml")
      write(
        [deployment(name), service(name), configMap(name)].joined(separator: "---\n"),
        to: "\(folder)/base/\(name)/resources.yaml")
      write(kustomization("resources:\n- resources.yaml\n"), to: "\(folder)/base/\(name)/kustomization.yaml")
      for cluster in 0..<clusters {
        let overlay = "\(folder)/overlays/cluster-\(cluster)/\(name)"
        write(
          overlayKustomization("../../../base/\(name)", environment: "c\(cluster)", patches: false),
          to: "\(overlay)/kustomization.yaml")
      }
    }
    commit(folder)
  }
}

extension Workloads {
  /// `sets` ApplicationSets over `clusters` clusters, every second one with Go templates; nothing they point to exists.
  static func applicationSets(_ folder: String, clusters: Int, sets: Int) {
    write((0..<clusters).map(clusterSecret).joined(separator: "---\n"), to: "\(folder)/clusters.yaml")
    let texts = (0..<sets).map { index in
      let text = applicationSet("app-\(index)")
      return index % 2 == 0
        ? text
        : text.replacingOccurrences(of: "{{", with: "{{.").replacingOccurrences(
          of: "spec:\n  generators:", with: "spec:\n  goTemplate: true\n  generators:")
    }
    write(texts.joined(separator: "---\n"), to: "\(folder)/sets.yaml")
  }

  static let fleetFile = """
    apiVersion: fleetfold.dev/v1alpha1
    kind: Fleet
    repositories:
    - {url: https://git.example.com/fleet, path: .}

    """

  private static func kustomization(_ body: String) -> String {
    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n\(body)"
  }

  private static func overlayKustomization(_ base: String, environment: String, patches: Bool = true)
    -> String
  {
    kustomization(
      """
      namespace: \(environment)
      resources:
      - \(base)
      labels:
      - pairs: {environment: \(environment)}
      images:
      - {name: nginx, newTag: "1.28"}
      \(patches ? "patches:\n- path: patch.yaml\n" : "")
      """)
  }

  private static func patch(_ name: String) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: \(name)
    spec:
      replicas: 5
      template:
        spec:
          containers:
          - name: web
            env:
            - {name: LEVEL, value: debug}

    """
  }

  private static func deployment(_ name: String) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: \(name)
      labels: {app: \(name)}
    spec:
      replicas: 2
      selector:
        matchLabels: {app: \(name)}
      template:
        metadata:
          labels: {app: \(name)}
        spec:
          containers:
          - name: web
            image: nginx:1.27
            ports:
            - {name: http, containerPort: 8080}
            env:
            - {name: LEVEL, value: info}
            envFrom:
            - configMapRef: {name: \(name)}
            resources:
              requests: {cpu: 100m, memory: 128Mi}
              limits: {memory: 256Mi}
            readinessProbe:
              httpGet: {path: /healthz, port: http}

    """
  }

  private static func service(_ name: String) -> String {
    """
    apiVersion: v1
    kind: Service
    metadata:
      name: \(name)
      labels: {app: \(name)}
    spec:
      selector: {app: \(name)}
      ports:
      - {name: http, port: 80, targetPort: http}

    """
  }

  private static func configMap(_ name: String) -> String {
    """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: \(name)
    data:
      settings.ini: |
        [web]
        name = \(name)
        level = info
      CACHE_SECONDS: "300"

    """
  }

  private static func definition(_ index: Int) -> String {
    var text = """
      ---
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata:
        name: things\(index).bench.example.com
      spec:
        group: bench.example.com
        names: {kind: Thing\(index), plural: things\(index)}
        scope: Namespaced
        versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec:
                  type: object
                  properties:

      """
    for field in 0..<120 {
      text += """
                    field\(field):
                      description: |-
                        Field \(field) says how the controller treats the thing. It is read once for each change, and a
                        value that is not known is refused. The default is what most people want: "as it was before".
                      type: object
                      properties:
                        enabled: {type: boolean, default: true}
                        limit:
                          description: 'The largest number of things that may exist at the same time.'
                          type: integer
                          format: int32
                          minimum: 0

        """.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    " + $0 }
        .joined(separator: "\n")
    }
    return text
  }

  private static func clusterSecret(_ index: Int) -> String {
    """
    apiVersion: v1
    kind: Secret
    metadata:
      name: cluster-\(index)
      namespace: argocd
      labels: {argocd.argoproj.io/secret-type: cluster, environment: e\(index % 3)}
    stringData:
      name: cluster-\(index)
      server: https://cluster-\(index).example.com

    """
  }

  private static func applicationSet(_ name: String) -> String {
    """
    apiVersion: argoproj.io/v1alpha1
    kind: ApplicationSet
    metadata: {name: \(name), namespace: argocd}
    spec:
      generators:
      - clusters:
          selector:
            matchExpressions:
            - {key: environment, operator: Exists}
      template:
        metadata:
          name: \(name)-{{name}}
        spec:
          project: default
          source:
            repoURL: https://git.example.com/fleet
            targetRevision: HEAD
            path: overlays/{{name}}/\(name)
          destination:
            server: '{{server}}'
            namespace: \(name)

    """
  }
}
