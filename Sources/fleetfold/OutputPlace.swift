internal import ArgumentParser
internal import SourceModel

/// Where to write: a folder that exists or can be made, and a path below it.
enum OutputPlace {
  /// The place that `--output-dir` names; links on the way to its last component are followed, as the person asked.
  static func named(_ text: String) throws -> (base: String, path: SourcePath) {
    let parts = text.split(separator: "/").map(String.init)
    guard let name = parts.last, name != ".", name != "..", let path = SourcePath(name) else {
      throw Refusal("--output-dir names a folder to write into, such as out or ../rendered")
    }
    let folder = parts.dropLast().joined(separator: "/")
    if text.hasPrefix("/") { return ("/" + folder, path) }
    return (folder.isEmpty ? "." : folder, path)
  }
}
