internal import Emission
internal import FileSystem
internal import KubernetesModel
internal import ManifestCompiler
internal import Reports
internal import SourceModel

/// What turns the rendered tree of one fleet into that of another, as a patch of the repository.
struct PatchOutput {
  var showsSecrets: Bool
  var filter: CellFilter

  func bytes(from base: ComparedFleet, to head: ComparedFleet) throws -> [UInt8] {
    let before = try files(base)
    let after = try files(head)
    let patch = PatchReport(from: before, to: after, showsSecrets: showsSecrets)
    var comments = ["what \(head.name) renders, compared with \(base.name)"]
    guard filter.selectsAll else {
      comments.append("a part of the fleet: \(OwnershipManifest.fileName) is left as it is")
      return patch.bytes(comments: comments)
    }
    // The list of written files tells what the patched tree holds: a file that is left out stays as it was.
    var kept: [SourcePath: [UInt8]] = [:]
    for file in after { kept[file.path] = file.contents }
    for entry in patch.entries where entry.isHeldBack { kept[entry.path] = entry.before }
    let patched = kept.map { PatchReport.File(path: $0.key, contents: $0.value) }
    let folders = [base.file?.output, head.file?.output].compactMap { $0 }
    let own = base.file.map { [$0.output] } ?? []
    return PatchReport(
      from: before + PatchOutput.lists(of: before, in: own),
      to: after
        + PatchOutput.lists(
          of: patched, in: folders.filter { $0 == head.file?.output || holdsAny(patched, in: $0) }),
      showsSecrets: showsSecrets
    ).bytes(comments: comments)
  }

  private func holdsAny(_ files: [PatchReport.File], in folder: SourcePath) -> Bool {
    files.contains { $0.path.isWithin(folder) }
  }

  private func files(_ side: ComparedFleet) throws -> [PatchReport.File] {
    guard let file = side.file else { return [] }
    let laid = file.layOut(side.resources)
    guard let tree = laid.value else {
      try DiagnosticOutput(color: .auto).report(laid.diagnostics)
      throw ExitStatus.invalidInput
    }
    return tree.files.map {
      PatchReport.File(path: file.output.appending($0.path.string) ?? file.output, contents: $0.contents)
    }
  }

  /// The lists of the files that were written to each folder.
  private static func lists(of files: [PatchReport.File], in folders: [SourcePath]) -> [PatchReport.File] {
    Set(folders).map { folder in
      let prefix = folder.string.utf8.isEmpty ? 0 : folder.string.utf8.count + 1
      let tree = RenderedTree(
        files: files.filter { $0.path.isWithin(folder) }.map {
          RenderedTree.File(
            path: SourcePath(String(decoding: $0.path.string.utf8.dropFirst(prefix), as: UTF8.self))
              ?? $0.path,
            contents: $0.contents)
        })
      let manifest = OwnershipManifest(of: tree, toolVersion: toolVersion)
      return PatchReport.File(path: folder.child(OwnershipManifest.fileName), contents: manifest.bytes)
    }
  }
}
