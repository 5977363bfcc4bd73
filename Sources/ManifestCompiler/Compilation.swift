package import ApplicationSets
package import Inventory
package import KubernetesModel
package import Kustomize
package import SourceModel
package import YAML

/// What to compile, and with what.
package struct CompilationRequest: Sendable {
  /// The snapshot: a commit, the index or the working tree.
  package var tree: any FileTree
  /// Where sources that name a repository are found.
  package var repositories: any SourceRepositories
  /// How many threads to use; the result does not depend on it.
  package var workers: Int
  /// Only clusters and applications whose names match are compiled.
  package var filter = CellFilter()
  /// Whether the fleet tells why Karmada and KubeFed place each resource where they do.
  package var recordsPlacement = false

  package init(tree: any FileTree, repositories: any SourceRepositories, workers: Int) {
    self.tree = tree
    self.repositories = repositories
    self.workers = workers
  }
}

/// Globs over the names of clusters and applications; none selects all.
package struct CellFilter: Sendable {
  private var clusters = NameGlobs.all
  private var applications = NameGlobs.all
  /// Whether applications that can't be rendered here are left out instead of being errors.
  package var skipsUnsupported = false

  package init() {}

  /// Nil when a text is no glob pattern.
  package init?(clusters: [String], applications: [String], skipsUnsupported: Bool = false) {
    guard let clusters = NameGlobs(clusters), let applications = NameGlobs(applications) else { return nil }
    self.clusters = clusters
    self.applications = applications
    self.skipsUnsupported = skipsUnsupported
  }

  package var selectsAll: Bool { clusters.matchesAll && applications.matchesAll }

  package func selects(cluster: String) -> Bool { clusters.matches(cluster) }

  package func selects(application: String) -> Bool { applications.matches(application) }
}

/// An application of the fleet and where it goes, for `apps` and for messages.
package struct PlannedApplication: Sendable {
  package var name: String
  package var path: SourcePath
  /// The Application, the template of the ApplicationSet, or the target in `fleetfold.yaml`.
  package var location: SourceLocation
  /// What made it, for people: `Application`, `ApplicationSet argocd/web, list element 1`, `target`.
  package var madeBy: String
  /// The generator and the elements that made it; its own place where no generator did.
  package var places: [SourceLocation]
  /// The Application with the history of what a template filled in; nil for a target.
  package var document: Document?
  /// The generator that made it; nil where no ApplicationSet did.
  package var generator: SourceLocation?
  /// The elements, clusters and files whose parameters it was made of.
  package var parameters: [ParameterSource] = []
  package var folders: [SourceFolder] = []
  /// Nil where policies decide.
  package var clusters: [String]?

  /// One folder of manifests that an application is built from.
  package struct SourceFolder: Sendable {
    /// The folder as the fleet knows it; in a checkout for another revision.
    package var directory: SourcePath
    /// Where the path was written.
    package var location: SourceLocation
    /// What builds it.
    package var builder: KustomizeBuild
    var source: SourceTree
    /// What the Application writes into the kustomization of the folder.
    var edits: KustomizeEdits?

    /// What the build of the folder leaves out.
    package func deletions(in snapshot: any FileTree) -> [ResourceDeletion] {
      builder.deletions(directory: directory) { kustomization in
        var edits = edits
        edits?.apply(to: &kustomization, in: source.tree(in: snapshot), snapshot: snapshot)
      }
    }
  }
}

/// What people call the parts of a fleet.
package struct FleetNames: Sendable {
  /// Sorted.
  package var clusters: [String] = []
  /// In the order of the plan.
  package var applications: [String] = []

  package init(clusters: [String] = [], applications: [String] = []) {
    self.clusters = clusters
    self.applications = applications
  }
}

/// The result of compiling one snapshot.
package struct Compilation: Sendable {
  package var fleet: FleetFile
  package var inventory: Inventory
  package var applications: [PlannedApplication]
  /// Nil when there are errors.
  package var resources: CompiledFleet?
  /// In report order.
  package var diagnostics: [Diagnostic]
  /// How it came about; nil when the fleet file can't be read, and where only a part was compiled.
  package var trace: FleetTrace?
  /// The other side of a comparison, where both were compiled at once.
  var base: PreparedBase?
}

/// A compilation that is there already, for who will ask for that tree.
final class PreparedBase: Sendable {
  let tree: ObjectID
  let compilation: Compilation

  init(tree: ObjectID, compilation: Compilation) {
    self.tree = tree
    self.compilation = compilation
  }
}

extension Compilation {
  /// What the ApplicationSets of the fleet do with a cluster, in the order in which they were found.
  ///
  /// Those that fail say nothing here; their diagnostics are among those of the compilation.
  package func answers(for cluster: Cluster) -> [ClusterAnswer] {
    guard let trace else { return [] }
    return trace.applicationSets.flatMap { trace.expander.answers($0, for: cluster).value ?? [] }
  }
}
