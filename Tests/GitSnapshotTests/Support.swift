internal import GitSnapshot
internal import SourceModel
internal import TestSupport
internal import Testing

extension TemporaryRepository {
  /// Opens the repository as the product would, in `directory` of it, with only these variables set.
  func open(
    in directory: String = "", environment: [String: String] = [:], workers: Int = 2
  ) throws -> Repository {
    let start = directory.isEmpty ? path : path + "/" + directory
    return try Repository.discover(from: start, environment: GitEnvironment(environment), workers: workers)
  }
}

extension FileTree {
  /// The text of the file at `path`.
  func text(_ path: String) throws -> String {
    String(decoding: try contents(of: try sourcePath(path)), as: UTF8.self)
  }

  /// The entry at `path`.
  func entry(_ path: String) throws -> TreeEntry? { entry(at: try sourcePath(path)) }

  /// The names in the directory at `path`.
  func names(_ path: String = "") throws -> [String]? { children(of: try sourcePath(path))?.map(\.name) }

  /// All files, links and submodules, as `git ls-tree -r` prints them: mode, id, path.
  func listing() -> [String] {
    var lines: [(SourcePath, String)] = []
    var pending = [SourcePath.root]
    while let directory = pending.popLast() {
      for entry in children(of: directory) ?? [] {
        let path = directory.child(entry.name)
        let id = entry.id?.description ?? "-"
        switch entry.kind {
        case .directory: pending.append(path)
        case .file: lines.append((path, "100644 \(id) \(path)"))
        case .executable: lines.append((path, "100755 \(id) \(path)"))
        case .symbolicLink: lines.append((path, "120000 \(id) \(path)"))
        case .submodule: lines.append((path, "160000 \(id) \(path)"))
        }
      }
    }
    return lines.sorted { $0.0 < $1.0 }.map(\.1)
  }
}

func sourcePath(_ text: String) throws -> SourcePath { try #require(SourcePath(text)) }

/// The diagnostic of the error that `body` throws.
func diagnostic<Result>(_ body: () throws -> Result) throws -> Diagnostic {
  do {
    _ = try body()
  } catch let error as GitError {
    return error.diagnostic
  }
  Issue.record("nothing was thrown")
  throw GitError.failed("test", "nothing was thrown")
}
