internal import Emission
internal import FileSystem
internal import SourceModel

/// The files of a fleet, set aside application by application until it is known that all is well.
struct FileStream: ~Copyable {
  private var spool = SpoolWriter()
  private var files = FileList()
  /// Hashes of the folders: who has the hash of another is taken for the same, for which there is a slower way.
  private var folders: Set<Int> = []
  private(set) var diagnostics: [Diagnostic] = []
  /// Whether two applications have one folder, at least for some file systems: then they have to be laid out together.
  private(set) var hasSharedFolders = false

  mutating func add(_ laid: LaidFiles) {
    diagnostics += laid.diagnostics
    if !folders.insert(laid.folder.hashValue).inserted { hasSharedFolders = true }
    if hasSharedFolders || diagnostics.hasErrors { return }
    for file in laid.files {
      files.append(file.path, file.fingerprint, spooled: spool.count..<spool.count + file.contents.count)
      spool.append(file.contents)
    }
  }

  /// All of them, sorted by path.
  consuming func finish() -> FileList {
    var files = files
    files.spool = spool.finish()
    files.sort()
    return files
  }
}
