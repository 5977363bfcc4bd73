internal import CLibgit2
internal import Glibc
internal import SourceModel

/// Where a repository and its parts are: what it takes to open it again. All paths are absolute.
struct RepositoryLocation: Sendable {
  /// The `.git` folder, or that of the linked working tree, or the bare repository itself.
  var gitDirectory: String
  /// Nil where the repository is bare.
  var workDirectory: String?
  /// Nil for the repository's own.
  var indexFile: String?
  /// Further folders of objects.
  var objectDirectories: [String] = []
}

/// One open repository; freed when its owner goes away.
///
/// Used by one thread at a time (libgit2's rule), which `HandlePool` sees to. Whatever its methods look up is
/// freed before they return, and only plain values come out.
struct RepositoryHandle: ~Copyable {
  let raw: OpaquePointer

  private init(owning raw: OpaquePointer) { self.raw = raw }

  deinit { git_repository_free(raw) }

  /// Opens what `Repository.discover` found.
  static func open(_ location: RepositoryLocation) throws(GitError) -> RepositoryHandle {
    let flags = GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
    let handle = try open(location.gitDirectory, flags: flags, ceilings: nil)
    try handle.setUp(location)
    return handle
  }

  /// Opens the repository at `path` or, unless the flags say otherwise, at the nearest folder above it.
  static func open(_ path: String, flags: UInt32, ceilings: String?) throws(GitError) -> RepositoryHandle {
    guard Libgit2.start >= 0 else { throw .failed("start libgit2", Libgit2.lastMessage) }
    var raw: OpaquePointer?
    let code = git_repository_open_ext(&raw, path, flags, ceilings)
    if code == 0, let raw { return RepositoryHandle(owning: raw) }
    let message = Libgit2.lastMessage
    switch code {
    case GIT_ENOTFOUND.rawValue:
      // libgit2 1.5 reports a foreign owner as "not found" where no safe.directory is set at all.
      if let foreign = foreignRepository(path, ceilings) { throw .untrustedOwner(foreign) }
      throw .notARepository(path)
    case GIT_EOWNER.rawValue: throw .untrustedOwner(message.quotedPath ?? path)
    default: throw openingError(path, message)
    }
  }

  /// Applies what the environment said to an open repository.
  private func setUp(_ location: RepositoryLocation) throws(GitError) {
    if let workDirectory = location.workDirectory {
      let known = git_repository_workdir(raw).map { String(cString: $0) }
      if known.map({ $0.utf8.elementsEqual((workDirectory + "/").utf8) }) != true {
        try check(git_repository_set_workdir(raw, workDirectory, 0)) {
          .failed("use the working tree \(workDirectory)", $0)
        }
      }
    }
    if let indexFile = location.indexFile {
      var index: OpaquePointer?
      try check(git_index_open(&index, indexFile)) { .unreadableIndex(indexFile, $0) }
      defer { git_index_free(index) }
      try check(git_repository_set_index(raw, index)) { .unreadableIndex(indexFile, $0) }
    }
    guard !location.objectDirectories.isEmpty else { return }
    var database: OpaquePointer?
    try check(git_repository_odb(&database, raw)) { .failed("open the object database", $0) }
    defer { git_odb_free(database) }
    for directory in location.objectDirectories {
      try check(git_odb_add_disk_alternate(database, directory)) {
        .failed("use the objects in \(directory)", $0)
      }
    }
  }
}

extension RepositoryHandle {
  /// The `.git` folder.
  var gitDirectory: String { git_repository_path(raw).map { String(cString: $0) } ?? "" }

  /// Nil where the repository is bare.
  var workDirectory: String? { git_repository_workdir(raw).map { String(cString: $0) } }

  /// Whether the configuration says that there is no working tree, rather than the place of the repository.
  var isBareByConfiguration: Bool {
    var value: Int32 = 0
    return git_config_parse_bool(&value, setting("core.bare")) == 0 && value == 1
  }

  /// Where the hooks are: `core.hooksPath`, read from the top of the working tree, else `hooks`.
  var hooksDirectory: String {
    if let configured = setting("core.hookspath"), !configured.utf8.isEmpty {
      return absolutePath(configured, from: (workDirectory ?? gitDirectory).withoutFinalSlash)
    }
    return (git_repository_commondir(raw).map { String(cString: $0) } ?? gitDirectory) + "hooks"
  }

