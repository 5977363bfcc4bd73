internal import SourceModel

/// Why an entry of a tree is left out of a snapshot.
enum EntryNameProblem {
  /// It would lead out of its directory or into Git's own: only a hostile hand writes it.
  case hostile
  case notUTF8
  case backslash
  case repeated

  /// What to tell about the entry called `name` in `directory`.
  ///
  /// Emits `git.hostile-path` (an error), `git.path-not-utf8` and `git.backslash-in-path` (warnings).
  func diagnostic(_ name: some Collection<UInt8>, in directory: SourcePath) -> Diagnostic {
    let shown = printable(name)
    let place = SourceLocation(path: directory)
    switch self {
    case .hostile:
      return .error(
        hostilePathID, "the tree has an entry called \"\(shown)\"; it is not read: rewrite it", at: place)
    case .repeated:
      return .error(hostilePathID, "the tree has two entries called \"\(shown)\"; rewrite it", at: place)
    case .notUTF8:
      return .warning(notUTF8ID, "the name \"\(shown)\" is not UTF-8; it is left out: rename it", at: place)
    case .backslash:
      return .warning(
        backslashID, "the name \"\(shown)\" has a backslash; it is left out: rename it", at: place)
    }
  }
}

/// The text of a name of one component as found in a tree, or why it must not be used.
///
/// Source: git's verify_path, with its protection of HFS+ and NTFS always on.
func checkedName(_ bytes: ArraySlice<UInt8>) -> (text: String?, problem: EntryNameProblem?) {
  // Empty, `.` or `..`.
  if bytes.count <= 2, bytes.allSatisfy({ $0 == UInt8(ascii: ".") }) { return (nil, .hostile) }
  if bytes.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0 }) { return (nil, .hostile) }
  guard let text = String(validating: bytes, as: UTF8.self) else { return (nil, .notUTF8) }
  if mayStandForGitFolder(bytes), standsForGitFolder(text) { return (nil, .hostile) }
  if bytes.contains(UInt8(ascii: "\\")) { return (nil, .backslash) }
  return (text, nil)
}

/// A look at two bytes that settles it for nearly every name.
private func mayStandForGitFolder(_ bytes: ArraySlice<UInt8>) -> Bool {
  guard let first = bytes.first, let second = bytes.dropFirst().first else { return false }
  switch first {
  case UInt8(ascii: "."): return second | 0x20 == UInt8(ascii: "g") || second >= 0x80
  case UInt8(ascii: "g"), UInt8(ascii: "G"): return second | 0x20 == UInt8(ascii: "i") || second >= 0x80
  default: return first >= 0x80
  }
}

/// Whether some file system takes `name` for `.git`: in any case, with ignorable code points (HFS+), with dots,
/// spaces or a stream behind it, or as the short form `git~1` (NTFS).
private func standsForGitFolder(_ name: String) -> Bool {
  var scalars = name.unicodeScalars.filter { !isIgnorable($0) }.map { $0 }
  if let colon = scalars.firstIndex(of: ":") { scalars.removeSubrange(colon...) }
  while let last = scalars.last, last == "." || last == " " { scalars.removeLast() }
  let plain = scalars.map { $0.properties.lowercaseMapping }.joined()
  return plain.utf8.elementsEqual(".git".utf8) || plain.utf8.elementsEqual("git~1".utf8)
}

/// Whether HFS+ leaves the code point out of a name.
private func isIgnorable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x200C...0x200F, 0x202A...0x202E, 0x206A...0x206F, 0xFEFF: true
  default: false
  }
}

/// The name for a message: what is no printable ASCII as `\xNN`.
private func printable(_ name: some Collection<UInt8>) -> String {
  let digits = Array("0123456789abcdef")
  return name.prefix(200).map { byte in
    (32..<127).contains(byte)
      ? String(Unicode.Scalar(byte)) : "\\x\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
  }.joined()
}

private let hostilePathID = "git.hostile-path"
private let notUTF8ID = "git.path-not-utf8"
private let backslashID = "git.backslash-in-path"
