package import SourceModel

/// A file that the output directory shall hold.
package struct OutputFile: Sendable {
  package var path: SourcePath
  package var contents: [UInt8]
  package var fingerprint: ContentFingerprint

  package init(path: SourcePath, contents: [UInt8], fingerprint: ContentFingerprint) {
    self.path = path
    self.contents = contents
    self.fingerprint = fingerprint
  }
}

/// What a file shall hold: bytes, or where they are set aside.
struct OutputContents: Sendable {
  private enum Storage {
    case bytes([UInt8])
    case spool(Spool, start: Int)
  }

  let count: Int
  private let storage: Storage

  init(_ bytes: [UInt8]) {
    count = bytes.count
    storage = .bytes(bytes)
  }

  init(_ spool: Spool, _ range: Range<Int>) {
    count = range.count
    storage = .spool(spool, start: range.lowerBound)
  }

  func bytes() throws(SystemError) -> [UInt8] {
    switch storage {
    case .bytes(let bytes): bytes
    case .spool(let spool, let start): try spool.read(start..<start + count)
    }
  }
}

/// A file that an earlier run wrote, as the list in the output directory says.
package struct OwnedFile: Sendable {
  package var path: SourcePath
  package var fingerprint: ContentFingerprint

  package init(path: SourcePath, fingerprint: ContentFingerprint) {
    self.path = path
    self.fingerprint = fingerprint
  }
}

/// What a run did to the output directory, or what it would do.
package struct OutputDifference: Sendable, Equatable {
  /// Not there; sorted, as are all four.
  package var missing: [SourcePath] = []
  /// There with other bytes.
  package var stale: [SourcePath] = []
  /// Written by an earlier run and no longer wanted.
  package var extra: [SourcePath] = []
  package var unchanged = 0
  /// Whether the list of written files itself is to be written.
  package var isManifestStale = false

  package init() {}

  /// Whether the directory holds exactly what it shall hold.
  package var isEmpty: Bool { missing.isEmpty && stale.isEmpty && extra.isEmpty }
}
