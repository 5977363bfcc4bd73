/// The files that `fleetfold init` writes: two clusters, one base and an ApplicationSet over cluster labels.
enum StarterFleet {
  /// Paths relative to the folder, and texts; `repositoryURL` is what the sources name as this repository.
  static func files(repositoryURL: String) -> [(path: String, text: String)] {
    [
      ("fleetfold.yaml", fleetFile(repositoryURL)),
      ("templates/applicationset.yaml", applicationSet(repositoryURL)),
      ("templates/web/kustomization.yaml", baseKustomization),
      ("templates/web/deployment.yaml", deployment),
      ("templates/web/service.yaml", service),
      ("overlays/staging/kustomization.yaml", overlay(environment: "staging", replicas: 1)),
      ("overlays/production/kustomization.yaml", overlay(environment: "production", replicas: 3)),
    ]
  }

  private static func fleetFile(_ url: String) -> String {
    """
    apiVersion: fleetfold.dev/v1alpha1
    kind: Fleet
    include: [templates]
    # What the sources of Applications call this repository.
    repositories:
    - url: \(url)
      path: .
    clusters:
    - name: staging
      server: https://staging.example.com
      labels: {environment: staging}
    - name: production
      server: https://production.example.com
      labels: {environment: production}

    """
  }

  private static func applicationSet(_ url: String) -> String {
    """
    apiVersion: argoproj.io/v1alpha1
    kind: ApplicationSet
    metadata:
      name: web
      namespace: argocd
    spec:
      generators:
      - clusters:
          selector:
            matchExpressions:
            - {key: environment, operator: Exists}
      template:
        metadata:
          name: web-{{name}}
        spec:
          project: default
          source:
            repoURL: \(url)
            targetRevision: HEAD
            path: overlays/{{metadata.labels.environment}}
          destination:
            server: '{{server}}'
            namespace: web

    """
  }

  private static let baseKustomization = """
    apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    resources:
    - deployment.yaml
    - service.yaml

    """

  private static let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      replicas: 1
      selector:
        matchLabels: {app: web}
      template:
        metadata:
          labels: {app: web}
        spec:
          containers:
          - name: web
            image: nginx:1.27
            ports:
            - containerPort: 80

    """

  private static let service = """
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      selector: {app: web}
      ports:
      - port: 80

    """

  private static func overlay(environment: String, replicas: Int) -> String {
    """
    apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    resources:
    - ../../templates/web
    labels:
    - pairs: {environment: \(environment)}
    replicas:
    - name: web
      count: \(replicas)

    """
  }
}
