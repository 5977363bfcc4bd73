internal import Glibc

extension Terminal {
  /// Replaces the content of a file.
  static func write(_ bytes: [UInt8], toFile path: String) throws {
    try write(bytes, toFile: path, flags: O_TRUNC)
  }

  /// Adds to the end of a file, which is made when it is absent.
  static func append(_ bytes: [UInt8], toFile path: String) throws {
    try write(bytes, toFile: path, flags: O_APPEND)
  }

  /// The size of a file; 0 when there is none.
  static func size(ofFile path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  private static func write(_ bytes: [UInt8], toFile path: String, flags: Int32) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o644)
    func failure() -> Refusal { Refusal("can't write \(path): \(String(cString: strerror(errno)))") }
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure()
      }
      written += count
    }
  }
}
