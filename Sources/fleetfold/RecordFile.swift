internal import GitSnapshot
internal import Glibc
internal import ManifestCompiler
internal import SourceModel

/// The file `fleetfold/record` in the Git directory: one record, of the tree that was compiled last.
///
/// It may be removed at any time, and nothing is said when it can't be read or written: everything is compiled then.
/// A new one replaces the old by a rename, so concurrent runs see one or the other.
struct RecordFile {
  private let folder: String
  private let path: String

  init(_ repository: Repository) {
    folder = repository.gitDirectory + "fleetfold"
    path = folder + "/record"
  }

  /// The record that this very program wrote; nil when there is none.
  func read() -> FleetRecord? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.limit else {
      return nil
    }
    let size = Int(status.st_size)
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let received = Glibc.read(file, buffer.baseAddress?.advanced(by: count), size - count)
        if received < 0, errno == EINTR { continue }
        if received <= 0 { break }
        count += received
      }
    }
    return Self.program.flatMap { FleetRecord(bytes, tool: $0) }
  }

  func write(_ bytes: [UInt8]) {
    guard bytes.count <= Self.limit else { return }
    mkdir(folder, 0o777)
    let temporary = path + ".\(getpid())"
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { return }
    var written = 0
    bytes.withUnsafeBytes { buffer in
      while written < buffer.count {
        let count = Glibc.write(file, buffer.baseAddress?.advanced(by: written), buffer.count - written)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { break }
        written += count
      }
    }
    close(file)
    if written < bytes.count || rename(temporary, path) != 0 { unlink(temporary) }
  }

  /// Tells builds of the program apart: another one may read more, or make something else of it.
  static var program: String? {
    var status = stat()
    guard stat("/proc/self/exe", &status) == 0 else { return nil }
    return
      "\(status.st_dev) \(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }

  /// Bytes; a record of this size speaks for some 300,000 applications.
  private static let limit = 64 << 20
}
