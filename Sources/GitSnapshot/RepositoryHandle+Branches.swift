internal import CLibgit2
internal import Glibc
internal import SourceModel

extension RepositoryHandle {
  /// See `Repository.branch`.
  func branch(_ name: String) throws(GitError) -> BranchState {
    let reference = "refs/heads/\(name)"
    var isValid: Int32 = 0
    guard git_reference_name_is_valid(&isValid, reference) == 0, isValid == 1 else {
      throw .invalidBranch(name)
    }
    let tip = try target(of: reference)
    if tip != nil, try isCheckedOut(reference) { throw .checkedOutBranch(name) }
    if tip == nil, headBranch.map({ $0.utf8.elementsEqual(name.utf8) }) == true {
      throw .checkedOutBranch(name)
    }
    let parent: ObjectID? = if let tip { tip } else { try target(of: "refs/remotes/origin/\(name)") }
    return BranchState(name: name, tip: tip, parent: parent)
  }

  /// The object that a reference leads to; nil when there is no such reference.
  private func target(of reference: String) throws(GitError) -> ObjectID? {
    var oid = git_oid()
    let code = git_reference_name_to_id(&oid, raw, reference)
    if code == GIT_ENOTFOUND.rawValue { return nil }
    try check(code) { .failed("read the reference \(reference)", $0) }
    return ObjectID(oid)
  }

  private func isCheckedOut(_ name: String) throws(GitError) -> Bool {
    var reference: OpaquePointer?
    try check(git_reference_lookup(&reference, raw, name)) { .failed("read the reference \(name)", $0) }
    defer { git_reference_free(reference) }
    return git_branch_is_checked_out(reference) == 1
  }

  /// See `Repository.commit`.
  func commit(_ commit: NewCommit, to state: BranchState) throws(GitError) -> CommitOutcome {
    let before: ObjectID? = if let parent = state.parent { try tree(ofCommit: parent) } else { nil }
    let after = try tree(commit.edits, on: before)
    if let before, before == after { return .unchanged }
    let id = try write(commit, tree: after, parent: state.parent)
    return try move(state, to: id, "fleetfold render: \(commit.source.shortID)")
      ? .committed(id) : .moved
  }

  /// Writes the tree that the edits make of `base`.
  private func tree(_ edits: [FileEdit], on base: ObjectID?) throws(GitError) -> ObjectID {
    // Removals first: a file may take the place of a folder that goes away, or the other way round.
    let removed = edits.filter { $0.contents == nil }
    let cleared: ObjectID? = if removed.isEmpty { base } else { try update(base, with: removed) }
    return try update(cleared, with: edits.filter { $0.contents != nil })
  }

  private func update(_ base: ObjectID?, with edits: [FileEdit]) throws(GitError) -> ObjectID {
    if let base, edits.isEmpty { return base }
    var baseline: OpaquePointer?
    if let base {
      var oid = base.raw
      try checkRead(git_tree_lookup(&baseline, raw, &oid), base)
    }
    defer { git_tree_free(baseline) }
    var updates: [git_tree_update] = []
    var paths: [UnsafeMutablePointer<CChar>?] = []
    defer { for path in paths { free(path) } }
    for edit in edits {
      var update = git_tree_update()
      update.action = edit.contents == nil ? GIT_TREE_UPDATE_REMOVE : GIT_TREE_UPDATE_UPSERT
      update.filemode = GIT_FILEMODE_BLOB
      if let contents = edit.contents { update.id = try blob(contents).raw }
      paths.append(strdup(edit.path.string))
      update.path = UnsafePointer(paths[paths.count - 1])
      updates.append(update)
    }
    var oid = git_oid()
    try check(git_tree_create_updated(&oid, raw, baseline, updates.count, updates)) {
      .failed("write a tree", $0)
    }
    return ObjectID(oid)
  }

