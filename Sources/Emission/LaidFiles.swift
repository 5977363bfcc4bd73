package import SourceModel

/// The files of one application on one cluster, laid out without the rest of the fleet.
///
/// That is right where the layout `separatesApplications` and no other application has this `folder`.
package struct LaidFiles: Sendable {
  package let files: [RenderedTree.File]
  package let diagnostics: [Diagnostic]
  /// Equal, in the sense of `String`, for applications whose files some file system may take for the same.
  package let folder: String

  /// Emits `emission.duplicate-resource`.
  package init(_ printed: PrintedResources, of application: String, on cluster: String, layout: OutputLayout)
  {
    let set = OutputSet(cluster: cluster, application: application, resources: printed.resources)
    let placed = OutputPaths([set], layout: layout)
    files = placed.files.map { output in
      let texts = output.resources.map { printed.texts[$0.resource] }
      return RenderedTree.File(path: output.path, contents: texts.joinedDocuments)
    }
    diagnostics = placed.diagnostics
    folder =
      "\(PathComponent(fitForFileName(cluster)).text)/\(PathComponent(fitForFileName(application)).text)"
      .lowercased()
  }
}

extension OutputLayout {
  /// Whether a file of two applications, or of two clusters, can only be one where their names may be one to a file system.
  package var separatesApplications: Bool {
    components.contains([.placeholder(.cluster)]) && components.contains([.placeholder(.application)])
  }
}
