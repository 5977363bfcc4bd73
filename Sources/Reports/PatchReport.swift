internal import SemanticDiff
package import SourceModel
internal import YAML

/// What turns one rendered tree into another, as a patch that `git apply` takes.
///
/// A patch that applies must hold the bytes, so nothing in it can be masked: a file that holds values of a Secret,
/// before or after, is left out and named in a comment, unless `showsSecrets`.
package struct PatchReport {
  /// A file of a rendered tree.
  package struct File {
    /// From the root of the repository.
    package var path: SourcePath
    package var contents: [UInt8]

    package init(path: SourcePath, contents: [UInt8]) {
      self.path = path
      self.contents = contents
    }
  }

  /// One file of the patch.
  package struct Entry {
    package var path: SourcePath
    /// Nil for a new file.
    package var before: [UInt8]?
    /// Nil for a file that goes.
    package var after: [UInt8]?
    /// It holds values of a Secret and is not shown.
    package var isHeldBack: Bool

    fileprivate var verb: String { before == nil ? "added" : after == nil ? "removed" : "changed" }
  }

  /// What differs, by path.
  package let entries: [Entry]

  package init(from before: [File], to after: [File], showsSecrets: Bool = false) {
    var entries: [Entry] = []
    func add(_ path: SourcePath, _ old: [UInt8]?, _ new: [UInt8]?) {
      let isHeldBack = !showsSecrets && [old, new].contains { $0.map(holdsSecrets) ?? false }
      entries.append(Entry(path: path, before: old, after: new, isHeldBack: isHeldBack))
    }
    var left = before.sorted { $0.path < $1.path }[...]
    var right = after.sorted { $0.path < $1.path }[...]
    while let path = [left.first?.path, right.first?.path].compactMap({ $0 }).min() {
      let old = left.first?.path == path ? left.removeFirst() : nil
      let new = right.first?.path == path ? right.removeFirst() : nil
      if old?.contents != new?.contents { add(path, old?.contents, new?.contents) }
    }
    self.entries = entries
  }

  /// The patch, with `comments` and what is left out named before it; `git apply` passes over both.
  package func bytes(comments: [String] = []) -> [UInt8] {
    var result: [UInt8] = []
    for comment in comments { result += Array("# \(visible(comment))\n".utf8) }
    for entry in entries where entry.isHeldBack {
      let text =
        "# left out, because it holds values of a Secret: \(visible(entry.path.string)) (\(entry.verb)); "
        + "--show-secrets puts it in\n"
      result += Array(text.utf8)
    }
    for entry in entries where !entry.isHeldBack { write(entry, to: &result) }
    return result
  }

  private func write(_ entry: Entry, to result: inout [UInt8]) {
    let old = PatchReport.quoted("a/" + entry.path.string)
    let new = PatchReport.quoted("b/" + entry.path.string)
    result += Array("diff --git \(old) \(new)\n".utf8)
    if entry.before == nil { result += Array("new file mode 100644\n".utf8) }
    if entry.after == nil { result += Array("deleted file mode 100644\n".utf8) }
    let hunks = UnifiedDiff(entry.before ?? [], entry.after ?? []).bytes
    // A file without a line has no hunk; Git names it by its mode alone.
    if hunks.isEmpty { return }
    let names = (
      entry.before == nil ? "/dev/null" : ended(old), entry.after == nil ? "/dev/null" : ended(new)
    )
    result += Array("--- \(names.0)\n+++ \(names.1)\n".utf8)
    result += hunks
  }

  /// A name with a blank ends in a tab, so that what follows is not taken for a time.
  private func ended(_ name: String) -> String {
    name.utf8.first != UInt8(ascii: "\"") && name.utf8.contains(UInt8(ascii: " ")) ? name + "\t" : name
  }

  /// A path as Git writes it: in quotes where it holds more than plain ASCII.
  private static func quoted(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy {
      (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    if isPlain { return path }
    var result = "\""
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "\""): result += "\\\""
      case UInt8(ascii: "\\"): result += "\\\\"
      case 0x20...0x7E: result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 8)
        result += "\\" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
      }
    }
    return result + "\""
  }
}

/// Whether a manifest file has values that the other formats mask; one that can't be read counts as having them.
private func holdsSecrets(_ contents: [UInt8]) -> Bool {
  var parser = YAMLParser()
  // Written by us: as large as its resources are.
  parser.limits.bytes = 1 << 30
  let parsed = parser.parse(contents, path: .root)
  if parsed.diagnostics.hasErrors { return true }
  return parsed.documents.contains { SecretMask($0).hidesAnything }
}
