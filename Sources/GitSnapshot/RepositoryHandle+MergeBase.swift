internal import CLibgit2
package import SourceModel

extension Repository {
  /// The best common ancestor of two commits, the one that `git merge-base` prints.
  ///
  /// Throws errors named `git.no-merge-base`, `git.missing-object` and `git.failed`.
  package func mergeBase(_ one: ObjectID, _ other: ObjectID) throws(GitError) -> ObjectID {
    try pool.withHandle { handle throws(GitError) in try handle.mergeBase(one, other) }
  }
}

extension RepositoryHandle {
  /// See `Repository.mergeBase`.
  func mergeBase(_ one: ObjectID, _ other: ObjectID) throws(GitError) -> ObjectID {
    var result = git_oid()
    var (first, second) = (one.raw, other.raw)
    let code = git_merge_base(&result, raw, &first, &second)
    if code == 0 { return ObjectID(result) }
    // The history of a shallow clone ends where libgit2 finds a parent missing, or before the common ancestor.
    if code == GIT_ENOTFOUND.rawValue { throw .noMergeBase(one, other, completeness) }
    throw .failed("find the merge base of \(one) and \(other)", Libgit2.lastMessage)
  }
}
