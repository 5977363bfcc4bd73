internal import FileSystem
internal import SourceModel
internal import YAML

/// Reads the YAML and JSON documents of files and folders that a person names on the command line.
///
/// Emits `files.not-found`, `files.unreadable` and what the YAML reader emits.
struct DocumentFiles {
  private(set) var diagnostics: [Diagnostic] = []
  /// What to do with a key that a mapping already has.
  private let duplicateKeys: DuplicateKeys

  init(duplicateKeys: DuplicateKeys = .refuse) { self.duplicateKeys = duplicateKeys }

  /// The documents in the order of the arguments; the files of a folder (and those below it) by name.
  mutating func read(_ names: [String]) -> [Document] {
    var documents: [Document] = []
    for name in names {
      do throws(Diagnostic) {
        let tree = try DiskTree(root: "/")
        let slash = name.lastIndex(of: "/")
        let folder = slash.map { $0 == name.startIndex ? "/" : String(name[..<$0]) } ?? "."
        let last = slash.map { String(name[name.index(after: $0)...]) } ?? name
        let parent = try DiskTree.path(
          ofDirectory: last.isEmpty || last == ".." || last == "." ? name : folder)
        let path = last.isEmpty || last == ".." || last == "." ? parent : parent.child(last)
        guard let resolved = tree.resolve(path), let entry = tree.entry(at: resolved) else {
          throw .error(notFound, "there is no file or folder \(name)")
        }
        if entry.isFile {
          documents += try documentsOfFile(resolved, as: path, in: tree)
        } else {
          try readFolder(resolved, in: tree, into: &documents)
        }
      } catch {
        diagnostics.append(error)
      }
    }
    return documents
  }

  private mutating func readFolder(
    _ root: SourcePath, in tree: DiskTree, into documents: inout [Document]
  ) throws(Diagnostic) {
    var pending = [root]
    while let folder = pending.popLast() {
      var folders: [SourcePath] = []
      for child in tree.children(of: folder) ?? [] {
        let path = folder.child(child.name)
        let isManifest = [".yaml", ".yml", ".json"].contains { child.name.hasSuffix($0) }
        // Hidden files, such as the list of what a command wrote, are no input.
        if child.name.utf8.first == UInt8(ascii: ".") { continue }
        if child.kind == .directory {
          folders.append(path)
        } else if child.isFile, isManifest {
          documents += try documentsOfFile(path, as: path, in: tree)
        }
      }
      pending += folders.reversed()
    }
  }

  private mutating func documentsOfFile(
    _ resolved: SourcePath, as path: SourcePath, in tree: DiskTree
  ) throws(Diagnostic) -> [Document] {
    let bytes: [UInt8]
    do throws(FileTreeError) {
      bytes = try tree.contents(of: resolved)
    } catch {
      throw .error(unreadable, "this file can't be read: \(error)", at: SourceLocation(path: path))
    }
    let result = YAMLParser(duplicateKeys: duplicateKeys, dialect: .yaml11).parse(bytes, path: path)
    diagnostics += result.diagnostics
    return result.documents.filter { !$0.isNull($0.root, as: .yaml11) }
  }
}

private let notFound = "files.not-found"
private let unreadable = "files.unreadable"
