internal import CLibgit2
internal import SourceModel

/// One entry of a tree as Git stores it: the name is any bytes but NUL.
struct RawTreeEntry {
  var mode: UInt32
  var name: [UInt8]
  /// Nil where it was not computed.
  var id: ObjectID?

  var kind: TreeEntryKind? { TreeEntryKind(mode: mode) }
}

extension TreeEntryKind {
  /// What Git's file mode stands for; nil for none that Git writes.
  init?(mode: UInt32) {
    switch mode & 0o170000 {
    case 0o040000: self = .directory
    case 0o100000: self = mode & 0o100 == 0 ? .file : .executable
    case 0o120000: self = .symbolicLink
    case 0o160000: self = .submodule
    default: return nil
    }
  }
}

/// The entries of a tree object, in its order; nil when the bytes are no tree.
///
/// Source: gitformat: mode in octal, a space, the name, NUL, 20 bytes of id, and so on to the end.
func parseTree(_ bytes: [UInt8]) -> [RawTreeEntry]? {
  var entries: [RawTreeEntry] = []
  var rest = bytes[...]
  while !rest.isEmpty {
    guard let space = rest.firstIndex(of: UInt8(ascii: " ")), space - rest.startIndex <= 7,
      let mode = octal(rest[..<space]),
      let end = rest[space...].firstIndex(of: 0), rest.endIndex - end > 20,
      let id = ObjectID(bytes: rest[(end + 1)...(end + 20)])
    else { return nil }
    entries.append(RawTreeEntry(mode: mode, name: Array(rest[(space + 1)..<end]), id: id))
    rest = rest[(end + 21)...]
  }
  return entries
}

/// The id that Git would give to a tree with these entries, which are in Git's order; nil when one has no id.
func treeID(_ entries: [RawTreeEntry]) -> ObjectID? {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(entries.reduce(0) { $0 + $1.name.count + 28 })
  for entry in entries {
    guard let id = entry.id else { return nil }
    bytes += String(entry.mode, radix: 8).utf8
    bytes.append(UInt8(ascii: " "))
    bytes += entry.name
    bytes.append(0)
    bytes += id.bytes
  }
  return objectID(of: bytes, GIT_OBJECT_TREE)
}

private func octal(_ digits: ArraySlice<UInt8>) -> UInt32? {
  guard !digits.isEmpty, digits.count <= 7 else { return nil }
  var value: UInt32 = 0
  for digit in digits {
    guard (48...55).contains(digit) else { return nil }
    value = value << 3 | UInt32(digit - 48)
  }
  return value
}
