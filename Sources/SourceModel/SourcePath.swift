/// A path inside a file tree: `/`-separated, relative to the root of the tree, never leaving it.
///
/// The root itself is the empty path. No component is empty, `.` or `..`, so two equal paths are equal
/// byte for byte. Ordered by UTF-8 bytes, as Git orders names.
package struct SourcePath: Hashable, Sendable {
  /// The text of the path; empty for the root.
  package let string: String

  /// The root of the tree.
  package static let root = SourcePath(trusted: "")

  private init(trusted string: String) { self.string = string }

  /// Normalises `text` against the root; nil when it is absolute, holds a NUL or leaves the tree.
  package init?(_ text: String) {
    guard let path = SourcePath.root.appending(text) else { return nil }
    self = path
  }

  /// The path that `relative` names when read from this directory; nil when it is absolute, holds a NUL or
  /// leaves the tree.
  package func appending(_ relative: String) -> SourcePath? {
    if relative.utf8.first == UInt8(ascii: "/") { return nil }
    var components = self.components
    for part in relative.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: true) {
      if part.contains(0) { return nil }
      if part.elementsEqual(".".utf8) { continue }
      if part.elementsEqual("..".utf8) {
        if components.isEmpty { return nil }
        components.removeLast()
      } else {
        components.append(Substring(part))
      }
    }
    return SourcePath(trusted: components.joined(separator: "/"))
  }

  /// `path`, read from this directory.
  package func appending(_ path: SourcePath) -> SourcePath {
    string.utf8.isEmpty ? path : path.string.utf8.isEmpty ? self : child(path.string)
  }

  /// The path of an entry called `name` (one component, as Git stores it) in this directory.
  package func child(_ name: String) -> SourcePath {
    SourcePath(trusted: string.utf8.isEmpty ? name : string + "/" + name)
  }

  /// The parts between the slashes; none for the root.
  package var components: [Substring] {
    string.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
  }

  /// The last component; empty for the root.
  package var name: String {
    guard let slash = string.utf8.lastIndex(of: UInt8(ascii: "/")) else { return string }
    return String(string[string.utf8.index(after: slash)...])
  }

  /// The directory that holds this path; nil for the root.
  package var parent: SourcePath? {
    guard !string.utf8.isEmpty else { return nil }
    guard let slash = string.utf8.lastIndex(of: UInt8(ascii: "/")) else { return .root }
    return SourcePath(trusted: String(string[..<slash]))
  }

  /// Whether this path is `ancestor` or lies below it.
  package func isWithin(_ ancestor: SourcePath) -> Bool {
    if ancestor.string.utf8.isEmpty { return true }
    guard string.utf8.starts(with: ancestor.string.utf8) else { return false }
    let rest = string.utf8.dropFirst(ancestor.string.utf8.count)
    return rest.isEmpty || rest.first == UInt8(ascii: "/")
  }

  package static func == (a: SourcePath, b: SourcePath) -> Bool { haveSameBytes(a.string, b.string) }

  package func hash(into hasher: inout Hasher) {
    var text = string
    text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension SourcePath: Comparable {
  package static func < (a: SourcePath, b: SourcePath) -> Bool {
    a.string.utf8.lexicographicallyPrecedes(b.string.utf8)
  }
}

extension SourcePath: CustomStringConvertible {
  package var description: String { string.utf8.isEmpty ? "." : string }
}