  /// Whether history or objects were left out when this was cloned.
  var completeness: GitError.Completeness {
    if git_repository_is_shallow(raw) == 1 { return .shallow }
    return isPartial ? .partial : .full
  }

  /// Whether a remote has promised to hand over objects that are missing here.
  private var isPartial: Bool {
    if setting("extensions.partialclone") != nil { return true }
    var config: OpaquePointer?
    guard git_repository_config_snapshot(&config, raw) == 0 else { return false }
    defer { git_config_free(config) }
    var iterator: OpaquePointer?
    guard git_config_iterator_glob_new(&iterator, config, "^remote\\..*\\.promisor$") == 0 else {
      return false
    }
    defer { git_config_iterator_free(iterator) }
    var entry: UnsafeMutablePointer<git_config_entry>?
    while git_config_next(&entry, iterator) == 0 {
      var value: Int32 = 0
      if git_config_parse_bool(&value, entry?.pointee.value) == 0, value == 1 { return true }
    }
    return false
  }

  /// The value of a configuration key whose section and name are in lower case; a path is expanded.
  func setting(_ key: String) -> String? {
    var config: OpaquePointer?
    guard git_repository_config_snapshot(&config, raw) == 0 else { return nil }
    defer { git_config_free(config) }
    var buffer = git_buf()
    guard git_config_get_path(&buffer, config, key) == 0 else { return nil }
    defer { git_buf_dispose(&buffer) }
    return buffer.ptr.map { String(cString: $0) }
  }

  /// The bytes of the object `id`, which must be of this kind and no larger than `limit`.
  ///
  /// Only objects on this machine are read, those of `objects/info/alternates` included.
  func object(_ id: ObjectID, _ kind: git_object_t, limit: Int) throws(GitError) -> [UInt8] {
    var database: OpaquePointer?
    try check(git_repository_odb(&database, raw)) { .failed("open the object database", $0) }
    defer { git_odb_free(database) }
    var oid = id.raw
    var size = 0
    var found = GIT_OBJECT_INVALID
    try checkRead(git_odb_read_header(&size, &found, database, &oid), id)
    guard found == kind else { throw .corruptObject(id, "it is of another kind than the reference to it") }
    guard size <= limit else { throw .tooLarge(id, bytes: size, limit: limit) }
    var object: OpaquePointer?
    try checkRead(git_odb_read(&object, database, &oid), id)
    defer { git_odb_object_free(object) }
    return Array(
      UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object)))
  }

  /// Throws what the result of reading `id` stands for.
  func checkRead(_ code: Int32, _ id: ObjectID) throws(GitError) {
    if code == GIT_ENOTFOUND.rawValue { throw .missingObject(id, completeness) }
    try check(code) { .corruptObject(id, $0) }
  }
}

/// The repository that `path` is in, provided that it belongs to another user.
private func foreignRepository(_ path: String, _ ceilings: String?) -> String? {
  var buffer = git_buf()
  guard git_repository_discover(&buffer, path, 0, ceilings) == 0, let found = buffer.ptr else { return nil }
  defer { git_buf_dispose(&buffer) }
  let folder = String(cString: found).withoutFinalSlash
  var status = stat()
  guard stat(folder, &status) == 0, status.st_uid != geteuid() else { return nil }
  return folder
}

/// Which error libgit2's refusal to open stands for; it has no code of its own for an unknown format.
private func openingError(_ path: String, _ message: String) -> GitError {
  let text = message.lowercased()
  if text.contains("extensions.objectformat") { return .sha256Repository(path) }
  if text.contains("extensions.refstorage") {
    return .unsupportedFormat(
      path, "its references are in a reftable; run git refs migrate --ref-format=files")
  }
  if text.contains("unsupported extension") || text.contains("unsupported repository version") {
    return .unsupportedFormat(path, "\(message); use a repository of format version 0 or 1 without it")
  }
  return .failed("open the Git repository \(path)", message)
}

extension String {
  /// Without the slash that libgit2 ends folders with.
  fileprivate var withoutFinalSlash: String {
    utf8.count > 1 && utf8.last == UInt8(ascii: "/") ? String(dropLast()) : self
  }

  /// What stands between the first two single quotes.
  fileprivate var quotedPath: String? {
    let parts = utf8.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
    return parts.count >= 3 ? String(Substring(parts[1])) : nil
  }
}
