import KubernetesModel
import SourceModel
import TestSupport
import Testing
import YAML

@testable import ManifestCompiler

/// Compiles a fleet that stands in memory.
struct TestFleet {
  static let repositoryURL = "https://example.com/fleet"

  var files: [String: String]
  var filter: CellFilter?
  var recordsPlacement = false

  /// A fleet file with two clusters, and whatever else is given.
  init(_ files: [String: String] = [:]) {
    self.files = files
    if self.files["fleetfold.yaml"] == nil {
      self.files["fleetfold.yaml"] = """
        apiVersion: fleetfold.dev/v1alpha1
        kind: Fleet
        include: [apps]
        clusters:
        - name: east
          server: https://east.example.com
          labels: {tier: prod}
        - name: west
          server: https://west.example.com
          labels: {tier: prod}
        """
    }
  }

  func request(workers: Int) -> CompilationRequest {
    var request = CompilationRequest(
      tree: InMemoryFileTree(files), repositories: OneRepository(), workers: workers)
    if let filter { request.filter = filter }
    request.recordsPlacement = recordsPlacement
    return request
  }

  func compile(workers: Int = 2, reusing earlier: Compilation? = nil) async -> Compilation {
    let compiler = FleetCompiler(request(workers: workers))
    if let earlier { return await compiler.compile(reusing: earlier) }
    let whole = await compiler.compile()
    #expect(await stream(workers: workers).text == whole.streamText)
    return whole
  }

  /// `path:line:column id` of every diagnostic.
  func findings() async -> [String] {
    await compile().diagnostics.map { "\($0.location.map { "\($0) " } ?? "")\($0.id)" }
  }

  static func application(_ name: String, path: String, server: String = "https://east.example.com") -> String
  {
    """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata:
      name: \(name)
    spec:
      project: default
      source:
        repoURL: \(repositoryURL)
        targetRevision: HEAD
        path: \(path)
      destination:
        server: \(server)
        namespace: shop

    """
  }
}

struct OneRepository: SourceRepositories {
  func fingerprint(of revisions: [String]) -> ContentFingerprint { ContentFingerprint(high: 1, low: 2) }

  func find(repoURL: String, revision: String, mappings: [FleetFile.Repository]) -> FoundSource {
    if let mapping = mappings.first(where: { $0.url == repoURL }), let folder = SourcePath(mapping.path) {
      return .folder(folder)
    }
    if repoURL != TestFleet.repositoryURL { return .unknownRepository(known: [TestFleet.repositoryURL]) }
    return revision == "HEAD" ? .snapshot : .unknownRevision("there is no revision \(revision)")
  }
}

extension Compilation {
  /// `cluster/application: identity` of every resource.
  var listing: [String] {
    (resources?.sets ?? []).flatMap { set in
      set.resources.map { "\(set.cluster)/\(set.application): \($0.id)" }
    }
  }
}
