internal import KubernetesModel
internal import SourceModel
internal import YAML

/// The documents of a repository that steer the compilation, by what they do.
struct ScannedDocuments: Sendable {
  var applicationSets: [Document] = []
  var applications: [Document] = []
  /// Cluster Secrets and cluster objects of every control plane.
  var inventory: [Document] = []
  /// Karmada policies and KubeFed objects: they make the folder that holds them a target of its own.
  var karmadaPolicies: [Document] = []
  var kubeFedObjects: [Document] = []
  var projects: [Document] = []
  /// What decides the clusters of clusterDecisionResource generators: ConfigMaps that name a kind of decisions, and
  /// objects of Open Cluster Management.
  var decisions: [Document] = []
}

/// Finds and reads the documents that steer the compilation.
///
/// Emits `scan.not-found`, `scan.unreadable` and what the YAML reader emits. A file is parsed only when it names one of the
/// API groups that matter, so that a large repository costs a search for bytes. Helm charts, hidden folders, the output
/// and symbolic links are left out.
struct ScanPhase {
  let tree: any FileTree
  let fleet: FleetFile
  let workers: Int

  func run() async -> (ScannedDocuments, [Diagnostic]) {
    var diagnostics: [Diagnostic] = []
    var files: [SourcePath] = []
    for (index, root) in fleet.include.enumerated() {
      switch tree.entry(at: root)?.kind {
      case .directory: collect(root, into: &files)
      case .file, .executable: files.append(root)
      default:
        let message = "there is no file or folder \(root); correct `include` in fleetfold.yaml"
        let locations = fleet.includeLocations
        diagnostics.append(.error(missing, message, at: index < locations.count ? locations[index] : nil))
      }
    }
    let tree = tree
    let results = await parallelMap(files, workers: workers) { ScanPhase.read($0, in: tree) }
    var scanned = ScannedDocuments()
    for (documents, problems) in results {
      diagnostics += problems
      for document in documents { scanned.sort(document) }
    }
    return (scanned, diagnostics)
  }

  private func collect(_ directory: SourcePath, into files: inout [SourcePath]) {
    // Folders still to be read, the next one last: a stack keeps the depth of the tree off ours.
    var pending = [directory]
    while let directory = pending.popLast() {
      guard let entries = tree.children(of: directory) else { continue }
      if entries.contains(where: { $0.name == "Chart.yaml" }) { continue }
      for entry in entries.reversed() where entry.kind == .directory {
        let path = directory.child(entry.name)
        if isScanned(entry.name, path) { pending.append(path) }
      }
      for entry in entries where entry.isFile {
        let path = directory.child(entry.name)
        if ScanPhase.isManifest(entry.name), isScanned(entry.name, path) { files.append(path) }
      }
    }
  }

  /// Whether the scan may find something else in `tree`, from which `changes` lead to another or which they lead to.
  ///
  /// A file counts only when it names an API group that matters, so most changes do not touch the scan at all.
  func isAffected(by changes: TreeChanges) -> Bool {
    if fleet.include.contains(where: { changes.lookups.contains(TreeLookup(.entry, $0)) }) { return true }
    return changes.paths.contains { change in
      guard isBelowInclude(change.path) else { return false }
      if change.path.name == "Chart.yaml" { return true }
      guard ScanPhase.isManifest(change.path.name), let entry = tree.entry(at: change.path), entry.isFile
      else {
        return false
      }
      guard let bytes = try? tree.contents(of: change.path) else { return true }
      return namesAnAPIGroupThatMatters(bytes)
    }
  }

  private func isBelowInclude(_ path: SourcePath) -> Bool {
    fleet.include.contains { root in
      guard path.isWithin(root) else { return false }
      // The path itself and the folders above it, down from the root of the scan.
      var current = path
      while current != root {
        guard isScanned(current.name, current), let parent = current.parent else { return false }
        current = parent
      }
      return true
    }
  }

  private func isScanned(_ name: String, _ path: SourcePath) -> Bool {
    name.utf8.first != UInt8(ascii: ".") && path != fleet.output && !fleet.exclude.contains(path)
  }

  private static func isManifest(_ name: String) -> Bool {
    if kustomizationNames.contains(name) { return false }
    return [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
  }

  static func read(_ path: SourcePath, in tree: any FileTree) -> ([Document], [Diagnostic]) {
    do throws(FileTreeError) {
      let bytes = try tree.contents(of: path)
      guard namesAnAPIGroupThatMatters(bytes) else { return ([], []) }
      return YAMLParser().parse(bytes, path: path)
    } catch {
      return ([], [error.diagnostic])
    }
  }
}

extension ScannedDocuments {
  mutating func sort(_ document: Document) {
    guard let id = ResourceID(of: document) else { return }
    switch (id.group, id.kind) {
    case ("argoproj.io", "ApplicationSet"): applicationSets.append(document)
    case ("argoproj.io", "Application"): applications.append(document)
    case ("argoproj.io", "AppProject"): projects.append(document)
    case ("", "Secret"):
      let label = document[document.root, ["metadata", "labels", "argocd.argoproj.io/secret-type"]]
      if let label, document.valueEquals(label, "cluster") { inventory.append(document) }
    case ("cluster.karmada.io", "Cluster"), ("cluster.x-k8s.io", "Cluster"),
      ("core.kubefed.io", "KubeFedCluster"):
      inventory.append(document)
    case ("", "ConfigMap"):
      if document[document.root, ["data", "matchKey"]] != nil { decisions.append(document) }
    case ("cluster.open-cluster-management.io", _), ("apps.open-cluster-management.io", _):
      decisions.append(document)
    case ("policy.karmada.io", _): karmadaPolicies.append(document)
    case ("types.kubefed.io", _), ("scheduling.kubefed.io", _), ("core.kubefed.io", _):
      kubeFedObjects.append(document)
    default: break
    }
  }
}

/// The names under which kustomize looks for its file.
let kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

/// Endings of API groups of which a file that steers the compilation holds at least one.
private let markers = [
  "argoproj.io/", "karmada.io/", "x-k8s.io/", "kubefed.io/", "open-cluster-management.io/",
].map { Array($0.utf8) }

/// Whether one of the markers is in the text; they all end in `.io/`, so one pass for slashes finds them.
private func namesAnAPIGroupThatMatters(_ bytes: [UInt8]) -> Bool {
  var index = 3
  while index < bytes.count {
    if bytes[index] == UInt8(ascii: "/"), bytes[index - 1] == UInt8(ascii: "o"),
      bytes[index - 2] == UInt8(ascii: "i"),
      markers.contains(where: { bytes[...index].suffix($0.count).elementsEqual($0) })
    {
      return true
    }
    index += 1
  }
  return false
}

extension FileTreeError {
  /// This failure as a diagnostic of the file.
  var diagnostic: Diagnostic {
    switch self {
    case .notFound(let path):
      .error(missing, "there is no file \(path)", at: SourceLocation(path: path))
    case .notAFile(let path, _):
      .error(unreadableFile, "this is not a regular file", at: SourceLocation(path: path))
    case .tooLarge(let path, let bytes, let limit):
      .error(
        unreadableFile, "the file has \(bytes) bytes, more than the limit of \(limit)",
        at: SourceLocation(path: path))
    case .unreadable(let path, let reason):
      .error(unreadableFile, reason, at: SourceLocation(path: path))
    }
  }
}

private let missing = "scan.not-found"
private let unreadableFile = "scan.unreadable"
