package import SourceModel

/// A file tree for tests: paths and texts, with ids that tell contents apart as Git's do.
package struct InMemoryFileTree: FileTree {
  private var contents: [SourcePath: [UInt8]] = [:]
  private var links: [SourcePath: String] = [:]
  private var directories: [SourcePath: [TreeEntry]] = [:]
  private var root = TreeEntry(name: "", kind: .directory, id: nil)

  package init(_ files: [String: String], links: [String: String] = [:]) {
    var entries: [SourcePath: TreeEntry] = [:]
    for (text, content) in files {
      let path = InMemoryFileTree.path(text)
      contents[path] = Array(content.utf8)
      entries[path] = TreeEntry(name: path.name, kind: .file, id: objectID(of: Array(content.utf8)))
    }
    for (text, target) in links {
      let path = InMemoryFileTree.path(text)
      self.links[path] = target
      entries[path] = TreeEntry(name: path.name, kind: .symbolicLink, id: objectID(of: Array(target.utf8)))
    }
    root = enter(.root, entries.sorted { $0.key < $1.key }.map { ($0.key.components[...], $0.value) })
  }

  /// Enters a directory that holds `files`, by their paths below it.
  private mutating func enter(
    _ path: SourcePath, _ files: [(ArraySlice<Substring>, TreeEntry)]
  ) -> TreeEntry {
    var children: [TreeEntry] = []
    var folders: [(name: String, files: [(ArraySlice<Substring>, TreeEntry)])] = []
    for (components, entry) in files {
      guard components.count > 1, let first = components.first else {
        children.append(entry)
        continue
      }
      if let index = folders.firstIndex(where: { $0.name.utf8.elementsEqual(first.utf8) }) {
        folders[index].files.append((components.dropFirst(), entry))
      } else {
        folders.append((String(first), [(components.dropFirst(), entry)]))
      }
    }
    for folder in folders { children.append(enter(path.child(folder.name), folder.files)) }
    children.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    directories[path] = children
    let text = children.map { "\($0.kind) \($0.name) \($0.id?.description ?? "")\n" }.joined()
    return TreeEntry(name: path.name, kind: .directory, id: objectID(of: Array(text.utf8)))
  }

  private static func path(_ text: String) -> SourcePath {
    guard let path = SourcePath(text) else { preconditionFailure("bad path in a test: \(text)") }
    return path
  }

  package func entry(at path: SourcePath) -> TreeEntry? {
    guard let parent = path.parent else { return root }
    return directories[parent]?.first { $0.name.utf8.elementsEqual(path.name.utf8) }
  }

  package func children(of path: SourcePath) -> [TreeEntry]? { directories[path] }

  package func contents(of path: SourcePath) throws(FileTreeError) -> [UInt8] {
    if let bytes = contents[path] { return bytes }
    guard let entry = entry(at: path) else { throw .notFound(path) }
    throw .notAFile(path, entry.kind)
  }

  package func linkTarget(at path: SourcePath) -> String? { links[path] }
}

/// An id that only equal bytes share.
private func objectID(of bytes: [UInt8]) -> ObjectID {
  let fingerprint = ContentFingerprint(of: bytes)
  return ObjectID(fingerprint.high, fingerprint.low, UInt32(truncatingIfNeeded: bytes.count))
}
