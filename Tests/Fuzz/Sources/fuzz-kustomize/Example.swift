internal import Foundation

/// A kustomization with all its files.
struct Example {
  /// Paths relative to the folder, and contents.
  var files: [(path: String, bytes: [UInt8])] = []
  /// The directory to build.
  var target = "."

  mutating func add(_ path: String, _ text: String) { files.append((path, Array(text.utf8))) }

  func contains(_ text: String) -> Bool {
    files.contains { String(decoding: $0.bytes, as: UTF8.self).contains(text) }
  }

  func write(to folder: String) {
    let manager = FileManager.default
    try? manager.removeItem(atPath: folder)
    for file in files {
      let path = folder + "/" + file.path
      let directory = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
      try? manager.createDirectory(atPath: directory, withIntermediateDirectories: true)
      _ = manager.createFile(atPath: path, contents: Data(file.bytes))
    }
  }
}
