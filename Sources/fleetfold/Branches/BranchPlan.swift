internal import Emission
internal import GitSnapshot
internal import SourceModel

/// What it takes to make the tree of a branch hold a rendered tree.
///
/// As in an output directory, a list of what was written proves what may be replaced or removed; all other files of
/// the branch stay.
struct BranchPlan {
  /// The files to write and to remove, the list of written files last; empty where the branch holds all of it.
  private(set) var edits: [FileEdit] = []
  /// Files that Fleetfold did not write and would have to overwrite.
  private(set) var foreign: [SourcePath] = []
  /// Files that somebody has edited on the branch since they were written.
  private(set) var edited: [SourcePath] = []

  /// Plans from what the branch holds now; nil for a branch without a commit. With `force`, edited files are replaced.
  init(_ wanted: RenderedTree, over current: Snapshot?, owned: [OwnershipManifest.Entry], force: Bool) {
    var ours: [SourcePath: ContentFingerprint] = [:]
    for entry in owned { ours[entry.path] = entry.fingerprint }
    for file in wanted.files {
      let known = ours.removeValue(forKey: file.path)
      guard let bytes = try? current?.contents(of: file.path) else {
        edits.append(FileEdit(path: file.path, contents: file.contents))
        continue
      }
      if bytes == file.contents { continue }
      switch known {
      case nil: foreign.append(file.path)
      case .some(let written) where !force && written != ContentFingerprint(of: bytes):
        edited.append(file.path)
      default: edits.append(FileEdit(path: file.path, contents: file.contents))
      }
    }
    for (path, written) in ours.sorted(by: { $0.key < $1.key }) {
      guard let bytes = try? current?.contents(of: path) else { continue }
      if force || written == ContentFingerprint(of: bytes) {
        edits.append(FileEdit(path: path, contents: nil))
      } else {
        edited.append(path)
      }
    }
    edited.sort()
    let manifest = OwnershipManifest(of: wanted, toolVersion: toolVersion)
    // Another version of the tool alone is no reason for a commit.
    if !edits.isEmpty || manifest.entries != owned {
      let path = SourcePath.root.child(OwnershipManifest.fileName)
      edits.append(FileEdit(path: path, contents: manifest.bytes))
    }
  }

  /// The files that change, without the list of written files.
  var fileCount: Int { max(0, edits.count - 1) }

  /// The refusals, each with what to do.
  func diagnostics(branch: String) -> [Diagnostic] {
    var result: [Diagnostic] = []
    if !foreign.isEmpty {
      result.append(
        .error(
          foreignFile,
          "\(count(foreign.count, "file")) on the branch \(branch) that fleetfold did not write would be overwritten; "
            + "move them away, or commit to another branch", notes: foreign.map { .init($0.string) }))
    }
    if !edited.isEmpty {
      result.append(
        .error(
          editedFile,
          "\(count(edited.count, "file")) on the branch \(branch) were edited since fleetfold wrote them; move the "
            + "edits to the sources, then render with --force", notes: edited.map { .init($0.string) }))
    }
    return result
  }
}

private let foreignFile = "branch.foreign-file"
private let editedFile = "branch.edited-file"
