package import KubernetesModel
package import SemanticDiff
package import SourceModel
package import YAML

/// `fleetfold.yaml`: where to look, what stands for what, and where the output goes.
package struct FleetFile: Sendable {
  /// A repository URL and where its content is found.
  package struct Repository: Sendable {
    package var url: String
    /// A folder relative to `fleetfold.yaml`; the root of the repository stands for the repository itself.
    package var path: String
    /// The only revision that the folder holds; nil where it stands for all.
    package var revision: String?
    package var location: SourceLocation
  }

  /// How the resources of a target get their clusters.
  package enum Placement: Sendable {
    case clusters(names: [(name: String, location: SourceLocation)], selector: LabelSelector?)
    /// By the policies found in the target's path, or in the folder given.
    case karmada(policies: SourcePath?)
    case kubeFed
  }

  /// An application without Argo CD.
  package struct Target: Sendable {
    package var name: String
    package var path: SourcePath
    package var placement: Placement
    /// Given to namespaced resources that have none; empty for none.
    package var namespace: String
    package var namespaceLocation: SourceLocation
    package var location: SourceLocation
    package var pathLocation: SourceLocation
  }

  /// What a generator with a live service makes: an entry of `recorded`.
  package struct Recorded: Sendable {
    package var applicationSet: String
    package var generator: String
    /// Parameters of the first child of a matrix for which the record holds.
    package var with: Labels
    /// Nil where a policy decides instead.
    package var file: SourcePath?
    /// A Karmada policy that decides on the clusters: `Kind/name` or `Kind/namespace/name`.
    package var policy: String
    package var location: SourceLocation
    package var generatorLocation: SourceLocation
    package var fileLocation: SourceLocation
  }

  /// `argocd:`, by the names of the controller's settings.
  package struct ArgoCDSettings: Sendable {
    package var namespace = "argocd"
    package var newGitFileGlobbing = false
    package var includeHiddenDirectories = false
    /// The only projects that exist; nil where nothing is said.
    package var projects: [String]?
  }

  package var output = SourcePath.root.child("rendered")
  package var layout: String?
  package var layoutLocation: SourceLocation?
  package var include: [SourcePath] = [.root]
  /// Where the entries of `include` stand; empty where they are not written.
  package var includeLocations: [SourceLocation] = []
  package var exclude: [SourcePath] = []
  /// The cluster that `https://kubernetes.default.svc` and `in-cluster` stand for; nil keeps the name `in-cluster`.
  package var inCluster: (name: String, location: SourceLocation)?
  package var repositories: [Repository] = []
  package var targets: [Target] = []
  package var recorded: [Recorded] = []
  package var skipsUnsupported = false
  package var argoCD = ArgoCDSettings()
  package var karmadaAssumesCapacity = false
  /// What `diff` and the hook refuse.
  package var gates = ChangeGates()
  /// The document and the list under `clusters:`, decoded by the inventory.
  package var clusters: (document: Document, list: NodeID)?

  /// What holds without a file: everything in the repository is discovered.
  package init() {}
}

extension FleetFile {
  /// The name of the file, at the root of the fleet.
  package static let name = "fleetfold.yaml"

  /// How to say in the file where a repository is found, for the end of a message.
  package static func mappingAdvice(_ url: String) -> String {
    let isPlain = !url.utf8.contains { " ,[]{}#&*!|>'\"%@`".utf8.contains($0) && $0 != UInt8(ascii: "@") }
    return
      "copy it into a folder and add to \(name): repositories: [{url: \(isPlain ? url : "\"\(url)\""), path: FOLDER}]"
  }

  /// Reads the file; everything wrong with it is reported at once.
  ///
  /// Emits `fleet.*`, and what the YAML reader emits.
  package static func read(_ bytes: [UInt8], path: SourcePath) -> Compiled<FleetFile> {
    let (documents, problems) = YAMLParser().parse(bytes, path: path)
    guard let document = documents.first, !problems.hasErrors else { return Compiled(nil, problems) }
    var decoder = FleetFileDecoder(document)
    let file = decoder.decode()
    if documents.count > 1 {
      decoder.diagnostics.append(
        .error(
          "fleet.several-documents", "fleetfold.yaml holds one document",
          at: documents[1].location(documents[1].root)))
    }
    return Compiled(decoder.diagnostics.hasErrors ? nil : file, decoder.diagnostics)
  }
}
