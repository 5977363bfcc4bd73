internal import CLibgit2
internal import SourceModel

/// A remote and one address of it.
struct Remote: Sendable {
  var name: String
  var url: String
}

extension RepositoryHandle {
  /// The name of the branch that is checked out; nil when HEAD is detached.
  var headBranch: String? {
    var head: OpaquePointer?
    guard git_reference_lookup(&head, raw, "HEAD") == 0 else { return nil }
    defer { git_reference_free(head) }
    guard let target = git_reference_symbolic_target(head) else { return nil }
    let name = String(cString: target)
    return name.hasPrefix("refs/heads/") ? String(name.dropFirst(11)) : name
  }

  /// The commit that `revision` stands for; see `Repository.resolve`.
  func commit(_ revision: String) throws(GitError) -> ObjectID {
    guard isSupported(revision) else { throw .unsupportedRevision(revision) }
    var object: OpaquePointer?
    let code = git_revparse_single(&object, raw, revision)
    defer { git_object_free(object) }
    switch code {
    case 0: return try commit(behind: object, revision)
    case GIT_EAMBIGUOUS.rawValue: throw .ambiguousRevision(revision)
    case GIT_ENOTFOUND.rawValue, GIT_EINVALIDSPEC.rawValue, GIT_EUNBORNBRANCH.rawValue: break
    default: try explain(code, revision, Libgit2.lastMessage)
    }
    if namesHead(revision), git_repository_head_unborn(raw) == 1 {
      throw .unbornHead(branch: headBranch ?? "HEAD")
    }
    if let id = try commitOfRemote(revision) { return id }
    throw .unknownRevision(revision, nearest: try nearest(revision), completeness)
  }

  /// The commit that an object is or leads to; it stays the caller's to free.
  private func commit(behind object: OpaquePointer?, _ revision: String) throws(GitError) -> ObjectID {
    var commit: OpaquePointer?
    let code = git_object_peel(&commit, object, GIT_OBJECT_COMMIT)
    defer { git_object_free(commit) }
    if code == 0, let id = git_object_id(commit).flatMap({ ObjectID($0.pointee) }) { return id }
    if code == GIT_ENOTFOUND.rawValue, let id = taggedObject(object) {
      throw .missingObject(id, completeness)
    }
    throw .notACommit(revision)
  }

  /// What an annotated tag points at.
  private func taggedObject(_ object: OpaquePointer?) -> ObjectID? {
    guard git_object_type(object) == GIT_OBJECT_TAG else { return nil }
    return git_tag_target_id(object).flatMap { ObjectID($0.pointee) }
  }

  /// Names the broken object when `revision` is a reference whose object cannot be read.
  private func explain(_ code: Int32, _ revision: String, _ message: String) throws(GitError) {
    var reference: OpaquePointer?
    if git_reference_dwim(&reference, raw, revision) == 0 {
      defer { git_reference_free(reference) }
      if let id = git_reference_target(reference).flatMap({ ObjectID($0.pointee) }) {
        throw .corruptObject(id, message)
      }
    }
    throw .failed("resolve the revision \(revision)", message)
  }

  /// What `origin`, or else the one other remote that has it, calls by this name.
  private func commitOfRemote(_ revision: String) throws(GitError) -> ObjectID? {
    var found: ObjectID?
    for name in ["origin"] + (try remoteNames()).filter({ $0 != "origin" }) {
      var object: OpaquePointer?
      guard git_revparse_single(&object, raw, "refs/remotes/\(name)/\(revision)") == 0 else { continue }
      defer { git_object_free(object) }
      let id = try commit(behind: object, revision)
      if name.utf8.elementsEqual("origin".utf8) { return id }
      if let found, found != id { throw .ambiguousRevision(revision) }
      found = id
    }
    return found
  }

  /// The branch or tag that was most likely meant.
  private func nearest(_ revision: String) throws(GitError) -> String? {
    var names: [String] = []
    for space in ["refs/heads/", "refs/tags/", "refs/remotes/origin/"] {
      names += try referenceNames(under: space)
    }
    return nearMiss(to: revision, among: names)
  }

