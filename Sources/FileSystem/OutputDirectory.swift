internal import Glibc
package import SourceModel

/// The folder that Fleetfold writes the fleet to, locked for as long as a copy of this value lives.
///
/// - Nothing outside the folder is touched and no link below `base` is followed.
/// - A file that Fleetfold did not write is never changed or removed.
/// - A run is atomic: the new state of the smallest folder (or file) that holds all changes is built in a
///   workspace beside the output directory, where unchanged files get a second name (hard link), and put in place
///   by one exchange of directory entries. A process that is killed leaves the old files or the new ones. The list
///   of written files follows by a rename when it lies outside that folder; a journal lets the next run finish that,
///   and clear the workspace.
/// - Unchanged files keep their inode and their times.
///
/// Nothing is forced to the disk (`fsync`): a power cut may lose or truncate what was just written, which the next
/// run reports as edited files; rendering again with `force` restores it, and forcing out thousands of small files
/// would cost more than rendering them.
package struct OutputDirectory: Sendable {
  package enum Purpose: Sendable {
    /// Takes the lock, makes the folders above, and finishes what a killed run began.
    case write
    /// Changes nothing and takes no lock.
    case inspect
  }

  let calls: OutputCalls
  /// The folder that holds the output directory and the workspace; the lock is on it.
  let parent: OpenFolder?
  let name: EntryName
  let path: SourcePath
  let purpose: Purpose

  /// Opens the output directory at `path` below the folder `base` of the file system; it need not exist.
  ///
  /// Links in `base` are followed: it comes from the person at the keyboard; `path` may come from the repository.
  /// Waits up to `patience` seconds for another run. Emits `output.path`, `output.not-a-directory`,
  /// `output.locked`, `output.failed`, `output.workspace`.
  package init(
    base: String, path: SourcePath, for purpose: Purpose, patience: Double = 10
  ) throws(Diagnostic) {
    try self.init(base: base, path: path, for: purpose, patience: patience, calls: OutputCalls())
  }

  init(
    base: String, path: SourcePath, for purpose: Purpose, patience: Double, calls: OutputCalls
  ) throws(Diagnostic) {
    guard path != .root else {
      throw .error(outputPath, "the output directory cannot be the folder itself; name a folder inside it")
    }
    self.calls = calls
    self.path = path
    self.purpose = purpose
    name = EntryName(path.name.utf8)
    do throws(SystemError) {
      parent = try Self.open(base: base, path: path.parent ?? .root, for: purpose, calls: calls)
    } catch {
      throw error.code == ELOOP || error.code == ENOTDIR
        ? notADirectory(path) : failed(path, error, doing: "open the folder above")
    }
    guard let parent else { return }
    if purpose == .write {
      try Self.lock(parent, path: path, patience: patience)
      do throws(SystemError) { try OutputWorkspace(calls: calls, parent: parent, name: name).recover() } catch
      {
        let workspace = ".\(path.name).fleetfold"
        throw failed(path, error, doing: "clear \(workspace) beside it, which an interrupted run left")
      }
    }
    do throws(SystemError) {
      if let status = try calls.status(name, in: parent.descriptor), !status.isDirectory {
        throw SystemError(ENOTDIR)
      }
    } catch {
      throw error.code == ENOTDIR ? notADirectory(path) : failed(path, error, doing: "look at it")
    }
  }

  /// The folder at `path` below `base`; nil when it is missing and nothing is to be written.
  private static func open(
    base: String, path: SourcePath, for purpose: Purpose, calls: OutputCalls
  ) throws(SystemError) -> OpenFolder? {
    var folder = OpenFolder(try FileDescriptor(Glibc.open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC)))
    for component in path.components {
      let name = EntryName(component.utf8)
      if try calls.status(name, in: folder.descriptor) == nil {
        if purpose == .inspect { return nil }
        do throws(SystemError) { try calls.makeDirectory(name, in: folder.descriptor) } catch {
          // Another run may have been faster.
          if error.code != EEXIST { throw error }
        }
      }
      folder = OpenFolder(try calls.directory(name, in: folder.descriptor))
    }
    return folder
  }

  /// The lock ends with the process, however it ends; it is on a folder so that no lock file is left.
  private static func lock(_ parent: OpenFolder, path: SourcePath, patience: Double) throws(Diagnostic) {
    let pause = 0.02
    var waited = 0.0
    while flock(parent.descriptor.raw, LOCK_EX | LOCK_NB) != 0 {
      let error = SystemError()
      if error.code == EINTR { continue }
      guard error.code == EWOULDBLOCK else { throw failed(path, error, doing: "lock the folder above") }
      guard waited < patience else {
        throw .error(outputLocked, "another fleetfold is writing \(path); try again when it is done")
      }
      usleep(UInt32(pause * 1_000_000))
      waited += pause
    }
  }

  /// The bytes of a file below the directory; nil when there is no regular file.
  package func contents(of file: SourcePath) throws(Diagnostic) -> [UInt8]? {
    do throws(SystemError) {
      var disk = OutputDisk(root: try root(), calls: calls)
      guard case .file(let bytes) = try disk.state(of: file, expecting: nil) else { return nil }
      return bytes
    } catch {
      throw failed(path, error, doing: "read \(file)")
    }
  }

  func root() throws(SystemError) -> OpenFolder? {
    guard let parent, try calls.status(name, in: parent.descriptor) != nil else { return nil }
    return OpenFolder(try calls.directory(name, in: parent.descriptor))
  }
}

