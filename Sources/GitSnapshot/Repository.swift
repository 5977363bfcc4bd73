internal import CLibgit2
package import SourceModel

/// A Git repository on this machine, read through libgit2: no network, no hooks, no filters, no programs.
///
/// Safe to use from any number of threads. Alternates (`objects/info/alternates`) are followed, as libgit2
/// does by itself.
package struct Repository: Sendable {
  /// The largest file that is read, in bytes: 64 MiB.
  package static let sizeLimit = 64 << 20

  /// The `.git` folder, with a slash at the end.
  package let gitDirectory: String
  /// The top of the working tree, without a slash at the end; nil where the repository is bare.
  package let workDirectory: String?
  /// Where the hooks belong.
  package let hooksDirectory: String
  /// The directory that the search began at, as seen from the top of the working tree; the root outside it.
  package let startingPath: SourcePath
  /// Whether all objects and all history are here.
  package let completeness: GitError.Completeness
  let location: RepositoryLocation
  let pool: HandlePool

  package var isBare: Bool { workDirectory == nil }

  /// Loads libgit2 ahead of its first use, which waits for that; to be called on a thread that has nothing else to do.
  package static func prepare() { _ = Libgit2.start }

  /// Finds the repository that `directory` is in, or the one that the environment names.
  ///
  /// Source: git(1), `GIT_DIR` to `GIT_CEILING_DIRECTORIES`; with `GIT_DIR` alone, `directory` is the top of the
  /// working tree unless the configuration says otherwise. Throws errors named `git.not-a-repository`,
  /// `git.untrusted-owner`, `git.sha256-repository` and `git.unsupported-format`.
  package static func discover(
    from directory: String, environment: GitEnvironment = .current(), workers: Int? = nil
  ) throws(GitError) -> Repository {
    guard let start = canonicalPath(directory) else { throw .notARepository(directory) }
    var flags = environment.crossesFileSystems ? GIT_REPOSITORY_OPEN_CROSS_FS.rawValue : 0
    var path = start
    if let named = environment.gitDirectory {
      flags |= GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
      path = absolutePath(named, from: start)
    }
    let handle = try RepositoryHandle.open(path, flags: flags, ceilings: environment.ceilings)
    let workDirectory = try workDirectory(of: handle, start, environment)
    let location = RepositoryLocation(
      gitDirectory: handle.gitDirectory, workDirectory: workDirectory,
      indexFile: environment.indexFile.map { absolutePath($0, from: start) },
      objectDirectories: environment.objectDirectories.map { absolutePath($0, from: start) })
    return Repository(handle, location, start: start, workers: workers ?? processorCount)
  }

  private init(
    _ handle: borrowing RepositoryHandle, _ location: RepositoryLocation, start: String, workers: Int
  ) {
    gitDirectory = location.gitDirectory
    workDirectory = location.workDirectory
    hooksDirectory = handle.hooksDirectory
    completeness = handle.completeness
    self.location = location
    pool = HandlePool(location, count: workers)
    startingPath = location.workDirectory.flatMap { below($0, start) } ?? .root
  }

  /// The top of the working tree without links and final slash; nil where there is none.
  private static func workDirectory(
    of handle: borrowing RepositoryHandle, _ start: String, _ environment: GitEnvironment
  ) throws(GitError) -> String? {
    if let named = environment.workTree {
      let path = absolutePath(named, from: start)
      guard let found = canonicalPath(path) else {
        throw .failed("use the working tree \(path) of GIT_WORK_TREE", "it is not there")
      }
      return found
    }
    if environment.gitDirectory != nil, handle.setting("core.worktree") == nil {
      return handle.isBareByConfiguration ? nil : start
    }
    return handle.workDirectory.flatMap(canonicalPath)
  }
}

extension Repository {
  /// The commit that HEAD leads to; nil when its branch has none yet. Throws `git.missing-object` and others.
  package func headCommit() throws(GitError) -> ObjectID? {
    try pool.withHandle { handle throws(GitError) in
      if git_repository_head_unborn(handle.raw) == 1 { return nil }
      return try handle.commit("HEAD")
    }
  }

