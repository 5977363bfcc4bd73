internal import CLibgit2
internal import SourceModel

/// One entry of a tree as Git stores it: the name is any bytes but NUL.
struct RawTreeEntry {
  var mode: UInt32
  var name: ArraySlice<UInt8>
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
  bytes.withUnsafeBytes { buffer -> [RawTreeEntry]? in
    var entries: [RawTreeEntry] = []
    var start = 0
    while start < buffer.count {
      var mode: UInt32 = 0
      var next = start
      while next < buffer.count, next - start < 7, (48...55).contains(buffer[next]) {
        mode = mode << 3 | UInt32(buffer[next] - 48)
        next += 1
      }
      guard next > start, next < buffer.count, buffer[next] == UInt8(ascii: " ") else { return nil }
      let name = next + 1
      guard let end = buffer[name...].firstIndex(of: 0), buffer.count - end > 20 else { return nil }
      let id = ObjectID(unchecked: UnsafeRawBufferPointer(rebasing: buffer[(end + 1)...(end + 20)]))
      entries.append(RawTreeEntry(mode: mode, name: bytes[name..<end], id: id))
      start = end + 21
    }
    return entries
  }
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
    let raw = id.raw
    withUnsafeBytes(of: raw.id) { bytes += $0 }
  }
  return objectID(of: bytes, .tree)
}
