package import SourceModel

/// A file tree for tests: paths and texts.
package struct InMemoryFileTree: FileTree {
  private var files: [SourcePath: [UInt8]] = [:]
  private var links: [SourcePath: String] = [:]

  package init(_ files: [String: String], links: [String: String] = [:]) {
    for (path, text) in files {
      guard let path = SourcePath(path) else { preconditionFailure("bad path in a test: \(path)") }
      self.files[path] = Array(text.utf8)
    }
    for (path, target) in links {
      guard let path = SourcePath(path) else { preconditionFailure("bad path in a test: \(path)") }
      self.links[path] = target
    }
  }

  private var paths: [SourcePath] { Array(files.keys) + Array(links.keys) }

  package func entry(at path: SourcePath) -> TreeEntry? {
    if files[path] != nil { return TreeEntry(name: path.name, kind: .file, id: nil) }
    if links[path] != nil { return TreeEntry(name: path.name, kind: .symbolicLink, id: nil) }
    let isDirectory = path == .root || paths.contains { $0 != path && $0.isWithin(path) }
    return isDirectory ? TreeEntry(name: path.name, kind: .directory, id: nil) : nil
  }

  package func children(of path: SourcePath) -> [TreeEntry]? {
    guard entry(at: path)?.kind == .directory else { return nil }
    let depth = path.components.count
    let names = Set(paths.filter { $0 != path && $0.isWithin(path) }.map { String($0.components[depth]) })
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.compactMap {
      entry(at: path.child($0))
    }
  }

  package func contents(of path: SourcePath) throws(FileTreeError) -> [UInt8] {
    if let bytes = files[path] { return bytes }
    guard let entry = entry(at: path) else { throw .notFound(path) }
    throw .notAFile(path, entry.kind)
  }

  package func linkTarget(at path: SourcePath) -> String? { links[path] }
}
