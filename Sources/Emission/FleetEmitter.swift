package import KubernetesModel
package import SourceModel
internal import YAML

/// Lays a compiled fleet out as files.
package struct FleetEmitter {
  package var layout: OutputLayout
  private let print: (Document) -> (bytes: [UInt8], diagnostics: [Diagnostic])

  package init(layout: OutputLayout = .standard) {
    self.init(layout: layout) { document in
      var bytes: [UInt8] = []
      let diagnostics = YAMLPrinter.print(document, resourceAnnotations: true, into: &bytes)
      return (bytes, diagnostics)
    }
  }

  /// `print` gives the text of one document, with a line feed at its end.
  init(
    layout: OutputLayout = .standard,
    print: @escaping (Document) -> (bytes: [UInt8], diagnostics: [Diagnostic])
  ) {
    self.layout = layout
    self.print = print
  }

  /// The files of the fleet; a document that clusters share is printed once.
  ///
  /// Every path of a layout has the same depth, so none is the folder of another. Emits
  /// `emission.duplicate-resource` and what the printer emits.
  package func emit(_ fleet: CompiledFleet) -> Compiled<RenderedTree> {
    let placed = OutputPaths(fleet.sets.map { OutputSet($0) }, layout: layout)
    var printed: [Document.StorageIdentity: RenderedTree.File] = [:]
    var diagnostics = placed.diagnostics
    func file(_ resource: Resource, at path: SourcePath) -> RenderedTree.File {
      let identity = resource.document.storageIdentity
      if var known = printed[identity] {
        known.path = path
        return known
      }
      let text = print(resource.document)
      diagnostics += text.diagnostics
      let new = RenderedTree.File(path: path, contents: text.bytes)
      printed[identity] = new
      return new
    }
    var files: [RenderedTree.File] = []
    files.reserveCapacity(placed.files.count)
    for output in placed.files {
      let resources = output.resources.map { fleet.sets[$0.set].resources[$0.resource] }
      if resources.count == 1 {
        files.append(file(resources[0], at: output.path))
        continue
      }
      let texts = resources.map { file($0, at: output.path).contents }
      files.append(RenderedTree.File(path: output.path, contents: texts.joinedDocuments))
    }
    return Compiled(diagnostics.hasErrors ? nil : RenderedTree(files: files), diagnostics)
  }
}