  /// The name of the branch that is checked out, born or not; nil when HEAD is detached.
  package func headBranch() throws(GitError) -> String? {
    try pool.withHandle { handle throws(GitError) in handle.headBranch }
  }

  /// The commit that `revision` stands for: `HEAD`, a tag, a branch, a branch of a remote, an object id in full
  /// or its first digits, with `~N`, `^N` or `@{upstream}` behind it. A local name comes before that of a remote.
  ///
  /// Source: gitrevisions(7), without searches by text, dates and paths. Throws errors named
  /// `git.unknown-revision`, `git.ambiguous-revision`, `git.unsupported-revision`, `git.not-a-commit`,
  /// `git.unborn-head`, `git.missing-object` and `git.corrupt-object`.
  package func resolve(_ revision: String) throws(GitError) -> ObjectID {
    try pool.withHandle { handle throws(GitError) in try handle.commit(revision) }
  }

  /// What there is to say about the commit `id`.
  package func commitInfo(_ id: ObjectID) throws(GitError) -> CommitInfo {
    try pool.withHandle { handle throws(GitError) in try handle.commitInfo(id) }
  }

  /// The names of all tags, without `refs/tags/`, sorted bytewise.
  package func tagNames() throws(GitError) -> [String] {
    try pool.withHandle { handle throws(GitError) in try handle.referenceNames(under: "refs/tags/") }
  }

  /// The names of all local branches, without `refs/heads/`, sorted bytewise.
  package func branchNames() throws(GitError) -> [String] {
    try pool.withHandle { handle throws(GitError) in try handle.referenceNames(under: "refs/heads/") }
  }

  /// The remotes and where they fetch from, by name; one has two entries where `insteadOf` rewrites its address.
  package func remotes() throws(GitError) -> [(name: String, url: String)] {
    let pairs = try pool.withHandle { handle throws(GitError) in try handle.remotes() }
    return pairs.map { (name: $0.name, url: $0.url) }
  }

  /// Whether `url` is where one of the remotes is, however it is written.
  package func isRemote(_ url: String) throws(GitError) -> Bool {
    guard let wanted = RepositoryURL(url) else { return false }
    return try remotes().contains { RepositoryURL($0.url) == wanted }
  }

  /// The bytes of the blob `id`.
  func blob(_ id: ObjectID) throws(GitError) -> [UInt8] {
    try pool.withHandle { handle throws(GitError) in
      try handle.object(id, GIT_OBJECT_BLOB, limit: Repository.sizeLimit)
    }
  }

  /// The entries of the tree `id`, in Git's order.
  func tree(_ id: ObjectID) throws(GitError) -> [RawTreeEntry] {
    let bytes = try pool.withHandle { handle throws(GitError) in
      try handle.object(id, GIT_OBJECT_TREE, limit: Repository.sizeLimit)
    }
    guard let entries = parseTree(bytes) else { throw .corruptObject(id, "it is no well-formed tree") }
    return entries
  }
}

/// What there is to say about a commit in a report.
package struct CommitInfo: Sendable, Equatable {
  package var id: ObjectID
  /// As few of the id's digits as tell it from other objects, at least 7.
  package var shortID: String
  package var author: String
  package var email: String
  /// When it was written: seconds since 1970 in UTC.
  package var time: Int64
  /// The author's time zone, in minutes east of UTC.
  package var offset: Int
  /// The first paragraph of its message, on one line.
  package var subject: String
}

/// `path` as seen from `top`; nil when it is not below it. Both are absolute, without links.
private func below(_ top: String, _ path: String) -> SourcePath? {
  if path.utf8.elementsEqual(top.utf8) { return .root }
  let prefix = top.utf8.count == 1 ? top : top + "/"
  guard path.utf8.starts(with: prefix.utf8) else { return nil }
  return SourcePath(String(decoding: path.utf8.dropFirst(prefix.utf8.count), as: UTF8.self))
}