  private func blob(_ contents: [UInt8]) throws(GitError) -> ObjectID {
    var oid = git_oid()
    let code = contents.withUnsafeBytes {
      git_blob_create_from_buffer(&oid, raw, $0.baseAddress, $0.count)
    }
    try check(code) { .failed("write a blob", $0) }
    return ObjectID(oid)
  }

  private func write(_ commit: NewCommit, tree: ObjectID, parent: ObjectID?) throws(GitError) -> ObjectID {
    let source = commit.source
    let author = try signature(source.author, source.email, source)
    defer { git_signature_free(author) }
    let identity = try committer()
    let committer = try signature(identity.name, identity.email, source)
    defer { git_signature_free(committer) }
    var treeID = tree.raw
    var rawTree: OpaquePointer?
    try checkRead(git_tree_lookup(&rawTree, raw, &treeID), tree)
    defer { git_tree_free(rawTree) }
    var parents: [OpaquePointer?] = []
    defer { for parent in parents { git_commit_free(parent) } }
    if let parent {
      var oid = parent.raw
      var found: OpaquePointer?
      try checkRead(git_commit_lookup(&found, raw, &oid), parent)
      parents.append(found)
    }
    var oid = git_oid()
    try check(
      git_commit_create(
        &oid, raw, nil, author, committer, nil, commit.message, rawTree, parents.count, &parents)
    ) { .failed("write a commit", $0) }
    return ObjectID(oid)
  }

  private func signature(
    _ name: String, _ email: String, _ source: CommitInfo
  ) throws(GitError) -> UnsafeMutablePointer<git_signature>? {
    var result: UnsafeMutablePointer<git_signature>?
    let code = git_signature_new(&result, name, email, source.time, Int32(clamping: source.offset))
    if code != 0 { throw .noIdentity(Libgit2.lastMessage) }
    return result
  }

  /// Who the environment or the configuration says is committing.
  private func committer() throws(GitError) -> (name: String, email: String) {
    func value(_ variable: String, _ key: String) -> String? {
      let values = [getenv(variable).map { String(cString: $0) }, setting(key)]
      return values.lazy.compactMap(\.self).first { !$0.utf8.isEmpty }
    }
    guard let name = value("GIT_COMMITTER_NAME", "user.name"),
      let email = value("GIT_COMMITTER_EMAIL", "user.email")
    else { throw .noIdentity("one of them is not set") }
    return (name, email)
  }

  /// Makes the branch lead to `id`; false when it is no longer as `state` says.
  private func move(_ state: BranchState, to id: ObjectID, _ why: String) throws(GitError) -> Bool {
    let name = "refs/heads/\(state.name)"
    var oid = id.raw
    var reference: OpaquePointer?
    defer { git_reference_free(reference) }
    let code: Int32
    if let tip = state.tip {
      var current = tip.raw
      code = git_reference_create_matching(&reference, raw, name, &oid, 1, &current, why)
    } else {
      code = git_reference_create(&reference, raw, name, &oid, 0, why)
    }
    switch code {
    // Not found: deleted since. Locked: another process is at it this moment.
    case GIT_EMODIFIED.rawValue, GIT_EEXISTS.rawValue, GIT_ELOCKED.rawValue, GIT_ENOTFOUND.rawValue:
      return false
    default:
      try check(code) { .failed("move the branch \(state.name)", $0) }
      return true
    }
  }

  /// See `Repository.isAncestor`.
  func isAncestor(_ commit: ObjectID, of other: ObjectID) -> Bool {
    var ancestor = commit.raw
    var descendant = other.raw
    return git_graph_descendant_of(raw, &descendant, &ancestor) == 1
  }

  /// See `Repository.message`.
  func message(ofCommit id: ObjectID) throws(GitError) -> String {
    var oid = id.raw
    var commit: OpaquePointer?
    try checkRead(git_commit_lookup(&commit, raw, &oid), id)
    defer { git_commit_free(commit) }
    return git_commit_message(commit).map { String(cString: $0) } ?? ""
  }
}
