internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Takes a folder of plain manifests as Argo CD's directory source takes it.
///
/// The `.yaml`, `.yml` and `.json` files of the folder, in the order of their paths, and of its sub-folders with `recurse`;
/// documents without content are skipped and lists replaced by their items. Emits `directory.not-a-resource`,
/// `directory.jsonnet`, `directory.empty` and what the YAML reader emits.
struct DirectorySource {
  let tree: any FileTree
  /// Where the folder was asked for.
  let location: SourceLocation
  var recurse = false
  var include: GlobSet?
  var exclude: GlobSet?

  func resources(in directory: SourcePath) -> Compiled<[Resource]> {
    var resources: [Resource] = []
    var diagnostics: [Diagnostic] = []
    let files = files(in: directory)
    for path in files {
      if path.name.hasSuffix(".jsonnet") {
        diagnostics.append(
          .error(
            jsonnet, "Jsonnet is not evaluated; exclude this file or render it",
            at: SourceLocation(path: path)))
        continue
      }
      do throws(FileTreeError) {
        guard let path = tree.resolve(path) else { throw FileTreeError.notFound(path) }
        let parser = YAMLParser(duplicateKeys: .refuse, dialect: .yaml11)
        let (documents, problems) = parser.parse(try tree.contents(of: path), path: path)
        diagnostics += problems
        for document in documents where !document.isNull(document.root) {
          add(document, to: &resources, &diagnostics)
        }
      } catch {
        diagnostics.append(error.diagnostic)
      }
    }
    if files.isEmpty {
      diagnostics.append(
        .error(empty, "the folder \(directory) holds neither a kustomization nor manifests", at: location))
    }
    return Compiled(diagnostics.hasErrors ? nil : resources, diagnostics)
  }

  private func add(_ document: Document, to resources: inout [Resource], _ diagnostics: inout [Diagnostic]) {
    var pending = [document]
    while let document = pending.popLast() {
      guard var resource = Resource(document), !resource.id.version.isEmpty else {
        diagnostics.append(
          .error(
            notAResource, "a manifest needs apiVersion and kind; exclude the file if it is none",
            at: document.location(document.root)))
        continue
      }
      if resource.id.kind.hasSuffix("List"), let items = document[document.root, "items"],
        document.isSequence(items)
      {
        pending += document.children(items).map { document.extract($0) }.reversed()
        continue
      }
      if resource.id.name.isEmpty, document[document.root, ["metadata", "generateName"]] == nil {
        diagnostics.append(
          .error(
            notAResource, "\(resource.id.kind) needs metadata.name", at: document.location(document.root)))
        continue
      }
      resource.document.normalizeScalars(below: resource.document.root)
      resources.append(resource)
    }
  }

  private func files(in directory: SourcePath) -> [SourcePath] {
    var result: [SourcePath] = []
    var pending = [directory]
    while let current = pending.popLast() {
      for entry in tree.children(of: current) ?? [] {
        let path = current.child(entry.name)
        if entry.kind == .directory {
          if recurse { pending.append(path) }
          continue
        }
        guard [".yaml", ".yml", ".json", ".jsonnet"].contains(where: { entry.name.hasSuffix($0) }) else {
          continue
        }
        let relative = String(path.string.dropFirst(directory == .root ? 0 : directory.string.count + 1))
        if let include, !include.matches(relative) { continue }
        if let exclude, exclude.matches(relative) { continue }
        result.append(path)
      }
    }
    return result.sorted()
  }
}

private let jsonnet = "directory.jsonnet"
private let notAResource = "directory.not-a-resource"
private let empty = "directory.empty"
