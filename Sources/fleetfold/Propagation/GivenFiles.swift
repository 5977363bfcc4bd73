internal import ArgumentParser
internal import Inventory
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Files and folders on the command line: objects, and the clusters where they stand apart.
struct GivenFiles: ParsableArguments {
  @Option(
    name: [.customShort("f"), .customLong("file")], parsing: .upToNextOption,
    help: ArgumentHelp("Files or folders with resources, policies and KubeFed objects.", valueName: "file"))
  var files: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Files or folders with the clusters; without it they are taken from -f.", valueName: "file"))
  var inventory: [String] = []

  func validate() throws {
    if files.isEmpty { throw ValidationError("-f names no file; give the objects") }
  }

  /// What the files hold.
  struct Content {
    var documents: [Document]
    /// The documents that were searched for clusters.
    var registrations: [Document]
    var clusters: [Cluster]
  }

  /// Reads the files; clusters are registrations, and `clusters:` of a fleetfold.yaml.
  func read(_ diagnostics: inout [Diagnostic]) -> Content {
    var reader = DocumentFiles()
    let documents = reader.read(files)
    let registrations = inventory.isEmpty ? documents : reader.read(inventory)
    diagnostics += reader.diagnostics
    var declared: [DeclaredCluster] = []
    for document in registrations {
      guard let id = ResourceID(of: document), id.group == "fleetfold.dev",
        let list = document[document.root, "clusters"]
      else { continue }
      let result = DeclaredCluster.decode(document, list)
      diagnostics += result.diagnostics
      declared += result.value ?? []
    }
    let result = Inventory.read(documents: registrations, declared: declared)
    diagnostics += result.diagnostics
    return Content(
      documents: documents, registrations: registrations, clusters: result.value?.clusters ?? [])
  }
}
