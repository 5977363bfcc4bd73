internal import SourceModel

/// A list of written files that stands as it was written, read line by line: a tenth of the work and of the memory that it
/// takes to read it as JSON.
struct ManifestLines {
  struct File {
    /// Where its path stands in the text.
    var path: Range<Int>
    var fingerprint: ContentFingerprint
  }

  let toolVersion: String
  private(set) var files: [File] = []
  private let bytes: [UInt8]

  /// Nil where a line is another one, holds an escape, or is out of order.
  init?(_ bytes: [UInt8], format: String) {
    let head = "{\n  \"format\": \"\(format)\",\n  \"tool\": \"fleetfold "
    guard bytes.starts(with: head.utf8), let tool = plainText(bytes, from: head.utf8.count) else {
      return nil
    }
    toolVersion = String(decoding: bytes[tool], as: UTF8.self)
    self.bytes = bytes
    let start = tool.upperBound + startOfFiles.count
    guard bytes[tool.upperBound...].starts(with: startOfFiles), bytes.count > start else { return nil }
    var position = start
    while true {
      guard let file = readFile(at: position) else { return nil }
      if let last = files.last, !bytes[last.path].lexicographicallyPrecedes(bytes[file.path]) { return nil }
      files.append(file)
      // The quotes around the fingerprint and what stands between it and the path.
      position = file.path.upperBound + beforeFingerprint.count + 32
      if bytes[position...].starts(with: beforeNext) {
        position += beforeNext.count
      } else {
        guard bytes[position...].elementsEqual(endOfFiles) else { return nil }
        return
      }
    }
  }

  func path(_ index: Int) -> SourcePath {
    SourcePath.root.child(String(decoding: bytes[files[index].path], as: UTF8.self))
  }

  private func readFile(at start: Int) -> File? {
    guard let path = plainText(bytes, from: start), !path.isEmpty,
      bytes[path.upperBound...].starts(with: beforeFingerprint),
      listedPath(String(decoding: bytes[path], as: UTF8.self)) != nil
    else { return nil }
    let digits = path.upperBound + beforeFingerprint.count
    guard digits + 32 < bytes.count,
      let fingerprint = ContentFingerprint(String(decoding: bytes[digits..<digits + 32], as: UTF8.self))
    else { return nil }
    return File(path: path, fingerprint: fingerprint)
  }
}

/// The text from `start` to the next quote; nil where JSON or UTF-8 would make another of it.
private func plainText(_ bytes: [UInt8], from start: Int) -> Range<Int>? {
  var end = start
  while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
    // Nearly every path is plain ASCII.
    guard bytes[end] >= 0x20, bytes[end] < 0x7F, bytes[end] != UInt8(ascii: "\\") else { return nil }
    end += 1
  }
  return end < bytes.count ? start..<end : nil
}

private let startOfFiles = Array("\",\n  \"files\": {\n    \"".utf8)
private let beforeFingerprint = Array("\": \"".utf8)
private let beforeNext = Array("\",\n    \"".utf8)
private let endOfFiles = Array("\"\n  }\n}\n".utf8)
