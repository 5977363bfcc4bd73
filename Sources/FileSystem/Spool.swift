internal import Glibc
package import SourceModel

/// Bytes that were set aside until it was known whether they are wanted.
package final class Spool: Sendable {
  /// How many bytes there are.
  package let count: Int
  private let file: FileDescriptor?
  private let fileCount: Int
  /// What follows the bytes of the file.
  private let rest: [UInt8]

  fileprivate init(_ file: consuming FileDescriptor?, _ fileCount: Int, _ rest: [UInt8]) {
    self.file = file
    self.fileCount = fileCount
    self.rest = rest
    count = fileCount + rest.count
  }

  /// The bytes of `range`, in the order in which they were appended. Emits `output.spool`.
  package func bytes(_ range: Range<Int>) throws(Diagnostic) -> [UInt8] {
    do throws(SystemError) { return try read(range) } catch {
      throw .error(spoolFailed, "cannot read what was set aside in a temporary file: \(error.message)")
    }
  }

  func read(_ range: Range<Int>) throws(SystemError) -> [UInt8] {
    precondition(range.upperBound <= count, "internal error: there are not that many bytes")
    let tail = rest[max(0, range.lowerBound - fileCount)..<max(0, range.upperBound - fileCount)]
    guard range.lowerBound < fileCount else { return Array(tail) }
    let wanted = min(range.upperBound, fileCount) - range.lowerBound
    var failure: Int32?
    let head = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
      while count < wanted {
        let received = pread(
          descriptor, buffer.baseAddress?.advanced(by: count), wanted - count, range.lowerBound + count)
        if received < 0, errno == EINTR { continue }
        if received <= 0 {
          failure = received < 0 ? errno : EIO
          break
        }
        count += received
      }
    }
    if let failure { throw SystemError(failure) }
    return tail.isEmpty ? head : head + tail
  }

  private var descriptor: Int32 {
    switch file {
    case .some(let file): file.raw
    case .none: -1
    }
  }
}

/// Sets bytes aside: the first of them in memory; when there are more, all move to a file without a name in `TMPDIR` or
/// `/tmp`, which nobody else can open and which is gone with the process.
///
/// Where no such file can be made, or it can't grow, the rest stays in memory.
package struct SpoolWriter: ~Copyable {
  private let limit: Int
  private let folder: String
  private var file: FileDescriptor?
  private var fileCount = 0
  /// Whether nothing more goes to the file.
  private var isFull = false
  private var rest: [UInt8] = []

  /// How many bytes there are.
  package var count: Int { fileCount + rest.count }

  /// `memory` is how many bytes are kept before a file is made; `folder` is where, when not in the usual place.
  package init(memory: Int = 1 << 20, folder: String? = nil) {
    limit = memory
    self.folder = folder ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
  }

  package mutating func append(_ bytes: some Collection<UInt8>) {
    rest += bytes
    if !isFull, rest.count >= (fileCount == 0 ? limit : pieceSize) { flush() }
  }

  private mutating func flush() {
    if fileCount == 0 { file = try? namelessFile(in: folder) }
    let descriptor =
      switch file {
      case .some(let file): file.raw
      case .none: Int32(-1)
      }
    var written = 0
    rest.withUnsafeBytes { buffer in
      while written < buffer.count {
        let count = write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { break }
        written += count
      }
    }
    fileCount += written
    isFull = written < rest.count
    if isFull {
      rest.removeFirst(written)
    } else if rest.capacity > 4 * pieceSize {
      rest = []
    } else {
      rest.removeAll(keepingCapacity: true)
    }
  }

  package consuming func finish() -> Spool { Spool(file, fileCount, rest) }
}

private func namelessFile(in folder: String) throws(SystemError) -> FileDescriptor {
  // `O_TMPFILE` of Linux, which Glibc shows only to programs that ask for GNU extensions.
  let nameless: Int32 = 0o20_000_000 | O_DIRECTORY
  let direct = open(folder, nameless | O_RDWR | O_CLOEXEC, 0o600)
  if direct >= 0 { return try FileDescriptor(direct) }
  var template = Array("\(folder)/fleetfold-XXXXXX".utf8CString)
  let named = mkstemp(&template)
  if named >= 0 { unlink(template) }
  return try FileDescriptor(named)
}

/// How many bytes go to the file at once.
private let pieceSize = 1 << 18

private let spoolFailed = "output.spool"