  /// The names of the references that begin with `prefix`, without it, sorted bytewise.
  func referenceNames(under prefix: String) throws(GitError) -> [String] {
    var iterator: OpaquePointer?
    try check(git_reference_iterator_glob_new(&iterator, raw, prefix + "*")) {
      .failed("list the references", $0)
    }
    defer { git_reference_iterator_free(iterator) }
    var names: [String] = []
    while true {
      var name: UnsafePointer<CChar>?
      let code = git_reference_next_name(&name, iterator)
      if code == GIT_ITEROVER.rawValue { break }
      try check(code) { .failed("list the references", $0) }
      if let text = name.flatMap({ String(validatingCString: $0) }) {
        names.append(String(text.dropFirst(prefix.count)))
      }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// See `Repository.commitInfo`.
  func commitInfo(_ id: ObjectID) throws(GitError) -> CommitInfo {
    var oid = id.raw
    var commit: OpaquePointer?
    try checkRead(git_commit_lookup(&commit, raw, &oid), id)
    defer { git_commit_free(commit) }
    var digits = git_buf()
    try check(git_object_short_id(&digits, commit)) { .failed("shorten the id \(id)", $0) }
    defer { git_buf_dispose(&digits) }
    guard let author = git_commit_author(commit)?.pointee else {
      throw .corruptObject(id, "the commit has no author")
    }
    return CommitInfo(
      id: id, shortID: digits.ptr.map { String(cString: $0) } ?? id.description,
      author: author.name.map { String(cString: $0) } ?? "",
      email: author.email.map { String(cString: $0) } ?? "", time: author.when.time,
      offset: Int(author.when.offset), subject: git_commit_summary(commit).map { String(cString: $0) } ?? "")
  }

  /// The tree of the commit `id`.
  func tree(ofCommit id: ObjectID) throws(GitError) -> ObjectID {
    var oid = id.raw
    var commit: OpaquePointer?
    try checkRead(git_commit_lookup(&commit, raw, &oid), id)
    defer { git_commit_free(commit) }
    guard let tree = git_commit_tree_id(commit).flatMap({ ObjectID($0.pointee) }) else {
      throw .corruptObject(id, "the commit has no tree")
    }
    return tree
  }

  /// See `Repository.remotes`.
  func remotes() throws(GitError) -> [Remote] {
    var result: [Remote] = []
    for name in try remoteNames() {
      var remote: OpaquePointer?
      guard git_remote_lookup(&remote, raw, name) == 0 else { continue }
      defer { git_remote_free(remote) }
      guard let url = git_remote_url(remote).map({ String(cString: $0) }) else { continue }
      let written = setting("remote.\(name).url") ?? url
      result.append(Remote(name: name, url: written))
      if !written.utf8.elementsEqual(url.utf8) { result.append(Remote(name: name, url: url)) }
    }
    return result
  }

  /// The names of the remotes, sorted bytewise.
  private func remoteNames() throws(GitError) -> [String] {
    var list = git_strarray()
    try check(git_remote_list(&list, raw)) { .failed("list the remotes", $0) }
    defer { git_strarray_dispose(&list) }
    let names = (0..<list.count).compactMap { index in
      list.strings[index].flatMap { String(validatingCString: $0) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

/// Whether a revision begins with HEAD or its short form `@`.
private func namesHead(_ revision: String) -> Bool {
  revision.hasPrefix("HEAD") || revision.hasPrefix("@")
}

/// Whether `revision` is written in a form that is passed on to libgit2.
///
/// Left out: searches by regular expression (libgit2 1.5 hands them to a PCRE with known overflows), paths
/// behind a colon, and the reflog by date, whose meaning changes from one run to the next.
private func isSupported(_ revision: String) -> Bool {
  let bytes = Array(revision.utf8)
  guard !bytes.isEmpty, bytes.count <= 1024, !bytes.contains(where: { $0 <= 32 || $0 == 127 }) else {
    return false
  }
  if bytes.contains(UInt8(ascii: ":")) { return false }
  for index in bytes.indices.dropLast() where bytes[index + 1] == UInt8(ascii: "{") {
    let inside = bytes[(index + 2)...].prefix { $0 != UInt8(ascii: "}") }
    switch bytes[index] {
    case UInt8(ascii: "^"):
      guard inside.isEmpty || inside.elementsEqual("commit".utf8) || inside.elementsEqual("object".utf8)
      else {
        return false
      }
    case UInt8(ascii: "@"):
      let isNumber = !inside.isEmpty && inside.count < 7 && inside.allSatisfy { (48...57).contains($0) }
      guard isNumber || inside.elementsEqual("u".utf8) || inside.elementsEqual("upstream".utf8) else {
        return false
      }
    default: break
    }
  }
  return true
}
