package import SourceModel

/// Why something could not be had from a Git repository.
package enum GitError: Error, Sendable, Equatable {
  /// How much of its history a clone holds.
  package enum Completeness: Sendable, Equatable {
    case full
    case shallow
    case partial
  }

  case notARepository(String)
  case untrustedOwner(String)
  case sha256Repository(String)
  /// A format of the repository or of one of its files that is not supported, and what to do.
  case unsupportedFormat(String, String)
  case bareRepository(String)
  /// HEAD names a branch without a commit.
  case unbornHead(branch: String)
  case unknownRevision(String, nearest: String?, Completeness)
  case ambiguousRevision(String)
  case notACommit(String)
  /// Two commits without a common ancestor.
  case noMergeBase(ObjectID, ObjectID, Completeness)
  /// A way to name a revision that is refused on purpose.
  case unsupportedRevision(String)
  case missingObject(ObjectID, Completeness)
  case corruptObject(ObjectID, String)
  case tooLarge(ObjectID, bytes: Int, limit: Int)
  /// The paths with unresolved conflicts.
  case conflictedIndex([String])
  case unreadableIndex(String, String)
  /// A name that no branch can have.
  case invalidBranch(String)
  /// A branch that a working tree stands on.
  case checkedOutBranch(String)
  /// Nobody to name as the committer, and why.
  case noIdentity(String)
  /// What was attempted, and what libgit2 said.
  case failed(String, String)
}

extension GitError {
  /// The error as a diagnostic without a place; its id is `git.` and the name of the case.
  package var diagnostic: Diagnostic { .error(id, message) }

  /// What happened and what to do, on one line.
  package var message: String {
    switch self {
    case .notARepository(let path):
      "\(path) is not in a Git repository; change to one, name one with -C, or run git init"
    case .untrustedOwner(let path):
      "the Git repository \(path) belongs to another user; to trust it, run "
        + "git config --global --add safe.directory \(path.droppingGitFolder)"
    case .sha256Repository(let path):
      "the Git repository \(path) names its objects by SHA-256, which is not supported; use a SHA-1 repository"
    case .unsupportedFormat(let path, let reason): "cannot read \(path): \(reason)"
    case .bareRepository(let path):
      "the Git repository \(path) is bare and has no working tree or index; name a commit with --rev, or --head for diff"
    case .unbornHead(let branch):
      "the branch \(branch) has no commit yet; commit something first"
    case .unknownRevision(let text, let nearest, let completeness):
      "there is no branch, tag or commit called \(text)\(nearest.map { "; did you mean \($0)?" } ?? "")"
        + (completeness == .shallow
          ? "; this is a shallow clone: git fetch --unshallow --tags gets the rest" : "")
        + (nearest == nil && completeness != .shallow ? "; git fetch gets what the remotes have" : "")
    case .ambiguousRevision(let text):
      "\(text) names more than one revision; write more digits or the full name such as refs/tags/\(text)"
    case .notACommit(let text): "\(text) is not a commit and leads to none; name a branch, a tag or a commit"
    case .noMergeBase(let one, let other, let completeness):
      "the commits \(one) and \(other) have no commit in common"
        + (completeness == .shallow
          ? " in this shallow clone; git fetch --unshallow gets the rest" : "; compare without --merge-base")
    case .unsupportedRevision(let text):
      "revisions such as \(text) are not supported; name a branch, a tag or a commit, "
        + "with ~N, ^N or @{upstream} behind it"
    case .missingObject(let id, let completeness):
      switch completeness {
      case .full: "the object \(id) is missing from the repository; git fsck tells what is broken"
      case .shallow: "the object \(id) is not in this shallow clone; run git fetch --unshallow"
      case .partial: "the object \(id) is not in this partial clone; run git fetch --refetch --no-filter"
      }
    case .corruptObject(let id, let reason):
      "the object \(id) is corrupt (\(reason)); git fsck tells more, a fresh clone mends it"
    case .tooLarge(let id, let bytes, let limit):
      "the object \(id) holds \(bytes) bytes, more than the limit of \(limit)"
    case .conflictedIndex(let paths):
      "the index has unresolved conflicts: \(paths.prefix(3).joined(separator: ", "))"
        + "\(paths.count > 3 ? " and \(paths.count - 3) more" : ""); resolve and git add them"
    case .unreadableIndex(let path, let reason):
      "cannot read the index \(path): \(reason); when git status cannot either, remove it and stage anew"
    case .invalidBranch(let name): "no branch can be called \(name); git check-ref-format tells the rules"
    case .checkedOutBranch(let name):
      "the branch \(name) is checked out, and its working tree would fall behind; commit to another branch"
    case .noIdentity(let reason):
      "a commit needs the name and e-mail of its committer (\(reason)); set user.name and user.email with git config, "
        + "or GIT_COMMITTER_NAME and GIT_COMMITTER_EMAIL"
    case .failed(let operation, let reason): "cannot \(operation): \(reason)"
    }
  }

  /// The stable name of the case.
  private var id: String {
    switch self {
    case .notARepository: "git.not-a-repository"
    case .untrustedOwner: "git.untrusted-owner"
    case .sha256Repository: "git.sha256-repository"
    case .unsupportedFormat: "git.unsupported-format"
    case .bareRepository: "git.bare-repository"
    case .unbornHead: "git.unborn-head"
    case .unknownRevision: "git.unknown-revision"
    case .ambiguousRevision: "git.ambiguous-revision"
    case .notACommit: "git.not-a-commit"
    case .noMergeBase: "git.no-merge-base"
    case .unsupportedRevision: "git.unsupported-revision"
    case .missingObject: "git.missing-object"
    case .corruptObject: "git.corrupt-object"
    case .tooLarge: "git.object-too-large"
    case .conflictedIndex: "git.conflicted-index"
    case .unreadableIndex: "git.unreadable-index"
    case .invalidBranch: "git.invalid-branch"
    case .checkedOutBranch: "git.checked-out-branch"
    case .noIdentity: "git.no-identity"
    case .failed: "git.failed"
    }
  }
}

extension String {
  /// Without a last component `.git`: the folder that `safe.directory` has to name.
  fileprivate var droppingGitFolder: String {
    var text = Substring(self)
    while text.utf8.count > 1, text.utf8.last == UInt8(ascii: "/") { text.removeLast() }
    guard text.hasSuffix("/.git") else { return String(text) }
    return String(text.dropLast(5))
  }
}
