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
    if isNormal(relative) { return child(relative) }
    let slash = UInt8(ascii: "/")
    if relative.utf8.first == slash { return nil }
    var path: [UInt8] = []
    path.reserveCapacity(string.utf8.count + relative.utf8.count + 1)
    path.append(contentsOf: string.utf8)
    for part in relative.utf8.split(separator: slash, omittingEmptySubsequences: true) {
      if part.contains(0) { return nil }
      if part.elementsEqual(".".utf8) { continue }
      if part.elementsEqual("..".utf8) {
        if path.isEmpty { return nil }
        path.removeSubrange((path.lastIndex(of: slash) ?? 0)...)
      } else {
        if !path.isEmpty { path.append(slash) }
        path.append(contentsOf: part)
      }
    }
    return SourcePath(trusted: String(decoding: path, as: UTF8.self))
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
    guard let slash = lastSlash else { return string }
    return String(decoding: string.utf8.dropFirst(slash + 1), as: UTF8.self)
  }

  /// The directory that holds this path; nil for the root.
  package var parent: SourcePath? {
    guard !string.utf8.isEmpty else { return nil }
    guard let slash = lastSlash else { return .root }
    return SourcePath(trusted: String(decoding: string.utf8.prefix(slash), as: UTF8.self))
  }

  /// How many bytes stand before the last slash; nil when there is none.
  private var lastSlash: Int? {
    var text = string
    return text.withUTF8 { bytes in
      var index = bytes.count - 1
      while index >= 0, unsafe bytes[index] != UInt8(ascii: "/") { index -= 1 }
      return index < 0 ? nil : index
    }
  }

  /// Whether this path is `ancestor` or lies below it.
  package func isWithin(_ ancestor: SourcePath) -> Bool {
    if ancestor.string.utf8.isEmpty { return true }
    guard string.utf8.starts(with: ancestor.string.utf8) else { return false }
    let rest = string.utf8.dropFirst(ancestor.string.utf8.count)
    return rest.isEmpty || rest.first == UInt8(ascii: "/")
  }

  /// The path as seen from `ancestor`; nil when it lies elsewhere.
  package func relative(to ancestor: SourcePath) -> SourcePath? {
    guard isWithin(ancestor) else { return nil }
    if ancestor.string.utf8.isEmpty { return self }
    let rest = string.utf8.dropFirst(ancestor.string.utf8.count + 1)
    return SourcePath(trusted: String(Substring(rest)))
  }

  package static func == (a: SourcePath, b: SourcePath) -> Bool { haveSameBytes(a.string, b.string) }

  package func hash(into hasher: inout Hasher) {
    var text = string
    text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// Whether a text is a path as it stands: nothing in it is empty, begins with a dot or is a NUL.
private func isNormal(_ text: String) -> Bool {
  var isStart = true
  for byte in text.utf8 {
    if byte == 0 || (isStart && (byte == UInt8(ascii: "/") || byte == UInt8(ascii: "."))) { return false }
    isStart = byte == UInt8(ascii: "/")
  }
  return !isStart
}

extension SourcePath: Comparable {
  package static func < (a: SourcePath, b: SourcePath) -> Bool {
    comesBefore(a.string, b.string)
  }
}

extension SourcePath: CustomStringConvertible {
  package var description: String { string.utf8.isEmpty ? "." : string }
}
