import KubernetesModel
import ManifestCompiler
import Provenance
import SourceModel
import TestSupport
import Testing

/// A fleet of two clusters whose applications an ApplicationSet makes, in memory.
struct ExplainedFleet {
  static let repositoryURL = "https://example.com/fleet"

  var files: [String: String] = [
    "fleetfold.yaml": """
    apiVersion: fleetfold.dev/v1alpha1
    kind: Fleet
    include: [apps]
    """,
    "apps/clusters.yaml": """
    apiVersion: v1
    kind: Secret
    metadata:
      name: east
      namespace: argocd
      labels:
        argocd.argoproj.io/secret-type: cluster
        tier: prod
        region: eu
    stringData: {name: east, server: https://east.example.com}
    ---
    apiVersion: v1
    kind: Secret
    metadata:
      name: west
      namespace: argocd
      labels:
        argocd.argoproj.io/secret-type: cluster
        tier: test
        region: us
    stringData: {name: west, server: https://west.example.com}
    """,
    "apps/web.yaml": """
    apiVersion: argoproj.io/v1alpha1
    kind: ApplicationSet
    metadata: {name: web, namespace: argocd}
    spec:
      generators:
      - clusters:
          selector: {matchLabels: {tier: prod}}
      template:
        metadata: {name: 'web-{{name}}'}
        spec:
          project: default
          source:
            repoURL: https://example.com/fleet
            targetRevision: HEAD
            path: overlay
            kustomize:
              namePrefix: '{{metadata.labels.region}}-'
          destination: {server: '{{server}}', namespace: shop}
    """,
    "overlay/kustomization.yaml": """
    resources:
    - ../base
    components:
    - ../component
    patches:
    - path: patch.yaml
    - patch: |-
        $patch: delete
        apiVersion: v1
        kind: Service
        metadata:
          name: web
    """,
    "overlay/patch.yaml": """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 3
      paused: null
    """,
    "component/kustomization.yaml": """
    apiVersion: kustomize.config.k8s.io/v1alpha1
    kind: Component
    labels:
    - pairs:
        part: shop
    """,
    "base/kustomization.yaml": "resources: [web.yaml, service.yaml]\n",
    "base/web.yaml": """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      replicas: 1
      paused: true
      template:
        spec:
          containers:
          - name: web
            image: web:1
    """,
    "base/service.yaml": """
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    """,
  ]

  func explainer() async throws -> FleetExplainer {
    let tree = InMemoryFileTree(files)
    var request = CompilationRequest(tree: tree, repositories: SameRepository(), workers: 1)
    request.recordsPlacement = true
    let compilation = await FleetCompiler(request).compile()
    #expect(compilation.diagnostics.filter { $0.severity == .error } == [])
    return try #require(FleetExplainer(compilation, of: tree))
  }

  func resource(_ text: String, on cluster: String) async throws -> ExplainedResource {
    let query = try #require(ResourceQuery(text))
    return try #require(try await explainer().find(query, on: cluster).first)
  }
}

/// Every source is this repository as it is.
struct SameRepository: SourceRepositories {
  func fingerprint(of revisions: [String]) -> ContentFingerprint { ContentFingerprint(high: 1, low: 2) }

  func find(repoURL: String, revision: String, mappings: [FleetFile.Repository]) -> FoundSource {
    let mapping = mappings.first { $0.url == repoURL && $0.path != "." }
    return mapping.flatMap { SourcePath($0.path) }.map { .folder($0) } ?? .snapshot
  }
}

extension Explanation.Step {
  /// `value @ place [step]`, with the causes before it.
  var descriptions: [String] {
    causes.flatMap { $0.descriptions.map { "  " + $0 } } + [
      "\(isRemoval ? "(removed)" : value ?? "-") @ \(location)\(origin.step.isEmpty ? "" : " [\(origin.step)]")"
    ]
  }
}
