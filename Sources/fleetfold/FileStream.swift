internal import Emission
internal import FileSystem
internal import SourceModel

/// The files of a fleet, set aside application by application until it is known that all is well.
struct FileStream: ~Copyable {
  private var spool = SpoolWriter()
  private var files: [(path: SourcePath, start: Int, count: Int, fingerprint: ContentFingerprint)] = []
  private var folders: Set<String> = []
  private(set) var diagnostics: [Diagnostic] = []
  /// Whether two applications have one folder, at least for some file systems: then they have to be laid out together.
  private(set) var hasSharedFolders = false

  mutating func add(_ laid: LaidFiles) {
    diagnostics += laid.diagnostics
    if !folders.insert(laid.folder).inserted { hasSharedFolders = true }
    if hasSharedFolders || diagnostics.hasErrors { return }
    for file in laid.files {
      files.append((file.path, spool.count, file.contents.count, file.fingerprint))
      spool.append(file.contents)
    }
  }

  /// All of them, sorted by path.
  consuming func finish() -> [OutputFile] {
    let files = files.sorted { $0.path < $1.path }
    let spool = spool.finish()
    return files.map { file in
      OutputFile(
        path: file.path, contents: OutputContents(spool, file.start..<file.start + file.count),
        fingerprint: file.fingerprint)
    }
  }
}