extension OutputDirectory {
  /// What `replace` would do; changes nothing.
  ///
  /// The diagnostics are those of files that `replace` would refuse to touch.
  package func compare(
    with files: FileList, owned: FileList, manifest: OutputFile, force: Bool = false
  ) -> Compiled<OutputDifference> {
    do throws(SystemError) {
      let plan = try OutputPlan(
        files: files, owned: owned, manifest: manifest, root: try root(), calls: calls, force: force)
      return Compiled(plan.difference, refusals(of: plan))
    } catch {
      return Compiled(nil, [failed(path, error, doing: "compare it")])
    }
  }

  /// Makes the directory hold exactly `files`, the manifest, and what others put there.
  ///
  /// `owned` is what the previous manifest lists; a file with the very bytes that are wanted is taken for ours even
  /// when it is not listed, so that a lost manifest does no harm. With `force`, files of ours that somebody edited are replaced;
  /// files of others never are. Emits `output.foreign-file`, `output.edited-file`, `output.not-replaceable`,
  /// `output.failed`, each before anything changed, and the warning `output.kept-aside`.
  package func replace(
    with files: FileList, owned: FileList, manifest: OutputFile, force: Bool = false
  ) -> Compiled<OutputDifference> {
    guard let parent, purpose == .write else { preconditionFailure("internal error: opened for inspection") }
    let workspace = OutputWorkspace(calls: calls, parent: parent, name: name)
    do throws(SystemError) {
      let root = try root()
      let plan = try OutputPlan(
        files: files, owned: owned, manifest: manifest, root: root, calls: calls, force: force)
      let refusals = refusals(of: plan)
      if !refusals.isEmpty { return Compiled(nil, refusals) }
      if plan.changes.isEmpty { return Compiled(plan.difference) }
      let update = try OutputUpdate(plan, root: root, calls: calls)
      if update.path == .root, let root, try calls.status(EntryName(".git".utf8), in: root.descriptor) != nil
      {
        return Compiled(nil, [notReplaceable("holds a Git repository")])
      }
      let kept: [SourcePath]
      do throws(SystemError) { kept = try workspace.apply(update) } catch {
        // When the swap is done this finishes the run, else it removes what was prepared.
        try? workspace.recover()
        if error.code == EBUSY || error.code == EXDEV {
          return Compiled(nil, [notReplaceable("is a mount point")])
        }
        throw error
      }
      return Compiled(plan.difference, kept.isEmpty ? [] : [keptAsideWarning(kept)])
    } catch {
      return Compiled(nil, [failed(path, error, doing: "write it")])
    }
  }

  private func refusals(of plan: OutputPlan) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    func notes(_ paths: [SourcePath]) -> [Diagnostic.Note] {
      paths.map { Diagnostic.Note($0.string, at: path.appending($0.string).map { SourceLocation(path: $0) }) }
    }
    if !plan.foreign.isEmpty {
      let message =
        "\(counted(plan.foreign.count, "file")) in \(path) that fleetfold did not write would be overwritten; "
        + "move them away, or write to another directory"
      diagnostics.append(.error(foreignFile, message, notes: notes(plan.foreign)))
    }
    if !plan.edited.isEmpty {
      let message =
        "\(counted(plan.edited.count, "file")) in \(path) were edited since fleetfold wrote them; move the edits to "
        + "the sources, then render with --force"
      diagnostics.append(.error(editedFile, message, notes: notes(plan.edited)))
    }
    return diagnostics
  }

  private func notReplaceable(_ why: String) -> Diagnostic {
    .error(
      outputNotReplaceable,
      "\(path) \(why), so it cannot be replaced in one step; write to a folder inside it")
  }

  private func keptAsideWarning(_ paths: [SourcePath]) -> Diagnostic {
    let message =
      "\(counted(paths.count, "file")) in \(path) changed while fleetfold wrote; what was there is kept beside"
    return .warning(keptAside, message, notes: paths.map { Diagnostic.Note($0.string) })
  }
}

private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

private func notADirectory(_ path: SourcePath) -> Diagnostic {
  .error(
    outputNotADirectory, "\(path), or a folder above it, is a symbolic link or no folder; name a real folder")
}

private func failed(_ path: SourcePath, _ error: SystemError, doing what: String) -> Diagnostic {
  .error(outputFailed, "output directory \(path): cannot \(what): \(error.message)")
}

private let outputPath = "output.path"
private let outputNotADirectory = "output.not-a-directory"
private let outputLocked = "output.locked"
private let outputFailed = "output.failed"
private let outputNotReplaceable = "output.not-replaceable"
private let foreignFile = "output.foreign-file"
private let editedFile = "output.edited-file"
private let keptAside = "output.kept-aside"
