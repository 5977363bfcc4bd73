internal import CLibgit2
package import SourceModel

extension Repository {
  /// For each line of a file as it is in `commit`, the commit that last touched it; nil where that is unknown.
  ///
  /// Empty where the commit has no such file. Copies and moves are not followed. Throws `git.missing-object` and
  /// others, in a clone without all of its history above all.
  package func blame(_ path: SourcePath, at commit: ObjectID) throws(GitError) -> [ObjectID?] {
    try pool.withHandle { handle throws(GitError) in try handle.blame(path, at: commit) }
  }
}

extension RepositoryHandle {
  /// See `Repository.blame`.
  fileprivate func blame(_ path: SourcePath, at commit: ObjectID) throws(GitError) -> [ObjectID?] {
    var options = git_blame_options()
    try check(git_blame_options_init(&options, UInt32(GIT_BLAME_OPTIONS_VERSION))) {
      .failed("prepare the history of \(path)", $0)
    }
    options.newest_commit = commit.raw
    var blame: OpaquePointer?
    let code = git_blame_file(&blame, raw, path.string, &options)
    if code == GIT_ENOTFOUND.rawValue { return [] }
    try check(code) { .failed("read the history of \(path)", $0) }
    defer { git_blame_free(blame) }
    var lines: [ObjectID?] = []
    for index in 0..<git_blame_get_hunk_count(blame) {
      guard let hunk = git_blame_get_hunk_byindex(blame, index)?.pointee else { continue }
      let start = Int(clamping: hunk.final_start_line_number) - 1
      let count = Int(clamping: hunk.lines_in_hunk)
      // What libgit2 says of a file that it has read fits in memory; a gap is filled with nothing.
      guard start >= 0, start + count <= Repository.sizeLimit else { continue }
      while lines.count < start + count { lines.append(nil) }
      let id = ObjectID(hunk.final_commit_id)
      for line in start..<(start + count) { lines[line] = id }
    }
    return lines
  }
}
