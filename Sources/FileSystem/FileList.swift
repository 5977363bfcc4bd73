package import SourceModel

/// Files by their paths: of each its fingerprint and, where it is to be written, its bytes or where they are set aside.
///
/// Packed into few buffers, since a large fleet has a hundred thousand of them.
package struct FileList: Sendable {
  private struct Record: Sendable {
    var path: UInt32
    var pathCount: Int32
    /// In the spool; of a file with bytes of its own, their index in `texts`, below zero.
    var start: Int
    var count: Int
    var fingerprint: ContentFingerprint
  }

  private var paths: [UInt8] = []
  private var records: [Record] = []
  private var texts: [[UInt8]] = []
  /// What the files that have no bytes of their own are parts of.
  package var spool: Spool?

  package init() {}

  package init(_ files: some Sequence<OutputFile>) {
    for file in files { append(file.path, file.fingerprint, contents: file.contents) }
  }

  package init(_ files: some Sequence<OwnedFile>) {
    for file in files { append(file.path, file.fingerprint) }
  }

  package var count: Int { records.count }

  /// Adds a file of which nothing more is known, or whose bytes will be those of `range` in the spool.
  package mutating func append(
    _ path: SourcePath, _ fingerprint: ContentFingerprint, spooled range: Range<Int> = 0..<0
  ) {
    records.append(
      Record(
        path: UInt32(paths.count), pathCount: Int32(path.string.utf8.count), start: range.lowerBound,
        count: range.count, fingerprint: fingerprint))
    paths += path.string.utf8
  }

  /// Adds a file with its bytes.
  package mutating func append(_ path: SourcePath, _ fingerprint: ContentFingerprint, contents: [UInt8]) {
    append(path, fingerprint)
    texts.append(contents)
    records[records.count - 1].start = -texts.count
    records[records.count - 1].count = contents.count
  }

  /// Where each file is, in the order in which they stand here.
  package var all: some RandomAccessCollection<OwnedFile> {
    records.indices.lazy.map { OwnedFile(path: path($0), fingerprint: fingerprint($0)) }
  }

  /// Paths are made of parts that were checked before.
  package func path(_ index: Int) -> SourcePath {
    SourcePath.root.child(String(decoding: pathBytes(index), as: UTF8.self))
  }

  package func fingerprint(_ index: Int) -> ContentFingerprint { records[index].fingerprint }

  func pathBytes(_ index: Int) -> ArraySlice<UInt8> {
    let record = records[index]
    return paths[Int(record.path)..<Int(record.path) + Int(record.pathCount)]
  }

  func contents(_ index: Int) -> OutputContents {
    let record = records[index]
    if record.start < 0 { return OutputContents(texts[-1 - record.start]) }
    guard let spool else { return OutputContents([]) }
    return OutputContents(spool, record.start..<record.start + record.count)
  }

  /// Puts the files in the order of their paths, bytewise.
  package mutating func sort() {
    let isSorted = records.indices.dropFirst().allSatisfy {
      pathBytes($0 - 1).lexicographicallyPrecedes(pathBytes($0))
    }
    if isSorted { return }
    let paths = paths
    func bytes(of record: Record) -> ArraySlice<UInt8> {
      paths[Int(record.path)..<Int(record.path) + Int(record.pathCount)]
    }
    records.sort { bytes(of: $0).lexicographicallyPrecedes(bytes(of: $1)) }
  }

  func sorted() -> FileList {
    var result = self
    result.sort()
    return result
  }

  /// The place of a path among those that are sorted; nil for one that is not here.
  func index(of path: SourcePath) -> Int? {
    var low = 0
    var high = records.count
    while low < high {
      let middle = (low + high) / 2
      if pathBytes(middle).lexicographicallyPrecedes(path.string.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < records.count && pathBytes(low).elementsEqual(path.string.utf8) ? low : nil
  }
}
