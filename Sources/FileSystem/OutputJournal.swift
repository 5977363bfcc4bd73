internal import SourceModel

/// What is about to be put in place, written beside it just before: the next run finishes what a killed one began.
struct OutputJournal {
  /// The entry of the output directory that is replaced as a whole; the root for all of it.
  var path: SourcePath
  /// Of the new entry, before it is put in place; 0 when the entry is only taken away.
  var inode: UInt64
  /// The files that go or change, and the bytes that they had: whatever else is found in the old state is not ours.
  var retired: FileList

  var bytes: [UInt8] {
    var text = Array("\(header)\n\(inode)\n\(path.string)\n".utf8)
    for file in retired.all { text += "\(file.fingerprint) \(file.path.string)\n".utf8 }
    return text + Array("end\n".utf8)
  }

  init(path: SourcePath, inode: UInt64, retired: FileList) {
    self.path = path
    self.inode = inode
    self.retired = retired
  }

  /// Nil when the bytes are no whole journal.
  init?(_ bytes: [UInt8]) {
    let lines = String(decoding: bytes, as: UTF8.self).utf8.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).map { String(Substring($0)) }
    guard lines.count >= 5, lines[0] == header, lines[lines.count - 2] == "end",
      lines[lines.count - 1].isEmpty,
      let inode = UInt64(lines[1]), let path = SourcePath(lines[2])
    else { return nil }
    self.init(path: path, inode: inode, retired: FileList())
    for line in lines[3..<(lines.count - 2)] {
      let parts = line.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1).map { String(Substring($0)) }
      guard parts.count == 2, let fingerprint = ContentFingerprint(parts[0]), let path = SourcePath(parts[1])
      else { return nil }
      retired.append(path, fingerprint)
    }
  }
}

private let header = "fleetfold-journal 1"
