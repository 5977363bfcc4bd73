internal import Foundation

/// How a kustomization is built: what a command line says.
struct BuildOptions {
  /// `none` or `legacy`.
  var order: String?
  var loadsAnywhere = false
  var addsLabel = false

  /// As arguments; kubectl has none for the order.
  func flags(withOrder: Bool) -> [String] {
    var flags: [String] = []
    if let order, withOrder { flags += ["--reorder", order] }
    if loadsAnywhere { flags += ["--load-restrictor", "LoadRestrictionsNone"] }
    if addsLabel { flags.append("--enable-managedby-label") }
    return flags
  }

  /// As the library takes them.
  var json: String {
    """
    {"reorder": "\(order ?? "unspecified")", "load_restrictions": \(loadsAnywhere ? 1 : 0), "add_managedby_label": \(addsLabel)}
    """
  }
}

/// A kustomization with all its files.
struct Example {
  /// Paths relative to the folder, and contents.
  var files: [(path: String, bytes: [UInt8])] = []
  /// The directory to build.
  var target = "."
  var options = BuildOptions()

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
