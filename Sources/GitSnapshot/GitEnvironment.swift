internal import Glibc

/// The variables by which Git tells a program, above all a hook, where things are.
///
/// Source: git(1), "The Git Repository". Relative paths count from the directory that is worked in.
package struct GitEnvironment: Sendable, Equatable {
  /// `GIT_DIR`.
  package var gitDirectory: String?
  /// `GIT_WORK_TREE`.
  package var workTree: String?
  /// `GIT_INDEX_FILE`: `git commit -a` and `-p` stage into a temporary one.
  package var indexFile: String?
  /// `GIT_OBJECT_DIRECTORY` and `GIT_ALTERNATE_OBJECT_DIRECTORIES`: the quarantine of a receiving hook.
  package var objectDirectories: [String] = []
  /// `GIT_CEILING_DIRECTORIES`, as it stands: the search for a repository ends below these.
  package var ceilings: String?
  /// `GIT_DISCOVERY_ACROSS_FILESYSTEM`.
  package var crossesFileSystems = false

  /// No variable set.
  package init() {}

  /// The variables among `values`; empty ones count as absent.
  package init(_ values: [String: String]) {
    func value(_ name: String) -> String? {
      values[name].flatMap { $0.utf8.isEmpty ? nil : $0 }
    }
    gitDirectory = value("GIT_DIR")
    workTree = value("GIT_WORK_TREE")
    indexFile = value("GIT_INDEX_FILE")
    ceilings = value("GIT_CEILING_DIRECTORIES")
    objectDirectories = value("GIT_OBJECT_DIRECTORY").map { [$0] } ?? []
    objectDirectories += (value("GIT_ALTERNATE_OBJECT_DIRECTORIES") ?? "").split(separator: ":").map(
      String.init)
    let across = value("GIT_DISCOVERY_ACROSS_FILESYSTEM")?.lowercased()
    crossesFileSystems = ["1", "true", "yes", "on"].contains(across)
  }

  /// Those of this process.
  package static func current() -> GitEnvironment {
    let names = [
      "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_CEILING_DIRECTORIES", "GIT_OBJECT_DIRECTORY",
      "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    ]
    var values: [String: String] = [:]
    for name in names {
      if let value = getenv(name) { values[name] = String(cString: value) }
    }
    return GitEnvironment(values)
  }
}

/// `path` as an absolute path, when read from `directory` (or, when that is relative, from the current one).
func absolutePath(_ path: String, from directory: String) -> String {
  if path.utf8.first == UInt8(ascii: "/") { return path }
  if directory.utf8.first == UInt8(ascii: "/") { return directory + "/" + path }
  guard let current = getcwd(nil, 0) else { return path }
  defer { free(current) }
  return String(cString: current) + "/" + directory + "/" + path
}

/// `path` without links and dots; nil when there is nothing.
func canonicalPath(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}

/// How many workers can read at once.
var processorCount: Int { max(1, min(16, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))) }
