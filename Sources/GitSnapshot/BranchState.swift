package import SourceModel

/// A branch as it was when somebody looked: what the next commit on it is put on top of.
package struct BranchState: Sendable, Equatable {
  /// Without `refs/heads/`.
  package let name: String
  /// The commit that the branch leads to; nil when there is no such branch here.
  package let tip: ObjectID?
  /// The commit that the next one follows: the tip, else that of the branch of this name at `origin`; nil for none.
  package let parent: ObjectID?
}

/// A file to put into a tree, or to take out of it.
package struct FileEdit: Sendable {
  package var path: SourcePath
  /// Nil removes the file.
  package var contents: [UInt8]?

  package init(path: SourcePath, contents: [UInt8]?) {
    self.path = path
    self.contents = contents
  }
}

/// A commit to be made.
package struct NewCommit: Sendable {
  /// Relative to the tree of the parent; each path once.
  package var edits: [FileEdit]
  package var message: String
  /// Whose author and time the new commit takes over, so that the same input gives the same commit.
  package var source: CommitInfo

  package init(edits: [FileEdit], message: String, source: CommitInfo) {
    self.edits = edits
    self.message = message
    self.source = source
  }
}

/// What became of a commit.
package enum CommitOutcome: Sendable, Equatable {
  case committed(ObjectID)
  /// The tree is that of the parent: there is nothing to commit.
  case unchanged
  /// Somebody else has moved the branch since; look again and try anew.
  case moved
}

extension Repository {
  /// The branch `name` as it is now.
  ///
  /// Throws errors named `git.invalid-branch` and, where a working tree has the branch checked out and would fall
  /// behind it, `git.checked-out-branch`.
  package func branch(_ name: String) throws(GitError) -> BranchState {
    try pool.withHandle { handle throws(GitError) in try handle.branch(name) }
  }

  /// Commits to a branch that is still as `state` says, and to no other: the reference is changed by comparing and
  /// swapping, so that of two runs neither loses a commit. No working tree, index or HEAD is touched.
  ///
  /// The committer is that of the environment (`GIT_COMMITTER_NAME`, `GIT_COMMITTER_EMAIL`) or the configuration.
  /// Throws errors named `git.no-identity` and `git.failed`.
  package func commit(_ commit: NewCommit, to state: BranchState) throws(GitError) -> CommitOutcome {
    try pool.withHandle { handle throws(GitError) in try handle.commit(commit, to: state) }
  }

  /// Whether `commit` is in the history of `other`, which is not the case for itself.
  ///
  /// Unknown commits are in no history.
  package func isAncestor(_ commit: ObjectID, of other: ObjectID) throws(GitError) -> Bool {
    try pool.withHandle { handle throws(GitError) in handle.isAncestor(commit, of: other) }
  }

  /// The whole message of the commit `id`.
  package func message(ofCommit id: ObjectID) throws(GitError) -> String {
    try pool.withHandle { handle throws(GitError) in try handle.message(ofCommit: id) }
  }
}
