internal import GitSnapshot
internal import Reports
internal import SourceModel

/// The commits that last touched the lines of the files of a snapshot; each file is looked into once.
final class SourceHistory {
  private let repository: Repository
  private let snapshot: Snapshot
  /// The commit that the snapshot is, or stands on; nil before the first one.
  private let commit: ObjectID?
  private var files: [SourcePath: [LineHistory]] = [:]
  private var commits: [ObjectID: LineHistory] = [:]

  init(_ session: FleetSession, _ choice: SnapshotChoice) throws {
    repository = session.repository
    snapshot = try session.snapshot(choice)
    let repository = session.repository
    commit = try session.reporting { () throws(GitError) in
      if case .revision(let text) = choice { return try repository.resolve(text) }
      return try repository.headCommit()
    }
  }

  /// Nil for what is no line of a file of the snapshot.
  func line(_ location: SourceLocation) -> LineHistory? {
    guard location.line > 0 else { return nil }
    let lines = file(location.path)
    return location.line <= lines.count ? lines[location.line - 1] : nil
  }

  private func file(_ path: SourcePath) -> [LineHistory] {
    if let known = files[path] { return known }
    let lines = read(path)
    files[path] = lines
    return lines
  }

  private func read(_ path: SourcePath) -> [LineHistory] {
    guard let bytes = try? snapshot.contents(of: path) else { return [] }
    let now = lines(of: bytes)
    let nothing = [LineHistory](repeating: .uncommitted, count: now.count)
    guard let commit, let old = try? Snapshot.commit(commit, of: repository).contents(of: path),
      let ids = try? repository.blame(path, at: commit)
    else { return nothing }
    let before = lines(of: old)
    return matches(of: now, in: before).map { index in
      guard let index, index < ids.count, let id = ids[index] else { return .uncommitted }
      return history(of: id)
    }
  }

  private func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    return lines
  }

  /// For each line of `now`, the line of `before` that it is; nil for a new one.
  private func matches(of now: [ArraySlice<UInt8>], in before: [ArraySlice<UInt8>]) -> [Int?] {
    if now == before { return now.indices.map { $0 } }
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in now.difference(from: before) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var kept = before.indices.filter { !removed.contains($0) }[...]
    return now.indices.map { inserted.contains($0) ? nil : kept.popFirst() }
  }

  private func history(of id: ObjectID) -> LineHistory {
    if let known = commits[id] { return known }
    let made: LineHistory
    if let info = try? repository.commitInfo(id) {
      made = .commit(
        LineHistory.Commit(
          id: "\(info.id)", shortID: info.shortID, author: info.author, email: info.email,
          date: day(info.time, offset: info.offset), subject: info.subject))
    } else {
      made = .commit(
        LineHistory.Commit(id: "\(id)", shortID: "\(id)", author: "", email: "", date: "", subject: ""))
    }
    commits[id] = made
    return made
  }
}

/// `2026-11-21`, of seconds since 1970 in a zone `offset` minutes east of UTC.
private func day(_ time: Int64, offset: Int) -> String {
  let (seconds, overflow) = time.addingReportingOverflow(Int64(offset) * 60)
  // Beyond the year 9999 nobody commits; whoever says so gets no date.
  guard !overflow, (0..<253_402_300_800).contains(seconds) else { return "" }
  // Days to year, month and day, with years that begin in March.
  let shifted = Int(seconds / 86_400) + 719_468
  let era = shifted / 146_097
  let dayOfEra = shifted % 146_097
  let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let month = (5 * dayOfYear + 2) / 153
  let day = dayOfYear - (153 * month + 2) / 5 + 1
  let civil = month < 10 ? month + 3 : month - 9
  func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }
  return "\(padded(yearOfEra + era * 400 + (civil <= 2 ? 1 : 0), 4))-\(padded(civil, 2))-\(padded(day, 2))"
}
